import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

import type { Page } from "@playwright/test";
import type axe from "axe-core";

import { smallTrail, write } from "../support/files.ts";
import { expect, test } from "../support/test.ts";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What is against WCAG 2.2 AA, one line each. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(source);
  const results = await page.evaluate(() => {
    const values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
    return (globalThis as unknown as { axe: typeof axe }).axe.run(document, { runOnly: { type: "tag", values } });
  });
  expect(results.passes.length).toBeGreaterThan(5);
  return results.violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.any[0]?.message ?? ""}`));
}

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme, contextOptions: { reducedMotion: "reduce" } });

    test("the first page", async ({ app, page }) => {
      await app.open();
      expect(await violations(page)).toEqual([]);
    });

    test("events, one of them open, nothing found, a wrong query", async ({ app, page, folder }) => {
      await app.open();
      await app.load(...(await smallTrail(folder)));
      await expect(app.rows.first()).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await app.row("DescribeCluster").click();
      await expect(app.event.getByRole("heading", { name: "Who asked" })).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await app.search("event:Nothing nonsense:x");
      await app.counts({ matching: 0 });
      expect(await violations(page)).toEqual([]);
    });

    test("what lies over the page", async ({ app, page, folder }) => {
      await app.open();
      await app.load(...(await smallTrail(folder)));
      await app.grid.focus();
      await page.keyboard.press("j");
      await page.keyboard.press("x");
      await app.button("Views").click();
      await page.getByRole("textbox", { name: "Name of the view" }).fill("all of EMR");
      await app.button("Save this view").click();
      await page.keyboard.press("Escape");
      await app.grid.focus();
      for (const [open, name] of [
        [() => page.keyboard.press("?"), "Keys"],
        [() => page.keyboard.press("Control+k"), "Commands"],
        [() => app.button("Columns").click(), "Columns"],
        [() => app.button("Views").click(), "Saved views"],
        [() => app.button("Case").click(), "Case file"],
        [() => app.button("Export").click(), "Export"],
        [() => app.button("1 marked").click(), "Marked events"],
      ] as const) {
        await open();
        await expect(page.getByRole("dialog", { name, exact: true })).toBeVisible();
        expect(await violations(page)).toEqual([]);
        await page.keyboard.press("Escape");
        await expect(page.getByRole("dialog")).toHaveCount(0);
      }
    });

    test("a phone", async ({ app, page, folder }) => {
      await page.setViewportSize({ width: 360, height: 740 });
      await app.open();
      await app.load(...(await smallTrail(folder)));
      for (const name of ["Overview", "Clusters", "People", "Files", "Help", "Events"] as const) {
        await app.go(name);
        await expect(page.getByRole("heading", { level: 1, name })).toBeAttached();
        // The page itself does not scroll sideways, and what is at the top does not lie over what is below.
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), name).toBe(0);
        const [top, main] = [(await page.locator(".top").boundingBox())!, (await page.locator("#main").boundingBox())!];
        expect(main.y, name).toBeGreaterThanOrEqual(top.y + top.height);
        const actions = (await page.locator(".top-actions").boundingBox())!;
        expect(actions.y + actions.height, name).toBeLessThanOrEqual(top.y + top.height);
        expect(await violations(page), name).toEqual([]);
      }
      await app.row("TerminateJobFlows").click();
      await expect(app.event.getByRole("heading", { name: "Who asked" })).toBeVisible();
      expect((await app.event.boundingBox())!.height).toBe(740);
      expect(await violations(page)).toEqual([]);
    });

    test("the ledger, with problems in it", async ({ app, page, folder }) => {
      const bad = await write(folder, "bad.json", "nothing of a trail");
      await app.open();
      await app.load(bad, ...(await smallTrail(folder)));
      await app.go("Files");
      await expect(app.file("bad.json")).toBeVisible();
      expect(await violations(page)).toEqual([]);
    });

    test("the overview, with a chart as a table", async ({ app, page, folder }) => {
      await app.open();
      await app.load(...(await smallTrail(folder)));
      await app.go("Overview");
      await expect(page.locator("[data-chart=operations] canvas")).toBeVisible();
      await page.locator("[data-chart=operations] summary").click();
      expect(await violations(page)).toEqual([]);
    });

    test("life stories as a table, as lanes, one of them; people, one of them", async ({ app, page }) => {
      await app.open();
      await app.button("Explore sample data").click();
      await app.phase("ready");
      await app.go("Clusters");
      const rows = page.locator("[role=row][data-place]");
      await expect(rows.first()).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await page.getByText("Lanes", { exact: true }).click();
      await expect(page.locator(".lane").first()).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await page.locator(".lane-name").first().click();
      await expect(page.locator("[data-story]")).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await app.go("People");
      await expect(rows.first()).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await rows.first().click();
      await expect(page.locator("[data-person]")).toBeVisible();
      expect(await violations(page)).toEqual([]);
    });

    test("help", async ({ app, page }) => {
      await app.open("#help");
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      expect(await violations(page)).toEqual([]);
    });
  });
}

test("the theme can be chosen, and is kept", async ({ app, page }) => {
  const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  await page.emulateMedia({ colorScheme: "light" });
  await app.open();
  const theme = page.getByRole("button", { name: /^Theme/ });
  const light = await background();
  await expect(async () => {
    await theme.click();
    await expect(theme).toContainText("Dark", { timeout: 100 });
  }).toPass();
  const dark = await background();
  expect(dark).not.toBe(light);
  expect(await violations(page)).toEqual([]);
  await page.reload();
  await app.phase("empty");
  expect(await background()).toBe(dark);
});
