import { small, smallTrail } from "../support/files.ts";
import { expect, test } from "../support/test.ts";

test.beforeEach(async ({ app, folder }) => {
  await app.open();
  await app.load(...(await smallTrail(folder)));
  await app.counts({ matching: small.emr });
});

test("facets count values; choosing, leaving out and only change the query, and nothing else does", async ({ app, page }) => {
  const event = app.facet("event");
  await expect(event.locator("li")).toHaveCount(5);
  await expect(app.facetValue("event", "RunJobFlow")).toContainText("1");
  // Two values of one facet: either.
  await app.facetValue("event", "RunJobFlow").getByRole("checkbox").check();
  await expect(app.query).toHaveValue('eventName:"RunJobFlow"');
  await app.counts({ matching: 1 });
  await app.facetValue("event", "DescribeCluster").getByRole("checkbox").check();
  await expect(app.query).toHaveValue('eventName:("RunJobFlow" OR "DescribeCluster")');
  await app.counts({ matching: 2 });
  // A facet counts without its own choice, so that another value can be chosen; others count with it.
  await expect(event.locator("li")).toHaveCount(5);
  await expect(app.facet("person").locator("li")).toHaveCount(1);
  await app.facetValue("event", "RunJobFlow").getByRole("checkbox").uncheck();
  await expect(app.query).toHaveValue('eventName:"DescribeCluster"');
  // Left out.
  await app.facetValue("event", "DescribeCluster").hover();
  await app.facetValue("event", "DescribeCluster").getByRole("button", { name: "Leave out DescribeCluster" }).click();
  await expect(app.query).toHaveValue('NOT eventName:"DescribeCluster"');
  await app.counts({ matching: small.emr - 1 });
  // Only: in place of all that was chosen.
  await app.facetValue("event", "TerminateJobFlows").hover();
  await app.button("Only TerminateJobFlows").click();
  await expect(app.query).toHaveValue('eventName:"TerminateJobFlows"');
  await app.counts({ matching: 1 });
  await app.button("Clear the choice of Event").click();
  await expect(app.query).toHaveValue("");
  await app.counts({ matching: small.emr });
  // The result is whether there is an error.
  await app.facetValue("result", "error").getByRole("checkbox").check();
  await expect(app.query).toHaveValue("errorCode:*");
  await expect.poll(() => app.column("Event")).toEqual(["DescribeCluster"]);
  await expect(page.locator("[data-chip]")).toHaveText(["errorCode:*≠‖×"]);
});

test("what is typed shows in the facets", async ({ app }) => {
  await app.search("event:(runjobflow OR DescribeCluster) NOT user:bob");
  await app.counts({ matching: 2 });
  await expect(app.facetValue("event", "RunJobFlow").getByRole("checkbox")).toBeChecked();
  await expect(app.facetValue("event", "DescribeCluster").getByRole("checkbox")).toBeChecked();
  await expect(app.facetValue("event", "SetTerminationProtection").getByRole("checkbox")).not.toBeChecked();
  // What a facet cannot show as a choice of values is none.
  await app.search("event:RunJobFlow OR event:DescribeCluster");
  await app.counts({ matching: 2 });
  await expect(app.facet("event").getByRole("checkbox", { checked: true })).toHaveCount(0);
});

test("a facet opens and closes, and that is remembered; values can be looked for", async ({ app, page }) => {
  const region = app.facet("region");
  await expect(region.locator("li")).toHaveCount(0);
  await region.getByRole("button", { name: "Region" }).click();
  await expect(region.locator("li")).not.toHaveCount(0);
  await page.reload();
  await app.phase("empty");
  await app.button("Explore sample data").click();
  await app.phase("ready");
  await expect(region.getByRole("button", { name: "Region" })).toHaveAttribute("aria-expanded", "true");
  const search = page.getByRole("searchbox", { name: "Search in Event" });
  await search.fill("jobrun");
  await expect(app.facet("event").locator("li").first()).toContainText("JobRun");
  for (const value of await app.facet("event").locator("li").all()) await expect(value).toContainText(/jobrun/i);
  await search.fill("");
  const few = await app.facet("event").locator("li").count();
  await app.facet("event").getByRole("button", { name: /more/ }).click();
  await expect.poll(() => app.facet("event").locator("li").count()).toBeGreaterThan(few);
});

test("a family of user agents is a pattern in the query; a release is that of the request", async ({ app }) => {
  const families = app.facet("agent-family");
  await families.getByRole("button", { name: "User agent family" }).click();
  await app.facetValue("agent-family", "Boto3").getByRole("checkbox").check();
  await expect(app.query).toHaveValue("userAgent:Boto3/*");
  await expect.poll(() => app.column("Event")).toEqual(["DescribeCluster"]);
  await expect(app.facetValue("agent-family", "Boto3").getByRole("checkbox")).toBeChecked();
  await app.button("Clear the choice of User agent family").click();
  await app.facet("release").getByRole("button", { name: "Release" }).click();
  await app.facetValue("release", "emr-7.1.0").getByRole("checkbox").check();
  await expect(app.query).toHaveValue('release:"emr-7.1.0"');
  await expect.poll(() => app.column("Event")).toEqual(["RunJobFlow"]);
});

test("facets by the keyboard", async ({ app, page }) => {
  const first = app.facet("event").getByRole("checkbox").first();
  await first.focus();
  await page.keyboard.press("ArrowDown");
  const second = app.facet("event").getByRole("checkbox").nth(1);
  await expect(second).toBeFocused();
  await page.keyboard.press("Space");
  await expect(second).toBeChecked();
  await app.counts({ matching: 1 });
  await page.keyboard.press("-");
  await app.counts({ matching: small.emr - 1 });
  await page.keyboard.press("Enter");
  await app.counts({ matching: 1 });
  await expect(second).toBeFocused();
});

test("one file", async ({ app, page }) => {
  await app.scope("all");
  await app.counts({ matching: small.all });
  await app.facet("file").getByRole("button", { name: "File" }).click();
  await app.facetValue("file", /plain\.json/).getByRole("checkbox").check();
  await app.counts({ matching: 1 });
  // A condition like any other: in the text, in the link, and Back takes it away.
  await expect(app.query).toHaveValue('file:"plain.json"');
  await expect(page).toHaveURL(/q=file:%22plain\.json%22/);
  // The buttons take the pointer once it is over the value.
  await app.facetValue("file", /other\.json/).hover();
  await app.facetValue("file", /other\.json/).getByRole("button", { name: /^Leave out/ }).click();
  await app.search('NOT file:"plain.json"');
  await app.counts({ matching: small.all - 1 });
  await expect(app.facetValue("file", /plain\.json/)).toHaveClass(/facet-excluded/);
  await page.goBack();
  await page.goBack();
  await app.counts({ matching: 1 });
  await app.button('Remove file:"plain.json"').click();
  await app.counts({ matching: small.all });
  await expect(page.getByRole("list", { name: "Filters" })).toHaveCount(0);
});

test("chips are the parts of the query: edit, turn around, pause, resume, remove", async ({ app, page }) => {
  const chips = page.locator("[data-chip]");
  await app.search("user:alice AND NOT errorCode:*");
  await app.counts({ matching: 1 });
  await expect(chips).toHaveCount(2);
  await app.button("Do not negate errorCode:*").click();
  await expect(app.query).toHaveValue("user:alice AND errorCode:*");
  await expect.poll(() => app.column("Event")).toEqual(["DescribeCluster"]);
  await app.button("Pause errorCode:*").click();
  await expect(app.query).toHaveValue("user:alice");
  await app.counts({ matching: 2 });
  await app.button("Resume errorCode:*").click();
  await expect(app.query).toHaveValue("user:alice AND errorCode:*");
  await app.counts({ matching: 1 });
  await app.button("Edit user:alice").click();
  const input = page.getByRole("textbox", { name: "Filter" });
  await expect(input).toBeFocused();
  await input.fill("NOT user:alice");
  await input.press("Enter");
  await expect(app.query).toHaveValue("NOT user:alice AND errorCode:*");
  await app.counts({ matching: 0 });
  // Nothing matches: each part can be dropped, with one click.
  await page.getByRole("button", { name: "Without errorCode:*" }).click();
  await app.counts({ matching: 3 });
  await app.button("Remove NOT user:alice").click();
  await app.counts({ matching: small.emr });
  await app.button("Remove errorCode:*").click();
  await expect(page.getByRole("list", { name: "Filters" })).toHaveCount(0);
});

test("without room beside the table the facets lie over it", async ({ app, page }) => {
  await page.setViewportSize({ width: 1024, height: 768 });
  await expect(app.facet("event")).toBeHidden();
  const toggle = app.button("Facets");
  await expect(toggle).toHaveAttribute("aria-expanded", "false");
  await toggle.click();
  await expect(app.facet("event")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(app.facet("event")).toBeHidden();
});

test.describe("a phone", () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 800 } });

  test("a tap on a count chooses the value; the buttons beside it are there to be seen", async ({ app, page }) => {
    await page.getByRole("button", { name: /^Facets/ }).tap();
    const line = app.facetValue("event", "RunJobFlow");
    await expect(line.getByRole("button", { name: "Only RunJobFlow" })).toHaveCSS("opacity", "1");
    const count = (await line.locator(".facet-count").boundingBox())!;
    const only = (await app.button("Only RunJobFlow").boundingBox())!;
    expect(only.x).toBeGreaterThanOrEqual(count.x + count.width);
    await page.touchscreen.tap(count.x + count.width / 2, count.y + count.height / 2);
    await expect(app.query).toHaveValue('eventName:"RunJobFlow"');
    await expect(line.getByRole("checkbox")).toBeChecked();
    await app.button("Leave out DescribeCluster").tap();
    await expect(app.query).toHaveValue('eventName:"RunJobFlow" AND NOT eventName:"DescribeCluster"');
  });
});
