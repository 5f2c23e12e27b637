import { corpus, large } from "../support/corpora.ts";
import { log, small, smallTrail, write } from "../support/files.ts";
import { user, record } from "../support/records.ts";
import { expect, test } from "../support/test.ts";

// What the page says while there is nothing to show, and that it stays where it is while it loads.

test("while files are read it says so, and that more can be added", async ({ app, page }) => {
  await app.open();
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: 6 });
  await page.locator("#folder").setInputFiles(corpus(large));
  const main = page.getByRole("main");
  await expect(main.getByRole("heading", { name: "Reading your files …" })).toBeVisible();
  await expect(main).toContainText("More files can be added meanwhile.");
  await session.send("Emulation.setCPUThrottlingRate", { rate: 1 });
  await app.phase("ready");
  await expect(main.getByRole("heading", { name: "Reading your files …" })).toHaveCount(0);
});

test("where no event was found it leads to the files", async ({ app, page, folder }) => {
  await app.open();
  await app.load(await write(folder, "notes.txt", "nothing of a trail"));
  await expect(page.getByRole("heading", { name: "No events were found" })).toBeVisible();
  await page.getByRole("link", { name: "See why, file by file" }).click();
  await expect(app.file("notes.txt")).toContainText("skipped");
});

test("where nothing is related to EMR it says so in that scope", async ({ app, page, folder }) => {
  await app.open();
  await app.load(await write(folder, "other.json", log(record("Sign", { eventSource: "kms.amazonaws.com", userIdentity: user("dave") }))));
  await expect(page.getByRole("heading", { name: "These files hold no EMR events" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Show what is related to EMR" })).toHaveCount(0);
  await app.scope("related");
  await expect(page.getByRole("heading", { name: "These files hold nothing related to EMR" })).toBeVisible();
});

test("nothing jumps while the page loads files, and shows what is in them", async ({ app, page, folder }) => {
  await page.addInitScript(() => {
    const shifts: { value: number; what: string[] }[] = [];
    Object.assign(globalThis, { shifts });
    type Shift = PerformanceEntry & { value: number; hadRecentInput: boolean; sources: { node?: Node }[] };
    new PerformanceObserver((list) => {
      for (const shift of list.getEntries() as Shift[]) {
        const what = shift.sources.map(({ node }) => (node instanceof Element ? `${node.tagName}.${node.className}` : String(node?.nodeName)));
        if (!shift.hadRecentInput) shifts.push({ value: shift.value, what });
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
  const shifts = () => page.evaluate(() => (globalThis as unknown as { shifts: { value: number; what: string[] }[] }).shifts);
  await app.open();
  await app.load(...(await smallTrail(folder)));
  await app.counts({ matching: small.emr });
  await expect(page.getByTestId("timeline").locator("canvas").first()).toBeVisible();
  await app.scope("all");
  await app.counts({ matching: small.all });
  await app.load(await write(folder, "more.json", log(record("ListSteps"))));
  await app.counts({ all: small.all + 1 });
  // Moved parts of the screen, by how far: what moves a hundredth of it is seen.
  const all = await shifts();
  expect(all.reduce((sum, { value }) => sum + value, 0), JSON.stringify(all)).toBeLessThan(0.01);
});

test("of thousands of people only those on the screen are drawn, on a phone too", async ({ app, page, folder }) => {
  const people = Array.from({ length: 3000 }, (_, i) => record("ListClusters", { userIdentity: user(`user-${i}`) }));
  const clusters = Array.from({ length: 3000 }, (_, i) =>
    record("DescribeCluster", { requestParameters: { clusterId: `j-EXAMPLE${String(i).padStart(5, "0")}` } }),
  );
  await app.open();
  await app.load(await write(folder, "many.json", log(...people, ...clusters)));
  await app.go("People");
  for (const viewport of [
    { width: 1280, height: 800 },
    { width: 360, height: 740 },
  ]) {
    await page.setViewportSize(viewport);
    for (const [name, id] of [
      ["People", "#people-table"],
      ["Clusters", "#stories-table"],
    ] as const) {
      await app.go(name);
      const grid = page.locator(id);
      await expect(grid.locator("[data-place]").first()).toBeVisible();
      expect(Number(await grid.getAttribute("aria-rowcount"))).toBeGreaterThan(3000);
      // A screen of rows, and a few around.
      expect(await grid.locator(".grid-window [role=row]").count()).toBeLessThan(viewport.height / 28 + 20);
      await grid.focus();
      await page.keyboard.press("End");
      await expect(grid).toHaveAttribute("aria-activedescendant", /-\d{4}$/);
      expect(await grid.locator(".grid-window [role=row]").count()).toBeLessThan(viewport.height / 28 + 20);
    }
  }
});
