import { log, small, smallTrail, write } from "../support/files.ts";
import { record } from "../support/records.ts";
import { expect, test } from "../support/test.ts";

test.beforeEach(async ({ app, page, folder }) => {
  // What the page copies: by the older way, which every browser and every kind of address has.
  await page.addInitScript(() => {
    document.addEventListener("copy", () => {
      (globalThis as unknown as { copied: string }).copied = (document.activeElement as HTMLTextAreaElement).value;
    });
  });
  await app.open();
  await app.load(...(await smallTrail(folder)));
  await app.counts({ matching: small.emr });
  await app.grid.focus();
});

const copied = (page: import("@playwright/test").Page) =>
  page.evaluate(() => (globalThis as unknown as { copied?: string }).copied ?? "");

test("cells and rows are copied by the keyboard", async ({ app, page }) => {
  await page.keyboard.press("j");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect(app.grid).toHaveAttribute("aria-activedescendant", "event-0-1");
  await page.keyboard.press("c");
  await expect.poll(() => copied(page)).toBe("SetTerminationProtection");
  await expect(page.locator(".toast")).toHaveText("The cell is copied.");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await expect(app.grid).toHaveAttribute("aria-activedescendant", "event-0");
  await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.press("Shift+ArrowDown");
  await expect(app.rows.and(page.locator("[aria-selected=true]"))).toHaveCount(3);
  await page.keyboard.press("c");
  await expect.poll(async () => (await copied(page)).split("\n").length).toBe(4);
  const lines = (await copied(page)).split("\n").map((line) => line.split("\t"));
  expect(lines[0]!.slice(0, 3)).toEqual(["Time (UTC)", "Event", "Resource"]);
  expect(lines.slice(1).map((line) => line[1])).toEqual(["SetTerminationProtection", "AddJobFlowSteps", "DescribeCluster"]);
  await page.keyboard.press("Shift+C");
  await expect.poll(async () => (await copied(page)).startsWith("[")).toBe(true);
  const rows = JSON.parse(await copied(page));
  expect(rows.map((row: Record<string, string>) => row.eventName)).toEqual(lines.slice(1).map((line) => line[1]));
});

test("events are marked, with a note, and found again", async ({ app, page }) => {
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await app.button("1 marked").click();
  const dialog = page.getByRole("dialog", { name: "Marked events" });
  await dialog.getByRole("textbox", { name: /^Note on/ }).fill("why was this switched off?");
  await page.keyboard.press("Escape");
  await app.search("event:RunJobFlow");
  await app.counts({ matching: 1 });
  // A mark is on the event, and not on a place in the table.
  await app.button("1 marked").click();
  await expect(dialog.getByRole("textbox")).toHaveValue("why was this switched off?");
  await dialog.getByRole("button", { name: /SetTerminationProtection$/ }).click();
  await expect(app.event.locator("pre")).toContainText("SetTerminationProtection");
  await expect(app.event.getByRole("textbox", { name: "Note on this event" })).toHaveValue("why was this switched off?");
  await app.event.getByRole("button", { name: "Marked as evidence" }).click();
  await expect(app.button("1 marked")).toHaveCount(0);
});

test("columns are chosen, moved and made wider, and that is remembered", async ({ app, page, folder }) => {
  await app.button("Columns").click();
  const dialog = page.getByRole("dialog", { name: "Columns" });
  await dialog.getByRole("searchbox").fill("agent");
  await dialog.getByRole("checkbox", { name: /User agent/ }).check();
  await dialog.getByRole("searchbox").fill("");
  await dialog.getByRole("checkbox", { name: /^Region/ }).uncheck();
  await dialog.getByRole("button", { name: "Move Person to the left" }).click();
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  const headings = ["Time (UTC) ↓", "Event", "Person", "Resource", "Source address", "Account", "Error", "User agent"];
  await expect(app.headings).toHaveText(headings);
  expect(await app.column("User agent")).not.toContain("");
  const event = app.headings.nth(1);
  const width = async () => Math.round((await event.boundingBox())!.width);
  const before = await width();
  await event.getByRole("button").focus();
  await page.keyboard.press("Alt+ArrowRight");
  await page.keyboard.press("Alt+ArrowRight");
  await expect.poll(width).toBeGreaterThan(before);
  await page.keyboard.press("Alt+Shift+ArrowRight");
  await expect(app.headings.nth(1)).toHaveText("Person");
  // By the pointer: dragged back, without sorting.
  const [from, to] = [(await app.headings.nth(2).boundingBox())!, (await app.headings.nth(1).boundingBox())!];
  await page.mouse.move(from.x + 30, from.y + 10);
  await page.mouse.down();
  await page.mouse.move(to.x + 40, to.y + 12, { steps: 8 });
  await page.mouse.up();
  await expect(app.headings).toHaveText(headings);
  // The click after a drag is the user's.
  await event.getByRole("button").click();
  await expect(event).toHaveAttribute("aria-sort", "ascending");
  await page.goto(app.address);
  await app.phase("empty");
  await app.load(...(await smallTrail(folder)));
  await expect(app.headings).toHaveText(headings);
});

test("a column becomes wider and narrower by buttons, the time too", async ({ app, page }) => {
  await app.button("Columns").click();
  const width = (path: string) => page.locator(`[data-path="${path}"] .column-width`);
  for (const [path, name] of [
    ["eventTime", "Time"],
    ["person", "Person"],
  ] as const) {
    const before = Number.parseInt(await width(path).innerText(), 10);
    await app.button(`Make ${name} wider`).click();
    await app.button(`Make ${name} wider`).click();
    await expect(width(path)).toHaveText(`${before + 32} px`);
    await app.button(`Make ${name} narrower`).click();
    await expect(width(path)).toHaveText(`${before + 16} px`);
  }
  // Remembered, as any other width.
  expect(await page.evaluate(() => localStorage.getItem("trailglass.columns"))).toContain('["person",156]');
});

test("a second key sorts what is equal in the first", async ({ app }) => {
  await app.scope("all");
  await app.counts({ matching: small.all });
  await app.headings.filter({ hasText: "Person" }).getByRole("button").click();
  await app.headings.filter({ hasText: "Event" }).getByRole("button").click({ modifiers: ["Shift"] });
  // The place among the keys is part of the name; `aria-sort` has the first alone.
  await expect(app.headings.filter({ hasText: "Event" })).toHaveText("Event ↑2, sort key 2, ascending");
  await expect(app.headings.filter({ hasText: "Event" })).toHaveAccessibleName(/^Event ?, sort key 2, ascending$/);
  await expect(app.headings.filter({ hasText: "Person" })).toHaveAttribute("aria-sort", "ascending");
  await expect
    .poll(async () => {
      const [people, events] = [await app.column("Person"), await app.column("Event")];
      const keys = people.map((person, at) => `${person === "" ? "\uffff" : person.toLowerCase()} ${events[at]!.toLowerCase()}`);
      return JSON.stringify(keys) === JSON.stringify([...keys].sort());
    })
    .toBe(true);
});

test("the menu of a cell filters, by pointer and keyboard", async ({ app, page }) => {
  await app.row("TerminateJobFlows").locator("[data-cell='3']").click({ button: "right" });
  await page.getByRole("menuitem", { name: "Without bob" }).click();
  await expect(app.query).toHaveValue('NOT person:"bob"');
  await app.counts({ matching: small.emr - 1 });
  await app.grid.focus();
  for (const key of ["Home", "ArrowRight", "ArrowRight", "m"]) await page.keyboard.press(key);
  await expect(page.getByRole("menuitem").first()).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(app.query).toHaveValue('NOT person:"bob" AND eventName:"SetTerminationProtection"');
});

test("names of the grid as a screen reader has them", async ({ app }) => {
  await app.search("event:RunJobFlow");
  await app.counts({ matching: 1 });
  await expect(app.grid).toMatchAriaSnapshot(`
    - grid "Events":
      - rowgroup:
        - row:
          - columnheader "Time (UTC)":
            - button "Time (UTC)"
          - columnheader "Event"
          - columnheader "Resource"
          - columnheader "Person"
          - columnheader "Source address"
          - columnheader "Region"
          - columnheader "Account"
          - columnheader "Error"
      - rowgroup:
        - row:
          - gridcell /2026-09-01 1\\d:\\d\\d:\\d\\d/
          - gridcell "RunJobFlow"
  `);
});

test("all that is selected is marked, and not only what has come in", async ({ app, page, folder }) => {
  const many = Array.from({ length: 950 }, () => record("DescribeStep"));
  await app.load(await write(folder, "many.json", log(...many)));
  await app.search("event:DescribeStep");
  await app.counts({ matching: 950 });
  await app.grid.focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("Shift+End");
  await page.keyboard.press("x");
  await expect(app.button("950 marked")).toBeVisible();
  await expect(page.locator(".toast")).toHaveText("950 events are marked.");
  await page.keyboard.press("x");
  await expect(page.locator(".toast")).toHaveText("950 events are no longer marked.");
  await expect(app.button(/marked$/)).toHaveCount(0);
});

test("an event that is opened from the marks has neighbours only where it is listed", async ({ app, page }) => {
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await app.search("event:RunJobFlow OR event:DescribeCluster");
  await app.counts({ matching: 2 });
  await app.grid.focus();
  await page.keyboard.press("End");
  const open = async () => {
    await app.button("1 marked").click();
    await page.getByRole("dialog", { name: "Marked events" }).getByRole("button", { name: /SetTerminationProtection$/ }).click();
    await expect(app.event.locator("pre")).toContainText("SetTerminationProtection");
  };
  await open();
  await expect(app.event.getByRole("button", { name: "Next event" })).toBeDisabled();
  await page.keyboard.press("Escape");
  await app.search("");
  await app.counts({ matching: small.emr });
  await open();
  await expect(app.grid).toHaveAttribute("aria-activedescendant", "event-0");
  await app.event.getByRole("button", { name: "Next event" }).click();
  await expect(app.grid).toHaveAttribute("aria-activedescendant", "event-1");
});

test("values are filtered by and copied as they stand in the record", async ({ app, page, folder }) => {
  const value = "a\nb\u202ec";
  const odd = record("RunJobFlow", { requestParameters: { policyDocument: value } });
  await app.load(await write(folder, "odd.json", log(odd)));
  await app.search("requestParameters.policyDocument:*");
  await app.counts({ matching: 1 });
  await app.row("RunJobFlow").click();
  const line = app.event.locator("[data-path='requestParameters.policyDocument']");
  await expect(line.locator(".json-text")).toHaveText("a␊b⟨U+202E⟩c");
  await line.hover();
  await line.getByRole("button", { name: /^Show as a column/ }).click();
  await line.getByRole("button", { name: /^Only this/ }).click();
  await expect(app.query).toHaveValue(/policyDocument:"a\\u\{a\}b\\u\{202e\}c"$/);
  await app.counts({ matching: 1 });
  await line.getByRole("button", { name: /^Copy the value/ }).click();
  await expect.poll(() => copied(page)).toBe(value);
  await page.keyboard.press("Escape");
  await app.search("");
  await app.counts({ matching: small.emr + 1 });
  const cell = app.rows.getByText("a␊b⟨U+202E⟩c");
  await cell.click({ button: "right" });
  await page.getByRole("menuitem", { name: "Copy the cell" }).click();
  await expect.poll(() => copied(page)).toBe(value);
  await cell.click({ button: "right" });
  await page.getByRole("menuitem", { name: /^Only a/ }).click();
  await app.counts({ matching: 1 });
});
