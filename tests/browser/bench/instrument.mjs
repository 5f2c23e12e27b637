/** Runs in the page before anything else: notes when files were given and when they could be queried. */
export function instrument() {
  const bench = { tasks: [], start: 0, ready: 0, empty: 0 };
  globalThis.__bench = bench;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) bench.tasks.push({ at: entry.startTime, length: entry.duration });
  }).observe({ type: "longtask", buffered: true });
  for (const type of ["change", "drop"]) {
    addEventListener(type, (event) => {
      if (type === "drop" || event.target?.type === "file") Object.assign(bench, { start: performance.now(), ready: 0 });
    }, true);
  }
  new MutationObserver(() => {
    const phase = document.body?.dataset.phase;
    if (phase === "empty" && !bench.empty) bench.empty = performance.now();
    if (phase === "ready" && bench.start && !bench.ready) bench.ready = performance.now();
  }).observe(document, { subtree: true, attributes: true, attributeFilter: ["data-phase"], childList: true });

  // Workers tell their role and the size of their memory when they are asked.
  const spy = `(() => {
    const Instance = WebAssembly.Instance;
    WebAssembly.Instance = function (module, imports) {
      const instance = new Instance(module, imports);
      self.__memory = instance.exports.memory;
      return instance;
    };
    self.addEventListener("message", (event) => { if (Array.isArray(event.data) && typeof event.data[0] === "string") self.__role ??= event.data[0]; });
  })();\n`;
  const create = URL.createObjectURL;
  URL.createObjectURL = (blob) => create.call(URL, blob.type === "text/javascript" ? new Blob([spy, blob], { type: blob.type }) : blob);
}
