/** What the smoke test needs of a browser. */
export interface Driver {
  open(address: string): Promise<void>;
  /** An attribute of the first element that fits; null where there is none. */
  attribute(css: string, name: string): Promise<string | null>;
  /** What can be read in the first element that fits; null where there is none. */
  text(css: string): Promise<string | null>;
  choose(css: string, files: string[]): Promise<void>;
  click(css: string): Promise<void>;
  /** Types into an element and presses Enter. */
  enter(css: string, text: string): Promise<void>;
  close(): Promise<void>;
}
