import { expect, test } from "../support/test.ts";

test("the sample can be explored, and is labelled as made up", async ({ app, page }) => {
  await app.open();
  await app.button("Explore sample data").click();
  await app.phase("ready");
  await expect.poll(() => app.count("matching")).toBeGreaterThan(50);
  await expect(page.getByText(/synthetic/i).first()).toBeVisible();
  await app.search("event:RunJobFlow");
  await app.row("RunJobFlow").click();
  await expect(app.event.getByRole("heading", { name: "Request parameters" })).toBeVisible();
  await expect(app.event).toContainText(/synthetic/);
  // It goes with everything else.
  await app.button("Clear").click();
  await app.phase("empty");
  await expect(page.getByText(/synthetic sample data/i)).toHaveCount(0);
});
