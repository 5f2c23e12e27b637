// Follows the glue in a worker's script. The first message is { module, build }: it starts the module, whose
// `main` sees that it is in a worker. Messages that arrive before `main` has set `onmessage` are held back and
// delivered then, in order, so that the page need not wait before it sends.
(() => {
  "use strict";

  const held = [];
  let started = false;

  // Registered before any handler of the module: what is held here reaches nobody else.
  const hold = (event) => {
    event.stopImmediatePropagation();
    if (started) {
      held.push(event);
      return;
    }
    started = true;
    const { module, build } = event.data;
    self.trailglassBoot = { build };
    wasm_bindgen.initSync({ module });
  };
  self.addEventListener("message", hold);

  // The moment `main` assigns `onmessage` is the moment to let go. The browser's own property comes back then.
  let owner = self;
  while (!Object.hasOwn(owner, "onmessage")) owner = Object.getPrototypeOf(owner);
  const native = Object.getOwnPropertyDescriptor(owner, "onmessage");
  Object.defineProperty(self, "onmessage", {
    configurable: true,
    enumerable: true,
    get: () => null,
    set(handler) {
      delete self.onmessage;
      if (owner === self) Object.defineProperty(self, "onmessage", native);
      self.onmessage = handler;
      self.removeEventListener("message", hold);
      // A microtask: after `main` is done with what it is doing, and before the next message.
      queueMicrotask(() => {
        for (const { data, ports } of held.splice(0)) {
          self.dispatchEvent(new MessageEvent("message", { data, ports: [...ports] }));
        }
      });
    },
  });
})();
