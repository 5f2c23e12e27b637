import type { Page, Worker } from "@playwright/test";

import { expect, test } from "../support/test.ts";

// Playwright's own code is not held to the page's policy, what it calls in the page is.

const refused = /Content Security Policy|Refused to|violates the following|Failed to (fetch|load resource)/;

/** What came of each way to send something out: the directive that refused it, or what happened instead. */
async function attempts(inside: Page | Worker, address: string): Promise<Record<string, string>> {
  return (inside as Page).evaluate(async (address) => {
    const refused = new Map<string, string>();
    self.addEventListener("securitypolicyviolation", ({ blockedURI, effectiveDirective }) => {
      // Of a frame that was refused, the browser may name no more than the server.
      refused.set(new URL(blockedURI).pathname.split("/").at(-1) || "frame", effectiveDirective);
    });
    const out: Record<string, string> = {};
    const attempt = async (name: string, go: (url: string) => unknown) => {
      try {
        await go(address + name);
        out[name] = "let through";
      } catch (error) {
        out[name] = String(error);
      }
      // The event comes in a task of its own, after the call has failed.
      for (let i = 0; i < 200 && !refused.has(name); i++) await new Promise((go) => setTimeout(go, 10));
      out[name] = refused.get(name) ?? out[name]!;
    };
    const settled = (target: EventTarget) =>
      new Promise((resolve, reject) => {
        for (const good of ["load", "open"]) target.addEventListener(good, resolve);
        target.addEventListener("error", () => reject(new Error("failed, but not by the policy")));
      });

    await attempt("fetch", (url) => fetch(url));
    await attempt("request", (url) => {
      const request = new XMLHttpRequest();
      request.open("POST", url);
      request.send("data");
      return settled(request);
    });
    await attempt("socket", (url) => settled(new WebSocket(url.replace("http:", "ws:"))));
    await attempt("events", (url) => settled(new EventSource(url)));
    if (typeof document === "undefined") {
      await attempt("import", (url) => (self as unknown as { importScripts(url: string): void }).importScripts(url));
      return out;
    }
    await attempt("image", (url) => settled(Object.assign(new Image(), { src: url })));
    await attempt("beacon", (url) => navigator.sendBeacon(url, "data"));
    const add = (tag: string, attributes: object) => {
      const element = Object.assign(document.createElement(tag), attributes);
      document.body.append(element);
      return element;
    };
    await attempt("script", (src) => settled(add("script", { src })));
    await attempt("style", (href) => settled(add("link", { rel: "stylesheet", href })));
    await attempt("frame", (src) => settled(add("iframe", { src })));
    await attempt("form", (action) => (add("form", { action }) as HTMLFormElement).submit());
    return out;
  }, address);
}

const fromWorkersToo = { fetch: "connect-src", request: "connect-src", socket: "connect-src", events: "connect-src" };

test("the browser refuses every request of the page", async ({ app, page, server, tolerated }) => {
  tolerated.push(refused, /\/sink\//);
  await app.open();
  const before = server.requests.length;
  const came = await attempts(page, `http://127.0.0.1:${server.port}/sink/`);
  expect(came).toEqual({
    ...fromWorkersToo,
    image: "img-src",
    beacon: "connect-src",
    script: "script-src-elem",
    style: "style-src-elem",
    frame: "frame-src",
    form: "form-action",
  });
  expect(server.requests.slice(before)).toEqual([]);
});

test("and of its workers", async ({ app, page, server, tolerated }) => {
  tolerated.push(refused, /\/sink\//);
  await app.open();
  await expect.poll(() => page.workers().length).toBeGreaterThan(0);
  const before = server.requests.length;
  for (const worker of page.workers()) {
    const came = await attempts(worker, `http://127.0.0.1:${server.port}/sink/`);
    expect(came).toEqual({ ...fromWorkersToo, import: "script-src-elem" });
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
