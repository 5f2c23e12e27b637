// The packed page in a browser, with instruments: opened, given files, and asked for what it takes.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "@playwright/test";
import { instrument } from "./instrument.mjs";
import { keepEngine } from "./views.mjs";
import { inflateOnlyPage, readOnlyPage, yardstickPage } from "./yardsticks.mjs";

export const launch = () =>
  chromium.launch({
    executablePath: process.env.TRAILGLASS_CHROMIUM || undefined,
    args: [
      "--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync",
      "--disable-quic", "--no-first-run",
    ],
  });

export const filesIn = (dir) =>
  fs.readdirSync(dir, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));

/** Bytes of JSON in a corpus: the last four bytes of a gzip file are its size when inflated. */
export const jsonBytes = (folder) =>
  filesIn(folder).reduce((sum, name) => {
    const bytes = fs.readFileSync(name);
    return sum + bytes.readUInt32LE(bytes.length - 4);
  }, 0);

const sorted = (list) => [...list].sort((a, b) => a - b);
export const median = (list) => sorted(list)[Math.floor(list.length / 2)];

/** Of all times: the middle one, and the one that 95 of 100 do not exceed. */
export const percentiles = (times) => {
  const at = (share) => sorted(times)[Math.min(times.length - 1, Math.ceil(times.length * share) - 1)];
  return { p50: at(0.5), p95: at(0.95) };
};

/** `page`: the packed page; `out`: where pages to measure against may lie. */
export class Bench {
  constructor(browser, page, out) {
    Object.assign(this, { browser, page, out });
  }

  /** Opens the page with the instruments in it, and waits until it is ready for files. */
  async open(settings = "", ...scripts) {
    const context = await this.browser.newContext({ viewport: { width: 1440, height: 900 } });
    for (const script of [instrument, keepEngine, ...scripts]) await context.addInitScript(script);
    const tab = await context.newPage();
    await tab.goto(pathToFileURL(this.page).href + settings);
    await tab.waitForSelector("body[data-phase=empty]");
    // Workers and charts are started, and rehearsed, in the first moments; a person takes longer to find a file.
    await tab.waitForFunction(() => globalThis.echarts, null, { timeout: 30_000 });
    await tab.waitForTimeout(3_000);
    return tab;
  }

  /** How long it takes until the page stands. */
  async empty() {
    const context = await this.browser.newContext();
    await context.addInitScript(instrument);
    const tab = await context.newPage();
    await tab.goto(pathToFileURL(this.page).href);
    await tab.waitForSelector("body[data-phase=empty]");
    const time = await tab.evaluate(() => __bench.empty);
    await context.close();
    return time;
  }

  async importOnce(how, what, settings = "") {
    const tab = await this.open(settings);
    const result = await this.give(tab, how, what);
    await tab.context().close();
    return result;
  }

  /** Gives files to an open page, and waits until they can be queried. */
  async give(tab, how, what, minutes = 5) {
    if (how === "files") await tab.setInputFiles("#files", filesIn(what));
    else if (how === "folder") await tab.setInputFiles("#folder", what);
    else await drop(tab, what);
    return ready(tab, minutes);
  }

  /** One of the pages that do one thing only. */
  async yardstick(page, how, what) {
    const context = await this.browser.newContext({ viewport: { width: 1440, height: 900 } });
    const tab = await context.newPage();
    await tab.goto(pathToFileURL(page(this.out)).href);
    if (how === "files") await tab.setInputFiles("#files", filesIn(what));
    else if (how === "folder") await tab.setInputFiles("#folder", what);
    else await drop(tab, what);
    await tab.waitForFunction(() => globalThis.done, null, { timeout: 120_000, polling: 50 });
    const result = await tab.evaluate(() => ({ time: globalThis.done, bytes: globalThis.bytes }));
    await context.close();
    return result;
  }

  parsedByTheBrowser = async (what) => (await this.yardstick(yardstickPage, "files", what)).time;
  inflatedOnly = (what) => this.yardstick(inflateOnlyPage, "files", what);
  readOnly = async (how, what) => (await this.yardstick(readOnlyPage, how, what)).time;

  /**
   * Memory of the tab: what the page may ask for, what the system says of its process, and with `modules` those of its
   * workers. To ask a worker keeps it alive, so nobody asks those that are about to end.
   */
  async memory(tab, { modules = false } = {}) {
    const figure = await tab.evaluate(async () => {
      if (!globalThis.crossOriginIsolated || !performance.measureUserAgentSpecificMemory) return null;
      return (await performance.measureUserAgentSpecificMemory()).bytes;
    });
    const session = await this.browser.newBrowserCDPSession();
    const { processInfo } = await session.send("SystemInfo.getProcessInfo");
    await session.detach();
    const renderers = processInfo.filter((process) => process.type === "renderer").map((process) => ofProcess(process.id));
    const size = () => [self.__role, self.__memory?.buffer.byteLength ?? 0];
    const asked = modules ? tab.workers() : [];
    const workers = await Promise.all(asked.map((worker) => worker.evaluate(size).catch(() => ["gone", 0])));
    return { browser: figure, workers, process: renderers.filter(Boolean).sort((a, b) => b.resident - a.resident)[0] ?? null };
  }
}

/**
 * Memory of a process, which only Linux tells: its own, as Chromium's task manager counts it (what is resident and belongs
 * to no file, and what was swapped out), and all that is resident, the browser's program included, which tabs share.
 */
function ofProcess(id) {
  try {
    const status = fs.readFileSync(`/proc/${id}/status`, "utf8");
    const of = (key) => Number(new RegExp(`${key}:\\s+(\\d+) kB`).exec(status)[1]) * 1024;
    return { own: of("RssAnon") + of("VmSwap"), resident: of("VmRSS"), most: of("VmHWM") };
  } catch {
    return null;
  }
}

async function ready(tab, minutes) {
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

/** The most memory that any parse worker's module had, polled while the page works. */
export function watchMemory(tab) {
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
