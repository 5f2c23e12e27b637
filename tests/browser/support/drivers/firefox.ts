import puppeteer, { type Browser, type Page } from "puppeteer-core";

import type { Driver } from "./driver.ts";

/** Firefox by WebDriver BiDi. */
export class Firefox implements Driver {
  private constructor(
    readonly browser: Browser,
    readonly page: Page,
  ) {}

  static async start(executablePath: string): Promise<Firefox> {
    const defaultViewport = { width: 1280, height: 800 };
    const browser = await puppeteer.launch({ browser: "firefox", executablePath, headless: true, defaultViewport });
    return new Firefox(browser, await browser.newPage());
  }

  async open(address: string): Promise<void> {
    // The same document with another fragment would not load.
    await this.page.goto("about:blank");
    await this.page.goto(address);
  }

  attribute(css: string, name: string): Promise<string | null> {
    return this.page.evaluate((css, name) => document.querySelector(css)?.getAttribute(name) ?? null, css, name);
  }

  text(css: string): Promise<string | null> {
    return this.page.evaluate((css) => document.querySelector<HTMLElement>(css)?.innerText ?? null, css);
  }

  async choose(css: string, files: string[]): Promise<void> {
    const input = await this.page.$(css);
    if (!input) throw new Error(`there is no ${css}`);
    await (input as unknown as { uploadFile(...files: string[]): Promise<void> }).uploadFile(...files);
  }

  async click(css: string): Promise<void> {
    await this.page.click(css);
  }

  async enter(css: string, text: string): Promise<void> {
    await this.page.focus(css);
    // Over what stands there.
    await this.page.keyboard.down("Control");
    await this.page.keyboard.press("a");
    await this.page.keyboard.up("Control");
    await this.page.keyboard.type(text);
    await this.page.keyboard.press("Enter");
  }

  async close(): Promise<void> {
    await this.browser.close();
  }
}
