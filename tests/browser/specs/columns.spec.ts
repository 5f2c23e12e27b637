import { writeFile } from "node:fs/promises";
import path from "node:path";

import { small, smallTrail } from "../support/files.ts";
import { expect, test } from "../support/test.ts";

test.beforeEach(async ({ app, folder }) => {
  await app.open();
  await app.load(...(await smallTrail(folder)));
  await app.counts({ matching: small.emr });
});

test("any path of the record is a column: typed, from the tree, in the link, and after a reload", async ({ app, page, folder }) => {
  await app.row("AddJobFlowSteps").click();
  const line = app.event.locator("[data-path='requestParameters.jobFlowId']");
  await line.hover();
  await line.getByRole("button", { name: /^Show as a column/ }).click();
  const heading = "jobFlowId";
  await expect(app.headings.last()).toHaveText(heading);
  // The event stays open, and the cursor where it was.
  await expect(app.event).toBeVisible();
  await expect(page.locator(".grid-current")).toContainText("AddJobFlowSteps");
  const at = (await app.column("Event")).indexOf("AddJobFlowSteps");
  expect((await app.column(heading))[at]).toBe("j-EXAMPLE00003");
  // Arrays: all values, in their order.
  await page.keyboard.press("Escape");
  await app.button("Columns").click();
  const dialog = page.getByRole("dialog", { name: "Columns" });
  await dialog.getByRole("searchbox").fill("request.steps[].hadoopJarStep.args");
  await page.keyboard.press("Enter");
  await dialog.getByRole("searchbox").fill("event id");
  await dialog.getByRole("checkbox", { name: /Event id/ }).check();
  await page.keyboard.press("Escape");
  await expect.poll(async () => (await app.column("steps.hadoopJarStep.args"))[at]).toBe("spark-submit, job.py");
  expect((await app.column("Event id"))[at]).toMatch(/^[0-9a-f-]{36}$/);
  expect(page.url()).toContain("requestParameters.steps.hadoopJarStep.args,eventID");
  // A cell with several values is a condition for each of them.
  await app.row("AddJobFlowSteps").getByText("spark-submit, ").click({ button: "right" });
  await page.getByRole("menuitem", { name: "Only spark-submit" }).click();
  await expect(app.query).toHaveValue('requestParameters.steps.hadoopJarStep.args:"spark-submit"');
  await expect.poll(() => app.column("Event")).toEqual(["AddJobFlowSteps"]);
  await page.goto(app.address);
  await app.phase("empty");
  await app.load(...(await smallTrail(folder)));
  await expect(app.headings.filter({ hasText: heading })).toHaveCount(1);
});

test("what lies in a record that is not in memory is read again, and not passed off as empty where it cannot be", async ({ app, page, folder }) => {
  const keys = async () => {
    const [events, keys] = [await app.column("Event"), await app.column("keyId")];
    return ["Decrypt", "GenerateDataKey", "TerminateJobFlows"].map((event) => keys[events.indexOf(event)]);
  };
  await app.scope("all");
  await app.counts({ matching: small.all });
  await app.button("Columns").click();
  await page.getByRole("dialog").getByRole("searchbox").fill("requestParameters.keyId");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await expect.poll(keys).toEqual(["example-key", "", ""]);
  // Another order is another view of the same.
  await app.headings.filter({ hasText: "Event" }).getByRole("button").click();
  await expect.poll(keys).toEqual(["example-key", "", ""]);
  await writeFile(path.join(folder, "other.json.gz"), "something else");
  await app.search("NOT event:CreateGrant");
  await app.counts({ matching: small.all - 1 });
  await expect.poll(keys).toEqual(["not in memory", "not in memory", ""]);
});

test("a pinned column stays in sight, by keyboard and by the chooser", async ({ app, page }) => {
  await page.setViewportSize({ width: 900, height: 700 });
  const left = (heading: string) =>
    app.headings.filter({ hasText: heading }).evaluate((it) => Math.round(it.getBoundingClientRect().left));
  const person = app.headings.filter({ hasText: "Person" });
  await person.getByRole("button").focus();
  await page.keyboard.press("p");
  // Behind the time, which is pinned at first.
  await expect(app.headings.nth(1)).toHaveText("Person");
  const before = [await left("Time"), await left("Person")];
  await page.locator(".grid-scroll").evaluate((it) => it.scrollTo(400, 0));
  await expect.poll(() => left("Event")).toBeLessThan(before[1]!);
  expect([await left("Time"), await left("Person")]).toEqual(before);
  const cell = app.rows.first().locator("[data-cell='1']");
  expect(await cell.evaluate((it) => Math.round(it.getBoundingClientRect().left))).toBe(before[1]);
  // It covers what is behind it.
  expect(await cell.evaluate((it) => getComputedStyle(it).backgroundColor)).toMatch(/^rgb\(/);
  await app.button("Columns").click();
  const pin = page.getByRole("button", { name: "Pin Person" });
  await expect(pin).toHaveAttribute("aria-pressed", "true");
  await pin.click();
  await expect(pin).toHaveAttribute("aria-pressed", "false");
  await page.keyboard.press("Escape");
  await page.locator(".grid-scroll").evaluate((it) => it.scrollTo(400, 0));
  await expect.poll(() => left("Person")).toBeLessThan(before[1]!);
});
