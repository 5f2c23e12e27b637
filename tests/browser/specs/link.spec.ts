import { log, small, smallTrail, write } from "../support/files.ts";
import { record, role } from "../support/records.ts";
import { expect, test } from "../support/test.ts";

test("a link holds what is looked for, and no event", async ({ app, page, folder, context }) => {
  await app.open();
  await app.load(...(await smallTrail(folder)));
  await app.scope("all");
  await app.search("user:alice");
  await app.counts({ matching: 2 });
  await app.headings.filter({ hasText: "Event" }).getByRole("button").click();
  await expect(page).toHaveURL(/#v1\/events\?q=user:alice&scope=all&sort=eventName$/);
  // In another tab it asks for the same of other files, or of the same ones.
  const other = await context.newPage();
  await other.goto(page.url());
  await other.locator("#files").setInputFiles(await smallTrail(folder));
  await expect(other.locator("body")).toHaveAttribute("data-phase", "ready");
  await expect(other.locator("#query")).toHaveValue("user:alice");
  await expect(other.locator("input[name=scope][value=all]")).toBeChecked();
  await expect(other.locator("[data-count=matching]")).toHaveAttribute("data-value", "2");
  await other.close();
});

test("Back and Forward go through queries and ranges", async ({ app, page, folder }) => {
  await app.open();
  await app.load(...(await smallTrail(folder)));
  await app.search("user:alice");
  await app.counts({ matching: 2 });
  await app.search("user:bob");
  await app.counts({ matching: 1 });
  await page.getByLabel("From", { exact: true }).fill("2026-09-01T00:00:00");
  await page.getByLabel("From", { exact: true }).blur();
  await expect(app.button("Clear time range")).toBeVisible();
  await page.goBack();
  await expect(app.button("Clear time range")).toHaveCount(0);
  await page.goBack();
  await app.counts({ matching: 2 });
  await expect(app.query).toHaveValue("user:alice");
  await page.goBack();
  await app.counts({ matching: small.emr });
  await expect(app.query).toHaveValue("");
  await page.goForward();
  await app.counts({ matching: 2 });
  // A page keeps what is looked for.
  await app.go("Files");
  await app.go("Events");
  await expect(app.query).toHaveValue("user:alice");
});

test("what a link says wrongly is left out, and said", async ({ app, page, folder }) => {
  await app.open("#v1/events?q=user:alice&scope=moon&later=1");
  await expect(page.getByText("Not everything in the link was understood")).toContainText("“scope=moon” and “later=1”");
  await app.load(...(await smallTrail(folder)));
  await app.counts({ matching: 2 });
  await page.goto(`${app.address}#v9/events?q=x`);
  await expect(page.getByText("another version (v9)")).toBeVisible();
});

test("times in another zone, with their offset; the range is meant in it", async ({ app, page, folder }) => {
  await app.open();
  await app.load(...(await smallTrail(folder)));
  await app.search("event:RunJobFlow");
  await app.counts({ matching: 1 });
  const utc = (await app.column("Time"))[0]!;
  const zone = page.getByLabel("Time zone");
  await zone.focus();
  await zone.selectOption("Asia/Tokyo");
  await expect(app.headings.first()).toContainText("Time (Asia/Tokyo)");
  const shown = (await app.column("Time"))[0]!;
  expect(shown).toMatch(/ \+09:00$/);
  expect(Date.parse(`${shown.slice(0, 19).replace(" ", "T")}+09:00`)).toBe(Date.parse(`${utc.replace(" ", "T")}Z`));
  await app.search("");
  await page.getByLabel("From", { exact: true }).fill("2026-09-01T20:00:00");
  await page.getByLabel("From", { exact: true }).blur();
  // 11:00 UTC.
  await app.counts({ matching: 4 });
  await page.reload();
  await app.phase("empty");
  await app.load(...(await smallTrail(folder)));
  await expect(app.headings.first()).toContainText("Time (Asia/Tokyo)");
});

test("the timeline zooms by keys and wheel, and stacks what is chosen", async ({ app, page, folder }) => {
  await app.open();
  await app.load(...(await smallTrail(folder)));
  await app.grid.focus();
  await page.keyboard.press("+");
  await expect(app.button("Clear time range")).toBeVisible();
  await expect.poll(() => app.count("matching")).toBeLessThan(small.emr);
  await page.keyboard.press("-");
  await expect(app.button("Clear time range")).toHaveCount(0);
  await app.counts({ matching: small.emr });
  const box = (await page.getByTestId("timeline").locator("canvas").first().boundingBox())!;
  await page.mouse.move(box.x + box.width - 40, box.y + 40);
  for (let i = 0; i < 4; i++) {
    await page.mouse.wheel(0, -100);
    await expect(app.button("Clear time range")).toBeVisible();
  }
  await expect.poll(() => app.count("matching")).toBeLessThan(small.emr);
  await page.keyboard.press("Escape");
  await app.counts({ matching: small.emr });
  await page.getByLabel("Stacked by").selectOption("person");
  await expect(page.getByRole("list", { name: "Legend" })).toContainText("alice 2");
  await expect(page).toHaveURL(/stack=person/);
});

test("a link means the same for whoever prefers another zone and other columns", async ({ app, page, folder, context }) => {
  const early = record("RunJobFlow", { eventTime: "2026-08-31T22:30:00Z", userIdentity: role("DataEng", "early") });
  const file = await write(folder, "early.json", log(early, record("DescribeCluster", { eventTime: "2026-09-01T12:00:00Z" })));
  await app.open();
  await app.load(file);
  await app.search("time:2026-09-01");
  await app.counts({ matching: 1 });
  const other = await context.newPage();
  await other.addInitScript(() => {
    localStorage.setItem("trailglass.zone", '"Europe/Berlin"');
    localStorage.setItem("trailglass.columns", '[["eventTime",164],["person",140]]');
  });
  await other.goto(page.url());
  await other.locator("#files").setInputFiles(file);
  await expect(other.locator("body")).toHaveAttribute("data-phase", "ready");
  // In Berlin the event of 22:30 UTC is of the first of September.
  await expect(other.locator("[data-count=matching]")).toHaveAttribute("data-value", "1");
  await expect(other.getByRole("columnheader").first()).toContainText("Time (UTC)");
  await expect(other.getByRole("columnheader").nth(1)).toHaveText("Event");
  // What somebody prefers stays preferred.
  await other.goto("about:blank");
  await other.goto(app.address);
  await other.locator("#files").setInputFiles(file);
  await expect(other.getByRole("columnheader").first()).toContainText("Time (Europe/Berlin)");
  await other.locator("#query").fill("event:RunJobFlow");
  await other.locator("#query").press("Enter");
  await expect(other).toHaveURL(/zone=Europe\/Berlin/);
  await other.goBack();
  await expect(other.locator("[data-count=matching]")).toHaveAttribute("data-value", "2");
  await expect(other.getByRole("columnheader").first()).toContainText("Time (Europe/Berlin)");
  await expect(other.getByRole("columnheader").nth(1)).toHaveText("Person");
  await other.close();
});

test("pinned columns are in the link", async ({ app, page, folder, context }) => {
  await app.open();
  await app.load(...(await smallTrail(folder)));
  await app.headings.filter({ hasText: "Person" }).getByRole("button").focus();
  await page.keyboard.press("p");
  await expect(page).toHaveURL(/columns=person,.*&pinned=2$/);
  const other = await context.newPage();
  await other.addInitScript(() => localStorage.clear());
  await other.goto(page.url());
  await other.locator("#files").setInputFiles(await smallTrail(folder));
  await expect(other.locator("body")).toHaveAttribute("data-phase", "ready");
  await expect(other.getByRole("columnheader").nth(1)).toHaveText("Person");
  await expect(other.getByRole("columnheader").nth(1)).toHaveClass("grid-pinned");
  await other.close();
});
