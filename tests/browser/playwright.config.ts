import { defineConfig } from "@playwright/test";

import { chromium } from "./support/machine.ts";
import type { Options } from "./support/test.ts";

// Run by `cargo xtask test --browser`, which builds the page and finds the browsers.
export default defineConfig<Options>({
  testDir: "specs",
  globalSetup: "./support/corpora.ts",
  fullyParallel: true,
  forbidOnly: true,
  workers: 2,
  // Build machines are shared and stall; what passes only at the second try is listed as flaky.
  retries: process.env.CI ? 1 : 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [["list"]],
  use: {
    ...chromium,
    viewport: { width: 1280, height: 800 },
    trace: "off",
  },
  projects: [
    { name: "http", testIgnore: "other-browsers.spec.ts" },
    {
      name: "file",
      testMatch: ["start", "offline", "load", "damaged", "trap", "keyboard", "export"].map((name) => `${name}.spec.ts`),
      use: { where: "file" },
    },
    // Driven by their own protocols; nothing of Playwright's browsers is used.
    { name: "other browsers", testMatch: "other-browsers.spec.ts" },
  ],
});
