"""Each notebook runs from top to bottom where only what its first cell would install is there."""

from __future__ import annotations

import subprocess
import venv
from pathlib import Path

import nbformat
import pytest

from tools.notebooks import chapters, data_packages, notebook_of

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]

RUN = """
import nbclient, nbformat
notebook = nbformat.read("chapter.ipynb", as_version=4)
nbclient.NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
nbformat.write(notebook, "done.ipynb")
"""


@pytest.mark.parametrize("source", [p for p in chapters() if p.parent.name != "chapters"], ids=lambda path: path.stem)
def test_notebook_runs_alone(source: Path, tmp_path: Path) -> None:
    environment = tmp_path / "environment"
    venv.create(environment, with_pip=True)
    python = environment / "bin" / "python"

    def install(*arguments: str) -> None:
        command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *arguments]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stderr
        assert "does not provide the extra" not in run.stderr

    pins = ROOT / "requirements.txt"
    if "torch" in _needs(source.stem):
        # by itself first, as a machine with torch would have it
        install(next(line for line in pins.read_text().splitlines() if line.startswith("torch==")))
    # the first cell's own request, from this checkout in place of the network
    install("--constraint", str(pins), f"{ROOT}[{source.stem.replace('_', '-')}]")
    if packages := data_packages(source.stem):
        install("--no-deps", *packages)
    install("--constraint", str(pins), "ipykernel", "nbclient")
    empty = tmp_path / "empty"
    empty.mkdir()
    nbformat.write(notebook_of(source), empty / "chapter.ipynb")
    run = subprocess.run([python, "-c", RUN], cwd=empty, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr[-3000:]
    done = nbformat.read(empty / "done.ipynb", as_version=4)
    code = [cell for cell in done.cells if cell.cell_type == "code"]
    assert code[0].outputs == []
    assert all(cell.execution_count for cell in code)
    assert not any(out.get("name") == "stderr" for cell in code for out in cell.outputs)


def _needs(slug: str) -> str:
    text = (ROOT / "pyproject.toml").read_text()
    return next(line for line in text.splitlines() if line.startswith(f"{slug} = "))
