// What is measured in the browser: a function for each part, which gives its figures. Times are in milliseconds.
import fs from "node:fs";
import { feel as measureFeel } from "./feel.mjs";
import { jsonBytes, median, watchMemory } from "./measure.mjs";
import { measureScreen, measureViews } from "./views.mjs";

/** Opening the page. */
export async function open(bench) {
  const times = [];
  for (let i = 0; i < 5; i++) times.push(await bench.empty());
  return { size: fs.statSync(bench.page).size, empty: median(times), times };
}

/** 100,000 events in 20 files, against DecompressionStream + JSON.parse on the page's thread. */
export async function import100k(bench, corpus) {
  const [ours, theirs, longest] = [[], [], []];
  let all = 0;
  for (let i = 0; i < 9; i++) {
    const got = await bench.importOnce("files", corpus("100k-20"));
    ours.push(got.time);
    longest.push(got.longest);
    all = got.all;
    theirs.push(await bench.parsedByTheBrowser(corpus("100k-20")));
  }
  return { all, ours: median(ours), yardstick: median(theirs), ratio: median(theirs) / median(ours), longest: Math.max(...longest), runs: { ours, theirs } };
}

/** 5,000 files of 20 events, against only reading them plus 20 files of 5,000. */
export async function smallFiles(bench, corpus) {
  const result = {};
  for (const how of ["folder", "drop"]) {
    const [ours, reading, twenty, longest] = [[], [], [], []];
    let all = 0;
    for (let i = 0; i < 3; i++) {
      const got = await bench.importOnce(how, corpus("100k-5000"));
      ours.push(got.time);
      longest.push(got.longest);
      all = got.all;
      reading.push(await bench.readOnly(how, corpus("100k-5000")));
      twenty.push((await bench.importOnce(how, corpus("100k-20"))).time);
    }
    const ratio = median(ours) / (median(reading) + median(twenty));
    result[how] = { all, ours: median(ours), reading: median(reading), twenty: median(twenty), ratio, longest: Math.max(...longest), runs: { ours, reading, twenty } };
  }
  return result;
}

/** A million events in one file; the same with its last third cut off. */
export async function million(bench, corpus) {
  const result = {};
  for (const name of ["1m-1", "1m-cut"]) {
    const tab = await bench.open();
    const memory = watchMemory(tab);
    const got = await bench.give(tab, "files", corpus(name), 8);
    const parser = await memory();
    await tab.evaluate(() => (location.hash = "#files"));
    const ledger = await tab.locator("[data-file]").first().innerText();
    result[name] = { ...got, parserMemory: parser, ledger };
    await tab.context().close();
  }
  return result;
}

/**
 * A corpus read with one parse worker, two, and as many as the page takes by itself. Beside them, in the same run:
 * DecompressionStream + JSON.parse of 100,000 events, and the limit, only inflating them.
 */
async function workersOn(bench, corpus, name, rounds) {
  const result = { json: jsonBytes(corpus(name)), json100k: jsonBytes(corpus("100k-20")), runs: {} };
  const [yardstick, inflate] = [[], []];
  for (let i = 0; i < rounds; i++) {
    for (const [workers, settings] of [["one", "?workers=1"], ["two", "?workers=2"], ["usual", ""]]) {
      const got = await bench.importOnce("files", corpus(name), settings);
      (result.runs[workers] ??= []).push(got.time);
      result.all = got.all;
    }
    yardstick.push(await bench.parsedByTheBrowser(corpus("100k-20")));
    inflate.push((await bench.inflatedOnly(corpus("100k-20"))).time);
  }
  return { ...result, yardstick100k: median(yardstick), inflate100k: median(inflate) };
}

export const workers100k = (bench, corpus) => workersOn(bench, corpus, "100k-20", 3);
export const workers = (bench, corpus) => workersOn(bench, corpus, "1m-200", 3);
/** Five million events in a thousand files. */
export const workers5m = (bench, corpus) => workersOn(bench, corpus, "5m-1000", 1);

/** A million events in 20,000 files, against 200 files plus only reading the 20,000. */
export async function million20000(bench, corpus) {
  const ours = await bench.importOnce("folder", corpus("1m-20000"));
  const reading = await bench.readOnly("folder", corpus("1m-20000"));
  const twoHundred = (await bench.importOnce("files", corpus("1m-200"))).time;
  return { ...ours, reading, twoHundred, ratio: ours.time / (reading + twoHundred) };
}

export const views100k = (bench, corpus) => views(bench, corpus("100k-20"));
export const views1m = (bench, corpus) => views(bench, corpus("1m-200"));
export const views5m = (bench, corpus) => views(bench, corpus("5m-1000"));

/** Imports a corpus, then asks for views of it, and for what memory they take. */
async function views(bench, folder) {
  const tab = await bench.open();
  const empty = await bench.memory(tab);
  const imported = await bench.give(tab, "files", folder, 10);
  const fresh = await bench.memory(tab);
  // What the engine does when an import is over has to be done, and the workers have to be gone.
  await tab.waitForTimeout(5_000);
  const rest = await bench.memory(tab, { modules: true });
  // `evaluateAll` takes what is there and waits for nothing.
  const go = async (page, shows) => {
    await tab.evaluate((page) => (location.hash = page), page);
    await tab.waitForSelector(shows, { state: "attached" });
  };
  await go("#help", "[data-column]");
  const columns = await tab.locator("[data-column]").evaluateAll((rows) => Object.fromEntries(rows.map((row) => [row.dataset.path, Number(row.dataset.column)])));
  const measured = await tab.evaluate(measureViews, { columns, rounds: 40 });
  await go("#events", "#query");
  const screen = await tab.evaluate(measureScreen, { values: measured.values, rounds: 20 });
  await go("#files", "details.sizes tbody tr");
  const parts = await tab.locator("details.sizes tbody tr").evaluateAll((rows) => rows.map((row) => [row.cells[0].textContent, Number(row.dataset.bytes)]));
  const result = { import: imported.time, ...measured, screen, parts: Object.fromEntries(parts), memory: { empty, fresh, rest, used: await bench.memory(tab, { modules: true }) } };
  await tab.context().close();
  return result;
}

/** Keys and frames with a million events. */
export function feel(bench, corpus) {
  return measureFeel(async (watch) => {
    const tab = await bench.open("", watch);
    await bench.give(tab, "files", corpus("1m-200"));
    return tab;
  });
}

/** Life stories and people of a million events: at once after the import, and when they are there; the stories with
 * most to tell, opened; then all lanes, scrolled through. */
export async function stories(bench, corpus) {
  const result = {};
  for (const name of ["1m-200", "1m-20k"]) {
    const tab = await bench.open();
    await bench.give(tab, "files", corpus(name));
    const shown = (page, table) =>
      tab.evaluate(
        ([page, table]) =>
          new Promise((resolve) => {
            const start = performance.now();
            const look = () =>
              document.querySelector(`${table} [role=row][data-place]`) ? resolve(performance.now() - start) : requestAnimationFrame(look);
            location.hash = page;
            requestAnimationFrame(look);
          }),
        [page, table],
      );
    const away = async () => {
      await tab.evaluate(() => (location.hash = "#events"));
      await tab.waitForTimeout(500);
    };
    const atOnce = await shown("#clusters", "#stories-table");
    const stories = Number(await tab.locator("[data-count=stories]").getAttribute("data-value"));
    await away();
    // Indexing goes on for a while.
    await tab.waitForTimeout(5_000);
    const again = [];
    for (let i = 0; i < 5; i++) {
      again.push(await shown("#clusters", "#stories-table"));
      await away();
    }
    const people = await shown("#people", "#people-table");
    await tab.evaluate(() => (location.hash = "#clusters"));
    // By what was handed in, the most first.
    const heading = tab.locator("#stories-table").getByRole("button", { name: /^Submitted/ });
    await heading.click();
    await tab.waitForTimeout(500);
    if ((await tab.locator("#stories-table [role=columnheader]").filter({ hasText: "Submitted" }).getAttribute("aria-sort")) !== "descending") {
      await heading.click();
      await tab.waitForTimeout(500);
    }
    const opened = [];
    for (let i = 0; i < 5; i++) opened.push(await tab.evaluate(openStory, i));
    await tab.getByText("Lanes", { exact: true }).click();
    await tab.waitForSelector(".lane .bar");
    const lanes = await tab.evaluate(scrollThrough, ".lanes-scroll");
    result[name] = { stories, atOnce, again: median(again), people, opened, lanes };
    await tab.context().close();
  }
  return result;
}

/** Opens the story in a row of the table, and goes back: from the click to the page drawn. In the page. */
async function openStory(at) {
  const frame = () => new Promise(requestAnimationFrame);
  const until = async (there) => {
    while (!there()) await frame();
  };
  const row = () => document.querySelectorAll("#stories-table [role=row][data-place]")[at];
  await until(row);
  const start = performance.now();
  row().querySelector("[role=gridcell]").click();
  await until(() => document.querySelector("[data-story]"));
  await frame();
  const time = performance.now() - start;
  [...document.querySelectorAll("[data-story] button")].find((it) => it.textContent.includes("All stories")).click();
  await until(() => !document.querySelector("[data-story]"));
  return time;
}

/** Scrolls an element, a few rows a frame and then in leaps, for some seconds: times between frames. In the page. */
function scrollThrough(selector) {
  return new Promise((resolve) => {
    const element = document.querySelector(selector);
    const frames = [];
    let last = performance.now();
    const step = (now) => {
      frames.push(now - last);
      last = now;
      element.scrollTop += frames.length < 240 ? 90 : (element.scrollHeight / 240);
      if (frames.length < 480) requestAnimationFrame(step);
      else {
        frames.shift();
        frames.sort((a, b) => a - b);
        const at = (share) => frames[Math.floor((frames.length - 1) * share)];
        resolve({ frames: frames.length, median: at(0.5), p95: at(0.95), longest: at(1) });
      }
    };
    requestAnimationFrame(step);
  });
}
