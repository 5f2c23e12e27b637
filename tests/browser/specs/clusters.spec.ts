import { expect, test } from "../support/test.ts";

test.beforeEach(async ({ app }) => {
  await app.open();
  await app.button("Explore sample data").click();
  await app.phase("ready");
});

test("life stories: table, filter, sort, one in full, its events", async ({ app, page }) => {
  await app.go("Clusters");
  const table = page.locator("#stories-table");
  const rows = table.locator("[role=row][data-place]");
  await expect(rows.first()).toBeVisible();
  const all = Number(await page.locator("[data-count=stories]").getAttribute("data-value"));
  expect(all).toBeGreaterThan(10);
  await expect(table).toHaveAttribute("aria-rowcount", String(all + 1));

  await page.locator("#stories-filter").fill("example-research");
  await page.locator("#stories-filter").press("Enter");
  await expect(page.locator("[data-count=stories]")).toHaveAttribute("data-value", "2");
  await page.getByRole("columnheader", { name: "Opened (UTC)" }).getByRole("button").click();
  await expect(page.getByRole("columnheader", { name: "Opened (UTC)" })).toHaveAttribute("aria-sort", "ascending");

  await rows.first().click();
  const story = page.locator("[data-story]");
  await expect(story.getByRole("heading", { name: "example-research" })).toBeVisible();
  await expect(story).toContainText("mallory");
  await expect(story).toContainText("termination protection");
  // Thirteen nodes were asked for, and six are known.
  await expect(story).toContainText("every known node ended at");
  await expect(story).toContainText("others may exist");
  // What CloudTrail cannot know is not said.
  const text = (await story.innerText()).toLowerCase();
  for (const word of ["is running", "has completed", "has failed"]) expect(text).not.toContain(word);

  await story.getByRole("button", { name: "Show its events" }).click();
  await expect(page.locator("#events-table")).toBeVisible();
  await expect.poll(() => app.count("matching")).toBeGreaterThan(20);
});

test("the cursor goes through the stories by screens, to both ends", async ({ app, page }) => {
  await app.go("Clusters");
  const table = page.locator("#stories-table");
  await expect(table.locator("[role=row][data-place]").first()).toBeVisible();
  const last = Number(await page.locator("[data-count=stories]").getAttribute("data-value")) - 1;
  const cursor = async () => Number((await table.getAttribute("aria-activedescendant"))?.split("-").pop());
  await page.setViewportSize({ width: 1280, height: 480 });
  await table.focus();
  await page.keyboard.press("PageDown");
  await expect.poll(cursor).toBeGreaterThan(1);
  const screen = await cursor();
  await page.keyboard.press("PageDown");
  await expect.poll(cursor).toBe(Math.min(2 * screen, last));
  await page.keyboard.press("End");
  await expect.poll(cursor).toBe(last);
  await page.keyboard.press("PageUp");
  await expect.poll(cursor).toBe(Math.max(last - screen, 0));
  await page.keyboard.press("Home");
  await expect.poll(cursor).toBe(0);
});

test("lanes: bars and flags, zoomed by the time range of all pages", async ({ app, page }) => {
  await app.go("Clusters");
  await page.getByText("Lanes", { exact: true }).click();
  const lanes = page.locator(".lane");
  await expect(lanes.first()).toBeVisible();
  await expect(page.locator(".bar-inferred").first()).toBeAttached();
  const before = Number(await page.locator("[data-count=stories]").getAttribute("data-value"));
  await page.getByRole("button", { name: "Less time" }).click();
  await page.getByRole("button", { name: "Less time" }).click();
  await page.getByRole("button", { name: "Less time" }).click();
  await expect
    .poll(async () => Number(await page.locator("[data-count=stories]").getAttribute("data-value")))
    .toBeLessThan(before);
  await page.getByRole("button", { name: "All times" }).click();
  await expect(page.locator("[data-count=stories]")).toHaveAttribute("data-value", String(before));
});

test("people: the human behind a role, and the same by address", async ({ app, page }) => {
  await app.go("People");
  const rows = page.locator("#people-table [role=row][data-place]");
  await expect(rows.first()).toBeVisible();
  await page.locator("#people-filter").fill("mallory");
  await page.locator("#people-filter").press("Enter");
  await expect(page.locator("[data-count=people]")).toHaveAttribute("data-value", "1");
  await page.locator("#people-table").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  const profile = page.locator("[data-person]");
  await expect(profile).toContainText("TerminateJobFlows");
  // What leads to events leads to those of this person, as many as are counted here.
  const all = Number(await profile.getByRole("button", { name: "Show their events" }).getAttribute("data-events"));
  const operation = profile.getByRole("button", { name: "TerminateJobFlows", exact: true });
  const row = operation.locator("xpath=ancestor::tr");
  const some = Number((await row.locator("td.number").first().innerText()).replaceAll(",", ""));
  expect(some).toBeLessThan(all);
  await operation.click();
  await expect(page.locator("#query")).toHaveValue(/actor:.*TerminateJobFlows/);
  await expect.poll(() => app.count("matching")).toBe(some);
  await app.go("People");
  // The person is still open there.
  await page.getByRole("button", { name: "Show their events" }).click();
  await expect.poll(() => app.count("matching")).toBe(all);
  await app.go("People");
  await page.getByRole("button", { name: "← Everybody" }).click();
  await page.getByText("Address", { exact: true }).click();
  await page.locator("#people-filter").fill("");
  await page.locator("#people-filter").press("Enter");
  await expect(page.getByRole("columnheader", { name: "Address", exact: true })).toBeVisible();
});
