import { copyFile, mkdir, readFile, readdir } from "node:fs/promises";
import path from "node:path";

import { drop } from "../support/drop.ts";
import { repository } from "../support/machine.ts";
import { expect, test } from "../support/test.ts";

const fixtures = path.join(repository, "tests/fixtures/formats");

/** What the native tests have read from a file. */
type Case = { file: string; form: string; outcome: string };

/** All fixtures of all forms, in one folder; the names say nothing of what is in them. */
async function everyForm(folder: string): Promise<Case[]> {
  const cases: Case[] = [];
  for (const group of await readdir(fixtures)) {
    for (const name of await readdir(path.join(fixtures, group))) {
      const from = path.join(fixtures, group, name);
      const input = (await readdir(from)).find((file) => file.startsWith("input."))!;
      const read = await readFile(path.join(from, "read.snap"), "utf8");
      const said = (what: string) => new RegExp(`^${what}: (.*)$`, "m").exec(read)![1]!;
      const form = said("form");
      const file = `${group}/${name}/unknown`;
      await mkdir(path.join(folder, group, name), { recursive: true });
      await copyFile(path.join(from, input), path.join(folder, file));
      cases.push({ file, form: form === "none" ? "" : form, outcome: said("outcome") });
    }
  }
  return cases;
}

test("a folder with files of every form, dropped at once, is read as what each is", async ({ app, page, folder }) => {
  test.slow();
  const cases = await everyForm(path.join(folder, "forms"));
  const skipped = cases.filter((it) => it.outcome === "skipped").length;
  expect(new Set(cases.map((it) => it.form)).size).toBeGreaterThan(15);
  await app.open();
  await drop(page, path.join(folder, "forms"));
  await app.phase("ready");
  await app.counts({ files: cases.length, skipped });
  await app.go("Files");
  const read = await app.ledgerLines();
  for (const { file, form, outcome } of cases) {
    const line = read.find((it) => it.file.endsWith(`forms/${file}`));
    expect(line, file).toMatchObject({ form, outcome });
    const [records, kept, duplicates, leftOut, damaged] = line!.figures.slice(2, 7).map((text) => Number(text.replaceAll(",", "")));
    expect(records, file).toBe(kept! + duplicates! + leftOut! + damaged!);
  }
});

test("the ledger is searched, sorted and saved", async ({ app, page, folder }) => {
  const cases = await everyForm(path.join(folder, "forms"));
  await app.open();
  await drop(page, path.join(folder, "forms"));
  await app.phase("ready");
  await app.go("Files");
  await page.getByRole("searchbox", { name: "Only files with these words" }).fill("eventbridge events");
  const eventbridge = cases.filter((it) => it.form === "eventbridge");
  await expect(page.locator("[data-form=eventbridge]")).toHaveCount(eventbridge.length);
  await expect(app.ledger).not.toHaveAttribute("aria-rowcount", String(cases.length + 2));
  await page.getByRole("searchbox", { name: "Only files with these words" }).fill("");
  await page.getByRole("combobox", { name: "Outcome" }).selectOption("partly read");
  await app.lines(cases.filter((it) => it.outcome === "partly read").length);
  await app.button("File").click();
  await expect(page.getByRole("columnheader", { name: "File" })).toHaveAttribute("aria-sort", "ascending");
  const paths = async () => (await app.ledgerLines()).map((line) => line.file);
  const ascending = await paths();
  expect(ascending).toEqual([...ascending].sort());
  await app.button("File").click();
  await expect(page.getByRole("columnheader", { name: "File" })).toHaveAttribute("aria-sort", "descending");
  expect(await paths()).toEqual([...ascending].reverse());
  const saving = page.waitForEvent("download");
  await app.button("Save as CSV").click();
  const download = await saving;
  expect(download.suggestedFilename()).toBe("trailglass-files.csv");
  const csv = await readFile(await download.path(), "utf8");
  expect(csv).toContain("file,member,outcome,form");
  expect(csv.split("\r\n")).toHaveLength(ascending.length + 2);
  for (const file of ascending) expect(csv).toContain(file);
});
