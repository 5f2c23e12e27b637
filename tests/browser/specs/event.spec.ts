import { rm, writeFile } from "node:fs/promises";

import { log, small, smallTrail, write } from "../support/files.ts";
import { record } from "../support/records.ts";
import { expect, test } from "../support/test.ts";

const questions = [
  "With root or IAM user credentials?",
  "On behalf of an IAM Identity Center user?",
  "With temporary credentials of a role or a federated user?",
  "By another AWS service?",
];

test("an event opens and says who, what and from where", async ({ app, page, folder }) => {
  await app.open();
  await app.load(...(await smallTrail(folder)));
  await app.row("AddJobFlowSteps").click();
  for (const name of ["Who asked", "Request parameters", "Response elements", "Raw record", "Where it came from"]) {
    await expect(app.event.getByRole("heading", { name })).toBeVisible();
  }
  await expect(app.event).toContainText("Analyst/00000000-aaaa-bbbb-cccc-example00001 added step (name not recorded) (spark-submit job.py)");
  await expect(app.event).toContainText("spark-submit");
  await expect(app.event).toContainText("s-EXAMPLE00001");
  // Provenance: the file, by its name.
  await expect(app.event).toContainText("emr.json.gz");
  // The record as it stands in the file is JSON, whole.
  const raw = await app.event.locator("pre").innerText();
  const read = JSON.parse(raw);
  expect(read.eventName).toBe("AddJobFlowSteps");
  expect(read.requestParameters.steps[0].hadoopJarStep.args).toEqual(["spark-submit", "job.py"]);
  await page.keyboard.press("Escape");
  await expect(app.event).toHaveCount(0);
});

const chains: [event: string, chain: string[]][] = [
  ["TerminateJobFlows", ["IAM userbob"]],
  ["RunJobFlow", ["roleDataEng", "session namealice"]],
  ["AddJobFlowSteps", ["Identity Center user00000000-aaaa-bbbb-cccc-example00001", "roleAnalyst", "session namecarol@example.com"]],
  ["SetTerminationProtection", ["serviceautoscaling.amazonaws.com"]],
  ["RunInstances", ["roleEMR_DefaultRole", "session nameCCSSession", "serviceelasticmapreduce.amazonaws.com"]],
];

test("a chain says what each name rests on, and leads to what other events tell", async ({ app, page, folder }) => {
  await app.open();
  await app.load(...(await smallTrail(folder)));
  await app.scope("related");
  for (const [event, wanted] of chains) {
    await app.row(event).click();
    await expect(app.event.locator("pre")).toContainText(event);
    await expect(app.event.getByRole("list", { name: /^Acted through/ }).getByRole("listitem")).toHaveText(wanted);
  }
  await app.row("RunJobFlow").click();
  await expect(app.event.getByRole("row", { name: /^Person/ })).toContainText("alice (session name)");
  await app.event.getByRole("button", { name: /^Who is behind this.*inferred/ }).click();
  await expect(page.locator("[data-person=alice]")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Identity chains" })).toBeVisible();
});

const answers: [event: string, answers: string[]][] = [
  ["TerminateJobFlows", ["Yes", "No", "No", "No"]],
  ["RunJobFlow", ["No", "No", "Yes", "No"]],
  ["AddJobFlowSteps", ["No", "Yes", "Yes", "No"]],
  ["SetTerminationProtection", ["No", "No", "No", "Yes"]],
];

test("the four questions of identity are answered", async ({ app, folder }) => {
  await app.open();
  await app.load(...(await smallTrail(folder)));
  for (const [event, wanted] of answers) {
    await app.row(event).click();
    await expect(app.event.locator("pre")).toContainText(event);
    for (const [at, question] of questions.entries()) {
      const answer = app.event.locator("dl > div").filter({ hasText: question }).locator("strong");
      await expect(answer, `${event}: ${question}`).toHaveText(wanted[at]!);
    }
  }
});

test("a block that is not recorded is not invented", async ({ app, folder }) => {
  await app.open();
  await app.load(...(await smallTrail(folder)));
  await app.row("TerminateJobFlows").click();
  await expect(app.event.getByRole("heading", { name: "Request parameters" })).toBeVisible();
  await expect(app.event.getByRole("heading", { name: "Response elements" })).toHaveCount(0);
});

test("an event that is not EMR's is read from its file again, compressed or not", async ({ app, folder }) => {
  await app.open();
  await app.load(...(await smallTrail(folder)));
  await app.scope("all");
  for (const [event, file, text] of [
    ["GenerateDataKey", "other.json.gz", "kms.amazonaws.com"],
    ["CreateGrant", "plain.json", "Grüße 世界"],
    ["Decrypt", "other.json.gz", "example-key"],
  ] as const) {
    await app.row(event).click();
    await expect(app.event.locator("pre")).toContainText(event);
    expect(JSON.parse(await app.event.locator("pre").innerText()).eventName).toBe(event);
    await expect(app.event).toContainText(file);
    await expect(app.event).toContainText(text);
  }
});

test("a file that has changed since, or is gone, is not passed off as the record", async ({ app, folder }) => {
  const files = await smallTrail(folder);
  await app.open();
  await app.load(...files);
  await app.scope("all");
  await rm(files[3]!);
  await app.row("CreateGrant").click();
  await expect(app.event).toContainText(/could not be read again|changed/);
  await writeFile(files[2]!, "something else");
  await app.row("Decrypt").click();
  await expect(app.event).toContainText(/could not be read again|changed/);
  await expect(app.event.locator("pre")).toHaveCount(0);
  // EMR's own events are held, and the rest of the page goes on.
  await app.row("RunJobFlow").click();
  await expect(app.event.locator("pre")).toContainText("nightly-etl");
});

test("previous and next go through the table", async ({ app, folder }) => {
  await app.open();
  await app.load(...(await smallTrail(folder)));
  await app.row("DescribeCluster").click();
  await app.event.getByRole("button", { name: "Next event" }).click();
  await expect(app.event.locator("pre")).toContainText("TerminateJobFlows");
  await app.event.getByRole("button", { name: "Previous event" }).click();
  await expect(app.event.locator("pre")).toContainText("DescribeCluster");
  await app.event.getByRole("button", { name: "Close" }).click();
  await expect(app.event).toHaveCount(0);
  await app.counts({ matching: small.emr });
});

test("what an event says is text, never markup", async ({ app, page, folder }) => {
  const hostile = `<img src=x onerror="document.title='taken'"><script>document.title='taken'</script>`;
  const evil = record("RunJobFlow", {
    userAgent: hostile,
    errorMessage: hostile,
    errorCode: hostile,
    requestParameters: { name: hostile, [hostile]: hostile },
    responseElements: { jobFlowId: "j-\u202eEXAMPLE" },
  });
  await app.open();
  await app.load(await write(folder, "hostile.json", log(evil)));
  await app.row("RunJobFlow").click();
  await expect(app.event).toContainText(hostile);
  await expect(page.locator("img, main script")).toHaveCount(0);
  await expect(page).toHaveTitle(/Trailglass/);
  // A character that turns the text around is shown as what it is.
  expect(await app.event.innerText()).not.toContain("\u202e");
});

test("copies say where else they stand", async ({ app, folder }) => {
  const one = record("RunJobFlow");
  const files = [await write(folder, "first.json", log(one)), await write(folder, "second.json.gz", log(one))];
  await app.open();
  await app.load(...files);
  await app.counts({ all: 1, duplicates: 1 });
  await app.row("RunJobFlow").click();
  await expect(app.event).toContainText("first.json");
  await expect(app.event).toContainText("second.json.gz");
});

test("an event stays open as long as it matches, and the cursor goes with it", async ({ app, page, folder }) => {
  await app.open();
  await app.load(...(await smallTrail(folder)));
  await app.row("AddJobFlowSteps").click();
  await expect(app.event.getByRole("heading", { name: "Who asked" })).toBeVisible();
  const id = await app.event.locator(".drawer-id").innerText();
  await app.button("Only this Event").click();
  await app.counts({ matching: 1 });
  await expect(app.event.locator(".drawer-id")).toHaveText(id);
  await expect(page.locator(".grid-current")).toHaveAttribute("data-place", "0");
  // Elsewhere in the order, and still in sight.
  await app.search("");
  await app.headings.filter({ hasText: "Person" }).getByRole("button").click();
  await expect(page.locator(".grid-current")).toContainText("AddJobFlowSteps");
  await expect(app.event.locator(".drawer-id")).toHaveText(id);
  await app.search("NOT event:AddJobFlowSteps");
  await expect(app.event).toHaveCount(0);
  await expect(page.locator(".grid-current")).toHaveCount(0);
});
