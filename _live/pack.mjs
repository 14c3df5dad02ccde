// Packs Python for the reader's browser; called by tools/live.py as `node pack.mjs COMMAND JSON`.
//   compile   sources.zip -> all.zip (bytecode of the interpreter that will run it)
//   snapshot  all.zip, book.zip -> site/: a memory snapshot with everything imported, and what it lacks
import { mkdirSync, readFileSync, rmSync, writeFileSync, copyFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { loadPyodide } from "pyodide";
import { BOOK, ENVIRONMENT, NO_PACKAGES, PACKAGES, boot } from "./boot.mjs";

const [command, json] = process.argv.slice(2);
const { out, modules } = JSON.parse(json);
const pyodideFolder = new URL("../node_modules/pyodide/", import.meta.url).pathname;
const read = (name) => new Uint8Array(readFileSync(join(out, name)));

// Bytecode that is never checked against a source: equal input gives equal bytes.
const COMPILE = `
import importlib._bootstrap_external as external, importlib.util, warnings, zipfile
warnings.simplefilter("ignore")
with zipfile.ZipFile("/sources.zip") as sources, zipfile.ZipFile("/all.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as out:
    for entry in sources.infolist():
        content = sources.read(entry)
        name = entry.filename
        if name.endswith(".py"):
            # What only altair calls needs no docstrings; they would be a megabyte of the snapshot.
            level = 2 if name.startswith("narwhals/") or name.endswith("/schema/channels.py") else 0
            code = compile(content, f"${PACKAGES}/{name}", "exec", dont_inherit=True, optimize=level)
            content = external._code_to_hash_pyc(code, importlib.util.source_hash(content), False)
            name += "c"
        info = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
        info.compress_type = zipfile.ZIP_DEFLATED
        out.writestr(info, bytes(content))
`;

// What a first cell would do slowly is done before the snapshot: printers, a chart checked against its schema.
const WARM = `
import gc, importlib, sys, zipimport
for name in modules:
    importlib.import_module(name)
import live_runner
live_runner.warm()
sys.path_importer_cache.clear()
zipimport._zip_directory_cache.clear()
gc.collect()
`;

// A reader with the snapshot fetches only the modules that it lacks.
const REST = `
import sys, zipfile
def rest(whole, part, loaded=frozenset(sys.modules)):
    with zipfile.ZipFile(whole) as all, zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as out:
        for entry in all.infolist():
            stem, dot, ending = entry.filename.rpartition(".")
            module = stem.removesuffix("/__init__").replace("/", ".")
            if not (ending in ("py", "pyc") and module in loaded):
                info = zipfile.ZipInfo(entry.filename, (2020, 1, 1, 0, 0, 0))
                info.compress_type = zipfile.ZIP_DEFLATED
                out.writestr(info, all.read(entry))
rest("${PACKAGES}", "/rest.zip")
rest("/lib/python314.zip", "/stdlib-rest.zip")
`;

function bare(options = {}) {
  return loadPyodide({ env: { ...ENVIRONMENT, PYTHONHASHSEED: "0" }, lockFileContents: NO_PACKAGES, ...options });
}

async function compile() {
  const python = await bare();
  python.FS.writeFile("/sources.zip", read("sources.zip"));
  python.runPython(COMPILE);
  writeFileSync(join(out, "all.zip"), python.FS.readFile("/all.zip"));
}

async function snapshot() {
  const site = join(out, "site");
  rmSync(site, { recursive: true, force: true });
  mkdirSync(join(site, "pyodide"), { recursive: true });
  const python = await bare({ _makeSnapshot: true });
  python.FS.writeFile(PACKAGES, read("all.zip"));
  python.unpackArchive(read("book.zip"), "zip", { extractDir: BOOK });
  python.runPython(`import sys\nsys.path[:0] = ["${PACKAGES}", "${BOOK}"]`);
  python.runPython(`modules = ${JSON.stringify(modules)}\n${WARM}\ndel modules, name`);
  const memory = python.makeMemorySnapshot();
  // Another Python tells which modules the snapshot holds: this one must not change after it.
  const parts = { loadPyodide, asm: () => import("pyodide/pyodide.asm.mjs"), options: {}, packages: () => read("all.zip"), book: read("book.zip") };
  const again = (await boot({ ...parts, snapshot: memory })).python;
  again.runPython(REST);
  for (const name of ["rest.zip", "stdlib-rest.zip"]) writeFileSync(join(site, name), again.FS.readFile(`/${name}`));
  writeFileSync(join(site, "snapshot.gz"), gzipSync(memory, { level: 9 }));
  writeFileSync(join(site, "all.zip"), read("all.zip"));
  writeFileSync(join(site, "book.zip"), read("book.zip"));
  for (const name of ["pyodide.mjs", "pyodide.asm.mjs", "python_stdlib.zip"])
    copyFileSync(join(pyodideFolder, name), join(site, "pyodide", name));
  // A third of the bytes; hosts differ in whether they would press it themselves.
  const machine = readFileSync(join(pyodideFolder, "pyodide.asm.wasm"));
  writeFileSync(join(site, "pyodide", "pyodide.asm.wasm.gz"), gzipSync(machine, { level: 9 }));
}

// The message alone: node would print the line it came from, and pyodide is one line of a megabyte.
process.on("uncaughtException", (error) => {
  console.error(error.message);
  process.exit(1);
});
await { compile, snapshot }[command]();
// Python holds handles that would keep node alive.
process.exit(0);
