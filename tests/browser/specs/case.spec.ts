import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";

import type { Page } from "@playwright/test";

import { drop } from "../support/drop.ts";
import { log, smallTrail, write } from "../support/files.ts";
import { otherRecord } from "../support/records.ts";
import { saved } from "../support/saved.ts";
import { expect, test } from "../support/test.ts";

const dialog = (page: Page) => page.getByRole("dialog", { name: "Case file" });
const opened = (page: Page) => dialog(page).getByRole("region", { name: "The open case" });

test("a case is saved and opened again with the same files", async ({ app, page, folder }) => {
  const trail = await smallTrail(folder);
  await app.open();
  await app.load(...trail);
  await app.scope("all");
  await app.search("NOT event:CreateGrant");
  await app.row("RunJobFlow").click();
  await app.event.getByRole("button", { name: "Mark as evidence" }).click();
  await app.event.getByRole("textbox", { name: "Note on this event" }).fill("who \u202ewas it");
  await page.keyboard.press("Escape");
  await app.button("Views").click();
  await page.getByRole("textbox", { name: "Name of the view" }).fill("no grants");
  await app.button("Save this view").click();
  await page.keyboard.press("Escape");
  await app.button("Case").click();
  await expect(dialog(page)).toContainText("loaded files, 4");
  const { name, text } = await saved(page, () => app.button("Save the case").click());
  expect(name).toMatch(/^trailglass-case-\d{8}T\d{6}Z\.json$/);
  const content = JSON.parse(text);
  expect(content).toMatchObject({
    trailglassCase: 1,
    state: { page: "events", q: "NOT event:CreateGrant", scope: "all" },
    views: [{ name: "no grants", state: { page: "events", q: "NOT event:CreateGrant", scope: "all" } }],
    marks: [{ event: "RunJobFlow", time: "2026-09-01T10:00:00Z", note: "who \u202ewas it" }],
  });
  expect(Object.keys(content.marks[0]).sort()).toEqual(["content", "event", "eventID", "note", "time"]);
  const hashes = await Promise.all(trail.map(async (file) => createHash("sha256").update(await readFile(file)).digest("hex")));
  expect(content.files.map((file: { path: string; sha256: string }) => [file.path, file.sha256])).toEqual(
    trail.map((file, n) => [path.basename(file), hashes[n]]),
  );
  // Nothing of the events but what was marked.
  for (const word of ["Decrypt", "192.0.2.10", "nightly-etl", "alice", "111122223333"]) expect(text).not.toContain(word);

  // Opened before the files are there, by a drop.
  const file = await write(folder, name, text);
  await page.evaluate(() => localStorage.clear());
  await page.goto("about:blank");
  await app.open();
  await drop(page, file);
  await expect(page.getByRole("status").filter({ hasText: "The case is open. It was made with 4 files" })).toBeVisible();
  await app.load(...trail);
  await app.counts({ matching: 8 });
  await expect(app.query).toHaveValue("NOT event:CreateGrant");
  await expect(page.getByRole("status").filter({ hasText: "4 of its 4 files are loaded and the same. 1 of its 1 marked events are there." })).toBeVisible();
  await app.button("1 marked").click();
  await expect(page.getByRole("textbox", { name: /^Note on .* RunJobFlow/ })).toHaveValue("who \u202ewas it");
  await page.keyboard.press("Escape");
  await app.search("");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("view no grants");
  await page.keyboard.press("Enter");
  await expect(app.query).toHaveValue("NOT event:CreateGrant");
});

test("files and marks that are missing or differ are listed", async ({ app, page, folder }) => {
  const same = await write(folder, "same.json", log(otherRecord("Decrypt")));
  const differs = await write(folder, "differs.json", log(otherRecord("Encrypt")));
  const marked = otherRecord("Sign");
  const gone = await write(folder, "gone.json", log(marked));
  await app.open();
  await app.load(same, differs, gone);
  await app.scope("all");
  await app.row("Sign").click();
  await app.event.getByRole("button", { name: "Mark as evidence" }).click();
  await page.keyboard.press("Escape");
  await app.button("Case").click();
  const { name, text } = await saved(page, () => app.button("Save the case").click());
  await page.keyboard.press("Escape");
  const file = await write(folder, name, text);
  await app.button("Clear").click();
  await app.phase("empty");
  await writeFile(differs, (await readFile(differs, "utf8")).replace("Encrypt", "ENCRYPT"));
  await app.load(same, differs);
  await page.locator("#case-file").setInputFiles(file);
  await app.button("Case").click();
  await expect(opened(page)).toContainText("1 of its 3 files are loaded and the same. 0 of its 1 marked events are there.");
  await expect(opened(page)).toContainText("Files that are missinggone.json");
  await expect(opened(page)).toContainText("Files that differdiffers.json");
  await expect(opened(page)).toContainText(`Marked events that are not there2026-09-01T10:00:00Z Sign ${marked.eventID}`);
  // Saved again, what is not here is not lost.
  const again = JSON.parse((await saved(page, () => app.button("Save the case").click())).text);
  expect(again.files.map((file: { path: string }) => file.path)).toEqual(["same.json", "differs.json", "gone.json"]);
  expect(again.marks).toHaveLength(1);
  // With the file it is complete.
  await page.keyboard.press("Escape");
  await app.load(gone);
  await expect(app.button("1 marked")).toBeVisible();
});

test("what is no case is refused with a reason, and nothing changes", async ({ app, page, folder }) => {
  await app.open();
  await app.load(...(await smallTrail(folder)));
  const notice = (words: string) => page.getByRole("status").filter({ hasText: words });
  const open = async (text: string) =>
    page.locator("#case-file").setInputFiles(await write(folder, "trailglass-case-x.json", text));
  for (const [text, words] of [
    ["", "It is no case file of Trailglass (EOF"],
    ['{"Records":[]}', "does not say that it is one"],
    ['{"trailglassCase":99}', "later Trailglass (version 99"],
    [`{"trailglassCase":1,"state":${"[".repeat(50_000)}`, "It is no case file of Trailglass"],
  ] as const) {
    await open(text);
    await expect(notice(words)).toBeVisible();
    await app.button("Dismiss").click();
  }
  await open('{"trailglassCase":1,"state":{"q":"<img src=x onerror=alert(1)>","scope":"moon"},"views":[{"name":"<b>x</b>"}]}');
  await expect(notice("Left out: “scope=moon”")).toBeVisible();
  await expect(app.query).toHaveValue("<img src=x onerror=alert(1)>");
  await app.button("Views").click();
  await expect(app.button("Apply <b>x</b>")).toBeVisible();
});

test("views are saved by name, applied, renamed and deleted, and last", async ({ app, page, folder }) => {
  const trail = await smallTrail(folder);
  await app.open();
  await app.load(...trail);
  await app.search("event:RunJobFlow");
  await app.counts({ matching: 1 });
  await app.button("Views").click();
  await page.getByRole("textbox", { name: "Name of the view" }).fill("launches");
  await page.keyboard.press("Enter");
  await expect(page.locator(".toast")).toHaveText("The view “launches” is saved.");
  await page.getByRole("textbox", { name: "Name of launches" }).fill("who launched");
  await page.keyboard.press("Enter");
  await expect(app.button("Apply who launched")).toBeVisible();
  await page.keyboard.press("Escape");
  await page.reload();
  await app.load(...trail);
  await app.search("");
  await app.counts({ matching: 5 });
  await app.button("Views").click();
  await app.button("Apply who launched").click();
  await app.counts({ matching: 1 });
  await expect(app.query).toHaveValue("event:RunJobFlow");
  await page.goBack();
  await app.counts({ matching: 5 });
  await app.button("Views").click();
  await app.button("Delete who launched").click();
  await expect(app.button(/^Apply/)).toHaveCount(0);
  expect(await page.evaluate(() => localStorage.getItem("trailglass.views"))).toBeNull();
});

test("marks that no case holds are not forgotten without a question", async ({ app, page, folder }) => {
  await app.open();
  await app.load(...(await smallTrail(folder)));
  await app.row("RunJobFlow").click();
  await app.event.getByRole("button", { name: "Mark as evidence" }).click();
  await page.keyboard.press("Escape");
  const asks = async () => {
    const asked = page.waitForEvent("dialog", { timeout: 2_000 }).then(async (dialog) => {
      await dialog.dismiss();
      return dialog.type();
    });
    await page.evaluate(() => setTimeout(() => location.reload(), 0));
    return asked;
  };
  expect(await asks()).toBe("beforeunload");
  await app.button("Clear").click();
  const question = page.getByRole("dialog", { name: "Clear" });
  await expect(question).toContainText("1 event is marked");
  await question.getByRole("button", { name: "Keep everything" }).click();
  await expect(app.button("1 marked")).toBeVisible();
  await app.button("Clear").click();
  await saved(page, () => question.getByRole("button", { name: "Save the case" }).click());
  // Nothing would be lost now.
  await app.button("Clear").click();
  await app.phase("empty");
});
