// `cargo xtask bench`: the packed page in Chromium, measured against yardsticks in the same run. Prints a table and
// writes JSON. Nothing here passes or fails: figures are for people.
//
//   node run.mjs PAGE CORPORA OUT PART …      OUT is the file of figures; other parts in it stay
import fs from "node:fs";
import path from "node:path";
import { Bench, launch } from "./measure.mjs";
import * as parts from "./parts.mjs";
import { lines } from "./table.mjs";

const [page, corpora, file, ...wanted] = process.argv.slice(2);
const out = path.join(path.dirname(file), "xtask", "bench-pages");
const results = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : {};
const measured = {};
for (const name of wanted) {
  console.log(`measuring ${name}`);
  const browser = await launch();
  try {
    measured[name] = await parts[name](new Bench(browser, page, out), (corpus) => path.join(corpora, corpus));
  } finally {
    await browser.close();
  }
  // After each part: a later one that fails costs nothing of those before.
  fs.writeFileSync(file, `${JSON.stringify({ ...results, ...measured }, null, 2)}\n`);
}

const rows = Object.entries(measured).flatMap(([name, figures]) => lines[name](figures));
const width = Math.max(...rows.map((row) => row[0].length));
for (const [what, figure, note] of rows) console.log(`${what.padEnd(width)}  ${figure.padStart(16)}  ${note}`);
