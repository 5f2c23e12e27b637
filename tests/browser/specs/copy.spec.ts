import type { Page } from "@playwright/test";

import { log, write } from "../support/files.ts";
import { record } from "../support/records.ts";
import { type Where, expect, test } from "../support/test.ts";

/** More than a page of rows, which are fetched a hundred at a time. */
const many = 350;

/** What the browser's clipboard gets: by the older way, which every kind of address has. */
async function listen(page: Page): Promise<void> {
  await page.addInitScript(() => {
    document.addEventListener("copy", () => {
      const { value } = document.activeElement as HTMLTextAreaElement;
      // What is selected is what is copied.
      Object.assign(globalThis, { copied: String(getSelection()) || value });
    });
  });
}

const copied = (page: Page) => page.evaluate(() => (globalThis as unknown as { copied?: string }).copied ?? "");

for (const where of ["file", "http", "insecure"] satisfies Where[]) {
  test.describe(`on ${where}`, () => {
    test.use({ where });

    test("a cell, a value, a record and rows that are not here yet are copied", async ({ app, page, folder }) => {
      const records = Array.from({ length: many }, (_, i) =>
        record("ListSteps", { eventTime: new Date(Date.UTC(2026, 8, 1) + i * 1000).toISOString().replace(".000", ""), requestParameters: { n: i } }),
      );
      await listen(page);
      await app.open();
      expect(await page.evaluate(() => [isSecureContext, "clipboard" in navigator])).toEqual(
        where === "insecure" ? [false, false] : [true, true],
      );
      await app.load(await write(folder, "many.json", log(...records)));
      await app.counts({ matching: many });
      await app.grid.focus();
      for (const key of ["j", "ArrowRight", "ArrowRight", "c"]) await page.keyboard.press(key);
      await expect.poll(() => copied(page)).toBe("ListSteps");
      await page.keyboard.press("Enter");
      await app.event.getByRole("button", { name: "Copy", exact: true }).click();
      await expect.poll(() => copied(page)).toBe(JSON.stringify(records.at(-1)));
      await app.event.getByRole("button", { name: "Copy Event", exact: true }).click();
      await expect.poll(() => copied(page)).toBe("ListSteps");
      await page.keyboard.press("Escape");
      // All rows, and no cell of one: most of them are fetched first.
      await app.grid.focus();
      for (const key of ["Home", "ArrowLeft", "ArrowLeft", "Shift+End", "c"]) await page.keyboard.press(key);
      await expect.poll(async () => (await copied(page)).split("\n").length).toBe(many + 1);
      await expect(page.locator(".toast")).toHaveText(`${many} rows are copied.`);
      const times = (await copied(page)).split("\n").slice(1).map((line) => line.split("\t")[0]);
      expect(new Set(times).size).toBe(many);
    });
  });
}
