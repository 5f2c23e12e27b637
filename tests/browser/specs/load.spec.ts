import path from "node:path";

import { log, small, smallTrail, write } from "../support/files.ts";
import { otherRecord, record } from "../support/records.ts";
import { expect, test } from "../support/test.ts";

test("files are read and counted", async ({ app, folder }) => {
  await app.open();
  await app.load(...(await smallTrail(folder)));
  await app.counts({ files: small.files, all: small.all, scope: small.emr, matching: small.emr, duplicates: 0, skipped: 0 });
  await expect(app.grid).toHaveAttribute("aria-rowcount", String(small.emr + 1));
  // Newest first.
  expect(await app.column("Event")).toEqual([
    "SetTerminationProtection",
    "AddJobFlowSteps",
    "DescribeCluster",
    "TerminateJobFlows",
    "RunJobFlow",
  ]);
});

test("a folder is read with all below it", async ({ app, folder }) => {
  await smallTrail(path.join(folder, "AWSLogs", "111122223333", "CloudTrail"));
  await write(folder, "AWSLogs/444455556666/CloudTrail/more.json", log(otherRecord("Sign")));
  await app.open();
  await app.loadFolder(folder);
  await app.counts({ files: small.files + 1, all: small.all + 1, matching: small.emr });
  await app.go("Files");
  await expect(app.file("AWSLogs/444455556666/CloudTrail/more.json")).toBeVisible();
});

test("the scope says how far from EMR", async ({ app, folder }) => {
  await app.open();
  await app.load(...(await smallTrail(folder)));
  await app.scope("related");
  await app.counts({ scope: small.related, matching: small.related, all: small.all });
  await expect(app.row("RunInstances")).toBeVisible();
  await app.scope("all");
  await app.counts({ scope: small.all, matching: small.all });
  await expect(app.row("Decrypt")).toBeVisible();
  await app.scope("emr");
  await app.counts({ scope: small.emr, matching: small.emr });
  await expect(app.row("Decrypt")).toHaveCount(0);
});

test("where nothing is EMR's it says so and offers everything", async ({ app, page, folder }) => {
  const file = await write(folder, "other.json", log(otherRecord("Encrypt"), otherRecord("Verify")));
  await app.open();
  await app.load(file);
  await app.counts({ scope: 0, all: 2, matching: 0 });
  await expect(page.getByRole("main")).toContainText(/no (events? of )?(Amazon )?EMR/i);
  await page.getByRole("main").getByRole("button", { name: /\ball\b/i }).click();
  await app.counts({ scope: 2, matching: 2 });
  await expect(app.row("Verify")).toBeVisible();
});

test("files that come later are added", async ({ app, folder }) => {
  await app.open();
  await app.load(...(await smallTrail(folder)));
  await app.counts({ matching: small.emr });
  await app.load(await write(folder, "later.json", log(record("CreateStudio"), record("DeleteStudio"))));
  await app.counts({ files: small.files + 1, all: small.all + 2, matching: small.emr + 2, duplicates: 0 });
  await expect(app.row("CreateStudio")).toBeVisible();
  await expect(app.row("TerminateJobFlows")).toBeVisible();
});

test("the same files again are duplicates, counted", async ({ app, folder }) => {
  const files = await smallTrail(folder);
  await app.open();
  await app.load(...files);
  await app.load(...files);
  await app.counts({ files: 2 * small.files, all: small.all, duplicates: small.all, matching: small.emr });
});

test("one id with two contents is two events, and said so", async ({ app, folder }) => {
  const one = record("RunJobFlow", { requestParameters: { name: "first" } });
  const files = [
    await write(folder, "one.json", log(one)),
    await write(folder, "two.json", log({ ...one, requestParameters: { name: "second" } })),
  ];
  await app.open();
  await app.load(...files);
  await app.counts({ all: 2, duplicates: 0 });
  await app.go("Files");
  await expect(app.page.getByRole("main")).toContainText("share an event id but not their content");
});

test("Clear forgets everything", async ({ app, folder }) => {
  const files = await smallTrail(folder);
  await app.open();
  await app.load(...files);
  await app.search("event:RunJobFlow");
  await app.counts({ matching: 1 });
  await app.button("Clear").click();
  await app.phase("empty");
  await expect(app.button("Explore sample data")).toBeVisible();
  await expect(app.grid).toHaveCount(0);
  await app.load(...files);
  // No duplicates of what is forgotten, and no query left over.
  await app.counts({ files: small.files, all: small.all, duplicates: 0, matching: small.emr });
  await expect(app.query).toHaveValue("");
});

test("nothing of the events is stored in the browser", async ({ app, page, folder }) => {
  await app.open();
  await app.load(...(await smallTrail(folder)));
  await app.search("event:RunJobFlow");
  await app.counts({ matching: 1 });
  const stored = await page.evaluate(async () => {
    const databases = await indexedDB.databases().catch(() => []);
    return { local: { ...localStorage }, session: { ...sessionStorage }, cookies: document.cookie, databases };
  });
  expect(JSON.stringify(stored)).not.toMatch(/RunJobFlow|alice|192\.0\.2|j-EXAMPLE/);
  expect(stored.databases).toEqual([]);
});
