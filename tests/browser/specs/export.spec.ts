import { readFileSync, readdirSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { gunzipSync } from "node:zlib";

import type { Locator, Page } from "@playwright/test";

import { corpus, large } from "../support/corpora.ts";
import { log, write } from "../support/files.ts";
import { otherRecord, record } from "../support/records.ts";
import { elements, saved } from "../support/saved.ts";
import { expect, test } from "../support/test.ts";

/** Exports by the dialog. */
async function byDialog(page: Page, which: RegExp, as: RegExp): Promise<void> {
  await page.getByRole("button", { name: "Export", exact: true }).click();
  const dialog: Locator = page.getByRole("dialog", { name: "Export" });
  await dialog.getByRole("radio", { name: which }).check();
  await dialog.getByRole("radio", { name: as }).check();
  await dialog.getByRole("button", { name: "Export", exact: true }).click();
}

async function command(page: Page, words: string): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.keyboard.type(words);
  await page.keyboard.press("Enter");
}

/** Records with spellings that a program would not write again: numbers, escapes, white space. */
const odd = (name: string, more: string) =>
  JSON.stringify(record(name)).replace('"requestParameters":null', `"requestParameters" : {${more}}`);

test("a table of the shown columns, that no spreadsheet runs", async ({ app, page, folder }) => {
  const hostile = otherRecord("Decrypt", { userAgent: "=cmd|' /C calc'!A0", eventTime: "2026-09-01T12:00:00Z" });
  const file = await write(folder, "a.json.gz", log(record("RunJobFlow"), hostile));
  await app.open();
  await app.load(file);
  await app.scope("all");
  await app.counts({ matching: 2 });
  const { name, text } = await saved(page, () => byDialog(page, /What matches: 2/, /shown columns/));
  expect(name).toMatch(/^trailglass-events-[0-9a-f]{8}-\d{8}T\d{6}Z\.csv$/);
  expect(text.split("\r\n")).toEqual([
    "\u{feff}eventTime,eventName,resource,person,sourceIPAddress,awsRegion,recipientAccountId,errorCode",
    "2026-09-01T12:00:00Z,Decrypt,,dave,192.0.2.10,eu-west-1,111122223333,",
    "2026-09-01T10:00:00Z,RunJobFlow,,alice,192.0.2.10,eu-west-1,111122223333,",
    "",
  ]);
  await expect(page.locator(".toast")).toHaveText("2 events exported.");
  const all = await saved(page, () => command(page, "export what matches: CSV, all"));
  expect(all.text).toContain(",'=cmd|' /C calc'!A0,");
  expect(all.name.slice(0, 26)).toBe(name.slice(0, 26));
  await app.search("event:Decrypt");
  await app.counts({ matching: 1 });
  const filtered = await saved(page, () => command(page, "export what matches: CSV, shown"));
  expect(filtered.text.split("\r\n")).toHaveLength(3);
  expect(filtered.name.slice(0, 26)).not.toBe(name.slice(0, 26));
});

test("original records have the spelling that they have in their files", async ({ app, page, folder }) => {
  const emr = odd("RunJobFlow", '"n":1.50e+3,"big":12345678901234567890123');
  const other = JSON.stringify(otherRecord("Decrypt")).replace('"requestParameters":null', '"requestParameters":{"x" : 1.0, "\\u0061":"\\/"}');
  const more = JSON.stringify(otherRecord("Encrypt"));
  const files = await Promise.all([
    write(folder, "a.json", `{"Records":[${other},${emr}]}`),
    write(folder, "b.json.gz", `{"Records":[${more}]}`),
  ]);
  await app.open();
  await app.load(...files);
  await app.scope("all");
  await app.counts({ matching: 3 });
  const lines = await saved(page, () => byDialog(page, /What matches/, /NDJSON/));
  expect(lines.text).toBe(`${other}\n${emr}\n${more}\n`);
  expect(lines.name).toMatch(/\.ndjson$/);
  const document = await saved(page, () => byDialog(page, /What matches/, /^Records/));
  expect(document.text).toBe(`{"Records":[\n${other},\n${emr},\n${more}\n]}\n`);
  // Only what is marked.
  await app.row("Decrypt").click();
  await app.event.getByRole("button", { name: "Mark as evidence" }).click();
  await page.keyboard.press("Escape");
  const marked = await saved(page, () => byDialog(page, /What is marked: 1/, /NDJSON/));
  expect(marked.text).toBe(`${other}\n`);
  expect(marked.name).toMatch(/^trailglass-marked-/);
});

test("records that cannot be read again are counted and their files named", async ({ app, page, folder }) => {
  const kept = await write(folder, "kept.json", log(otherRecord("Decrypt")));
  const changed = await write(folder, "changed.json", log(otherRecord("Encrypt"), otherRecord("Sign"), record("RunJobFlow")));
  await app.open();
  await app.load(kept, changed);
  await app.scope("all");
  await app.counts({ matching: 4 });
  await writeFile(changed, "something else");
  const lines = await saved(page, () => byDialog(page, /What matches/, /NDJSON/));
  // EMR's own record is in memory.
  expect(lines.text.trim().split("\n")).toHaveLength(2);
  await expect(page.getByRole("status").filter({ hasText: "are missing in the export" })).toContainText(
    "2 events exported. The records of 2 events are missing in the export: they could not be read again, because their files are gone or have changed since they were loaded. changed.json (2).",
  );
});

test("a hundred thousand records, and the page goes on", async ({ app, page }) => {
  test.setTimeout(180_000);
  await page.addInitScript(() => {
    // As in a browser that cannot write to the disk.
    Reflect.deleteProperty(globalThis, "showSaveFilePicker");
    const tasks: number[] = [];
    // Frames since the export began, and those of them that came after a key was answered.
    const drawn = { frames: 0 };
    Object.assign(globalThis, { tasks, drawn });
    const frame = () => {
      drawn.frames += 1;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map((task) => task.duration))).observe({ type: "longtask" });
  });
  await app.open();
  await app.loadFolder(corpus(large));
  await app.scope("all");
  const all = large.events;
  await app.counts({ matching: all });
  const frames = () => page.evaluate(() => (globalThis as unknown as { drawn: { frames: number } }).drawn.frames);
  await page.evaluate(() => ((globalThis as unknown as { tasks: number[] }).tasks.length = 0));
  const started = Date.now();
  let exported = false;
  page.once("download", () => (exported = true));
  const lines = await saved(page, async () => {
    const before = await frames();
    await command(page, "export what matches: NDJSON");
    // The page draws and answers while it exports. All in one task it would draw one frame or two.
    await app.grid.focus();
    await page.keyboard.press("j");
    await expect(app.grid).toHaveAttribute("aria-activedescendant", "event-0");
    await expect.poll(async () => (await frames()) - before).toBeGreaterThan(20);
    expect(exported, "it has ended already").toBe(false);
  });
  const took = Date.now() - started;
  const longest = await page.evaluate(() => Math.max(0, ...(globalThis as unknown as { tasks: number[] }).tasks));
  console.log(`${all} records, ${(lines.text.length / 1e6).toFixed(0)} MB in ${took} ms; longest task ${longest.toFixed(0)} ms`);

  const wanted = new Set<string>();
  for (const entry of readdirSync(corpus(large), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const bytes = readFileSync(path.join(entry.parentPath, entry.name));
    const text = (entry.name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
    for (const record of elements(text)) wanted.add(record);
  }
  const got = lines.text.trimEnd().split("\n");
  expect(got).toHaveLength(all);
  expect(got.filter((line) => !wanted.delete(line))).toEqual([]);
  expect([...wanted]).toEqual([]);

  const table = await saved(page, () => command(page, "export what matches: CSV, all columns"));
  expect(table.text.split("\r\n")).toHaveLength(all + 2);
});
