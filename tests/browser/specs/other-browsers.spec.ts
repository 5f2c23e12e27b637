// The page in the browsers that Playwright does not drive here: that it opens, reads, filters and shows an event.
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

import { expect, test } from "@playwright/test";

import type { Driver } from "../support/drivers/driver.ts";
import { Firefox } from "../support/drivers/firefox.ts";
import { WebKit } from "../support/drivers/webkit.ts";
import { small, smallTrail } from "../support/files.ts";
import { firefox, webkitDriver } from "../support/machine.ts";
import { Server } from "../support/server.ts";
import { type Where, addressOf } from "../support/test.ts";

type Candidate = { name: string; variable: string; program: string | undefined; start(program: string): Promise<Driver> };

const browsers: Candidate[] = [
  { name: "Firefox", variable: "TRAILGLASS_FIREFOX", program: firefox, start: Firefox.start },
  { name: "WebKitGTK", variable: "TRAILGLASS_WEBKIT_DRIVER", program: webkitDriver, start: WebKit.start },
];

for (const { name, variable, program, start } of browsers) {
  test.describe(name, () => {
    test.skip(!program, `${name} is not on this machine (${variable})`);
    let driver: Driver;
    let server: Server;
    let folder: string;

    test.beforeAll(async () => {
      folder = await mkdtemp(path.join(os.tmpdir(), "trailglass-test-"));
      server = await Server.start();
      driver = await start(program!);
    });

    test.afterAll(async () => {
      await driver?.close();
      await server.stop();
      await rm(folder, { recursive: true });
    });

    for (const where of ["http", "file"] satisfies Where[]) {
      test(`opens, reads, filters and shows events on ${where}`, async () => {
        const phase = () => driver.attribute("body", "data-phase");
        const count = async (name: string) => Number(await driver.attribute(`[data-count=${name}]`, "data-value"));
        const slowly = { timeout: 20_000 };
        await driver.open(addressOf(where, server));
        await expect.poll(phase, slowly).toBe("empty");
        expect(await driver.text("main")).toContain("CloudTrail");

        await driver.choose("#files", await smallTrail(folder));
        await expect.poll(phase, slowly).toBe("ready");
        await expect.poll(() => count("matching")).toBe(small.emr);
        expect([await count("files"), await count("all"), await count("skipped")]).toEqual([small.files, small.all, 0]);
        expect(await driver.attribute("[role=grid]", "aria-rowcount")).toBe(String(small.emr + 1));

        await driver.enter("#query", "user:bob");
        await expect.poll(() => count("matching")).toBe(1);
        await driver.click("[role=grid] [aria-rowindex='2'] [role=gridcell]");
        await expect.poll(() => driver.text("aside[aria-label=Event] pre")).toContain("TerminateJobFlows");

        // Not EMR's, so it is read from its file again: compressed, then plain.
        await driver.click("label:has(input[name=scope][value=all])");
        for (const [event, file] of [
          ["Decrypt", "other.json.gz"],
          ["CreateGrant", "plain.json"],
        ]) {
          await driver.enter("#query", `event:${event}`);
          await expect.poll(() => driver.text("[role=grid] [aria-rowindex='2']")).toContain(event);
          await driver.click("[role=grid] [aria-rowindex='2'] [role=gridcell]");
          await expect.poll(() => driver.text("aside[aria-label=Event] pre")).toContain(event);
          expect(await driver.text("aside[aria-label=Event]")).toContain(file);
        }
      });
    }
  });
}
