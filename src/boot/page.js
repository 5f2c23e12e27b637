// Starts the app from what is packed into this file. Nothing is requested: the policy forbids it, and the page
// works from a disk. The packed parts are elements that no browser executes:
//
//   #tg-wasm    the module, gzip; data-build names the build
//   #tg-charts  the chart library, gzip
//   #tg-sample  sample data, a .json.gz
//   #tg-worker  the text of worker.js
//
// Bytes are written in seven bits a character (xtask/src/base128.rs): their number, a colon, and then their bits.
//
// Rust reaches all of it by the global `trailglassBoot`.
(() => {
  "use strict";

  const boot = globalThis.trailglassBoot;
  boot.taken = true;
  const part = (id) => document.getElementById(id);

  const decode = (text) => {
    const start = text.indexOf(":") + 1;
    const bytes = new Uint8Array(parseInt(text, 10));
    let to = 0;
    let held = 0;
    let bits = 0;
    // What is written past the end is dropped by the array.
    const push = (group) => {
      held = ((held << 7) | group) & 0x7fff;
      bits += 7;
      if (bits > 7) bytes[to++] = held >> (bits -= 8);
    };
    for (let at = start; at < text.length; at++) {
      const code = text.charCodeAt(at);
      // NUL, CR, "<": one that cannot stand here, and the group after it.
      if (code > 127) push([0, 13, 60][(code >> 7) - 1]);
      push(code & 127);
    }
    return bytes;
  };

  // The text of a part is large and needed once, so it leaves the document before its bytes are used.
  const take = (id) => {
    const element = part(id);
    const bytes = decode(element.textContent);
    element.remove();
    return bytes;
  };

  const inflate = (bytes, type) =>
    new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")), {
      headers: { "content-type": type },
    });

  // Streaming compiles while it inflates.
  const compile = async (response) =>
    WebAssembly.compileStreaming
      ? WebAssembly.compileStreaming(response)
      : WebAssembly.compile(await response.arrayBuffer());

  const loadCharts = async () => {
    const script = document.createElement("script");
    // The policy holds the hash of exactly this text.
    script.textContent = await inflate(take("tg-charts"), "text/javascript").text();
    document.head.append(script);
    script.remove();
    if (!globalThis.echarts) throw new Error("the chart library did not start");
    return globalThis.echarts;
  };

  // All bytes of a file; undefined where it has more than `most` or cannot be read.
  const whole = async (file, most) => {
    const reader = file.stream().getReader();
    const chunks = [];
    let size = 0;
    for (let read; !(read = await reader.read()).done; ) {
      size += read.value.length;
      if (size > most) return void (await reader.cancel());
      chunks.push(read.value);
    }
    if (chunks.length === 1) return chunks[0];
    const all = new Uint8Array(size);
    size = 0;
    for (const chunk of chunks) {
      all.set(chunk, size);
      size += chunk.length;
    }
    return all;
  };

  let workerUrl;
  let charts;

  const start = async () => {
    const missing = ["WebAssembly", "DecompressionStream", "Worker"].filter((name) => !(name in globalThis));
    if (missing.length > 0) throw new Error(`this browser has no ${missing.join(", no ")}`);

    const build = part("tg-wasm").dataset.build;
    const module = await compile(inflate(take("tg-wasm"), "application/wasm"));

    Object.assign(boot, {
      build,
      module,
      // A worker runs the same glue, and is handed the same compiled module.
      workerUrl: () =>
        (workerUrl ??= URL.createObjectURL(
          new Blob([part("tg-glue").textContent, "\n", part("tg-worker").textContent], { type: "text/javascript" }),
        )),
      sample: () => decode(part("tg-sample").textContent),
      charts: () => (charts ??= loadCharts()),
      // Not in Rust: each promise that is waited for there costs more than reading a small file.
      read: (files, most) => Promise.all(files.map((file) => whole(file, most).catch(() => undefined))),
    });
    // Not at once: on a page, browsers refuse that to modules above 8 MB, and builds without optimisation are larger.
    await wasm_bindgen({ module_or_path: module });
  };

  start().catch((error) => {
    console.error(error);
    boot.fail(error);
  });
})();
