// Starts the packed Python under node by both roads and asks each the same questions; one JSON line for each road.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { pathToFileURL } from "node:url";

const [root, rooms] = process.argv.slice(2);
const site = `${root}/_build/live/site/`;
const { boot } = await import(pathToFileURL(`${site}boot.mjs`));
const { loadPyodide } = await import(pathToFileURL(`${root}/node_modules/pyodide/pyodide.mjs`));
const read = (name) => new Uint8Array(readFileSync(site + name));

const QUESTIONS = `
import importlib, sys
before = "sympy" in sys.modules
import sympy, networkx as nx
x = sympy.Symbol("x")
factors = str(sympy.factor(x**6 - 1))
import sympy.stats
mean = str(sympy.stats.E(sympy.stats.Die("D", 6)))
graphs = len(nx.graph_atlas_g())
names = 0
for room in rooms:
    module = importlib.import_module(room)
    names += sum(hasattr(module, name) for name in module.__all__) == len(module.__all__)
import inspect
source = inspect.getsource(module)[:3]
import altair as alt
bars = alt.Chart(alt.Data(values=[{"a": 1}])).mark_bar().encode(x="a:O").to_dict()["mark"]["type"]
import json
json.dumps([before, factors, mean, graphs, names == len(rooms), source, bars])
`;

for (const road of ["snapshot", "bytecode"]) {
  const fast = road === "snapshot";
  const { python } = await boot({
    loadPyodide,
    asm: () => import(pathToFileURL(`${root}/node_modules/pyodide/pyodide.asm.mjs`)),
    options: { stdLibURL: fast ? `${site}stdlib-rest.zip` : undefined },
    snapshot: fast ? new Uint8Array(gunzipSync(read("snapshot.gz"))) : undefined,
    packages: () => read(fast ? "rest.zip" : "all.zip"),
    book: read("book.zip"),
  });
  const answers = python.runPython(QUESTIONS, { globals: python.toPy({ rooms: JSON.parse(rooms) }) });
  console.log(JSON.stringify({ road, answers: JSON.parse(answers) }));
}
process.exit(0);
