import { corpus, large } from "../support/corpora.ts";
import { log, small, smallTrail, write } from "../support/files.ts";
import { otherRecord } from "../support/records.ts";
import { expect, test } from "../support/test.ts";

test("records of other services are searched in their files when that is asked for", async ({ app, page, folder }) => {
  await app.open();
  await app.load(...(await smallTrail(folder)));
  await app.scope("all");
  await app.counts({ matching: small.all });
  const bar = page.getByRole("group", { name: "Search in files" });
  await expect(bar).toHaveCount(0);

  // Two records hold it; only the one of EMR is in memory.
  await app.search("example-key");
  await app.counts({ matching: 1 });
  await expect(bar).toHaveAttribute("data-unsearched", "4");
  await bar.getByRole("button", { name: "Search in the files" }).click();
  await app.counts({ matching: 2 });
  await expect(bar).toHaveCount(0);
  await expect(app.row("Decrypt")).toBeVisible();
  await expect(app.facetValue("event", "Decrypt")).toContainText("1");

  // It is remembered, in whatever it is joined with, and another order changes nothing.
  await app.search("example-key AND event:Decrypt");
  await app.counts({ matching: 1 });
  await expect(bar).toHaveCount(0);

  // A path, and a letter outside of ASCII.
  await app.search("requestParameters.granteePrincipal:*grüße*");
  await app.counts({ matching: 0 });
  await bar.getByRole("button", { name: "Search in the files" }).click();
  await app.counts({ matching: 1 });

  // What comes later was not searched.
  await app.load(await write(folder, "later.json", log(otherRecord("ListKeys", { requestParameters: { note: "GRÜSSE, Grüße" } }))));
  await app.counts({ matching: 0 });
  await bar.getByRole("button", { name: "Search in the files" }).click();
  await app.counts({ matching: 1 });
  await app.search("grüße");
  await bar.getByRole("button", { name: "Search in the files" }).click();
  await app.counts({ matching: 2 });
});

test("an open event stays open, and a file that has changed is said", async ({ app, page, folder }) => {
  await app.open();
  const files = await smallTrail(folder);
  await app.load(...files);
  await app.scope("all");
  await app.search("example-key");
  await app.counts({ matching: 1 });
  await app.row("RunJobFlow").click();
  await expect(app.event).toContainText("nightly-etl");
  await write(folder, "other.json.gz", log(otherRecord("Decrypt", { requestParameters: { keyId: "example-key" } })));
  const bar = page.getByRole("group", { name: "Search in files" });
  await bar.getByRole("button", { name: "Search in the files" }).click();
  await expect(bar).toContainText("2 events could not be searched");
  await app.counts({ matching: 1 });
  await expect(app.event).toContainText("nightly-etl");
  // The browser says on the console what it could not read.
});

test("a search shows how far it is, and can be ended", async ({ app, page }) => {
  await app.open();
  await app.loadFolder(corpus(large));
  await app.scope("all");
  await app.search("notToBeFoundAnywhere");
  await app.counts({ matching: 0 });
  const bar = page.getByRole("group", { name: "Search in files" });
  const open = Number(await bar.getAttribute("data-unsearched"));
  expect(open).toBeGreaterThan(large.events / 2);

  // Faster than any hand.
  await page.evaluate(() => {
    new MutationObserver((_, observer) => {
      const bar = document.querySelector(".deep [role=progressbar]");
      if (!bar || Number(bar.getAttribute("aria-valuenow")) < 50) return;
      observer.disconnect();
      (document.querySelector(".deep button") as HTMLButtonElement).click();
    }).observe(document.body, { subtree: true, attributes: true, childList: true });
  });
  await bar.getByRole("button", { name: "Search in the files" }).click();
  await expect(bar.getByRole("button", { name: "Search in the files" })).toBeVisible();
  await expect.poll(async () => Number(await bar.getAttribute("data-unsearched"))).toBeLessThan(open);
  expect(Number(await bar.getAttribute("data-unsearched"))).toBeGreaterThan(0);

  // The rest is searched when it is asked for again.
  await bar.getByRole("button", { name: "Search in the files" }).click();
  await expect(bar).toHaveCount(0);
  await app.counts({ matching: 0 });
});
