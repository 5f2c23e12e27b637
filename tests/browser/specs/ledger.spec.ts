import path from "node:path";

import { log, write } from "../support/files.ts";
import { emrRecords, otherRecord, record } from "../support/records.ts";
import { expect, test } from "../support/test.ts";

/** A folder with so many files of so many events. */
async function tree(folder: string, files: number, events: number): Promise<string> {
  const tree = path.join(folder, "tree");
  for (let file = 0; file < files; file++) {
    await write(tree, `${file}.json`, log(...Array.from({ length: events }, () => otherRecord("Decrypt"))));
  }
  return tree;
}

test("thousands of files have their lines, few of them in the document", async ({ app, page, folder }) => {
  const files = 1_200;
  const bad = await write(folder, "bad.json", "nothing of a trail");
  await app.open();
  await app.load(bad);
  await app.loadFolder(await tree(folder, files, 1));
  await app.go("Files");
  await app.lines(files + 1);
  expect(await app.files.count()).toBeLessThan(60);
  await expect(app.files.first()).toContainText("bad.json");

  // By the keyboard, to the last and back.
  const cursor = async () => {
    const active = await app.ledger.getAttribute("aria-activedescendant");
    return active === null ? null : Number(active.replace("files-table-", ""));
  };
  await app.ledger.focus();
  await page.keyboard.press("End");
  const last = app.ledger.locator(`[data-place="${files}"]`);
  await expect(last).toBeInViewport();
  await expect(last).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("k");
  await page.keyboard.press("ArrowUp");
  await expect.poll(cursor).toBe(files - 2);
  await page.keyboard.press("PageUp");
  await expect.poll(cursor).toBeLessThan(files - 5);
  expect(await app.files.count()).toBeLessThan(60);
  await page.keyboard.press("Home");
  await expect.poll(cursor).toBe(0);

  // All of a line stands beside the table, and goes along with the cursor.
  await page.keyboard.press("Enter");
  const file = page.getByRole("complementary", { name: "File", exact: true });
  await expect(file).toContainText("bad.json");
  await expect(file).toContainText("Check that it is a CloudTrail log");
  await page.keyboard.press("j");
  await expect(file).not.toContainText("bad.json");
  await expect(file).toContainText("Nothing: it was read in full.");
  await page.keyboard.press("Escape");
  await expect(file).toHaveCount(0);
  await expect(app.ledger).toBeFocused();
  await expect.poll(cursor).toBe(1);

  // By the wheel; then another order begins at its top.
  await app.files.first().hover();
  await page.mouse.wheel(0, 100_000_000);
  await expect(last).toBeInViewport();
  const records = page.getByRole("columnheader", { name: "Records" });
  await records.getByRole("button").click();
  await records.getByRole("button").click();
  await expect(records).toHaveAttribute("aria-sort", "descending");
  await expect(app.ledger.locator('[data-place="0"]')).toBeInViewport();
  await expect(app.ledger.locator('[data-place="0"]')).toContainText(".json");
  await expect.poll(cursor).toBeNull();

  // A click opens, the button closes.
  await app.ledger.locator('[data-place="3"]').click();
  await expect(file.getByRole("row", { name: /^Records/ })).toBeVisible();
  await file.getByRole("button", { name: "Close the file" }).click();
  await expect(app.ledger).toBeFocused();
});

test("when the memory is full the import ends, says so, and what is loaded can be used", async ({ app, page, folder }) => {
  const [files, events] = [30, 100];
  await app.open("?memory=0.25");
  await app.load(await write(folder, "first.json", log(...emrRecords())));
  await app.loadFolder(await tree(folder, files, events));
  await expect(page.getByText("The memory for events is full, and the import was ended.")).toBeVisible();
  await app.scope("all");
  const all = await app.count("all");
  expect(all).toBeGreaterThanOrEqual(emrRecords().length);
  expect(all).toBeLessThan(files * events);

  // What is loaded is searched, opened, and read again from its file.
  await app.search("event:TerminateJobFlows AND ip:198.51.100.7");
  await app.row("TerminateJobFlows").click();
  await expect(app.event.getByRole("heading", { name: "Who asked" })).toBeVisible();
  await expect(app.event).toContainText("first.json");

  // What was left out is said, file by file, and the sums hold.
  await app.go("Files");
  await page.getByRole("searchbox", { name: "Only files with these words" }).fill("memory-full");
  await expect(app.files.first()).toContainText("The memory for events was full");
  const line = (await app.ledgerLines())[0]!;
  const [records, kept, duplicates, leftOut, damaged] = line.figures.slice(2, 7).map((text) => Number(text.replaceAll(",", "")));
  expect(records).toBe(kept! + duplicates! + leftOut! + damaged!);

  // After Clear there is room again.
  await app.button("Clear").click();
  await app.phase("empty");
  await app.load(await write(folder, "later.json", log(record("CreateStudio"))));
  await app.go("Events");
  await app.counts({ files: 1, all: 1, skipped: 0 });
});
