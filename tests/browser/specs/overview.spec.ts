import { readFile } from "node:fs/promises";

import { small, smallTrail } from "../support/files.ts";
import { expect, test } from "../support/test.ts";

test.beforeEach(async ({ app, folder }) => {
  await app.open();
  await app.load(...(await smallTrail(folder)));
  await app.counts({ matching: small.emr });
  await app.go("Overview");
});

test("a question leads to the events that its number counts", async ({ app, page }) => {
  const question = page.locator("[data-question=terminated]");
  await expect(question.locator(".question-count")).toHaveText("1");
  expect(await page.locator("[data-question]").count()).toBeGreaterThanOrEqual(12);
  await question.click();
  await expect(app.grid).toBeVisible();
  await app.counts({ matching: 1 });
  await expect(app.row("TerminateJobFlows")).toBeVisible();
  await expect(app.query).toHaveValue("category:terminate");
});

test("tiles count what is left, and narrow it", async ({ app, page }) => {
  const events = page.locator("[data-tile=events] .tile-value");
  await expect(events).toHaveText(String(small.emr));
  await app.search("event:RunJobFlow");
  await expect(events).toHaveText("1");
  await app.search("");
  await page.locator("[data-tile=refused]").click();
  await expect(app.query).toHaveValue("errorCode:*");
});

test("a bar that is clicked is a filter, and so is its number in the table", async ({ app, page }) => {
  const chart = page.locator("[data-chart=operations]");
  const canvas = chart.locator("canvas");
  await expect(canvas).toBeVisible();
  await canvas.scrollIntoViewIfNeeded();
  const box = (await canvas.boundingBox())!;
  // The first bar begins behind the names.
  await page.mouse.click(box.x + box.width * 0.6, box.y + 12);
  await expect(app.query).toHaveValue(/^eventName:"\w+"$/);
  await app.search("");
  await chart.getByText("As a table").click();
  await chart.getByRole("row", { name: /DescribeCluster/ }).getByRole("button").click();
  await expect(app.query).toHaveValue('eventName:"DescribeCluster"');
});

test("hours of the week lead to their events", async ({ app, page }) => {
  const chart = page.locator("[data-chart=hours]");
  await chart.getByText("As a table").click();
  const number = chart.locator("tbody button").first();
  const wanted = Number(await number.innerText());
  await number.click();
  await expect(app.query).toHaveValue(/^weekday:\w+ AND hour:\d+$/);
  await app.counts({ matching: wanted });
});

test("charts can be taken away as pictures", async ({ page }) => {
  for (const [name, begins] of [["Operations as PNG", "\x89PNG"], ["Operations as SVG", "<svg"]] as const) {
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name, exact: true }).click();
    const file = await (await download).path();
    expect((await readFile(file)).subarray(0, begins.length).toString("latin1")).toBe(begins);
  }
});
