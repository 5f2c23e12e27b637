import type { App } from "../support/app.ts";
import { small, smallTrail } from "../support/files.ts";
import { expect, test } from "../support/test.ts";

// What a screen reader is given, part by part, against `aria.spec.ts-snapshots`. After a change that is meant, run
// `cargo xtask test --browser -- specs/aria.spec.ts --update-snapshots` and look at every difference.

test.beforeEach(async ({ app, folder }) => {
  await app.open();
  await app.load(...(await smallTrail(folder)));
  await app.counts({ matching: small.emr });
});

test("the open event", async ({ app }) => {
  await app.row("AddJobFlowSteps").click();
  await expect(app.event.getByRole("heading", { name: "Who asked" })).toBeVisible();
  await expect(app.event).toMatchAriaSnapshot({ name: "event.aria.yml" });
});

test("facets and chips", async ({ app, page }) => {
  await app.search("user:alice AND NOT errorCode:*");
  await app.counts({ matching: 1 });
  await expect(page.getByRole("list", { name: "Filters" })).toMatchAriaSnapshot({ name: "chips.aria.yml" });
  await expect(app.facet("event").locator("li")).toHaveCount(1);
  await expect(app.facet("event")).toMatchAriaSnapshot({ name: "facet.aria.yml" });
});

test("the table and what stands above it", async ({ app, page }) => {
  await expect(app.grid).toMatchAriaSnapshot({ name: "table.aria.yml" });
  await expect(page.getByTestId("timeline")).toMatchAriaSnapshot({ name: "timeline.aria.yml" });
});

for (const [name, open] of [
  ["Keys", (app) => app.page.keyboard.press("?")],
  ["Columns", (app) => app.button("Columns").click()],
  ["Saved views", (app) => app.button("Views").click()],
  ["Case file", (app) => app.button("Case").click()],
  ["Export", (app) => app.button("Export").click()],
  ["Marked events", (app) => app.button("1 marked").click()],
] satisfies [string, (app: App) => Promise<void>][]) {
  test(`the dialog ${name}`, async ({ app, page }) => {
    await app.grid.focus();
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    await expect(app.button("1 marked")).toBeVisible();
    await open(app);
    const dialog = page.getByRole("dialog", { name, exact: true });
    await expect(dialog).toMatchAriaSnapshot({ name: `${name.toLowerCase().replace(" ", "-")}.aria.yml` });
  });
}

test("the overview", async ({ app, page }) => {
  await app.go("Overview");
  await expect(page.locator("[data-chart=accounts]")).toBeVisible();
  await expect(page.getByTestId("overview")).toMatchAriaSnapshot({ name: "overview.aria.yml" });
});

test("clusters as a table and as lanes", async ({ app, page }) => {
  await app.go("Clusters");
  const main = page.getByRole("main");
  await expect(page.locator("#stories-table [data-place]").first()).toBeVisible();
  await expect(main).toMatchAriaSnapshot({ name: "clusters.aria.yml" });
  await page.getByText("Lanes", { exact: true }).click();
  await expect(page.locator(".lane").first()).toBeVisible();
  await expect(page.locator(".lanes")).toMatchAriaSnapshot({ name: "lanes.aria.yml" });
});

test("people, and one of them", async ({ app, page }) => {
  await app.go("People");
  const main = page.getByRole("main");
  const rows = page.locator("#people-table [data-place]");
  await expect(rows.first()).toBeVisible();
  await expect(main).toMatchAriaSnapshot({ name: "people.aria.yml" });
  await rows.filter({ hasText: "alice" }).click();
  await expect(page.locator("[data-person=alice]")).toBeVisible();
  await expect(main).toMatchAriaSnapshot({ name: "person.aria.yml" });
});

test("the files", async ({ app, page }) => {
  await app.go("Files");
  await expect(app.files).toHaveCount(small.files);
  // How long each took is the machine's.
  await page.locator("[data-file] [role=gridcell]:last-of-type").evaluateAll((cells) => cells.forEach((cell) => (cell.textContent = "–")));
  await expect(app.ledger).toMatchAriaSnapshot({ name: "files.aria.yml" });
});
