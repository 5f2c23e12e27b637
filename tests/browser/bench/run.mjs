// `cargo xtask bench`: the packed page in Chromium, measured against yardsticks in the same run. Prints a table and
// writes JSON. Nothing here passes or fails: figures are for people.
//
//   node run.mjs PAGE CORPORA OUT [names of parts …]
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "@playwright/test";
import { readOnlyPage, yardstickPage } from "./yardsticks.mjs";
import { instrument } from "./instrument.mjs";

const [page, corpora, out, ...wanted] = process.argv.slice(2);
const results = {};
const launch = () =>
  chromium.launch({
    executablePath: process.env.TRAILGLASS_CHROMIUM || undefined,
    args: [
      "--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync",
      "--disable-quic", "--no-first-run",
    ],
  });

const filesIn = (dir) =>
  fs.readdirSync(dir, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
const corpus = (name) => path.join(corpora, name);
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const ms = (n) => `${Math.round(n).toLocaleString("en")} ms`;

/** Opens the page with the instruments in it, and waits until it is ready for files. */
async function open(browser) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await context.addInitScript(instrument);
  const tab = await context.newPage();
  await tab.goto(pathToFileURL(page).href);
  await tab.waitForSelector("body[data-phase=empty]");
  // Workers and charts are started, and rehearsed, in the first moments; a person takes longer to find a file.
  await tab.waitForFunction(() => globalThis.echarts, null, { timeout: 30_000 });
  await tab.waitForTimeout(3_000);
  return tab;
}

async function ready(tab, minutes = 5) {
  await tab.waitForFunction(() => globalThis.__bench.ready, null, { timeout: minutes * 60_000, polling: 50 });
  return tab.evaluate(() => ({
    time: __bench.ready - __bench.start,
    // Of a task that was going on when the files came (the browser makes its File objects in it), what followed.
    longest: Math.max(0, ...__bench.tasks.filter((t) => t.at < __bench.ready).map((t) => t.at + t.length - Math.max(t.at, __bench.start))),
    all: Number(document.querySelector("[data-count=all]").dataset.value),
    skipped: Number(document.querySelector("[data-count=skipped]").dataset.value),
    partly: document.querySelector(".numbers-files").textContent,
  }));
}

/** The most memory that any worker's module had, polled while the page works. */
function watchMemory(tab) {
  let most = 0;
  let on = true;
  const poll = (async () => {
    while (on) {
      for (const worker of tab.workers()) {
        const size = await worker.evaluate(() => (self.__role === "Parser" ? self.__memory?.buffer.byteLength : 0) ?? 0).catch(() => 0);
        most = Math.max(most, size);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  })();
  return async () => {
    on = false;
    await poll;
    return most;
  };
}

async function drop(tab, folder) {
  const session = await tab.context().newCDPSession(tab);
  const data = { items: [], files: [folder], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"]) {
    await session.send("Input.dispatchDragEvent", { type, x: 600, y: 400, data });
  }
}

async function importOnce(browser, how, what) {
  const tab = await open(browser);
  if (how === "files") await tab.setInputFiles("#files", filesIn(what));
  else if (how === "folder") await tab.setInputFiles("#folder", what);
  else await drop(tab, what);
  const result = await ready(tab);
  await tab.context().close();
  return result;
}

async function readOnce(browser, how, what) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const tab = await context.newPage();
  await tab.goto(pathToFileURL(readOnlyPage(out)).href);
  if (how === "folder") await tab.setInputFiles("#folder", what);
  else await drop(tab, what);
  await tab.waitForFunction(() => globalThis.done, null, { timeout: 120_000, polling: 50 });
  const time = await tab.evaluate(() => globalThis.done);
  await context.close();
  return time;
}

const parts = {
  /** Opening the page. */
  async open(browser) {
    const times = [];
    for (let i = 0; i < 5; i++) {
      const context = await browser.newContext();
      await context.addInitScript(instrument);
      const tab = await context.newPage();
      await tab.goto(pathToFileURL(page).href);
      await tab.waitForSelector("body[data-phase=empty]");
      times.push(await tab.evaluate(() => __bench.empty));
      await context.close();
    }
    results.open = { size: fs.statSync(page).size, empty: median(times), times };
  },

  /** 100,000 events in 20 files, against DecompressionStream + JSON.parse. */
  async import100k(browser) {
    const [ours, theirs, longest] = [[], [], []];
    for (let i = 0; i < 9; i++) {
      const got = await importOnce(browser, "files", corpus("100k-20"));
      ours.push(got.time);
      longest.push(got.longest);
      results.import100kAll = got.all;
      const context = await browser.newContext();
      const tab = await context.newPage();
      await tab.goto(pathToFileURL(yardstickPage(out)).href);
      await tab.setInputFiles("#files", filesIn(corpus("100k-20")));
      await tab.waitForFunction(() => globalThis.done, null, { timeout: 120_000, polling: 50 });
      theirs.push(await tab.evaluate(() => globalThis.done));
      await context.close();
    }
    results.import100k = { ours: median(ours), yardstick: median(theirs), ratio: median(theirs) / median(ours), longest: Math.max(...longest), runs: { ours, theirs } };
  },

  /** 5,000 files of 20 events, against only reading them plus 20 files of 5,000. */
  async smallFiles(browser) {
    results.smallFiles = {};
    for (const how of ["folder", "drop"]) {
      const [ours, reading, twenty, longest] = [[], [], [], []];
      for (let i = 0; i < 3; i++) {
        const got = await importOnce(browser, how, corpus("100k-5000"));
        ours.push(got.time);
        longest.push(got.longest);
        reading.push(await readOnce(browser, how, corpus("100k-5000")));
        twenty.push((await importOnce(browser, how, corpus("100k-20"))).time);
        results.smallFiles[how] = { all: got.all };
      }
      const limit = median(reading) + median(twenty);
      Object.assign(results.smallFiles[how], { ours: median(ours), reading: median(reading), twenty: median(twenty), ratio: median(ours) / limit, longest: Math.max(...longest), runs: { ours, reading, twenty } });
    }
  },

  /** A million events in one file; the same with its last third cut off. */
  async million(browser) {
    for (const name of ["1m-1", "1m-cut"]) {
      const tab = await open(browser);
      const memory = watchMemory(tab);
      await tab.setInputFiles("#files", filesIn(corpus(name)));
      const got = await ready(tab, 8);
      const parser = await memory();
      await tab.evaluate(() => (location.hash = "#files"));
      const ledger = await tab.locator("table.ledger tbody tr").first().innerText();
      results[name] = { ...got, parserMemory: parser, ledger };
      await tab.context().close();
    }
  },

  /** A million events in 200 files. */
  async million200(browser) {
    const got = await importOnce(browser, "files", corpus("1m-200"));
    results["1m-200"] = got;
  },

  /** Life stories and people of a million events: at once after the import, and when they have been prepared. */
  async stories(browser) {
    const tab = await open(browser);
    await tab.setInputFiles("#files", filesIn(corpus("1m-200")));
    await ready(tab);
    const shown = (name, table) =>
      tab.evaluate(
        ([name, table]) =>
          new Promise((resolve) => {
            const start = performance.now();
            const look = () =>
              document.querySelector(`${table} [role=row][data-place]`) ? resolve(performance.now() - start) : requestAnimationFrame(look);
            location.hash = name;
            requestAnimationFrame(look);
          }),
        [name, table],
      );
    const atOnce = await shown("#clusters", "#stories-table");
    const stories = Number(await tab.locator("[data-count=stories]").getAttribute("data-value"));
    await tab.evaluate(() => (location.hash = "#events"));
    await tab.waitForTimeout(500);
    const again = await shown("#clusters", "#stories-table");
    await tab.evaluate(() => (location.hash = "#events"));
    await tab.waitForTimeout(500);
    const people = await shown("#people", "#people-table");
    results.stories = { stories, atOnce, again, people };
    await tab.context().close();
  },
};

for (const name of wanted.length ? wanted : Object.keys(parts)) {
  const browser = await launch();
  try {
    await parts[name](browser);
    console.log(name, JSON.stringify(results, null, 1).length > 0 ? "done" : "");
  } finally {
    await browser.close();
  }
}

fs.writeFileSync(path.join(out, "bench.json"), JSON.stringify(results, null, 2));
const rows = [];
if (results.open) rows.push(["page", `${results.open.size.toLocaleString("en")} bytes`, `empty after ${ms(results.open.empty)}`]);
if (results.import100k) {
  const r = results.import100k;
  rows.push(["100,000 events, 20 files", ms(r.ours), `yardstick ${ms(r.yardstick)}, ratio ${r.ratio.toFixed(2)}; longest task ${ms(r.longest)}`]);
}
for (const [how, r] of Object.entries(results.smallFiles ?? {})) {
  rows.push([`5,000 files, ${how}`, ms(r.ours), `reading ${ms(r.reading)} + 20 files ${ms(r.twenty)}, ratio ${r.ratio.toFixed(2)}; longest task ${ms(r.longest)}`]);
}
for (const name of ["1m-1", "1m-cut", "1m-200"]) {
  const r = results[name];
  if (r) rows.push([name, ms(r.time), `${r.all.toLocaleString("en")} events; longest task ${ms(r.longest)}${r.parserMemory ? `; parse worker ${(r.parserMemory / 2 ** 20).toFixed(0)} MiB` : ""}`]);
}
if (results.stories) {
  const r = results.stories;
  rows.push(["stories of 1m-200", ms(r.atOnce), `${r.stories.toLocaleString("en")} resources; the page again ${ms(r.again)}; people ${ms(r.people)}`]);
}
const width = Math.max(...rows.map((row) => row[0].length));
for (const [what, figure, note] of rows) console.log(`${what.padEnd(width)}  ${figure.padStart(16)}  ${note}`);
