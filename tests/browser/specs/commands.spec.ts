import { small, smallTrail } from "../support/files.ts";
import { expect, test } from "../support/test.ts";

test.beforeEach(async ({ app, folder }) => {
  await app.open();
  await app.load(...(await smallTrail(folder)));
});

test("all keys are listed over the page, and the focus comes back", async ({ app, page }) => {
  await app.grid.focus();
  await page.keyboard.press("?");
  const dialog = page.getByRole("dialog", { name: "Keys" });
  for (const words of ["go to the query box", "mark the event as evidence", "choose only this value"]) {
    await expect(dialog).toContainText(words);
  }
  // Keys of the page are not heard behind it.
  await page.keyboard.press("/");
  await expect(app.query).not.toBeFocused();
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect(app.grid).toBeFocused();
});

test("single-key shortcuts can be turned off, for good, and forgotten", async ({ app, page }) => {
  const choice = page.getByRole("checkbox", { name: /^Single-key shortcuts/ });
  await app.grid.focus();
  await page.keyboard.press("?");
  await choice.uncheck();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  // Nothing without Ctrl or ⌘ is heard any more but by what has the focus.
  for (const key of ["/", "t", "?", "+", "-", "[", "]"]) await page.keyboard.press(key);
  await expect(app.query).not.toBeFocused();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(app.button("Clear time range")).toHaveCount(0);
  await page.keyboard.press("j");
  await expect(app.grid).toHaveAttribute("aria-activedescendant", "event-0");
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("combobox", { name: "Command" })).toBeFocused();
  await page.keyboard.press("Escape");
  await page.reload();
  await app.phase("empty");
  await app.go("Help");
  await expect(choice).not.toBeChecked();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await app.button("Forget preferences").click();
  await expect(choice).toBeChecked();
  await page.locator("main h1").click();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keys" })).toBeVisible();
});

test("the command palette does, goes and filters", async ({ app, page }) => {
  const command = page.getByRole("combobox", { name: "Command" });
  const run = async (words: string) => {
    await page.keyboard.press("Control+k");
    await expect(command).toBeFocused();
    await page.keyboard.type(words);
    await page.keyboard.press("Enter");
    await expect(command).toHaveCount(0);
  };
  await run("show all events");
  await app.counts({ matching: small.all });
  await run("files");
  await expect(app.files).toHaveCount(small.files);
  await page.keyboard.press("Control+k");
  await page.keyboard.type("go to events");
  await page.keyboard.press("Enter");
  await app.grid.focus();
  await run("filter by region");
  await expect(app.query).toHaveValue("awsRegion:");
  await expect(app.query).toBeFocused();
  // A field is written where there is a box for it.
  await app.go("Files");
  await expect(app.query).toHaveCount(0);
  await run("filter by account");
  await expect(app.query).toHaveValue("recipientAccountId:");
  await expect(app.query).toBeFocused();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("zzzz");
  await expect(page.getByText("Nothing has these words.")).toBeVisible();
});

test("the palette asks the questions", async ({ app, page }) => {
  await page.keyboard.press("Control+k");
  await page.keyboard.type("who terminated");
  await expect(page.locator("#palette-list [role=option]").first()).toContainText("Ask");
  await page.keyboard.press("Enter");
  await expect(app.query).toHaveValue("category:terminate");
  await app.counts({ matching: 1 });
});

test("the keys of query box and timeline are heard on the overview", async ({ app, page }) => {
  await app.go("Overview");
  await page.locator("h1").first().evaluate(() => (document.activeElement as HTMLElement).blur());
  await page.keyboard.press("/");
  await expect(app.query).toBeFocused();
  await page.keyboard.press("Escape");
  await page.keyboard.press("+");
  await expect(app.button("Clear time range")).toBeVisible();
  await page.keyboard.press("-");
  await expect(app.button("Clear time range")).toHaveCount(0);
});

test("keys of the timeline change nothing where there is none", async ({ app, page }) => {
  await app.grid.focus();
  await page.keyboard.press("+");
  await expect(app.button("Clear time range")).toBeVisible();
  await app.go("Help");
  await page.locator("#main").focus();
  await page.keyboard.press("Escape");
  await app.go("Events");
  await expect(app.button("Clear time range")).toBeVisible();
  await app.grid.focus();
  await page.keyboard.press("Escape");
  await expect(app.button("Clear time range")).toHaveCount(0);
});

test("fields and values are offered while a query is typed", async ({ app, page }) => {
  await app.query.click();
  await page.keyboard.type("eve");
  const list = page.getByRole("listbox", { name: "Fields and values" });
  await expect(list.getByRole("option").first()).toContainText("event:");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(app.query).toHaveValue("event:");
  await page.keyboard.type("run");
  // Values come from the engine.
  await expect(list.getByRole("option").first()).toContainText("RunJobFlow");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(app.query).toHaveValue('event:"RunJobFlow"');
  await app.counts({ matching: small.emr });
  await page.keyboard.press("Enter");
  await app.counts({ matching: 1 });

  // Within what is shown, of any field, whether its facet is open or not; another value can take the place of the one that is.
  await app.query.fill('event:"RunJobFlow" AND ip:');
  await expect(list.getByRole("option")).toHaveText([/192\.0\.2\.10.*1 events?/]);
  await expect(app.query).toHaveAttribute("aria-expanded", "true");
  await page.keyboard.press("ArrowDown");
  await expect(app.query).toHaveAttribute("aria-activedescendant", "query-offer-0");
  await page.keyboard.press("Escape");
  await expect(list).toHaveCount(0);
  await app.query.fill("event:(RunJobFlow OR term");
  await expect(list.getByRole("option")).toContainText(["TerminateJobFlows"]);
  await app.query.fill("requestPar");
  await expect(list.getByRole("option").first()).toContainText("requestParameters.");
});

test("what is not understood is underlined where it stands", async ({ app, page }) => {
  await app.search("event:RunJobFlow nonsense:x");
  await expect(page.locator(".query-mark")).toHaveText(/^nonsense/);
});

test("preferences can be forgotten", async ({ app, page }) => {
  await app.button("Dense").click();
  await expect.poll(() => page.evaluate(() => Object.keys(localStorage).length)).toBeGreaterThan(0);
  await app.go("Help");
  await app.button("Forget preferences").click();
  expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
});

test("an event leads to what is near it; values of its parameters become conditions", async ({ app }) => {
  await app.row("AddJobFlowSteps").click();
  await app.event.getByRole("heading", { name: "Request parameters" }).waitFor();
  const line = app.event.locator("[data-path$='hadoopJarStep.args']").filter({ hasText: "spark-submit" });
  await line.hover();
  await line.getByRole("button", { name: /^Only this/ }).click();
  await expect(app.query).toHaveValue('requestParameters.steps.hadoopJarStep.args:"spark-submit"');
  await expect.poll(() => app.column("Event")).toEqual(["AddJobFlowSteps"]);
  await app.row("AddJobFlowSteps").click();
  await app.event.getByRole("button", { name: /^Same resource: j-EXAMPLE00003/ }).click();
  await expect(app.query).toHaveValue('resource:"j-EXAMPLE00003"');
  await expect.poll(async () => (await app.column("Event")).includes("SetTerminationProtection")).toBe(true);
});

// Of all nine events, whatever the scope; counted by hand.
for (const [name, query, events] of [
  ["Same resource: j-EXAMPLE00001", 'resource:"j-EXAMPLE00001"', ["TerminateJobFlows", "RunJobFlow"]],
  [
    "Same access key: ASIAEXAMPLEEXAMPLE00",
    'userIdentity.accessKeyId:"ASIAEXAMPLEEXAMPLE00"',
    ["AddJobFlowSteps", "DescribeCluster", "RunInstances", "RunJobFlow"],
  ],
  ["Same session: alice", 'session:"alice"', ["DescribeCluster", "RunJobFlow"]],
  ["Same person: alice", 'person:"alice"', ["DescribeCluster", "RunJobFlow"]],
  [
    "Same address: 192.0.2.10",
    'sourceIPAddress:"192.0.2.10"',
    ["CreateGrant", "GenerateDataKey", "Decrypt", "AddJobFlowSteps", "DescribeCluster", "RunJobFlow"],
  ],
  ["15 minutes before and after", "", ["RunInstances", "RunJobFlow"]],
] as const) {
  test(`near an event: ${name}`, async ({ app }) => {
    await app.row("RunJobFlow").click();
    await app.event.getByRole("button", { name, exact: true }).click();
    await expect(app.query).toHaveValue(query);
    await app.counts({ matching: events.length });
    await expect.poll(() => app.column("Event")).toEqual([...events]);
  });
}
