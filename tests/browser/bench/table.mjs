// Figures as lines for people: what was measured, the figure, what it is to be compared with.
import { rows as feel } from "./feel.mjs";
import { median, percentiles } from "./measure.mjs";

const number = (n) => Math.round(n).toLocaleString("en");
const ms = (n) => `${number(n)} ms`;
const fine = (n) => `${n.toFixed(1)} ms`;
const mib = (bytes) => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
/** Megabytes in a second, from bytes and milliseconds. */
const speed = (bytes, time) => `${number(bytes / 1e3 / time)} MB/s`;

const imported = (name, r) => [
  name, ms(r.time),
  `${number(r.all)} events; longest task ${ms(r.longest)}${r.parserMemory ? `; parse worker ${mib(r.parserMemory)}` : ""}`,
];

const stacked = (name, times, note) => {
  const { p50, p95 } = percentiles(times);
  return [`  ${name}`, fine(p50), `p95 ${fine(p95)}${note}`];
};

function views(name, r) {
  const rows = [[`${name}: import`, ms(r.import), `${number(r.events)} events, ${number(r.emr)} of EMR`]];
  for (const [kind, { times, matching }] of Object.entries(r.kinds)) {
    rows.push(stacked(kind, times, `; ${number(median(matching))} match`));
  }
  rows.push(stacked("all of them", Object.values(r.kinds).flatMap((kind) => kind.times), ""));
  rows.push(stacked("a query, from Enter to the screen", r.screen.times, ", drawing included"));
  const sum = Object.values(r.parts).reduce((a, b) => a + b, 0);
  for (const [part, bytes] of Object.entries(r.parts)) rows.push([`  ${part}`, `${(bytes / r.events).toFixed(1)} B`, "an event"]);
  rows.push(["  engine in all", `${(sum / r.events).toFixed(1)} B`, `an event; ${mib(sum)}`]);
  for (const [when, memory] of Object.entries(r.memory)) {
    const modules = memory.workers.map(([role, size]) => `; module of the ${role} worker ${mib(size)}`).join("");
    const { own, resident, most } = memory.process ?? {};
    const figure = memory.browser ?? own;
    const process = own ? `its process's own; ${mib(resident)} resident with the browser's program, ${mib(most)} at most` : "";
    rows.push([`  tab, ${TAB[when]}`, figure ? mib(figure) : "unknown", `${memory.browser ? "as the page may ask; " : ""}${process}${modules}`]);
  }
  return rows;
}

const TAB = { empty: "before anything is loaded", fresh: "import just over", rest: "five seconds later", used: "after all these views" };

function workers(r) {
  const yardstick = (r.yardstick100k * r.json) / r.json100k;
  const rows = Object.entries(r.runs).map(([name, runs]) => {
    const time = median(runs);
    return [
      `${number(r.all)} events, workers: ${name}`, ms(time),
      `${speed(r.json, time)} of JSON, ${number(r.all / (time / 1e3))} events/s; ${(yardstick / time).toFixed(2)} times the yardstick`,
    ];
  });
  rows.push(["yardstick, 100,000 events", ms(r.yardstick100k), `${speed(r.json100k, r.yardstick100k)}; DecompressionStream + JSON.parse, one thread`]);
  rows.push(["only inflating, 100,000 events", ms(r.inflate100k), `${speed(r.json100k, r.inflate100k)}; DecompressionStream, one thread`]);
  return rows;
}

/** For each part its lines. */
export const lines = {
  open: (r) => [["page", `${number(r.size)} bytes`, `empty after ${ms(r.empty)}`]],
  import100k: (r) => [
    ["100,000 events, 20 files", ms(r.ours), `yardstick ${ms(r.yardstick)}, ratio ${r.ratio.toFixed(2)}; longest task ${ms(r.longest)}`],
  ],
  smallFiles: (r) =>
    Object.entries(r).map(([how, r]) => [
      `5,000 files, ${how}`, ms(r.ours),
      `reading ${ms(r.reading)} + 20 files ${ms(r.twenty)}, ratio ${r.ratio.toFixed(2)}; longest task ${ms(r.longest)}`,
    ]),
  million: (r) => Object.entries(r).map(([name, r]) => imported(name, r)),
  workers100k: workers,
  workers,
  workers5m: workers,
  million20000: (r) => [
    ["1,000,000 events, 20,000 files", ms(r.time), `reading ${ms(r.reading)} + 200 files ${ms(r.twoHundred)}, ratio ${r.ratio.toFixed(2)}`],
  ],
  views100k: (r) => views("100,000 events", r),
  views1m: (r) => views("1,000,000 events", r),
  views5m: (r) => views("5,000,000 events", r),
  stories: (r) =>
    Object.entries(r).flatMap(([name, r]) => [
      [`stories of ${name}`, ms(r.atOnce), `${number(r.stories)} resources, at once after the import; the page again ${ms(r.again)}; people ${ms(r.people)}`],
      [`stories of ${name}, one opened`, ms(median(r.opened)), `median of the ${r.opened.length} that were handed most; longest ${ms(Math.max(...r.opened))}`],
      [`lanes of ${name}, scrolled`, ms(r.lanes.median), `a frame, median of ${r.lanes.frames}; 95 % within ${ms(r.lanes.p95)}, longest ${ms(r.lanes.longest)}`],
    ]),
  feel: (r) => feel(r, ms),
};
