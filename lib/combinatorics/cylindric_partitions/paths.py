"""Lattice paths around the cylinder, and the Macdonald weight read off their peaks and valleys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lib.combinatorics.cylindric_partitions.cylindric import validate
from lib.combinatorics.cylindric_partitions.macdonald import Powers, boxes_of_column, evaluate_powers, tidy
from lib.exact import Partition, conjugate


@dataclass(frozen=True)
class Path:
    """The height of one column of the partitions, followed around the cylinder.

    Parameters
    ----------
    column
        Counted from 1.
    heights
        The height of the column at the vertices 0 to T.
    steps
        ``"U"`` or ``"D"`` for each step.
    peaks, valleys
        Vertices 1 to T (T stands for the seam) where the path turns down, or up.
    """

    column: int
    heights: tuple[int, ...]
    steps: str
    peaks: tuple[int, ...]
    valleys: tuple[int, ...]


def lattice_paths(profile: Sequence[int], cpp: Sequence[Partition]) -> list[Path]:
    """Return the lattice path of every column that is not empty throughout.

    A step goes up if the column grows in a growing step, or does not shrink in a shrinking step; otherwise down.

    Raises
    ------
    TypeError, ValueError
        As :func:`validate <lib.combinatorics.cylindric_partitions.validate>`.

    Notes
    -----
    T times the length of the longest row.

    Examples
    --------
    >>> lattice_paths((1, 0, 1, 0), ((2,), (3, 1), (1,), (4, 1), (2,)))[0]
    Path(column=1, heights=(1, 2, 1, 2, 1), steps='UDUD', peaks=(1, 3), valleys=(2, 4))
    """
    shapes = validate(profile, cpp)
    columns = [conjugate(shape) for shape in shapes]
    found = []
    for column in range(max(map(len, columns))):
        heights = tuple(shape[column] if column < len(shape) else 0 for shape in columns)
        steps = "".join(
            "U" if (after > before if letter else after == before) else "D"
            for letter, before, after in zip(profile, heights, heights[1:], strict=False)
        )
        turns = list(zip(steps, steps[1:] + steps[0], strict=True))
        peaks = tuple(k for k, turn in enumerate(turns, start=1) if turn == ("U", "D"))
        valleys = tuple(k for k, turn in enumerate(turns, start=1) if turn == ("D", "U"))
        found.append(Path(column + 1, heights, steps, peaks, valleys))
    return found


def column_powers(shape: Partition, column: int) -> Powers:
    """Return the factors B(a, l) of the boxes of one column, counted from 1.

    Raises
    ------
    ValueError
        If the column is not positive.

    Examples
    --------
    >>> sorted(column_powers((3, 1), 1).items())
    [((0, 0), 1), ((2, 1), 1)]
    """
    if column < 1:
        raise ValueError(f"column must be at least 1, got {column}")
    return boxes_of_column(shape, conjugate(shape), column - 1)


def path_powers(profile: Sequence[int], cpp: Sequence[Partition]) -> Powers:
    """Return the Macdonald weight as powers, read off the paths: columns at peaks over columns at valleys.

    Raises
    ------
    TypeError, ValueError
        As :func:`validate <lib.combinatorics.cylindric_partitions.validate>`.

    Examples
    --------
    >>> sorted(path_powers((1, 0), ((), (1,), ())).items())
    [((0, 0), 1)]
    """
    powers: Powers = Counter()
    for path in lattice_paths(profile, cpp):
        for vertex in path.peaks:
            powers.update(column_powers(cpp[vertex], path.column))
        for vertex in path.valleys:
            powers.subtract(column_powers(cpp[vertex], path.column))
    return tidy(powers)


def macdonald_weight_paths(profile: Sequence[int], cpp: Sequence[Partition], q: Any, t: Any) -> Any:
    r"""Return :math:`W_c(q,t)` from the peaks and valleys of the lattice paths.

    Raises
    ------
    TypeError, ValueError
        As :func:`macdonald_weight`.

    Examples
    --------
    >>> import sympy
    >>> q, t = sympy.symbols("q t")
    >>> macdonald_weight_paths((1, 0, 1, 0), ((2,), (3, 1), (1,), (4, 1), (2,)), q, t)
    (1 - t)**4*(-q**2*t**2 + 1)*(-q**3*t**2 + 1)/((1 - q)**4*(-q**3*t + 1)*(-q**4*t + 1))
    """
    return evaluate_powers(path_powers(profile, cpp), q, t)
