// How the page feels with a million events: from a key in the query box to what it changes on the screen, and the
// frames while the table is scrolled.

const percentile = (list, share) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * share))];
const figures = (list) => ({ n: list.length, median: percentile(list, 0.5), p95: percentile(list, 0.95), most: Math.max(...list) });

/** Queries that each leave another number of events, as somebody types them. */
const QUERIES = [
  "event:DescribeCluster",
  "event:RunJobFlow AND NOT user:alice",
  "errorCode:*",
  "ip:10.0.0.0/8",
  "category:launch",
  "region:us-* AND NOT readOnly:true",
  "kind:role AND event:*Job*",
  "hour:[22 TO 5]",
];

/** Runs in the page: notes for each key when what it changes was painted. */
function watch() {
  const feel = { keys: [], results: [], frames: [] };
  globalThis.__feel = feel;
  // The browser's own measure: from the input to the next paint.
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry.name === "keydown") feel.keys.push(entry.duration);
  }).observe({ type: "event", durationThreshold: 16 });
  const painted = (then) => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => then(performance.now());
    channel.port2.postMessage(0);
  });
  /** From Enter to the frame that shows other numbers and rows. */
  addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.id !== "query") return;
    const start = event.timeStamp;
    const count = document.querySelector("[data-count=matching]");
    const observer = new MutationObserver(() => {
      observer.disconnect();
      painted((end) => feel.results.push(end - start));
    });
    observer.observe(count, { attributes: true, attributeFilter: ["data-value"] });
  }, true);
  feel.recordFrames = (while_) => {
    feel.frames = [];
    let last = performance.now();
    let on = true;
    const frame = (now) => {
      feel.frames.push(now - last);
      last = now;
      if (on) requestAnimationFrame(frame);
    };
    requestAnimationFrame((now) => {
      last = now;
      requestAnimationFrame(frame);
    });
    return while_.then(() => (on = false));
  };
}

async function scrolled(tab, scroll) {
  await tab.evaluate(() => {
    globalThis.__scrolling = new Promise((resolve) => (globalThis.__stop = resolve));
    __feel.recordFrames(__scrolling);
  });
  await scroll();
  return tab.evaluate(() => {
    __stop();
    return __feel.frames;
  });
}

/** Measures with the million events of `1m-200`; `load` opens the page and gives it the files. */
export async function feel(load) {
  const tab = await load(watch);
  await tab.locator("label").filter({ has: tab.locator("input[name=scope][value=all]") }).click();
  await tab.waitForFunction(() => document.querySelector("[data-count=matching]").dataset.value === "1000000");
  // Not what is done once after an import.
  await tab.waitForTimeout(8_000);
  const query = tab.locator("#query");
  for (let round = 0; round < 3; round++) {
    for (const text of QUERIES) {
      const known = await tab.evaluate(() => __feel.results.length);
      await query.fill("");
      await query.pressSequentially(text, { delay: 30 });
      await query.press("Escape");
      await query.press("Enter");
      await tab.waitForFunction((known) => __feel.results.length > known, known, { polling: 20 });
    }
  }
  const { keys, results } = await tab.evaluate(() => ({ keys: __feel.keys, results: __feel.results }));
  const shown = await tab.evaluate(() => __feel.results.length);
  await query.fill("");
  await query.press("Enter");
  await tab.waitForFunction((shown) => __feel.results.length > shown, shown, { polling: 20 });

  const table = await tab.locator("#events-table").boundingBox();
  await tab.mouse.move(table.x + 300, table.y + 200);
  const wheel = await scrolled(tab, async () => {
    for (let i = 0; i < 250; i++) {
      await tab.mouse.wheel(0, 240);
      await tab.waitForTimeout(16);
    }
  });
  // Through all of them, as by the scroll bar: each step shows rows that are not here yet.
  const bar = await scrolled(tab, () =>
    tab.evaluate(async () => {
      const scroller = document.querySelector(".grid-scroll");
      for (let i = 0; i <= 200; i++) {
        scroller.scrollTop = (scroller.scrollHeight * i) / 200;
        await new Promise(requestAnimationFrame);
      }
    }),
  );
  await tab.locator("#events-table").focus();
  const pages = await scrolled(tab, async () => {
    for (let i = 0; i < 60; i++) {
      await tab.keyboard.press("PageDown");
      await tab.waitForTimeout(30);
    }
  });
  await tab.context().close();
  const frames = (list) => ({ ...figures(list), over50: list.filter((it) => it > 50).length });
  return { keys: figures(keys), results: figures(results), wheel: frames(wheel), bar: frames(bar), pages: frames(pages) };
}

/** Lines of the table of figures. */
export function rows(r, ms) {
  const line = (what, f) => [what, ms(f.p95), `p95 of ${f.n}; median ${ms(f.median)}, most ${ms(f.most)}${f.over50 === undefined ? "" : `; ${f.over50} over 50 ms`}`];
  return [
    line("a key in the query box", r.keys),
    line("Enter to the result", r.results),
    line("frames, wheel", r.wheel),
    line("frames, scroll bar", r.bar),
    line("frames, Page Down", r.pages),
  ];
}
