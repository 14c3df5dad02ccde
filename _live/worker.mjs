// One worker with one Python: fetches the parts, starts it, runs cells.

const STORE = "worked-papers-live";
const FAST = ["snapshot.gz", "stdlib-rest.zip"];
const SLOW = ["all.zip", "pyodide/python_stdlib.zip"];
// Modules that the snapshot lacks: fetched when one of them is first imported.
const REST = "rest.zip";
const ALWAYS = ["pyodide/pyodide.mjs", "pyodide/pyodide.asm.mjs", "pyodide/pyodide.asm.wasm.gz", "book.zip"];

let files, addresses, runner;
let moved = 0;
let total = 0;
let told = 0;

const tell = (type, more = {}) => self.postMessage({ type, ...more });

function count(bytes) {
  moved += bytes;
  if (performance.now() - told < 100 && moved < total) return;
  told = performance.now();
  tell("progress", { moved, total });
}

// A browser keeps these files by their address, which holds the hash of their content: a second visit moves nothing.
async function stored(work) {
  try {
    return await work(await caches.open(STORE));
  } catch {
    // No store on a page without a secure origin, or no room in it: the network answers.
    return undefined;
  }
}

async function bytesOf(name) {
  const address = addresses[name];
  const kept = await stored((store) => store.match(address));
  if (kept) {
    count(files[name].bytes);
    return new Uint8Array(await kept.arrayBuffer());
  }
  const answer = await network(address);
  if (!answer.ok) throw new Error(`${name} could not be fetched (${answer.status})`);
  const content = new Uint8Array(files[name].bytes);
  let at = 0;
  for (const reader = answer.body.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    content.set(value, at);
    at += value.length;
    count(value.length);
  }
  if (at !== content.length) throw new Error(`${name} came only in part`);
  await stored((store) => store.put(address, new Response(content)));
  return content;
}

const unpacked = (content) => new Blob([content]).stream().pipeThrough(new DecompressionStream("gzip"));

async function module(name) {
  const made = await import(addresses[name]);
  count(files[name].bytes);
  return made;
}

const network = self.fetch.bind(self);

// Pyodide asks for two files by itself; both come through the store, and the machine unpacked.
function deliver(address) {
  const path = new URL(address).pathname;
  if (path.endsWith(".wasm")) {
    return bytesOf("pyodide/pyodide.asm.wasm.gz").then(
      (content) => new Response(unpacked(content), { headers: { "content-type": "application/wasm" } }),
    );
  }
  const name = Object.keys(files).find((each) => path.endsWith(`/${each}`));
  return bytesOf(name).then((content) => new Response(content));
}

// Python waits for an import and cannot wait for a promise: this one request is made the old way.
function restNow() {
  const request = new XMLHttpRequest();
  request.open("GET", addresses[REST], false);
  request.responseType = "arraybuffer";
  request.send();
  if (request.status !== 200) throw new Error(`${REST} could not be fetched (${request.status})`);
  return new Uint8Array(request.response);
}

async function start(snapshot) {
  for (const name of [...ALWAYS, ...(snapshot ? FAST : SLOW)]) total += files[name].bytes;
  const memory = snapshot && bytesOf("snapshot.gz").then((content) => new Response(unpacked(content)).arrayBuffer());
  const book = bytesOf("book.zip");
  const all = snapshot ? null : await bytesOf("all.zip");
  const [{ boot }, { loadPyodide }] = await Promise.all([import(addresses["boot.mjs"]), module("pyodide/pyodide.mjs")]);
  const asm = module("pyodide/pyodide.asm.mjs");
  return boot({
    loadPyodide,
    asm: () => asm,
    options: { indexURL: new URL("pyodide/", self.location).href, stdLibURL: addresses[(snapshot ? FAST : SLOW)[1]] },
    snapshot: memory && new Uint8Array(await memory),
    packages: snapshot ? restNow : () => all,
    book: await book,
  });
}

const hear = {
  async start(asked) {
    ({ files, addresses } = asked);
    self.fetch = deliver;
    let started;
    let road = "snapshot";
    try {
      started = await start(true);
    } catch (error) {
      console.warn(`the snapshot could not be loaded (${error.message}): starting from bytecode`);
      road = "bytecode";
      moved = total = 0;
      started = await start(false);
    }
    self.fetch = network;
    runner = started.runner;
    if (asked.shared) started.python.setInterruptBuffer(asked.shared);
    runner.connect((kind, text) => tell("output", { kind, text }));
    tell("ready", { road });
    // What earlier builds left behind.
    const wanted = new Set(Object.values(addresses));
    await stored(async (store) => {
      for (const { url } of await store.keys()) if (!wanted.has(url)) await store.delete(url);
    });
  },
  run: ({ code, number }) => outcome(() => runner.run(code, number)),
  claim: ({ paper, id, reach }) => outcome(() => runner.run_claim(paper, id, reach)),
};

function outcome(work) {
  try {
    tell("done", { end: work() ? "finished" : "error" });
  } catch (error) {
    // The machine itself gave up: too deep a recursion, no memory left.
    tell("dead", { reason: error.message });
  }
}

self.onmessage = ({ data }) => {
  Promise.resolve(hear[data.type](data)).catch((error) => tell("failed", { reason: error.message }));
};
