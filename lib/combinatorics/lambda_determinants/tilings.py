"""A compatible pair as a domino tiling of an Aztec diamond: the exponents are the dominoes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from lib.combinatorics.lambda_determinants.layers import exponents
from lib.combinatorics.lambda_determinants.matrices import check_size

Side = Literal["NW", "NE", "SE", "SW"]
# Twice the coordinates (down, right) of a square's centre, so that they are integers.
Square = tuple[int, int]


class Domino(NamedTuple):
    """A domino lying across the edge that leaves the vertex (i, j) towards one side; it covers two squares."""

    i: int
    j: int
    side: Side

    @property
    def squares(self) -> tuple[Square, Square]:
        """The two squares, by twice the coordinates (down, right) of their centres."""
        down = -1 if self.side[0] == "N" else 1
        right = -1 if self.side[1] == "W" else 1
        return (2 * self.i + down, 2 * self.j), (2 * self.i, 2 * self.j + right)


def aztec_squares(order: int) -> frozenset[Square]:
    """Return the squares of the Aztec diamond of this order, standing on its corner.

    Parameters
    ----------
    order
        At least 0.  The vertices are the points (i, j) and (i + 1/2, j + 1/2); the squares stand on their corners, and
        their centres are halfway between neighbouring points (i, j) with 0 <= i, j <= order + 1.

    Raises
    ------
    ValueError, TypeError
        If the order is negative or not an integer.

    Examples
    --------
    >>> [len(aztec_squares(order)) for order in range(4)]
    [0, 4, 12, 24]
    """
    check_size(order, 0, "order")
    inside, between = range(1, order + 1), range(order + 1)
    flat = {(2 * i, 2 * j + 1) for i in inside for j in between}
    return frozenset(flat | {(down, right) for right, down in flat})


def domino_tiling(A: Sequence[Sequence[int]], B: Sequence[Sequence[int]]) -> tuple[Domino, ...]:
    """Return the domino tiling of the Aztec diamond of order n - 1 that belongs to a compatible pair.

    Parameters
    ----------
    A, B
        A compatible pair of sizes n - 1 and n.

    Returns
    -------
    tuple of Domino
        One domino for each exponent that is 1 in the four families of :func:`exponents`.  Those towards NW carry lam at
        (i, j), those towards NE carry mu at (i, j + 1), the others carry nothing.

    Raises
    ------
    ValueError
        If the pair is not compatible.

    Notes
    -----
    O(n^2).  The corner sums of A and B are the heights at the two kinds of vertices; a domino lies where the height
    jumps.  The map from pairs to tilings goes back to Elkies, Kuperberg, Larsen and Propp.

    Examples
    --------
    >>> domino_tiling([[1]], [[0, 1], [1, 0]])
    (Domino(i=1, j=1, side='NW'), Domino(i=1, j=1, side='SE'))
    """
    families = exponents(A, B)
    if not families.compatible():
        raise ValueError(f"A and B must be compatible (all four exponents 0 or 1), got {A!r} and {B!r}")
    sides: tuple[tuple[Side, dict[tuple[int, int], int]], ...] = (
        ("NW", families.north_west),
        ("NE", families.north_east),
        ("SE", families.south_east),
        ("SW", families.south_west),
    )
    return tuple(Domino(i, j, side) for side, family in sides for (i, j), value in family.items() if value)
