import type { Locator, Page } from "@playwright/test";

import { saved } from "../support/saved.ts";
import { expect, test } from "../support/test.ts";

/** Nothing on a page is further away. */
const most = 80;

/** Tab, or Shift+Tab, as often as it takes. */
async function tabTo(page: Page, target: Locator, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
  for (let i = 0; i < most; i++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${most} times ${key} do not lead there`);
}

test("everything by the keyboard", async ({ app, page }) => {
  await app.open();
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  await tabTo(page, app.button("Explore sample data"));
  await press("Enter");
  await app.phase("ready");
  await expect(app.rows.first()).toBeVisible();
  const all = await app.count("matching");
  expect(all).toBeGreaterThan(50);

  // The query box, from anywhere.
  await press("/");
  await expect(app.query).toBeFocused();
  await page.keyboard.type("NOT errorCode:*");
  await press("Enter");
  await expect.poll(() => app.count("matching")).toBeLessThan(all);
  const matching = await app.count("matching");
  expect(matching).toBeGreaterThan(0);

  // A range of time by the inputs that stand for the brush: the second part of one is the day. Without a pointer, too.
  await tabTo(page, page.getByLabel("From", { exact: true }));
  await press("ArrowRight", "ArrowUp");
  await expect.poll(() => app.count("matching")).toBeLessThan(matching);
  expect(await app.count("matching")).toBeGreaterThan(0);
  await tabTo(page, app.button("Clear time range"));
  await press("Enter");
  await app.counts({ matching });

  // In the table the cursor is the active descendant.
  await tabTo(page, app.grid);
  // Read at one stroke: rows come and go while the table scrolls.
  const cursor = () =>
    app.grid.evaluate((grid) => {
      const row = document.getElementById(grid.getAttribute("aria-activedescendant") ?? "");
      if (row?.getAttribute("aria-selected") !== "true") return "no row is current";
      const [seen, table] = [row.getBoundingClientRect(), grid.getBoundingClientRect()];
      if (seen.top < table.top || seen.bottom > table.bottom + 1) return "the row is not on the screen";
      return Number(row.getAttribute("aria-rowindex")) - 1;
    });
  await press("j");
  await expect.poll(cursor).toBe(1);
  await press("j", "ArrowDown", "j", "k", "ArrowUp");
  await expect.poll(cursor).toBe(2);
  await press("PageDown");
  await expect.poll(cursor).toBeGreaterThan(5);
  await press("PageUp");
  await expect.poll(cursor).toBe(2);
  await press("End");
  await expect.poll(cursor).toBe(matching);
  await press("Home");
  await expect.poll(cursor).toBe(1);

  // Open, walk on with the event open, close; the focus is back where it was.
  await press("Enter");
  await expect(app.event.getByRole("heading", { name: "Who asked" })).toBeVisible();
  const first = await app.event.locator("pre").innerText();
  await press("j");
  await expect(app.event.locator("pre")).not.toHaveText(first);
  await expect.poll(cursor).toBe(2);
  await tabTo(page, app.event.getByRole("button", { name: "Close" }));
  await press("Escape");
  await expect(app.event).toHaveCount(0);
  await expect(app.grid).toBeFocused();
  await expect.poll(cursor).toBe(2);

  // The scope, by arrows as any radio group; the pages.
  await tabTo(page, page.locator("input[name=scope]:checked"), "Shift+Tab");
  await press("ArrowRight");
  await expect(page.locator("input[name=scope][value=related]")).toBeChecked();
  // What matches, as a file; the focus comes back to the button.
  await tabTo(page, app.button("Export"));
  await press("Enter");
  const dialog = page.getByRole("dialog", { name: "Export" });
  await tabTo(page, dialog.getByRole("radio", { name: /shown columns/ }));
  await tabTo(page, dialog.getByRole("button", { name: "Export", exact: true }));
  const related = await app.count("matching");
  const { text } = await saved(page, () => press("Enter"));
  expect(text.trimEnd().split("\r\n")).toHaveLength(related + 1);
  await expect(dialog).toHaveCount(0);
  await tabTo(page, page.getByRole("navigation").getByRole("link", { name: "Files" }), "Shift+Tab");
  await press("Enter");
  await expect(app.files).toHaveCount(1);
});
