// `cargo xtask screenshots`: pictures of the packed page with its sample. The sample is always the same, and so is what
// is done with it; only how long something took is another time each time, and is left out.
//
//   node run.mjs PAGE OUT [PICTURE …]
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "@playwright/test";

const THEMES = ["light", "dark"];
const SIZES = [[1440, 900], [1024, 768]];
/** Milliseconds, for a page that was not optimised too. */
const PATIENCE = 180_000;
/** WebP, at which text has no fringes that one would see. */
const QUALITY = 70;

const go = (tab, page) => tab.getByRole("navigation").getByRole("link", { name: page, exact: true }).click();

/** Where a row or lane is clicked that holds a text. */
const open = (tab, within, text) => tab.locator(within).filter({ hasText: text }).first().click();

async function search(tab, query) {
  await tab.locator("#query").fill(query);
  await tab.locator("#query").press("Enter");
  // A caret blinks.
  await tab.locator("#query").blur();
}

/** What there is to see, in this order in one tab: the name of the picture, how one comes to it, and the way back. */
const PICTURES = [
  { name: "landing", there: async () => {} },
  {
    name: "overview",
    there: async (tab) => {
      await go(tab, "Overview");
      await tab.locator("[data-chart=accounts] canvas").waitFor();
    },
  },
  { name: "events", there: async (tab) => go(tab, "Events") },
  {
    name: "event",
    there: async (tab) => {
      await go(tab, "Events");
      await search(tab, "event:RunJobFlow AND NOT errorCode:*");
      await open(tab, "#events-table [role=row][data-place]", "RunJobFlow");
      await tab.getByRole("heading", { name: "Raw record" }).waitFor();
      // The event stays open, at its place among all.
      await search(tab, "");
    },
    back: async (tab) => tab.getByRole("button", { name: "Close the event" }).click(),
  },
  {
    name: "clusters",
    there: async (tab) => {
      await go(tab, "Clusters");
      await tab.locator("#stories-table [data-place]").first().waitFor();
    },
  },
  {
    name: "lanes",
    there: async (tab) => {
      await go(tab, "Clusters");
      await tab.getByText("Lanes", { exact: true }).click();
      await tab.locator(".lane").first().waitFor();
    },
    back: async (tab) => tab.getByText("Table", { exact: true }).click(),
  },
  {
    name: "story",
    there: async (tab) => {
      await go(tab, "Clusters");
      await open(tab, "#stories-table [data-place]", "example-research");
      await tab.locator("[data-story]").waitFor();
    },
  },
  {
    name: "people",
    there: async (tab) => {
      await go(tab, "People");
      await tab.locator("#people-table [data-place]").first().waitFor();
    },
  },
  {
    name: "person",
    there: async (tab) => {
      await go(tab, "People");
      await open(tab, "#people-table [data-place]", "mallory");
      await tab.locator("[data-person]").waitFor();
    },
  },
  {
    name: "files",
    there: async (tab) => {
      await go(tab, "Files");
      await tab.locator("[data-file]").first().waitFor();
      await tab.locator("[data-file] [role=gridcell]:last-of-type").evaluateAll((cells) => cells.forEach((cell) => (cell.textContent = "–")));
    },
  },
  { name: "help", there: async (tab) => go(tab, "Help") },
];

/** Takes pictures until two are the same: all is drawn then. */
async function settled(session) {
  const take = async () =>
    (await session.send("Page.captureScreenshot", { format: "webp", quality: QUALITY, optimizeForSpeed: false })).data;
  let last = await take();
  for (let i = 0; i < 50; i++) {
    const next = await take();
    if (next === last) return Buffer.from(next, "base64");
    last = next;
  }
  throw new Error("the page does not come to rest");
}

const [page, out, ...wanted] = process.argv.slice(2);
const known = PICTURES.map(({ name }) => name);
const unknown = wanted.filter((name) => !known.includes(name));
if (unknown.length > 0) throw new Error(`no picture is named ${unknown}; there are ${known.join(", ")}`);
const pictures = PICTURES.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
fs.mkdirSync(out, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.TRAILGLASS_CHROMIUM || undefined,
  args: ["--no-sandbox", "--disable-background-networking", "--hide-scrollbars"],
});
let [count, bytes] = [0, 0];
for (const theme of THEMES) {
  const [width, height] = SIZES[0];
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    reducedMotion: "reduce",
    timezoneId: "UTC",
    locale: "en-GB",
  });
  context.setDefaultTimeout(PATIENCE);
  const tab = await context.newPage();
  const session = await context.newCDPSession(tab);
  await tab.goto(pathToFileURL(page).href);
  await tab.waitForSelector("body[data-phase=empty]");
  for (const { name, there, back } of pictures) {
    if (name !== "landing" && (await tab.locator("body").getAttribute("data-phase")) === "empty") {
      await tab.getByRole("button", { name: "Explore sample data", exact: true }).click();
      await tab.waitForSelector("body[data-phase=ready]");
      await tab.locator(".timeline-chart canvas").first().waitFor();
    }
    await there(tab);
    await tab.mouse.move(0, 0);
    for (const [width, height] of SIZES) {
      await tab.setViewportSize({ width, height });
      const picture = await settled(session);
      fs.writeFileSync(path.join(out, `${name}-${theme}-${width}.webp`), picture);
      [count, bytes] = [count + 1, bytes + picture.length];
    }
    await tab.setViewportSize({ width, height });
    await back?.(tab);
  }
  await context.close();
}
await browser.close();
console.log(`${count} pictures, ${Math.round(bytes / 1000)} kB, in ${out}`);
