import { gzipSync } from "node:zlib";

import { bomb, overlapping, tar, zip } from "../support/archives.ts";
import { log, write } from "../support/files.ts";
import { emrRecords, otherRecord, record } from "../support/records.ts";
import { expect, test } from "../support/test.ts";

test("members of archives have lines of their own, and their events can be opened", async ({ app, folder }) => {
  const other = log(otherRecord("Decrypt", { requestParameters: { keyId: "example-key" } }));
  const inner = gzipSync(tar({ "logs/other.json": other, "README": "hello" }));
  const paths = [
    await write(folder, "evidence.zip", zip({ "AWSLogs/emr.json": log(...emrRecords()), "inner.tgz": inner })),
    await write(folder, "wide.json", Buffer.from(`\ufeff${log(record("CreateStudio"))}`, "utf16le")),
  ];
  await app.open();
  await app.load(...paths);
  await app.scope("all");
  await app.counts({ files: 2, all: emrRecords().length + 2 });
  await app.row("Decrypt").click();
  // The record is read from the file again, through all that it lies in.
  expect(JSON.parse(await app.event.locator("pre").innerText()).eventName).toBe("Decrypt");
  await expect(app.event).toContainText("evidence.zip › inner.tgz/logs/other.json");
  await app.go("Files");
  await expect(app.file("evidence.zip")).toContainText("zip");
  await expect(app.file("wide.json")).toContainText("UTF-16 LE");
  await expect(app.file("evidence.zip › inner.tgz/README")).toContainText("skipped");
  await expect(app.file("evidence.zip › AWSLogs/emr.json")).toContainText("read");
});

test("what is made to do harm is refused, and the rest is read", async ({ app, folder }) => {
  const good = log(...emrRecords());
  let nested: Buffer | string = good;
  for (let depth = 0; depth < 100; depth += 1) nested = zip({ "again.zip": nested, "beside.json": "[]" });
  const paths = [
    // 10 MB of ten thousand, as a file and beside a log in a zip.
    await write(folder, "bomb.json.gz", bomb(10 * 1024)),
    await write(folder, "bomb.zip", zip({ "bomb.gz": bomb(10 * 1024), "good.json": good })),
    await write(folder, "nested.zip", nested),
    await write(folder, "overlapping.zip", overlapping()),
  ];
  await app.open();
  const start = Date.now();
  await app.load(...paths);
  const seconds = (Date.now() - start) / 1000;
  // Wanted are two seconds on a quiet machine. A figure and no test: machines are shared.
  test.info().annotations.push({ type: "seconds", description: String(seconds) });
  await app.counts({ files: paths.length, all: emrRecords().length });
  await app.go("Files");
  for (const name of ["bomb.json.gz", "bomb.zip › bomb.gz"]) {
    await expect(app.file(name)).toContainText(/grows far more when it is decompressed/);
  }
  await expect(app.file("bomb.zip")).toContainText("Members of the archive were not read");
  await expect(app.files.filter({ hasText: "Containers lie deeper in one another than the limit" })).toHaveCount(1);
  await expect(app.file("overlapping.zip")).toContainText("lists members that lie inside others");
});
