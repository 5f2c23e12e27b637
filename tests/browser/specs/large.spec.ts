import { randomUUID } from "node:crypto";

import { corpus, large } from "../support/corpora.ts";
import { write } from "../support/files.ts";
import { expect, test } from "../support/test.ts";

test("a hundred thousand events scroll to the last, with few rows in the document", async ({ app, page }) => {
  await app.open();
  await app.loadFolder(corpus(large));
  await app.scope("all");
  await app.counts({ files: large.files, all: large.events, matching: large.events, duplicates: 0, skipped: 0 });
  await expect(app.grid).toHaveAttribute("aria-rowcount", String(large.events + 1));
  expect(await app.rows.count()).toBeLessThan(100);
  const last = app.grid.locator(`[aria-rowindex="${large.events + 1}"]`);
  await expect(last).toHaveCount(0);

  // By the wheel.
  await app.rows.first().hover();
  await page.mouse.wheel(0, 100_000_000);
  await expect(last).toBeInViewport();
  await expect(last).toContainText("2026-09-01");
  expect(await app.rows.count()).toBeLessThan(100);
  const oldest = await last.innerText();

  // By the keyboard, to the first and back.
  await app.grid.focus();
  await page.keyboard.press("Home");
  await expect(app.grid.locator('[aria-rowindex="2"]')).toBeInViewport();
  await expect(last).toHaveCount(0);
  await page.keyboard.press("End");
  await expect(last).toBeInViewport();
  await expect(last).toHaveAttribute("aria-selected", "true");
  expect(await last.innerText()).toBe(oldest);

  // The other way round the last is the first.
  await app.headings.first().getByRole("button").click();
  await expect(app.headings.first()).toHaveAttribute("aria-sort", "ascending");
  await expect.poll(() => app.rows.first().innerText()).toBe(oldest);

  // Rows in the middle come when they are scrolled to.
  await app.rows.first().hover();
  await page.mouse.wheel(0, 1_000_000);
  await expect.poll(async () => Number(await app.rows.first().getAttribute("aria-rowindex"))).toBeGreaterThan(1_000);
  await expect(app.rows.filter({ hasText: "…" })).toHaveCount(0);
});

test("where a pixel of the scroll bar stands for several rows, the wheel passes over none", async ({ app, page, folder }) => {
  // More rows of 28 pixels than a browser can have in one element.
  const total = 300_000;
  const record = () =>
    `{"eventVersion":"1.11","eventTime":"2026-09-01T10:00:00Z","eventSource":"elasticmapreduce.amazonaws.com","eventName":"ListSteps",` +
    `"eventID":"${randomUUID()}"}`;
  const lines = Array.from({ length: total }, record).join("\n");
  await app.open();
  await app.load(await write(folder, "many.json.gz", lines));
  await app.counts({ matching: total });
  /** The first row below the headings, by its place. */
  const first = () =>
    page.locator(".grid-scroll").evaluate((area) => {
      const top = area.querySelector(".grid-head")!.getBoundingClientRect().bottom;
      const rows = [...area.querySelectorAll("[role=row][data-place], .grid-waiting")];
      const row = rows.find((row) => row.getBoundingClientRect().bottom > top + 1)!;
      return Number(row.getAttribute("aria-rowindex")) - 2;
    });
  await app.grid.focus();
  await page.keyboard.press("End");
  await expect(app.grid.locator(`[aria-rowindex="${total + 1}"]`)).toBeInViewport();
  await page.keyboard.press("Home");
  await expect.poll(first).toBe(0);
  await app.rows.first().hover();
  for (let notch = 1; notch <= 20; notch++) {
    await page.mouse.wheel(0, 84);
    await expect.poll(first, { intervals: [20] }).toBe(3 * notch);
  }
  await page.mouse.wheel(0, -28);
  await expect.poll(first).toBe(59);
  // The cursor goes from row to row, wherever the scroll bar stands.
  await page.mouse.wheel(0, 28 * 100_000);
  await expect.poll(first).toBe(100_059);
  await page.mouse.wheel(0, 28 * total);
  await expect(app.grid.locator(`[aria-rowindex="${total + 1}"]`)).toBeInViewport();
});
