import { type ChildProcess, spawn } from "node:child_process";
import net, { type AddressInfo } from "node:net";
import type { Readable } from "node:stream";

import type { Driver } from "./driver.ts";

/** Where the protocol keeps the id of an element. */
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";
const ENTER = "\ue007";
const CONTROL = "\ue009";

/** WebKitGTK by WebDriver: the driver starts its own browser, on a screen that nobody sees. */
export class WebKit implements Driver {
  #session = "";

  private constructor(
    readonly base: string,
    readonly processes: ChildProcess[],
  ) {}

  static async start(driver: string): Promise<WebKit> {
    const screen = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "1280x900x24", "-nolisten", "tcp"], {
      stdio: ["ignore", "ignore", "ignore", "pipe"],
    });
    const number = await firstLine(screen.stdio[3] as Readable, screen);
    const port = await freePort();
    const env = { ...process.env, DISPLAY: `:${number}`, WAYLAND_DISPLAY: undefined, NO_AT_BRIDGE: "1" };
    const own = spawn(driver, ["--host=127.0.0.1", `--port=${port}`], { env, stdio: "ignore" });
    const self = new WebKit(`http://127.0.0.1:${port}`, [own, screen]);
    try {
      const { sessionId } = (await self.#begin()) as { sessionId: string };
      self.#session = `/session/${sessionId}`;
    } catch (error) {
      await self.close();
      throw error;
    }
    return self;
  }

  /** A session, as soon as the driver listens. */
  async #begin(): Promise<unknown> {
    const wanted = { capabilities: { alwaysMatch: { browserName: "MiniBrowser" } } };
    for (const end = Date.now() + 20_000; ; ) {
      try {
        await this.#call("GET", "/status");
        break;
      } catch (error) {
        if (Date.now() > end) throw error;
      }
    }
    return this.#call("POST", "/session", wanted);
  }

  async #call(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(this.base + path, {
      method,
      body: body === undefined ? undefined : JSON.stringify(body),
      headers: { "content-type": "application/json" },
    });
    const { value } = (await response.json()) as { value: unknown };
    if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(value)}`);
    return value;
  }

  async #element(css: string): Promise<string> {
    const found = await this.#call("POST", `${this.#session}/element`, { using: "css selector", value: css });
    return `${this.#session}/element/${(found as Record<string, string>)[ELEMENT]}`;
  }

  #run(script: string, ...args: unknown[]): Promise<unknown> {
    return this.#call("POST", `${this.#session}/execute/sync`, { script, args });
  }

  async open(address: string): Promise<void> {
    await this.#call("POST", `${this.#session}/url`, { url: "about:blank" });
    await this.#call("POST", `${this.#session}/url`, { url: address });
  }

  attribute(css: string, name: string): Promise<string | null> {
    const script = "const e = document.querySelector(arguments[0]); return e && e.getAttribute(arguments[1])";
    return this.#run(script, css, name) as Promise<string | null>;
  }

  text(css: string): Promise<string | null> {
    const script = "const e = document.querySelector(arguments[0]); return e && e.innerText";
    return this.#run(script, css) as Promise<string | null>;
  }

  async choose(css: string, files: string[]): Promise<void> {
    await this.#call("POST", `${await this.#element(css)}/value`, { text: files.join("\n") });
  }

  async click(css: string): Promise<void> {
    await this.#call("POST", `${await this.#element(css)}/click`, {});
  }

  async enter(css: string, text: string): Promise<void> {
    const element = await this.#element(css);
    // Over what stands there.
    await this.#call("POST", `${element}/value`, { text: `${CONTROL}a` });
    await this.#call("POST", `${element}/value`, { text: text + ENTER });
  }

  async close(): Promise<void> {
    if (this.#session) await this.#call("DELETE", this.#session);
    for (const process of this.processes) {
      if (process.exitCode !== null) continue;
      const ended = new Promise((resolve) => process.once("exit", resolve));
      process.kill();
      await ended;
    }
  }
}

function firstLine(stream: Readable, from: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    stream.setEncoding("utf8").on("data", (data: string) => {
      text += data;
      if (text.includes("\n")) resolve(text.trim());
    });
    from.once("error", reject).once("exit", () => reject(new Error("Xvfb ended at once")));
  });
}

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
