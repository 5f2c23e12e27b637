import { gzipSync } from "node:zlib";

import { log, write } from "../support/files.ts";
import { emrRecords, record } from "../support/records.ts";
import { expect, test } from "../support/test.ts";

/** Each file: its name, what is in it, and the words of the ledger. */
const files: [name: string, content: string | Uint8Array, outcome: string, words: RegExp | null][] = [
  ["whole.json", log(...emrRecords()), "read", null],
  ["empty.json", "", "read", /The file is empty/],
  ["none.json.gz", log(), "read", /holds no record/],
  ["picture.png", Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13]), "skipped", /No CloudTrail record/],
  ["settings.json", `{"colour": "blue", "list": [1, 2, 3]}`, "skipped", /No CloudTrail record/],
  ["half.json.gz", half(), "partly read", /gzip data ends before its end/],
  ["broken.json", log(record("CreateStudio"), record("UpdateStudio"), record("DeleteStudio")).replace(`"UpdateStudio"`, "Update?"), "partly read", /not valid JSON/],
  ["cut.json", log(record("ListStudios"), record("DescribeStudio")).slice(0, -40), "partly read", /ends in the middle of a record/],
];

/** The first half of a compressed file, of which most records come out. */
function half(): Uint8Array {
  const records = Array.from({ length: 400 }, (_, i) => record("ListSteps", { requestParameters: { clusterId: `j-${i ** 5}` } }));
  const whole = gzipSync(log(...records));
  return whole.subarray(0, whole.length / 2);
}

test("each damaged file has its line and its reason; the rest is there", async ({ app, folder }) => {
  const paths = [];
  for (const [name, content] of files) paths.push(await write(folder, name, content));
  await app.open();
  await app.load(...paths);
  await app.counts({ files: files.length, skipped: 2 });
  await app.go("Files");
  await expect(app.files).toHaveCount(files.length);
  for (const [name, , outcome, words] of files) {
    const line = app.file(name);
    await expect(line, name).toContainText(outcome);
    if (words) await expect(line, name).toContainText(words);
  }
  await app.go("Events");
  for (const [query, events] of [
    ["event:RunJobFlow", 1],
    ["user:bob", 1],
    ["event:(CreateStudio OR UpdateStudio OR DeleteStudio)", 2],
    ["event:(ListStudios OR DescribeStudio)", 1],
  ] as const) {
    await app.search(query);
    await app.counts({ matching: events });
  }
  await app.search("event:ListSteps");
  await expect.poll(() => app.count("matching")).toBeGreaterThan(50);
  expect(await app.count("matching")).toBeLessThan(400);
});
