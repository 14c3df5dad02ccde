// Starts Python: from a memory snapshot in which everything is imported already, or from bytecode alone (the slow road).
// The worker, the packer and the tests under node all start it here.

export const PACKAGES = "/lib/packages.zip";
export const BOOK = "/book";
export const ENVIRONMENT = { WORKED_PAPERS_STATIC: "1", PYTHONDONTWRITEBYTECODE: "1" };
// No list of further packages: nothing is to be fetched by name.
export const NO_PACKAGES = { info: { abi_version: "2026_0", version: "314.0.7", python: "3.14.2" }, packages: {} };

// parts: loadPyodide, asm (imports the module that makes the machine), options (where pyodide finds its own files),
// snapshot (bytes, or nothing for the slow road), packages (gives the bytes of their archive when they are first needed)
// and book (bytes of its archive).
export async function boot({ loadPyodide, asm, options, snapshot, packages, book }) {
  const python = await loadPyodide({
    ...options,
    env: { ...ENVIRONMENT },
    lockFileContents: NO_PACKAGES,
    packageBaseUrl: "/",
    _loadSnapshot: snapshot,
    // The build on npm starts with a fixed memory; a larger snapshot needs room before it is copied in.
    createPyodideModule: async (settings) => {
      const machine = await (await asm()).default(settings);
      if (snapshot && machine.HEAP8.length < snapshot.length) machine.growMemory(snapshot.length);
      return machine;
    },
  });
  // A snapshot holds memory but no files: the archives go to the paths that its modules remember.
  arriveWhenOpened(python.FS, PACKAGES, packages);
  python.unpackArchive(book, "zip", { extractDir: BOOK });
  if (!snapshot) python.runPython(`import sys\nsys.path[:0] = ["${PACKAGES}", "${BOOK}"]`);
  const runner = python.pyimport("live_runner");
  runner.begin();
  return { python, runner };
}

// With a snapshot most readers never need the packages' archive: it is asked for when Python first opens it.
function arriveWhenOpened(files, path, bytes) {
  files.writeFile(path, new Uint8Array());
  const { node } = files.lookupPath(path);
  const usual = node.stream_ops;
  node.stream_ops = {
    ...usual,
    open() {
      node.stream_ops = usual;
      files.writeFile(path, bytes());
    },
  };
}
