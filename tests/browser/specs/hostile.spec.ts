import { readFileSync } from "node:fs";
import path from "node:path";

import { log, write } from "../support/files.ts";
import { repository } from "../support/machine.ts";
import { record } from "../support/records.ts";
import { expect, test } from "../support/test.ts";

/** What somebody could write into an event to change the page that shows it: each text, and how often it stands there. */
const fixture = path.join(repository, "tests", "fixtures", "hostile.json");
const hostile = (JSON.parse(readFileSync(fixture, "utf8")) as { text: string; times: number }[]).map(({ text, times }) => text.repeat(times));

test("event text does not change the page, wherever it is shown", async ({ app, page, folder }) => {
  const events = hostile.map((text, at) =>
    record("RunJobFlow", {
      eventID: `00000000-0000-4000-8000-${String(at).padStart(12, "0")}`,
      userAgent: text,
      errorCode: text,
      errorMessage: text,
      awsRegion: text,
      sourceIPAddress: text,
      userIdentity: { type: "IAMUser", userName: text, arn: text, accountId: text, accessKeyId: text },
      requestParameters: { name: text, [text]: { [text]: [text] } },
      responseElements: { jobFlowId: text },
    }),
  );
  await app.open();
  await app.load(await write(folder, "hostile.json", log(...events)));
  await app.counts({ matching: hostile.length });
  for (const facet of ["error", "region", "address", "agent"]) {
    await app.facet(facet).locator("h3 button").click();
  }
  await expect(app.facet("agent").locator("li").first()).toBeVisible();
  const elements = () =>
    page.evaluate(() => ({
      title: document.title,
      foreign: document.querySelectorAll("main img, main script, main iframe, main style, main svg[onload], main [onerror]").length,
      links: [...document.querySelectorAll("main a[href]")].filter((a) => !a.getAttribute("href")!.startsWith("#")).length,
      // A word of any length stays in its box.
      wide: document.documentElement.scrollWidth > window.innerWidth || document.body.scrollHeight > window.innerHeight,
      turned: /[\u202a-\u202e\u2066-\u2069\u200b\ufeff]/.test(document.body.innerText),
    }));
  const harmless = { title: "Trailglass", foreign: 0, links: 0, wide: false, turned: false };
  expect(await elements()).toEqual(harmless);
  await app.grid.focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("Enter");
  let before = "";
  for (let at = 0; at < hostile.length; at++) {
    await expect(app.grid).toHaveAttribute("aria-activedescendant", `event-${at}`);
    await expect(app.event.locator("pre")).not.toHaveText(before);
    before = await app.event.locator("pre").innerText();
    expect(await elements()).toEqual(harmless);
    if (at < hostile.length - 1) await app.event.getByRole("button", { name: "Next event" }).click();
  }
  // As names of what the timeline stacks, and in its table.
  await page.keyboard.press("Escape");
  await page.getByText("Timeline as a table").click();
  for (const column of ["person", "userAgent"]) {
    await page.getByLabel("Stacked by").selectOption(column);
    await expect(page.getByRole("list", { name: "Legend" })).toContainText("⟨U+202E⟩moc.elpmaxe");
    await expect(page.getByRole("region", { name: "Timeline as a table" })).toContainText("⟨U+202E⟩moc.elpmaxe");
    expect(await elements()).toEqual(harmless);
  }
  await page.getByText("Timeline as a table").click();
  // What is wrong with a query is said, and what stands in it is shown as what it is; only the box has it as it was typed.
  await app.search("hour:\u202ex");
  await expect(page.locator("#query-errors")).toContainText("⟨U+202E⟩x");
  await expect(page.locator("#query-errors")).not.toContainText("\u202e");
  await app.search("");
  await app.counts({ matching: hostile.length });
  // Chosen in a facet: the value is a chip and a part of the query, and finds its event.
  await page.keyboard.press("Escape");
  await app.facet("region").locator("li").filter({ hasText: "<img" }).getByRole("checkbox").check();
  await app.counts({ matching: 1 });
  expect(await elements()).toEqual(harmless);
  await page.keyboard.press("Control+k");
  await page.keyboard.press("Escape");
  await app.grid.focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("m");
  expect(await elements()).toEqual(harmless);
});
