// The page script of live chapters: gives every live cell its buttons. All else is fetched at the first click.
const site = JSON.parse(document.getElementById("wp-live").textContent);
// Every file is asked for by the hash of its content, so that no cache ever mixes two builds.
const address = (name) => new URL(`${name}?${site.files[name].hash}`, import.meta.url).href;

const element = (tag, properties, ...children) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
};

let session = null;
let queue = Promise.resolve();
let called = 0;

function cellOf(holder, index) {
  const input = holder.querySelector(".cell_input");
  const printed = input.querySelector("pre");
  const cell = {
    number: index + 1,
    holder,
    input,
    source: printed.textContent.replace(/\n$/, ""),
    // The code of the last run that came to its end; Python forgets it when it is stopped.
    ran: null,
    mayFail: holder.classList.contains("tag_raises-exception"),
    code: () => (cell.editor ? cell.editor.value : cell.source),
    say(text, state = "") {
      cell.status.textContent = text;
      cell.bar.dataset.state = state;
      cell.stop.hidden = !["waiting", "running"].includes(state);
    },
  };
  const button = (text, action) => {
    const made = element("button", { type: "button", textContent: text, onclick: action });
    made.setAttribute("aria-label", `${text}: cell ${cell.number}`);
    return made;
  };
  cell.run = button("Run in your browser", () => runUpTo(cell));
  cell.stop = button("Stop", () => stop());
  cell.reset = button("Reset", () => session.reset(cell));
  cell.stop.hidden = cell.reset.hidden = true;
  cell.status = element("span", { className: "wp-live-status" });
  cell.status.setAttribute("role", "status");
  cell.moved = element("span", { className: "wp-live-moved" });
  cell.bar = element("div", { className: "wp-live" }, cell.run, cell.stop, cell.reset, cell.status, cell.moved);
  (input.closest("details") || input).after(cell.bar);
  return cell;
}

const cells = [...document.querySelectorAll("article .cell:not(.tag_no-live)")]
  .filter((holder) => holder.querySelector(".cell_input pre"))
  .map(cellOf);

// One thing at a time. What still waits when a reader presses Stop learns that it is no longer wanted.
function enqueue(job) {
  const call = called;
  queue = queue.then(() => job(() => call === called));
  return queue;
}

// A cell needs what the cells above it define: those that have not run as they now stand run first.
function runUpTo(cell) {
  cell.say("Waiting", "waiting");
  return enqueue(async (wanted) => {
    const due = cells.slice(0, cell.number).filter((each) => each === cell || each.ran !== each.code());
    for (const each of due) if (wanted()) each.say(each === cell && due.length > 1 ? "The cells above run first" : "Waiting", "waiting");
    for (const [place, each] of due.entries()) {
      if (!wanted()) break;
      const end = await attempt(each, cell);
      if (end === "finished" || (end === "error" && each.mayFail)) continue;
      // Where Python did not start, the cell that was asked for says why, and the others have nothing to say.
      if (end === "failed") due.forEach((other) => other !== cell && other.say(""));
      else for (const later of due.slice(place + 1)) later.say(`Not run: cell ${each.number} did not finish`, end);
      break;
    }
    // Stop was pressed before these began.
    for (const each of due) if (each.bar.dataset.state === "waiting") each.say("Stopped", "stopped");
  });
}

async function attempt(cell, asked) {
  try {
    if (!session) {
      asked.say("Starting Python in your browser", "waiting");
      session = (await import(address("session.mjs"))).open({ site, address, cells, element, runUpTo, stop, enqueue });
    }
    return await session.run(cell, asked);
  } catch (error) {
    asked.moved.textContent = "";
    asked.say(`Python could not start here: ${error.message}. The printed page is unharmed.`, "failed");
    return "failed";
  }
}

function stop() {
  called += 1;
  session?.stop();
}

if (cells.length) {
  const megabytes = Math.round(site.first / 1e6);
  const all = element("button", { type: "button", textContent: "Run all cells", onclick: () => runUpTo(cells.at(-1)) });
  const words = ` This chapter runs in your browser: nothing leaves this page. The first run fetches ${megabytes} MB from this site.`;
  document.querySelector("article h1")?.after(element("p", { className: "wp-live-all" }, all, words));
}
