"""``pytest lib``: besides the doctests, every claim of every paper is a test of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lib.book.claims import Claim, claim_modules, claims_of


class ClaimError(AssertionError):
    """What a claim measured is not what it declares."""


class ClaimItem(pytest.Item):
    """Runs one claim and compares what it measures with what it declares."""

    claim: Claim

    def runtest(self) -> None:
        """Run the claim at its default scope."""
        result = self.claim.check()
        if not result.agrees:
            raise ClaimError(result.explain())

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException]) -> str:  # type: ignore[override]
        """Let the claim name itself."""
        if isinstance(excinfo.value, ClaimError):
            return str(excinfo.value)
        return f"claim {self.claim.key} raised\n{super().repr_failure(excinfo)}"

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the claim stands."""
        return self.path, self.claim.line - 1, f"claim {self.claim.key}"


class ClaimFile(pytest.File):
    """The ``claims.py`` of one paper."""

    def collect(self) -> Iterator[ClaimItem]:
        """Yield one test per claim."""
        for claim in claims_of(self.path.parent.name):
            item = ClaimItem.from_parent(self, name=f"{claim.id}[{claim.name}]")
            item.claim = claim
            yield item


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.File | None:
    """Collect each paper's ``claims.py``; the module itself is collected for its doctests as usual."""
    rooms = {tuple(module.split(".")[-3:-1]) for module in claim_modules()}
    if file_path.name == "claims.py" and (file_path.parent.parent.name, file_path.parent.name) in rooms:
        return ClaimFile.from_parent(parent, path=file_path)
    return None
