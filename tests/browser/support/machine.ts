// What `cargo xtask test` tells the tests about this machine.
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const repository = path.resolve(fileURLToPath(import.meta.url), "../../../..");

/** The packed page. */
export const packedPage = process.env.TRAILGLASS_PAGE ?? path.join(repository, "dist", "index.html");
if (!existsSync(packedPage)) throw new Error(`${packedPage} is missing: run \`cargo xtask build\``);

export const firefox = process.env.TRAILGLASS_FIREFOX;
export const webkitDriver = process.env.TRAILGLASS_WEBKIT_DRIVER;

/** A name that means this machine to the Chromium under test, and is no secure context as 127.0.0.1 is. */
export const insecureHost = "trailglass.test";

/** For Playwright. Without the variable it takes its own Chromium. */
export const chromium = {
  browserName: "chromium" as const,
  launchOptions: {
    executablePath: process.env.TRAILGLASS_CHROMIUM,
    args: [
      // The browser keeps quiet, so that what is heard is the page.
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--disable-quic",
      "--no-first-run",
      "--no-proxy-server",
      `--host-resolver-rules=MAP ${insecureHost} 127.0.0.1`,
    ],
  },
};
