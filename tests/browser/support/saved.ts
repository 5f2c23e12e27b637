import { readFile } from "node:fs/promises";

import type { Page } from "@playwright/test";

/** What the browser saves when this is done: its name and its text. */
export async function saved(page: Page, done: () => Promise<void>): Promise<{ name: string; text: string }> {
  const waiting = page.waitForEvent("download");
  await done();
  const download = await waiting;
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), "utf8") };
}

/** The elements of the first list in a JSON text, as they are spelled. */
export function elements(text: string): string[] {
  const out: string[] = [];
  let [depth, from] = [0, 0];
  for (let at = text.indexOf("[") + 1; at < text.length && depth >= 0; at++) {
    const c = text[at];
    if (c === '"') {
      for (at++; text[at] !== '"'; at++) if (text[at] === "\\") at++;
    } else if (c === "{" || c === "[") {
      if (depth++ === 0) from = at;
    } else if (c === "}" || c === "]") {
      if (--depth === 0) out.push(text.slice(from, at + 1));
    }
  }
  return out;
}
