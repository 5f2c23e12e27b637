// Pages that do one thing only, to measure against.
import fs from "node:fs";
import path from "node:path";

const write = (out, name, html) => {
  const file = path.join(out, name);
  fs.mkdirSync(out, { recursive: true });
  fs.writeFileSync(file, html);
  return file;
};

/** What a page does without any program: DecompressionStream and JSON.parse, on its own thread. */
export const yardstickPage = (out) =>
  write(out, "yardstick.html", `<!doctype html><input type="file" id="files" multiple><script>
    document.querySelector("#files").onchange = async (event) => {
      const start = performance.now();
      let events = 0;
      for (const file of event.target.files) {
        const text = await new Response(file.stream().pipeThrough(new DecompressionStream("gzip"))).text();
        events += JSON.parse(text).Records.length;
      }
      globalThis.events = events;
      globalThis.done = performance.now() - start;
    };
  </script>`);

/** Only inflates, on its own thread. */
export const inflateOnlyPage = (out) =>
  write(out, "inflate-only.html", `<!doctype html><input type="file" id="files" multiple><script>
    document.querySelector("#files").onchange = async (event) => {
      const start = performance.now();
      let bytes = 0;
      for (const file of event.target.files) {
        const reader = file.stream().pipeThrough(new DecompressionStream("gzip")).getReader();
        for (let part; !(part = await reader.read()).done; ) bytes += part.value.length;
      }
      globalThis.bytes = bytes;
      globalThis.done = performance.now() - start;
    };
  </script>`);

/**
 * Only reads, as the page does: what was dropped in slices of 50 files to two workers, each slice as one Blob, three at
 * once; of a folder input the first 16 so, the others as streams on the page's thread, 96 at once, with their bytes
 * handed to the workers.
 */
export const readOnlyPage = (out) =>
  write(out, "read-only.html", `<!doctype html><input type="file" id="folder" webkitdirectory multiple autocomplete="off"><script>
    const script = "onmessage = async ({data}) => { const b = data.read ?? [await new Blob(data.files).arrayBuffer()]; postMessage(b.reduce((n, one) => n + one.byteLength, 0)) }";
    const url = URL.createObjectURL(new Blob([script]));
    const pause = () => new Promise((resolve) => { const c = new MessageChannel(); c.port1.onmessage = () => { c.port1.close(); resolve(); }; c.port2.postMessage(0); });
    const workers = [0, 1].map(() => ({ worker: new Worker(url), busy: 0 }));
    let queue = [], listed = false, start = 0, bytes = 0;
    const pump = () => {
      for (const w of workers) while (w.busy < 3 && queue.length) {
        w.busy++;
        const next = queue.splice(0, 50);
        const read = next.filter((one) => one instanceof Uint8Array);
        if (read.length) w.worker.postMessage({ read }, read.map((one) => one.buffer));
        const files = next.filter((one) => one instanceof File);
        if (files.length) { w.busy += read.length ? 1 : 0; w.worker.postMessage({ files }); }
      }
      if (listed && !queue.length && workers.every((w) => !w.busy)) { globalThis.bytes = bytes; globalThis.done = performance.now() - start; }
    };
    for (const w of workers) w.worker.onmessage = ({ data }) => { w.busy--; bytes += data; pump(); };
    const add = async (files) => { for (const f of files) { f.name; f.size; f.webkitRelativePath; } queue.push(...files); pump(); await pause(); };
    document.querySelector("#folder").onchange = async (event) => {
      start = performance.now();
      const list = event.target.files;
      await add(Array.from({ length: Math.min(16, list.length) }, (_, k) => list[k]));
      const whole = async (file) => {
        const reader = file.stream().getReader();
        const chunks = [];
        for (let got; !(got = await reader.read()).done; ) chunks.push(got.value);
        return chunks.length === 1 ? chunks[0] : new Uint8Array(await new Blob(chunks).arrayBuffer());
      };
      const begun = [];
      for (let i = 16; i < list.length || begun.length; ) {
        while (begun.length < 3 && i < list.length) {
          begun.push(Promise.all(Array.from({ length: Math.min(32, list.length - i) }, (_, k) => { list[i + k].webkitRelativePath; return whole(list[i + k]); })));
          i += 32;
        }
        queue.push(...(await begun.shift()));
        pump();
      }
      listed = true; pump();
    };
    addEventListener("dragover", (event) => event.preventDefault());
    addEventListener("drop", async (event) => {
      event.preventDefault();
      start = performance.now();
      const folders = [...event.dataTransfer.items].map((item) => item.getAsFileSystemHandle());
      let batch = [];
      const walk = async (folder) => {
        for await (const handle of folder.values()) {
          if (handle.kind === "directory") await walk(handle);
          else batch.push(handle.getFile());
          if (batch.length === 32) { const files = await Promise.all(batch); batch = []; await add(files); }
        }
      };
      for (const folder of await Promise.all(folders)) await walk(folder);
      await add(await Promise.all(batch));
      listed = true; pump();
    });
  </script>`);
