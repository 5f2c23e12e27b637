import type { Page, Worker } from "@playwright/test";

import { expect, test } from "../support/test.ts";

// Playwright's own code is not held to the page's policy, what it calls in the page is.

const refused = /Content Security Policy|Refused to|violates the following|Failed to (fetch|load resource)/;

/** What came of each way to send something out: "refused", or what happened instead. */
async function attempts(inside: Page | Worker, address: string): Promise<Record<string, string>> {
  return (inside as Page).evaluate(async (address) => {
    const out: Record<string, string> = {};
    const blocked = new Set<string>();
    self.addEventListener("securitypolicyviolation", (event) => blocked.add(event.blockedURI));
    const seen = async (path: string) => {
      // The event comes in a task of its own, after the call has failed.
      for (let i = 0; i < 100 && !blocked.has(address + path); i++) await new Promise((go) => setTimeout(go, 10));
      return blocked.has(address + path) ? "refused" : "failed, but not by the policy";
    };
    const note = (name: string, result: Promise<unknown>) =>
      result.then(
        () => (out[name] = "let through"),
        async () => (out[name] = await seen(name)),
      );
    await note("fetch", fetch(`${address}fetch`));
    await note(
      "xhr",
      new Promise((resolve, reject) => {
        const request = new XMLHttpRequest();
        request.onload = resolve;
        request.onerror = reject;
        request.open("POST", `${address}xhr`);
        request.send("data");
      }),
    );
    await note(
      "socket",
      new Promise((resolve, reject) => {
        const socket = new WebSocket(`${address.replace("http:", "ws:")}socket`);
        socket.onopen = resolve;
        socket.onerror = reject;
      }).catch((error) => {
        blocked.forEach((uri) => blocked.add(uri.replace("ws:", "http:")));
        throw error;
      }),
    );
    if (typeof document !== "undefined") {
      await note(
        "image",
        new Promise((resolve, reject) => {
          const image = new Image();
          image.onload = resolve;
          image.onerror = reject;
          image.src = `${address}image`;
        }),
      );
      await note("beacon", Promise.resolve(navigator.sendBeacon(`${address}beacon`, "data")).then(() => Promise.reject()));
      await note(
        "script",
        new Promise((resolve, reject) => {
          const script = document.createElement("script");
          script.onload = resolve;
          script.onerror = reject;
          script.src = `${address}script`;
          document.head.append(script);
        }),
      );
      const form = document.createElement("form");
      form.action = `${address}form`;
      document.body.append(form);
      form.submit();
      out.form = await seen("form");
    } else {
      await note("import", Promise.resolve().then(() => (self as unknown as { importScripts(url: string): void }).importScripts(`${address}import`)));
    }
    return out;
  }, address);
}

test("the browser refuses every request of the page", async ({ app, page, server, tolerated }) => {
  tolerated.push(refused, /\/sink\//);
  await app.open();
  const before = server.requests.length;
  const came = await attempts(page, `http://127.0.0.1:${server.port}/sink/`);
  const names = ["fetch", "xhr", "socket", "image", "beacon", "script", "form"];
  expect(came).toEqual(Object.fromEntries(names.map((name) => [name, "refused"])));
  expect(server.requests.slice(before)).toEqual([]);
});

test("and of its workers", async ({ app, page, server, tolerated }) => {
  tolerated.push(refused, /\/sink\//);
  await app.open();
  await expect.poll(() => page.workers().length).toBeGreaterThan(0);
  const before = server.requests.length;
  for (const worker of page.workers()) {
    const came = await attempts(worker, `http://127.0.0.1:${server.port}/sink/`);
    expect(came).toEqual({ fetch: "refused", xhr: "refused", socket: "refused", import: "refused" });
  }
  expect(server.requests.slice(before)).toEqual([]);
});

test("a server that may be reached is reached", async ({ page, server, tolerated }) => {
  tolerated.push(/./);
  // Without the page's policy the same attempt works: what is tested above is the policy.
  await page.goto(`http://127.0.0.1:${server.port}/elsewhere`);
  expect(await page.evaluate(async (url) => (await fetch(url)).status, `${server.address()}x`)).toBe(404);
  expect(server.requests).toContain("GET /a/b/x");
});
