// Views, asked of the engine worker as the page asks them; the time from question to answer is taken on the page's
// thread, the message's way there and back included. Each question differs from all before it in a condition, so that
// nothing is answered from what the engine keeps: every figure is that of a question that is asked for the first time.

/** Runs in the page before anything else: keeps hold of the engine's worker. */
export function keepEngine() {
  const post = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (message, ...rest) {
    if (Array.isArray(message) && message[0] === "Engine") globalThis.__engine = this;
    return post.call(this, message, ...rest);
  };
}

/** Runs in the page: measures all kinds of view. `columns`: number of each column by its path. */
export async function measureViews({ columns, rounds }) {
  const engine = globalThis.__engine;
  // Far above the numbers that the page gives, so that it drops these answers.
  let seq = 1_000_000_000;
  // Before the page, which takes each message apart.
  let hear = null;
  const page = engine.onmessage;
  engine.onmessage = (event) => {
    hear?.(event.data[0]?.Response);
    page.call(engine, event);
  };
  const ask = (kind, request) =>
    new Promise((resolve, reject) => {
      const own = request.seq ?? seq++;
      const start = performance.now();
      hear = (response) => {
        const [name, answer] = Object.entries(response ?? {})[0] ?? [];
        if (answer?.seq !== own) return;
        hear = null;
        if (name !== kind) reject(new Error(`${kind}: ${name} ${answer.what ?? ""}`));
        else resolve({ time: performance.now() - start, ...answer });
      };
      engine.postMessage([{ Request: { [kind]: { ...request, seq: own } } }]);
    });
  const of = (path) => {
    if (columns[path] === undefined) throw new Error(`there is no column ${path}`);
    return columns[path];
  };
  const facet = (path, top = 10) => ({ by: { Column: of(path) }, top, search: "" });
  const by = (...keys) => ({ keys: keys.map(([path, descending]) => ({ by: { Column: of(path) }, descending })) });
  const eight = ["eventName", "eventSource", "person", "sourceIPAddress", "awsRegion", "recipientAccountId", "errorCode", "kind"];
  const base = {
    query: "", scope: "Other", range: null, files: [], order: { keys: [{ by: "Time", descending: true }] },
    columns: ["eventName", "resource", "person", "sourceIPAddress", "awsRegion", "recipientAccountId", "errorCode"].map((path) => ({ Of: of(path) })),
    offset: 0, limit: 100, buckets: 120, stack: of("category"), series: 14, facets: eight.map((path) => facet(path)),
    zone: { name: "UTC", transitions: [] },
  };
  // All that the page offers (`FACETS` in src/app/facets.rs), as if somebody had opened every one.
  const offered = [
    ...["eventName", "category", "person", "kind", "errorCode", "resource", "release", "role", "recipientAccountId", "awsRegion", "sourceIPAddress", "userAgent", "channel", "eventSource", "userIdentity.accessKeyId"].map((path) => facet(path, 8)),
    ...["Result", "AgentFamily", "File"].map((by) => ({ by, top: 8, search: "" })),
  ];
  let round = 0;
  // Matches the same as without it; a condition on its own, or part of one, that no question before had.
  const and = () => `NOT user:nobody${round++}`;
  const or = (condition) => `(${condition} OR user:nobody${round++})`;
  const view = (changes) => ask("View", { view: { ...base, ...changes } });
  const first = (await view({ facets: eight.map((path) => facet(path, 60)) })).view;
  const values = Object.fromEntries(eight.map((path, at) => [path, first.facets[at].values.map((v) => v.value).filter(Boolean)]));
  // Each with another value that nothing has, so that it was never asked before.
  const one = (path, value) => `${path}:("${value.replace(/["\\]/g, "\\$&")}" OR nobody${round++})`;
  const pick = (list, i) => list[i % list.length];
  const { counts, timeline } = first;
  const day = (i) => timeline.end - 86_400 * (1 + (i % 14)) - i;

  const kinds = {
    "eight facets, everything": () => view({ query: and() }),
    "eight facets, EMR": () => view({ query: and(), scope: "Emr" }),
    "every facet that there is, everything": () => view({ query: and(), facets: offered }),
    // Conditions on one column, as a click on a facet makes them: that facet is counted without its own.
    "filter by one value": (i) => {
      const path = pick(["eventName", "person", "sourceIPAddress", "awsRegion", "errorCode"], i);
      return view({ query: one(path, pick(values[path], Math.floor(i / 5))) });
    },
    "filter by two values": (i) =>
      view({ query: `${one("eventName", pick(values.eventName, i))} AND ${one("awsRegion", pick(values.awsRegion, i))}` }),
    "a regular expression": (i) => view({ query: `/${pick(["step-?[0-9]+", "j-[A-Z0-9]{3}A", "(hive|spark)-.*night"], i)}|nobody${round++}/`, scope: "Emr" }),
    "part of an event id": (i) => view({ query: `id:*${(i * 2654435761 >>> 8).toString(16).slice(0, 4)}*` }),
    "a word in a column": (i) => view({ query: or(pick(values.person, i).split(/[^a-z0-9]/i)[0]) }),
    "a word in few EMR records": (i) =>
      view({ scope: "Emr", query: or(pick(["spark-submit", "nightly", "hive-script", "s3-dist-cp", "command-runner.jar", "m5.xlarge"], i)) }),
    "a word in most EMR records": (i) =>
      view({ scope: "Emr", query: or(pick(["instance", "us-east-1", "elasticmapreduce", "111122223333"], i)) }),
    "a word that is nowhere": (i) => view({ query: `nowhere${i}toBeFound` }),
    "brush one day": (i) => view({ range: [day(i), day(i) + 86_400] }),
    // Two orders are kept beside the one by time: two others in between, and it is made anew.
    "sort by person": async (i) => {
      await view({ facets: [], order: by(["eventSource", false]) });
      await view({ facets: [], order: by(["awsRegion", false]) });
      return view({ query: and(), order: by(["person", i % 2 === 0]) });
    },
    "sort by person again": (i) => view({ query: and(), order: by(["person", i % 2 === 0]) }),
    "sort by agent, then event": async (i) => {
      await view({ facets: [], order: by(["eventSource", false]) });
      await view({ facets: [], order: by(["awsRegion", false]) });
      return view({ query: and(), order: by(["userAgent", i % 2 === 0], ["eventName", false]) });
    },
    "a new view, at the far end": (i) => view({ query: and(), offset: Math.max(0, counts.all - 100 - i) }),
    "JSON path": (i) =>
      view({
        scope: "Emr",
        query: or(pick(["requestParameters.instances.instanceCount:*", "requestParameters.name:*", "requestParameters.steps.name:*", "requestParameters.steps.hadoopJarStep.args:spark-submit"], i)),
      }),
  };
  const result = { events: counts.all, emr: counts.emr, values, kinds: {} };
  const keep = (name, time, matching) => {
    const kind = (result.kinds[name] ??= { times: [], matching: [] });
    kind.times.push(time);
    kind.matching.push(matching);
  };
  for (const [name, make] of Object.entries(kinds)) {
    for (let i = 0; i < rounds; i++) {
      const { time, view } = await make(i);
      if (view.errors.length) throw new Error(`${name}: ${JSON.stringify(view.errors)}`);
      keep(name, time, view.counts.matching);
    }
  }
  // Pages of one view, all over it.
  const whole = await view({ query: and() });
  for (let i = 0; i < rounds; i++) {
    const offset = Math.max(0, Math.floor((counts.all / rounds) * (rounds - i)) - 100);
    const { time, page } = await ask("Page", { seq: whole.seq, offset, limit: 100 });
    if (page.rows.length === 0) throw new Error(`there are no rows at ${offset}`);
    keep("a page of the same view", time, counts.all);
  }
  return result;
}

/**
 * Runs in the page: types queries, applies them, and takes the time until their numbers are on the screen, drawing
 * included: the box, the engine, the table, the facets and the timeline.
 */
export async function measureScreen({ values, rounds }) {
  const box = document.querySelector("#query");
  const shown = () => document.querySelector("[data-count=matching]")?.dataset.value;
  const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  const write = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;
  const apply = async (query) => {
    const before = shown();
    write.call(box, query);
    box.dispatchEvent(new InputEvent("input", { bubbles: true }));
    await frame();
    const start = performance.now();
    box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
    await new Promise((resolve) => {
      const seen = new MutationObserver(() => {
        if (shown() === before) return;
        seen.disconnect();
        resolve();
      });
      seen.observe(document.body, { subtree: true, attributes: true, attributeFilter: ["data-value"] });
    });
    await frame();
    return performance.now() - start;
  };
  document.querySelector("input[name=scope][value=all]").click();
  // Not the answer to this is to be measured.
  const total = document.querySelector("[data-count=all]").dataset.value;
  while (shown() !== total) await frame();
  const times = [];
  for (let i = 0; i < rounds; i++) {
    times.push(await apply(`event:"${values.eventName[i % values.eventName.length]}"`));
    // Numbers of two queries may be the same; those of everything are not.
    times.push(await apply(`NOT user:nobody${i}`));
  }
  return { times };
}
