import type { Page } from "@playwright/test";

import { log, smallTrail, write } from "../support/files.ts";
import { emrRecords } from "../support/records.ts";
import { expect, test } from "../support/test.ts";

/** What the browser does before it lays out paper, without doing that. */
async function onPaper(page: Page): Promise<void> {
  await page.emulateMedia({ media: "print" });
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
}

async function onScreen(page: Page): Promise<void> {
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  await page.emulateMedia({ media: "screen" });
}

/** What can only be pressed or typed into, and is to be seen. */
const pressed = (page: Page) => page.locator("button:not(.link, .tile, .question, .lane-name, .json *), input, select, summary").filter({ visible: true });

const head = (page: Page) => page.locator(".print-head");

/** Many events, one after another. */
async function manyEvents(folder: string, many: number): Promise<string> {
  const [first] = emrRecords();
  const records = Array.from({ length: many }, (_, n) => ({
    ...first!,
    eventID: `0e5ec7a1-0000-4000-8000-${String(n).padStart(12, "0")}`,
    eventTime: new Date(Date.UTC(2026, 8, 1) + n * 60_000).toISOString().replace(".000", ""),
  }));
  return write(folder, "many.json", log(...records));
}

/** Pages of a PDF, and the size of the first. */
function pagesOf(pdf: Buffer): { pages: number; wide: boolean } {
  const text = pdf.toString("latin1");
  const [, width, height] = /\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)/.exec(text) ?? [];
  return { pages: text.match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0, wide: Number(width) > Number(height) };
}

test("events: what was looked for, and the rows without gaps", async ({ app, page, folder }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  await app.open();
  await app.load(await manyEvents(folder, 230), ...(await smallTrail(folder)));
  await app.search("event:RunJobFlow");
  await app.counts({ matching: 231 });
  await expect(page.locator(".timeline-chart canvas").first()).toBeVisible();
  // What lies below the screen has not been asked for.
  await onPaper(page);
  await expect(head(page)).toContainText("Trailglass: Events");
  for (const line of [/Query\s*event:RunJobFlow/, /Scope\s*EMR/, /Times\s*all, 2026-09-01/, /231 match, 235 in scope/, /Order\s*Time, newest first/]) {
    await expect(head(page)).toContainText(line);
  }
  const rows = page.locator(".print-table tbody tr");
  await expect(rows).toHaveCount(100);
  await expect(page.locator(".print-table")).toContainText("The first 100 of 231 rows. Ctrl+P on the page prints up to 1,000.");
  await expect(page.locator(".print-table th")).toContainText(["Time (UTC)", "Event", "Resource", "Person"]);
  expect(await rows.first().locator("td").nth(1).innerText()).toBe("RunJobFlow");
  // One row after another, none over another one, and nothing beside the paper.
  const gaps = await rows.evaluateAll((all) =>
    all.slice(1).map((row, n) => Math.abs(row.getBoundingClientRect().top - all[n]!.getBoundingClientRect().bottom)),
  );
  expect(Math.max(...gaps)).toBeLessThan(1);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
  await expect(pressed(page)).toHaveCount(0);
  await expect(app.grid).toBeHidden();
  // Paper is light, in whatever theme the page is.
  expect(await page.evaluate(() => getComputedStyle(document.body).color)).toBe("rgb(24, 34, 38)");
  await onScreen(page);
  await expect(head(page)).toHaveCount(0);
  await expect(page.locator(".print-table")).toHaveCount(0);
  await expect(app.grid).toBeVisible();
  expect(await page.evaluate(() => getComputedStyle(document.body).color)).toBe("rgb(227, 234, 236)");
});

test("Ctrl+P fetches the rows that are not here, and then prints", async ({ app, page, folder }) => {
  // The dialog itself would stop the page.
  await page.addInitScript(() => {
    (globalThis as { printed?: number }).printed = 0;
    window.print = () => {
      (globalThis as { printed?: number }).printed!++;
    };
  });
  await app.open();
  await app.load(await manyEvents(folder, 230));
  await app.counts({ matching: 230 });
  await page.keyboard.press("Control+p");
  await expect.poll(() => page.evaluate(() => (globalThis as { printed?: number }).printed)).toBe(1);
  await onPaper(page);
  await expect(page.locator(".print-table tbody tr")).toHaveCount(230);
  await expect(page.locator(".print-table .note")).toHaveCount(0);
});

test("a PDF has all of it, on pages that lie", async ({ app, page, folder }) => {
  await app.open();
  await app.load(await manyEvents(folder, 100));
  await app.counts({ matching: 100 });
  // Heard after the page has heard of it, and before the browser lays out paper.
  await page.evaluate(() =>
    addEventListener("beforeprint", () => {
      document.body.dataset.printed = String(document.querySelectorAll(".print-table tbody tr").length);
    }),
  );
  // What is only on paper is drawn at once where nothing else is being drawn.
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
  const events = pagesOf(await page.pdf({ preferCSSPageSize: true }));
  expect(events.wide).toBe(true);
  expect(events.pages).toBeGreaterThanOrEqual(2);
  expect(events.pages).toBeLessThanOrEqual(5);
  await expect(page.locator("body")).toHaveAttribute("data-printed", "100");
  // One event takes the place of the table.
  await app.rows.first().click();
  await expect(app.event.getByRole("heading", { name: "Raw record" })).toBeVisible();
  const detail = pagesOf(await page.pdf({ preferCSSPageSize: true }));
  expect(detail.pages).toBeGreaterThanOrEqual(1);
  expect(detail.pages).toBeLessThanOrEqual(4);
});

test("one event, the overview, lists and stories", async ({ app, page }) => {
  await app.open();
  await app.button("Explore sample data").click();
  await app.phase("ready");
  await app.row("RunJobFlow").click();
  await expect(app.event.getByRole("heading", { name: "Raw record" })).toBeVisible();
  await onPaper(page);
  await expect(page.locator(".print-table")).toBeHidden();
  await expect(page.locator(".timeline")).toBeHidden();
  await expect(app.event.getByRole("heading", { name: "Who asked" })).toBeVisible();
  await expect(pressed(page)).toHaveCount(0);
  // All of the record, not only what fits on the screen.
  expect(await app.event.locator(".drawer-body").evaluate((it) => it.scrollHeight - it.clientHeight)).toBe(0);
  await onScreen(page);
  await page.keyboard.press("Escape");

  await app.go("Overview");
  await expect(page.locator("[data-chart=operations] canvas")).toBeVisible();
  await onPaper(page);
  await expect(head(page)).toContainText("Trailglass: Overview");
  await expect(pressed(page)).toHaveCount(0);
  const chart = (await page.locator("[data-chart=operations]").boundingBox())!;
  const canvas = (await page.locator("[data-chart=operations] canvas").boundingBox())!;
  expect(canvas.width).toBeLessThanOrEqual(chart.width);
  expect(canvas.y + canvas.height).toBeLessThanOrEqual(chart.y + chart.height);
  await onScreen(page);

  await app.go("Clusters");
  const all = Number(await page.locator("[data-count=stories]").getAttribute("data-value"));
  await onPaper(page);
  await expect(page.locator(".print-table tbody tr")).toHaveCount(Math.min(all, 100));
  await expect(pressed(page)).toHaveCount(0);
  await onScreen(page);
  await page.getByText("Lanes", { exact: true }).click();
  await onPaper(page);
  await expect(page.locator(".lane")).toHaveCount(Math.min(all, 100));
  await onScreen(page);
  await page.locator(".lane-name").first().click();
  await expect(page.locator("[data-story]")).toBeVisible();
  await onPaper(page);
  await expect(page.locator("[data-story] h1")).toBeVisible();
  await expect(page.locator("[data-story] button").filter({ hasText: "All stories" })).toBeHidden();
  await onScreen(page);
  await app.go("People");
  await expect(page.locator("#people-table [role=row][data-place]").first()).toBeVisible();
  await onPaper(page);
  await expect(head(page)).toContainText(/Grouped by\s*Person/);
  const people = Number(await page.locator("[data-count=people]").getAttribute("data-value"));
  await expect(page.locator(".print-table tbody tr")).toHaveCount(Math.min(people, 100));
});
