import type { Page } from "@playwright/test";

/** Where this stands in what a worker reads, the worker dies of a WebAssembly trap. */
export const deadly = "DEADLY-FOR-THE-WORKER";

/**
 * Makes the page's workers die when they read a file with that text in it. `how`: inside Rust, under the call that
 * reads; or after it, in a task of its own, when the browser raises `error` on the page.
 */
export async function setTraps(page: Page, how: "inside" | "later"): Promise<void> {
  const patch = `(${inWorker})(${JSON.stringify(deadly)}, ${JSON.stringify(how)});\n`;
  await page.addInitScript((patch) => {
    globalThis.Blob = new Proxy(Blob, {
      construct(target, [parts, options]: [BlobPart[], BlobPropertyBag?]) {
        return new target(options?.type === "text/javascript" ? [patch, ...parts] : parts, options);
      },
    });
  }, patch);
}

function inWorker(deadly: string, how: string): void {
  // (module (func (export "f") unreachable))
  const code = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 5, 1, 3, 0, 0, 11];
  const { f } = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(code))).exports as { f: () => void };
  const holds = (bytes: unknown) => bytes instanceof Uint8Array && new TextDecoder("latin1").decode(bytes).includes(deadly);
  const read = Blob.prototype.arrayBuffer;
  Blob.prototype.arrayBuffer = function () {
    // Only workers have this, and it is at once.
    const text = new (self as unknown as { FileReaderSync: new () => { readAsText(blob: Blob): string } }).FileReaderSync().readAsText(this);
    if (!text.includes(deadly)) return read.call(this);
    if (how === "inside") f();
    setTimeout(f);
    return new Promise(() => {});
  };
  // Files that the page has read come as bytes. Rust takes them with `set`.
  if (how === "inside") {
    const set = Uint8Array.prototype.set;
    Uint8Array.prototype.set = function (from, at) {
      if (holds(from)) f();
      set.call(this, from, at);
    };
  } else {
    const nested = (value: unknown): unknown[] => (Array.isArray(value) ? value.flatMap(nested) : [value]);
    addEventListener("message", (event) => {
      if (!nested(event.data).some(holds)) return;
      event.stopImmediatePropagation();
      setTimeout(f);
    });
  }
}
