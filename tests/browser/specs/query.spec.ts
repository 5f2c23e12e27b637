import { small, smallTrail } from "../support/files.ts";
import { expect, test } from "../support/test.ts";

test.beforeEach(async ({ app, folder }) => {
  await app.open();
  await app.load(...(await smallTrail(folder)));
  await app.counts({ matching: small.emr });
});

const cases: [query: string, events: string[]][] = [
  ["event:RunJobFlow", ["RunJobFlow"]],
  ["eventName:runjobflow", ["RunJobFlow"]],
  ["user:bob", ["TerminateJobFlows"]],
  ["NOT user:alice", ["SetTerminationProtection", "AddJobFlowSteps", "TerminateJobFlows"]],
  ["event:RunJobFlow OR event:AddJobFlowSteps", ["AddJobFlowSteps", "RunJobFlow"]],
  ["user:alice AND NOT errorCode:*", ["RunJobFlow"]],
  ["errorCode:*", ["DescribeCluster"]],
  ["ip:198.51.100.*", ["TerminateJobFlows"]],
  ["cluster:j-EXAMPLE00003", ["SetTerminationProtection", "AddJobFlowSteps"]],
  // Free text looks into the parameters, too.
  ["spark-submit", ["AddJobFlowSteps"]],
  ["example-key", ["RunJobFlow"]],
  ["time:[2026-09-01T11:00:00Z TO 2026-09-01T12:00:00Z]", ["DescribeCluster", "TerminateJobFlows"]],
  ["event:NoSuchOperation", []],
];

test("finds by field, by text, by time, and what is not so", async ({ app }) => {
  for (const [query, events] of cases) {
    await test.step(query, async () => {
      await app.search(query);
      await app.counts({ matching: events.length, scope: small.emr, all: small.all });
      await expect.poll(() => app.column("Event"), { intervals: [20, 50, 100] }).toEqual(events);
      await expect(app.grid).toHaveAttribute("aria-rowcount", String(events.length + 1));
    });
  }
});

test("nothing is applied before Enter; an empty query is everything again", async ({ app }) => {
  await app.query.fill("event:RunJobFlow");
  await app.counts({ matching: small.emr });
  await app.query.press("Enter");
  await app.counts({ matching: 1 });
  await app.search("");
  await app.counts({ matching: small.emr });
});

test("what is not understood is said, and the rest counts", async ({ app, page }) => {
  await app.search("event:RunJobFlow nonsense:x");
  await app.counts({ matching: 1 });
  await expect(page.getByText("There is no field “nonsense”.")).toBeVisible();
  await expect(app.query).toHaveAttribute("aria-invalid", "true");
  await app.search("event:RunJobFlow");
  await expect(page.getByText("There is no field")).toHaveCount(0);
  await expect(app.query).not.toHaveAttribute("aria-invalid", "true");
});

test("each heading sorts, both ways", async ({ app }) => {
  await app.scope("all");
  await app.counts({ matching: small.all });
  const headings = await app.headings.count();
  expect(headings).toBeGreaterThan(5);
  for (let at = 0; at < headings; at++) {
    const heading = app.headings.nth(at);
    const name = (await heading.innerText()).replace(/ [↑↓]$/, "");
    for (const way of [at === 0 ? "descending" : "ascending", at === 0 ? "ascending" : "descending"]) {
      // Time, newest first, is the order at the start.
      if ((await heading.getAttribute("aria-sort")) !== way) await heading.getByRole("button").click();
      await expect(heading).toHaveAttribute("aria-sort", way);
      await expect(app.grid.locator("[aria-sort]")).toHaveCount(1);
      await expect
        .poll(async () => sorted(await app.column(name), way), { message: `${name}, ${way}`, intervals: [20, 50, 100] })
        .toBe(true);
    }
  }
});

/** Missing values are last either way; an error that is not there is shown as "ok". */
function sorted(values: string[], way: string): boolean {
  const key = (value: string) => (value === "ok" ? "" : value.toLowerCase());
  const keys = values.map(key);
  const there = keys.filter((it) => it !== "");
  const wanted = [...there].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  if (way === "descending") wanted.reverse();
  const padded = [...wanted, ...keys.filter((it) => it === "")];
  return values.length === small.all && JSON.stringify(keys) === JSON.stringify(padded);
}

test("a value of an event becomes a condition", async ({ app }) => {
  await app.row("TerminateJobFlows").click();
  await app.event.getByRole("button", { name: "Not this Person" }).click();
  await app.counts({ matching: small.emr - 1 });
  await expect(app.query).toHaveValue('NOT person:"bob"');
  await app.row("RunJobFlow").click();
  await app.event.getByRole("button", { name: "Only this Person" }).click();
  await app.counts({ matching: 2 });
  await expect(app.query).toHaveValue('NOT person:"bob" AND person:"alice"');
});
