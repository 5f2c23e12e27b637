// Synthetic trees that are too large to write by hand, made once before the tests and kept while their
// generator stays the same.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";

import { repository } from "./machine.ts";

/** 100,000 events, a tenth of them EMR's. */
export const large = { name: "large", events: 100_000, files: 2_000 };

const corpora = [large];

export function corpus(of: { name: string }): string {
  return path.join(home(), of.name);
}

function home(): string {
  const target = process.env.CARGO_TARGET_DIR ?? path.join(repository, "target");
  const hash = createHash("sha256").update(JSON.stringify(corpora));
  const generator = path.join(repository, "xtask", "src", "corpus");
  for (const name of readdirSync(generator).sort()) hash.update(readFileSync(path.join(generator, name)));
  return path.join(target, "browser-tests", hash.digest("hex").slice(0, 16));
}

export default function make(): void {
  for (const it of corpora) {
    const folder = corpus(it);
    if (existsSync(folder)) continue;
    // Under another name until it is whole.
    const part = `${folder}.part`;
    rmSync(part, { recursive: true, force: true });
    const size = ["--events", String(it.events), "--files", String(it.files)];
    execFileSync("cargo", ["xtask", "corpus", part, ...size], { cwd: repository, stdio: "inherit" });
    renameSync(part, folder);
  }
}
