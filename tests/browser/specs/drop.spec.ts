import path from "node:path";

import { drop } from "../support/drop.ts";
import { log, small, smallTrail, write } from "../support/files.ts";
import { otherRecord, record } from "../support/records.ts";
import { type Where, expect, test } from "../support/test.ts";

/** The browser lists at most a hundred entries of a directory at a time. */
const many = 130;

async function tree(folder: string): Promise<string> {
  const top = path.join(folder, "AWSLogs");
  for (let i = 0; i < many; i++) {
    await write(top, `111122223333/CloudTrail/eu-west-1/2026/09/01/${i}.json.gz`, log(record("ListClusters")));
  }
  await write(top, "111122223333/CloudTrail/us-east-1/2026/09/01/one.json", log(otherRecord("Sign")));
  await write(top, "444455556666/notes.txt", "nothing of a trail");
  return top;
}

for (const where of ["file", "http", "insecure"] satisfies Where[]) {
  test.describe(`on ${where}`, () => {
    test.use({ where });

    test("a dropped folder is read with all below it, and the tab lives on", async ({ app, page, folder }) => {
      await app.open();
      expect(await page.evaluate(() => isSecureContext)).toBe(where !== "insecure");
      await drop(page, await tree(folder));
      await app.phase("ready");
      await app.counts({ files: many + 2, all: many + 1, matching: many, skipped: 1 });
      await app.go("Files");
      // Those that are not on the screen are no lines of the document.
      const last = "AWSLogs/111122223333/CloudTrail/eu-west-1/2026/09/01/129.json.gz";
      expect((await app.ledgerLines()).find((line) => line.file.endsWith(last))?.outcome).toBe("read");
      await app.ledger.locator(".grid-scroll").evaluate((scroller) => (scroller.scrollTop = 0));
      await expect(app.file("AWSLogs/444455556666/notes.txt")).toContainText("skipped");
      // Once more, onto another page of the app: everything is a duplicate now.
      await drop(page, path.join(folder, "AWSLogs"));
      await app.phase("ready");
      await app.go("Events");
      await app.counts({ files: 2 * (many + 2), all: many + 1, duplicates: many + 1 });
    });

    test("dropped files are read", async ({ app, page, folder }) => {
      const files = await smallTrail(folder);
      await app.open();
      await drop(page, ...files);
      await app.phase("ready");
      await app.counts({ files: small.files, all: small.all, matching: small.emr });
      // A record is read again from a dropped file as from a chosen one.
      await app.scope("all");
      await app.row("CreateGrant").click();
      await expect(app.event).toContainText("plain.json");
    });
  });
}
