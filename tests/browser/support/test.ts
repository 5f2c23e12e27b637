import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { type ConsoleMessage, test as base } from "@playwright/test";

import { App } from "./app.ts";
import { insecureHost, packedPage } from "./machine.ts";
import { Server } from "./server.ts";

export { expect } from "@playwright/test";

/** From a disk; from a server that the browser trusts; from one that it does not, such as an S3 website. */
export type Where = "file" | "http" | "insecure";

export type Options = { where: Where };

type Fixtures = {
  /** Where the page is. */
  address: string;
  /** An empty folder. */
  folder: string;
  /** Messages that may stand on the console in this test. Anything else of weight fails it. */
  tolerated: RegExp[];
  guard: void;
  /** The page, not opened yet. */
  app: App;
};

export function addressOf(where: Where, server: Server): string {
  if (where === "file") return pathToFileURL(packedPage).href;
  return server.address(where === "insecure" ? insecureHost : undefined);
}

export const test = base.extend<Options & Fixtures, { server: Server }>({
  where: ["http", { option: true }],
  server: [
    async ({}, use) => {
      const server = await Server.start();
      await use(server);
      await server.stop();
    },
    { scope: "worker" },
  ],
  address: async ({ where, server }, use) => use(addressOf(where, server)),
  folder: async ({}, use) => {
    const folder = await mkdtemp(path.join(os.tmpdir(), "trailglass-test-"));
    await use(folder);
    await rm(folder, { recursive: true });
  },
  tolerated: async ({}, use) => use([]),
  // Whatever a test is about: no error on the console, no crash, and no request but for the page itself.
  guard: [
    async ({ page, tolerated }, use) => {
      const wrong: string[] = [];
      const heard = (message: ConsoleMessage) => {
        const weighty = message.type() === "error" || message.type() === "warning";
        if (weighty && !tolerated.some((it) => it.test(message.text()))) wrong.push(`console: ${message.text()}`);
      };
      page.on("console", heard);
      page.on("pageerror", (error) => wrong.push(`uncaught: ${error.message}`));
      page.on("crash", () => wrong.push("the tab crashed"));
      page.context().on("request", (request) => {
        const inside = /^(blob|data):/.test(request.url());
        const attempt = tolerated.some((it) => it.test(request.url()));
        if (!inside && !attempt && !request.isNavigationRequest()) wrong.push(`request: ${request.url()}`);
      });
      await use();
      base.expect(wrong).toEqual([]);
    },
    { auto: true },
  ],
  app: async ({ page, address }, use) => use(new App(page, address)),
});
