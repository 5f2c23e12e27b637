import { readFile } from "node:fs/promises";

import type { Locator, Page } from "@playwright/test";

import { log, small, smallTrail, write } from "../support/files.ts";
import { record } from "../support/records.ts";
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
  const cells = page.getByTestId("timeline").locator("tbody tr:not(.twin-gap) td");
  const sum = async () => (await cells.allInnerTexts()).reduce((sum, text) => sum + Number(text), 0);
  await expect.poll(sum).toBe(small.emr);
  await app.scope("all");
  await expect.poll(sum).toBe(small.all);
});

/** The drawing, and where it is. */
async function chart(page: Page) {
  const canvas = page.getByTestId("timeline").locator("canvas").first();
  const pixels = () => canvas.evaluate((it) => (it as HTMLCanvasElement).toDataURL());
  return { canvas, pixels, box: (await canvas.boundingBox())! };
}

test("a click on a bar shows its time alone; so does its time in the table", async ({ app, page }) => {
  const { box } = await chart(page);
  // From the left on, as far as the first bar; a click on nothing does nothing.
  const clear = app.button("Clear time range");
  for (let x = 4; x < box.width / 4 && (await clear.count()) === 0; x += 8) {
    await page.mouse.click(box.x + x, box.y + box.height - 40);
  }
  await app.counts({ matching: 1 });
  await expect(app.row("RunJobFlow")).toBeVisible();
  await app.button("Clear time range").click();
  await app.counts({ matching: small.emr });
  await page.getByText("Timeline as a table").click();
  await page.getByTestId("timeline").getByRole("button", { name: "2026-09-01 12:00:00" }).click();
  await expect.poll(() => app.column("Event")).toEqual(["DescribeCluster"]);
});

test("hours for which nothing is loaded are told from those that the query emptied", async ({ app, page, folder }) => {
  const at = (hour: string, name: string) => record(name, { eventTime: `2026-09-03T${hour}:00:00Z` });
  const names = ["ListClusters", "ListSteps", "ListClusters"] as const;
  const records = ["00", "05", "20"].map((hour, i) => at(hour, names[i]!));
  await app.load(await write(folder, "gaps.json", log(...records)));
  await app.search("event:ListClusters");
  await app.counts({ matching: 2 });
  const gap = page.getByTestId("timeline").getByText(/steps without any event loaded/);
  await expect(gap).toBeVisible();
  await page.getByText("Timeline as a table").click();
  const lines = page.getByTestId("timeline").locator("tbody tr");
  // Half hours or the like: from one to five and from six to twenty nothing is loaded. The hour at five is one that the query emptied.
  await expect(lines.filter({ hasText: "no event is loaded" })).toHaveText([
    /^2026-09-03 01:00:00no event is loaded until 2026-09-03 05:00:00 UTC$/,
    /^2026-09-03 06:00:00no event is loaded until 2026-09-03 20:00:00 UTC$/,
  ]);
  // It is drawn, too, and the tooltip says so.
  const { box } = await chart(page);
  const tip = page.locator(".timeline-chart > div").nth(1);
  await page.mouse.move(box.x + box.width * 0.7, box.y + box.height / 2);
  await expect(tip).toContainText(/^2026-09-03 \d\d:\d\d:00 – 2026-09-03 \d\d:\d\d:00 UTC; no event is loaded/);
});

test("the offset is said beside the axis and in the tooltip", async ({ app, page }) => {
  const offset = page.locator(".timeline-offset");
  await expect(offset).toHaveText("UTC");
  await page.getByLabel("Time zone").focus();
  await page.getByLabel("Time zone").selectOption("Pacific/Auckland");
  await expect(offset).toHaveText("UTC+12:00");
  const { box } = await chart(page);
  const tip = page.locator(".timeline-chart > div").nth(1);
  await page.mouse.move(box.x + 34, box.y + box.height / 2);
  await expect(tip).toContainText("2026-09-01 22:00:00 +12:00 – 2026-09-01 22:");
  // The last event is one of the next day there.
  await app.go("Overview");
  await expect(page.locator("[data-tile=span]")).toContainText("2026-09-01 – 2026-09-02");
  await expect(page.locator("[data-tile=span]")).toContainText("first and last day (UTC+12:00)");
});

test("the timeline can be taken away as a picture", async ({ page }) => {
  for (const [name, begins] of [["Timeline as PNG", "\x89PNG"], ["Timeline as SVG", "<svg"]] as const) {
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name, exact: true }).click();
    const got = await download;
    expect(got.suggestedFilename()).toMatch(/^trailglass-timeline\.(png|svg)$/);
    const bytes = await readFile(await got.path());
    expect(bytes.subarray(0, begins.length).toString("latin1")).toBe(begins);
    // The offset goes along.
    if (begins === "<svg") expect(bytes.toString("utf8")).toContain(">UTC<");
  }
});

test("charts are drawn anew when the system's theme changes", async ({ app, page }) => {
  await page.emulateMedia({ colorScheme: "light" });
  const change = async (pixels: () => Promise<string>) => {
    const before = await pixels();
    await page.emulateMedia({ colorScheme: "dark" });
    await expect.poll(async () => (await pixels()) !== before).toBe(true);
    await page.emulateMedia({ colorScheme: "light" });
    await expect.poll(pixels).toBe(before);
  };
  await change((await chart(page)).pixels);
  await app.go("Overview");
  const bars = page.locator("[data-chart=operations] canvas");
  await expect(bars).toBeVisible();
  await change(() => bars.evaluate((it) => (it as HTMLCanvasElement).toDataURL()));
});
