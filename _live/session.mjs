// Fetched at the first click: talks to the one worker that holds Python, turns printed code into editors, shows outputs.

// Rich outputs in the order in which the build prefers them.
const PREFERRED = ["text/html", "image/svg+xml", "text/latex", "text/plain"];
// Where the browser lets page and worker share memory, Python gets this long to heed a Stop before its worker is ended.
const PATIENCE = 3000;
const WORDS =
  /("""[^]*?(?:"""|$)|'''[^]*?(?:'''|$)|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?)|(#[^\n]*)|\b(\d[\w.]*)|\b(False|None|True|and|as|assert|async|await|break|class|continue|def|del|elif|else|except|finally|for|from|global|if|import|in|is|lambda|nonlocal|not|or|pass|raise|return|try|while|with|yield)\b/g;
const INKS = ["s2", "c1", "mi", "k"];

export function open({ site, address, cells, element, runUpTo, stop: stopAll, enqueue }) {
  let worker = null;
  let ready = null;
  let current = null;
  let starting = null;
  const shared = self.crossOriginIsolated ? new Int32Array(new SharedArrayBuffer(4)) : null;

  for (const cell of cells) edit(cell);
  for (const row of document.querySelectorAll("tr[data-reach]")) control(row);
  document.addEventListener("wp-added", (event) => event.target.querySelectorAll("tr[data-reach]").forEach(control));

  function edit(cell) {
    const printed = cell.input.querySelector("pre");
    cell.printed = { code: [...printed.childNodes], outputs: outputs(cell), holder: cell.holder.querySelector(".cell_output") };
    cell.editor = element("textarea", { value: cell.source, rows: 1, spellcheck: false, autocapitalize: "off", autocomplete: "off" });
    cell.editor.setAttribute("aria-label", `Code of cell ${cell.number}. Shift+Enter runs it.`);
    cell.paint = () => {
      const lines = cell.editor.value;
      if (lines === cell.source) printed.replaceChildren(...cell.printed.code);
      else printed.replaceChildren(...coloured(lines, element), "\n");
      cell.reset.hidden = lines === cell.source && !cell.changed;
      if (cell.ran !== null && cell.ran !== lines) cell.say("Edited: not run yet");
    };
    cell.editor.addEventListener("input", cell.paint);
    cell.editor.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      if (event.shiftKey || event.ctrlKey || event.metaKey) {
        event.preventDefault();
        runUpTo(cell);
      } else {
        // A new line starts where the one above starts, further in after a colon.
        const above = cell.editor.value.slice(0, cell.editor.selectionStart).split("\n").at(-1);
        const indent = above.match(/^ */)[0] + (above.trimEnd().endsWith(":") ? "    " : "");
        if (indent && document.execCommand("insertText", false, `\n${indent}`)) event.preventDefault();
      }
    });
    printed.parentElement.classList.add("wp-editing");
    printed.removeAttribute("tabindex");
    printed.after(cell.editor);
    cell.run.textContent = "Run";
    cell.run.setAttribute("aria-label", `Run: cell ${cell.number}`);
  }

  function outputs(cell) {
    const holder = cell.holder.querySelector(".cell_output");
    return holder ? [...holder.childNodes] : [];
  }

  function holderOf(cell) {
    let holder = cell.holder.querySelector(".cell_output");
    if (!holder) {
      holder = element("div", { className: "cell_output docutils container" });
      cell.bar.after(holder);
    }
    return holder;
  }

  function start(asked) {
    starting = asked;
    ready ??= new Promise((done, failed) => {
      worker = new Worker(address("worker.mjs"), { type: "module" });
      worker.onmessage = ({ data }) => hear[data.type](data, done, failed);
      worker.onerror = (event) => {
        event.preventDefault();
        failed(new Error(event.message || "its script could not be loaded"));
        current?.end("dead");
        end();
      };
      const addresses = Object.fromEntries(Object.keys(site.files).map((name) => [name, address(name)]));
      worker.postMessage({ type: "start", files: site.files, addresses, shared });
    });
    return ready;
  }

  const hear = {
    progress({ moved, total }) {
      starting.moved.textContent = total ? `${(moved / 1e6).toFixed(1)} of ${(total / 1e6).toFixed(1)} MB` : "";
    },
    ready({ road }, done) {
      document.documentElement.dataset.live = road;
      done();
    },
    failed({ reason }, done, failed) {
      end();
      failed(new Error(reason));
    },
    output: ({ kind, text }) => current?.show(kind, text),
    done: ({ end: how }) => current?.end(how),
    dead({ reason }) {
      current?.show("stderr", `Python ended: ${reason}\n`);
      current?.end("dead");
      end();
    },
  };

  // Python is gone and with it every name; the printed page and what readers typed stay.
  function end() {
    worker?.terminate();
    worker = ready = null;
    for (const cell of cells) cell.ran = null;
  }

  async function run(cell, asked) {
    const started = ready !== null;
    asked.say(started ? "Waiting" : "Starting Python in your browser", "waiting");
    try {
      await start(asked);
    } finally {
      asked.moved.textContent = "";
    }
    const code = cell.editor.value;
    cell.say("Running", "running");
    const holder = holderOf(cell);
    const fresh = element("div", {});
    const how = await new Promise((done) => {
      let stopped = false;
      current = {
        show(kind, text) {
          if (kind === "stopped") stopped = true;
          else add(fresh, kind, text, element);
          // What arrives late in a long run replaces what was printed as soon as there is something to see.
          if (fresh.isConnected || !fresh.childNodes.length) return;
          clear(holder);
          holder.replaceChildren(fresh);
        },
        end: (end) => done(stopped ? "stopped" : end),
      };
      worker.postMessage({ type: "run", code, number: cell.number });
    });
    current = null;
    if (!(how === "stopped" && !fresh.childNodes.length)) {
      clear(holder);
      holder.replaceChildren(...fresh.childNodes);
      await typeset(holder);
      holder.dispatchEvent(new Event("wp-added", { bubbles: true }));
    }
    cell.changed = true;
    cell.reset.hidden = false;
    cell.ran = how === "finished" || (how === "error" && cell.mayFail) ? code : null;
    cell.say({ finished: "Finished", error: `Cell ${cell.number} stopped with an error`, stopped: "Stopped", dead: "Python ended; the next run starts it afresh" }[how], how);
    return how;
  }

  // How far a claim's check reaches is a whole number or two: a reader may choose others and run that claim again.
  function control(row) {
    if (row.querySelector(".wp-again")) return;
    const { paper, claim, reach } = row.dataset;
    const fields = Object.entries(JSON.parse(reach)).map(([name, value]) =>
      element("input", { type: "number", name, value, defaultValue: value, required: true, step: 1 }),
    );
    const again = element("button", { type: "submit", textContent: "Run again" });
    const halt = element("button", { type: "button", textContent: "Stop", hidden: true, onclick: stopAll });
    for (const button of [again, halt]) button.setAttribute("aria-label", `${button.textContent}: claim ${claim}`);
    const status = element("span", {});
    status.setAttribute("role", "status");
    const labels = fields.map((field) => element("label", {}, `${field.name} `, field));
    const form = element("form", { className: "wp-again" }, ...labels, again, halt, status);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const chosen = Object.fromEntries(fields.map((field) => [field.name, Number(field.value)]));
      const teller = { moved: status, say: (text) => (status.textContent = text) };
      teller.say("Waiting");
      halt.hidden = false;
      enqueue(async (wanted) => {
        halt.hidden = !wanted();
        if (!wanted()) return teller.say("Stopped");
        try {
          await start(teller);
          teller.say("Running");
          const { how, shown } = await ask({ type: "claim", paper, id: claim, reach: JSON.stringify(chosen) });
          halt.hidden = true;
          const fresh = how === "finished" && element("tbody", { innerHTML: shown.at(-1)[1] }).firstElementChild;
          teller.say(fresh ? "" : how === "stopped" ? "Stopped" : lastLine(shown));
          if (!fresh) return;
          const held = form.contains(document.activeElement);
          row.replaceWith(fresh);
          control(fresh);
          fresh.querySelector("[role='status']").textContent = "Finished";
          if (held) fresh.querySelector("button").focus();
          await typeset(fresh);
        } catch (error) {
          halt.hidden = true;
          teller.say(`Python could not start here: ${error.message}`);
        }
      });
    });
    row.lastElementChild.append(form);
  }

  const lastLine = (shown) => shown.map(([, text]) => text).join("").trim().split("\n").at(-1);

  async function ask(message) {
    const shown = [];
    const how = await new Promise((done) => {
      current = {
        show: (kind, text) => shown.push([kind, text]),
        end: (end) => done(shown.some(([kind]) => kind === "stopped") ? "stopped" : end),
      };
      worker.postMessage(message);
    });
    current = null;
    return { how, shown };
  }

  function stop() {
    const stopping = worker;
    if (shared && current) {
      shared[0] = 2;
      setTimeout(() => worker === stopping && current && kill(), PATIENCE);
    } else kill();
  }

  function kill() {
    const reject = current;
    end();
    reject?.end("stopped");
  }

  function reset(cell) {
    cell.editor.value = cell.source;
    const holder = cell.holder.querySelector(".cell_output");
    if (holder) {
      clear(holder);
      holder.replaceChildren(...cell.printed.outputs);
      if (!cell.printed.holder) holder.remove();
    }
    cell.changed = false;
    cell.ran = null;
    cell.paint();
    cell.say("As printed");
    cell.run.focus();
  }

  return { run, stop, reset };
}

// The parts of a piece of Python, coloured as the build colours them.
function coloured(code, element) {
  const parts = [];
  let end = 0;
  for (const match of code.matchAll(WORDS)) {
    const ink = match.slice(1).findIndex((group) => group !== undefined);
    parts.push(code.slice(end, match.index), element("span", { className: INKS[ink], textContent: match[0] }));
    end = match.index + match[0].length;
  }
  return [...parts, code.slice(end)];
}

function clear(holder) {
  self.MathJax?.typesetClear?.([holder]);
}

async function typeset(holder) {
  if (!self.MathJax?.startup?.promise) return;
  await self.MathJax.startup.promise;
  await self.MathJax.typesetPromise([holder]);
}

function add(holder, kind, text, element) {
  if (kind === "bundle") holder.append(rich(JSON.parse(text), element));
  else if (kind === "missing") holder.append(missing(text, element));
  else if (kind === "notice") holder.append(element("p", { className: "wp-live-note", textContent: text }));
  else lines(holder, kind, text, element);
}

// Text of one stream that arrives in pieces is one output, as in the build.
function lines(holder, kind, text, element) {
  const name = { stdout: "stream", stderr: "stderr", error: "traceback", plain: "text_plain" }[kind];
  const last = holder.lastElementChild;
  if (kind !== "plain" && last?.dataset.kind === kind) {
    last.querySelector("pre").append(text);
    return;
  }
  const box = element("div", { className: `output ${name} highlight-myst-ansi notranslate` });
  box.dataset.kind = kind;
  box.append(element("div", { className: "highlight" }, element("pre", { textContent: text })));
  holder.append(box);
}

function rich(bundle, element) {
  const kind = PREFERRED.find((name) => name in bundle);
  const text = bundle[kind];
  if (kind === "text/plain") {
    const holder = element("div", {});
    lines(holder, "plain", text, element);
    return holder.firstChild;
  }
  if (kind === "text/latex") {
    const formula = text.trim().replace(/^\$+|\$+$/g, "");
    return element("div", { className: "output text_latex math notranslate nohighlight", textContent: `\\[${formula}\\]` });
  }
  // Scripts inside do not run, here and on the printed page alike; charts are drawn by the page's own script.
  const box = element("div", { className: "output text_html", innerHTML: text });
  for (const svg of box.querySelectorAll("svg:not([role])")) {
    svg.setAttribute("role", "img");
    if (!svg.hasAttribute("aria-label")) svg.setAttribute("aria-label", bundle["text/plain"]);
  }
  return box;
}

function missing(name, element) {
  const link = (host, words) => {
    const there = document.querySelector(`a[href*="${host}"]`);
    return there ? element("a", { href: there.href, textContent: words }) : words;
  };
  return element(
    "p",
    { className: "wp-live-note" },
    element("code", { textContent: name }),
    " is not here: in the browser this chapter runs on exact arithmetic only, with Python's standard library, sympy, mpmath and networkx. Open it on ",
    link("mybinder.org", "Binder"),
    " or ",
    link("colab.research", "Colab"),
    " to use it.",
  );
}
