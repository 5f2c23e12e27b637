import { type Locator, type Page, expect } from "@playwright/test";

export type Phase = "empty" | "loading" | "ready" | "failed";
export type Scope = "emr" | "related" | "all";
export type Count = "matching" | "scope" | "all" | "duplicates" | "skipped" | "files";

export type LedgerLine = { place: number; file: string; form: string; outcome: string; figures: string[] };

/** The page by its automation surface (docs/AUTOMATION.md). */
export class App {
  readonly grid: Locator;
  /** The rows on the screen, without the headings. */
  readonly rows: Locator;
  readonly headings: Locator;
  readonly query: Locator;
  /** The opened event. */
  readonly event: Locator;
  /** The lines of the ledger that are on the screen, and a few around. */
  readonly files: Locator;
  /** The ledger. */
  readonly ledger: Locator;

  constructor(
    readonly page: Page,
    readonly address: string,
  ) {
    this.grid = page.getByRole("grid");
    this.rows = this.grid.locator("[role=row]").filter({ has: page.locator("[role=gridcell]") });
    this.headings = this.grid.getByRole("columnheader");
    this.query = page.locator("#query");
    this.event = page.getByRole("complementary", { name: "Event", exact: true });
    this.files = page.locator("[data-file]");
    this.ledger = page.locator("#files-table");
  }

  async open(fragment = ""): Promise<this> {
    await this.page.goto(this.address + fragment);
    await this.phase("empty");
    return this;
  }

  async phase(phase: Phase): Promise<void> {
    await expect(this.page.locator("body")).toHaveAttribute("data-phase", phase, { timeout: 30_000 });
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole("button", { name, exact: true });
  }

  /** Gives files to the page and waits until it has read them. */
  async load(...files: string[]): Promise<void> {
    await this.page.locator("#files").setInputFiles(files);
    await this.phase("ready");
  }

  async loadFolder(folder: string): Promise<void> {
    await this.page.locator("#folder").setInputFiles(folder);
    await this.phase("ready");
  }

  /** Waits until the numbers on the screen are these. */
  async counts(wanted: Partial<Record<Count, number>>): Promise<void> {
    const names = Object.keys(wanted) as Count[];
    const shown = async () => Object.fromEntries(await Promise.all(names.map(async (name) => [name, await this.count(name)])));
    await expect.poll(shown, { intervals: [20, 50, 100] }).toEqual(wanted);
  }

  async count(name: Count): Promise<number> {
    const value = await this.page.locator(`[data-count=${name}]`).first().getAttribute("data-value");
    return Number(value);
  }

  async search(query: string): Promise<void> {
    await this.query.fill(query);
    await this.query.press("Enter");
  }

  async scope(scope: Scope): Promise<void> {
    const input = this.page.locator(`input[name=scope][value=${scope}]`);
    await this.page.locator("label").filter({ has: input }).click();
    await expect(input).toBeChecked();
  }

  async go(name: "Overview" | "Events" | "Clusters" | "People" | "Files" | "Help"): Promise<void> {
    await this.page.getByRole("navigation").getByRole("link", { name, exact: true }).click();
  }

  /** A facet by its name. */
  facet(name: string): Locator {
    return this.page.locator(`[data-facet=${name}]`);
  }

  /** A value of a facet. */
  facetValue(facet: string, value: string | RegExp): Locator {
    return this.facet(facet).locator("li").filter({ hasText: value });
  }

  /** The first row in which this text stands. */
  row(text: string | RegExp): Locator {
    return this.rows.filter({ hasText: text }).first();
  }

  /** The values of a column on the screen, top to bottom. */
  async column(heading: string): Promise<string[]> {
    const headings = await this.headings.allInnerTexts();
    const at = headings.findIndex((it) => it.startsWith(heading));
    expect(at, `no column ${heading} in ${headings}`).toBeGreaterThanOrEqual(0);
    return this.rows.evaluateAll(
      (rows, at) => rows.map((row) => row.querySelectorAll("[role=gridcell]")[at]?.textContent ?? ""),
      at,
    );
  }

  /** The line of a file in the ledger; its path may have folders before this. */
  file(path: string): Locator {
    return this.page.locator(`[data-file="${path}"], [data-file$="/${path}"]`);
  }

  /** Waits until the ledger has so many lines. */
  async lines(count: number): Promise<void> {
    // The headings and the sums are rows too.
    await expect(this.ledger).toHaveAttribute("aria-rowcount", String(count + 2));
  }

  /** All lines of the ledger in order: it is scrolled from the first to the last. */
  async ledgerLines(): Promise<LedgerLine[]> {
    const count = Number(await this.ledger.getAttribute("aria-rowcount")) - 2;
    const lines: LedgerLine[] = [];
    while (lines.length < count) {
      const place = lines.length;
      await this.ledger.locator(".grid-scroll").evaluate((scroller, top) => (scroller.scrollTop = top), place * 46);
      await expect(this.ledger.locator(`[data-place="${place}"]`)).toBeAttached();
      const seen = await this.files.evaluateAll((rows) =>
        rows.map((row) => ({
          place: Number(row.getAttribute("data-place")),
          file: row.getAttribute("data-file")!,
          form: row.getAttribute("data-form")!,
          outcome: row.querySelector(".outcome")!.textContent!,
          figures: [...row.querySelectorAll(".grid-number")].map((cell) => cell.textContent!),
        })),
      );
      lines.push(...seen.filter((line) => line.place >= place));
    }
    return lines;
  }
}
