import type { Page } from "@playwright/test";

import type { App } from "../support/app.ts";
import { corpus, large } from "../support/corpora.ts";
import { expect, test } from "../support/test.ts";

// A large export goes to a place that the user chooses. No test can answer the browser's own dialog, so a file of the
// page's private file system stands in for the one that would be chosen there: the same kind of handle.

async function loaded(app: App, page: Page, answer: "a file" | "nowhere"): Promise<number> {
  await page.addInitScript((answer) => {
    Object.assign(globalThis, {
      showSaveFilePicker: async (options: { suggestedName: string }) => {
        Object.assign(globalThis, { asked: true });
        if (answer === "nowhere") throw new DOMException("The user aborted a request.", "AbortError");
        const folder = await navigator.storage.getDirectory();
        Object.assign(globalThis, { suggested: options.suggestedName });
        return folder.getFileHandle("chosen", { create: true });
      },
    });
  }, answer);
  await app.open();
  await app.loadFolder(corpus(large));
  await app.scope("all");
  await app.counts({ matching: large.events });
  return large.events;
}

async function start(page: Page): Promise<void> {
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("combobox", { name: "Command" })).toBeFocused();
  await page.keyboard.type("export what matches: NDJSON");
  await expect(page.locator("#palette-list [role=option]")).toHaveText([/NDJSON/]);
  await page.keyboard.press("Enter");
}

const chosen = (page: Page) =>
  page.evaluate(async () => {
    const handle = await (await navigator.storage.getDirectory()).getFileHandle("chosen");
    return (await handle.getFile()).text();
  });

test("a large export is streamed to the disk", async ({ app, page }) => {
  const all = await loaded(app, page, "a file");
  await start(page);
  await expect(page.getByRole("progressbar", { name: "Exporting" })).toBeVisible();
  await expect(page.locator(".toast")).toHaveText(/events exported\.$/, { timeout: 60_000 });
  const text = await chosen(page);
  expect(text.trimEnd().split("\n")).toHaveLength(all);
  expect(await page.evaluate(() => (globalThis as unknown as { suggested: string }).suggested)).toMatch(/^trailglass-events-/);
});

test("an export can be ended; nothing is left of it", async ({ app, page }) => {
  await loaded(app, page, "a file");
  await start(page);
  await app.button("Cancel the export").click();
  await expect(page.locator(".toast")).toContainText("The export is ended");
  await expect(page.getByRole("progressbar", { name: "Exporting" })).toHaveCount(0);
  expect(await chosen(page)).toBe("");
});

test("whoever wants it nowhere gets nothing", async ({ app, page }) => {
  await loaded(app, page, "nowhere");
  await start(page);
  await expect.poll(() => page.evaluate(() => (globalThis as unknown as { asked?: boolean }).asked)).toBe(true);
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.getByRole("progressbar", { name: "Exporting" })).toHaveCount(0);
  await expect(page.locator(".toast")).toHaveText("");
});
