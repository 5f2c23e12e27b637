import type { Locator } from "@playwright/test";

import { small, smallTrail } from "../support/files.ts";
import { expect, test } from "../support/test.ts";

test.beforeEach(async ({ app, folder }) => {
  await app.open();
  await app.load(...(await smallTrail(folder)));
  await app.counts({ matching: small.emr });
});

test("a range brushed on the timeline filters", async ({ app, page }) => {
  const timeline = page.getByTestId("timeline");
  const chart = timeline.locator("canvas, svg").first();
  const box = (await chart.boundingBox())!;
  const y = box.y + box.height / 2;
  // From the middle to the right end: the later ones of five events, an hour apart.
  await page.mouse.move(box.x + box.width * 0.55, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.75, y, { steps: 5 });
  await page.mouse.move(box.x + box.width * 0.97, y, { steps: 5 });
  await page.mouse.up();
  const clear = app.button("Clear time range");
  await expect(clear).toBeVisible();
  await expect.poll(() => app.count("matching")).toBeLessThan(small.emr);
  await expect(app.row("SetTerminationProtection")).toBeVisible();
  await expect(app.row("RunJobFlow")).toHaveCount(0);
  await clear.click();
  await app.counts({ matching: small.emr });
  await expect(clear).toHaveCount(0);
});

test("a range is moved whole, either end first; one that ends before it begins is refused and said", async ({ app, page }) => {
  const [from, to] = [page.getByLabel("From", { exact: true }), page.getByLabel("To", { exact: true })];
  const said = page.locator("#range-said");
  const write = async (input: Locator, time: string) => {
    await input.fill(time);
    await input.dispatchEvent("change");
  };
  await write(from, "2026-09-01T09:00:00");
  await write(to, "2026-09-01T10:30:00");
  await app.counts({ matching: 1 });
  // Later, the beginning first.
  await from.focus();
  await write(from, "2026-09-01T10:45:00");
  await expect(said).toHaveText(/“From” must be before “To”/);
  await expect(from).toHaveAttribute("aria-invalid", "true");
  await to.focus();
  await write(to, "2026-09-01T11:30:00");
  await expect(said).toBeEmpty();
  await expect(from).toHaveValue(/^2026-09-01T10:45/);
  await expect(page.getByRole("list", { name: "Filters" })).toContainText("10:45:00 – 2026-09-01 11:30:00");
  // Left as it is none: the range stays what it was, and that is said.
  await from.focus();
  await write(from, "2026-09-01T12:00:00");
  await app.query.focus();
  await expect(said).toHaveText(/The range is as it was/);
  await expect(from).toHaveValue(/^2026-09-01T10:45/);
});

test("bars that go away while their tooltip is shown take it with them", async ({ app, page }) => {
  const timeline = page.getByTestId("timeline");
  const box = (await timeline.locator("canvas, svg").first().boundingBox())!;
  const shown = page.locator(".timeline-chart > div").nth(1);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await expect(shown).toBeVisible();
  await app.search("event:RunJobFlow");
  await app.counts({ matching: 1 });
  await expect(shown).toBeHidden();
});

test("without any time there is none to show", async ({ app, page }) => {
  await app.search("event:Nothing");
  await app.counts({ matching: 0 });
  await expect(page.getByLabel("From", { exact: true })).toHaveValue("");
  await expect(page.getByLabel("To", { exact: true })).toHaveValue("");
  await app.search("");
  await app.counts({ matching: small.emr });
  await expect(page.getByLabel("From", { exact: true })).not.toHaveValue("");
});

test("From and To do the same by the keyboard", async ({ app, page }) => {
  await type(page.getByLabel("From", { exact: true }), "2026-09-01T11:00:00");
  await expect(app.button("Clear time range")).toBeVisible();
  await app.counts({ matching: 4 });
  await type(page.getByLabel("To", { exact: true }), "2026-09-01T13:00:00");
  // The end is not in the range.
  await app.counts({ matching: 2 });
  await expect.poll(() => app.column("Event")).toEqual(["DescribeCluster", "TerminateJobFlows"]);
  await app.grid.focus();
  await page.keyboard.press("Escape");
  await app.counts({ matching: small.emr });
});

async function type(input: Locator, time: string): Promise<void> {
  await input.fill(time);
  await input.blur();
}

test("the timeline has a table twin that adds up", async ({ app, page }) => {
  await page.getByText("Timeline as a table").click();
  const cells = page.getByTestId("timeline").locator("tbody td");
  const sum = async () => (await cells.allInnerTexts()).reduce((sum, text) => sum + Number(text), 0);
  await expect.poll(sum).toBe(small.emr);
  await app.scope("all");
  await expect.poll(sum).toBe(small.all);
});
