import { log, write } from "../support/files.ts";
import { record } from "../support/records.ts";
import { expect, test } from "../support/test.ts";
import { deadly, setTraps } from "../support/traps.ts";

/** More than one worker is given at once. */
const good = 170;

for (const how of ["inside", "later"] as const) {
  test(`a worker that dies of a file (${how}) costs that file and no other`, async ({ app, page, folder, tolerated }) => {
    tolerated.push(/unreachable/);
    await setTraps(page, how);
    const files = [];
    for (let i = 0; i < good; i++) files.push(await write(folder, `good-${i}.json`, log(record("ListClusters"))));
    const bad = ["bad-one.json", "bad-two.json"];
    const mark = () => log(record("RunJobFlow", { requestParameters: { name: deadly } }));
    files.splice(20, 0, await write(folder, bad[0]!, mark()));
    files.splice(90, 0, await write(folder, bad[1]!, mark()));

    await app.open();
    await app.load(...files);
    await app.counts({ files: good + 2, all: good, matching: good, duplicates: 0, skipped: 2 });
    await app.go("Files");
    await expect(app.files.filter({ hasText: "skipped" })).toHaveCount(2);
    for (const name of bad) {
      await expect(app.file(name)).toContainText("The worker that was reading the file stopped");
      await expect(app.file(name)).toContainText("unreachable");
    }
    const lines = await app.ledgerLines();
    expect(lines.filter((line) => line.outcome === "read")).toHaveLength(good);
    expect(lines).toHaveLength(good + bad.length);

    // Nothing hangs on that: more can be loaded, filtered, opened.
    await app.load(await write(folder, "later.json", log(record("CreateStudio"))));
    await app.go("Events");
    await app.counts({ files: good + 3, all: good + 1 });
    await app.search("event:CreateStudio");
    await app.row("CreateStudio").click();
    await expect(app.event).toContainText("later.json");
  });
}

test("files that all kill their worker are given up one by one", async ({ app, page, folder, tolerated }) => {
  tolerated.push(/unreachable/);
  await setTraps(page, "inside");
  const files = [];
  for (let i = 0; i < 6; i++) files.push(await write(folder, `bad-${i}.json`, log(record(deadly))));
  files.push(await write(folder, "good.json", log(record("RunJobFlow"))));
  await app.open();
  await app.load(...files);
  await app.counts({ files: 7, all: 1, matching: 1, skipped: 6 });
});
