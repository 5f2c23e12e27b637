import { corpus, large } from "../support/corpora.ts";
import { log, write } from "../support/files.ts";
import { record } from "../support/records.ts";
import { expect, test } from "../support/test.ts";

test("an import can be ended, and the ledger says what was left out", async ({ app, page, folder }) => {
  await app.open();
  // What ends within a second shows no button, and some machines are fast.
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: 6 });
  await page.locator("#folder").setInputFiles(corpus(large));
  await app.phase("loading");
  await app.button("Cancel").click();
  await session.send("Emulation.setCPUThrottlingRate", { rate: 1 });
  await app.phase("ready");
  await expect(app.button("Cancel")).toHaveCount(0);
  await app.scope("all");
  const [files, skipped, all] = [await app.count("files"), await app.count("skipped"), await app.count("all")];
  // How far it came is the machine's business; that it was ended on the way is not.
  expect(files).toBeLessThanOrEqual(large.files);
  expect(skipped).toBeGreaterThan(0);
  expect(all).toBeLessThan(large.events);
  await app.go("Files");
  const cancelled = app.files.filter({ hasText: "The import was cancelled" });
  await expect(cancelled.first()).toBeVisible();
  await expect(cancelled.first()).toContainText("skipped");

  // The page goes on, and what was left out can be loaded yet.
  await app.load(await write(folder, "later.json", log(record("CreateStudio"))));
  await app.go("Events");
  await app.search("event:CreateStudio AND user:alice");
  await app.counts({ files: files + 1, matching: 1 });
  await page.locator("#folder").setInputFiles(corpus(large));
  await app.phase("loading");
  await app.phase("ready");
  await app.counts({ files: files + 1 + large.files, all: large.events + 1, skipped });
});

test("ended while the browser still lists the files, each has its line all the same", async ({ app, page }) => {
  await page.addInitScript(() => {
    // Faster than any hand.
    new MutationObserver(() => {
      for (const button of document.querySelectorAll("button")) if (button.textContent === "Cancel") button.click();
    }).observe(document, { childList: true, subtree: true });
  });
  await app.open();
  // The button comes after a second; a fast machine would be done by then.
  await (await page.context().newCDPSession(page)).send("Emulation.setCPUThrottlingRate", { rate: 6 });
  await app.loadFolder(corpus(large));
  await app.counts({ files: large.files });
  expect(await app.count("skipped")).toBeGreaterThan(0);
  await app.go("Files");
  await expect(page.getByRole("main")).toContainText("2,000 files");
});
