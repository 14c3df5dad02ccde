"""Generated instances: every lens on small sets, and random ones with a seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import pairwise

from lib.categories.optics.composites import Boundary, Lens, Optic, boundary
from lib.categories.optics.finite import FinObj, Fn, finite, functions
from lib.categories.optics.two_cells import TwoCell


def all_lenses(a: Boundary, b: Boundary) -> Iterator[Lens]:
    """Yield every lens between two boundaries.

    Examples
    --------
    >>> sum(1 for _ in all_lenses(boundary(finite(2)), boundary(finite(2))))
    64
    """
    for get in functions(a.forward, b.forward):
        for put in functions(a.forward * b.backward, a.backward):
            yield Lens(a, b, get, put)


def random_function(rng: random.Random, dom: FinObj, cod: FinObj) -> Fn:
    """Return a function drawn uniformly.

    Examples
    --------
    >>> random_function(random.Random(0), finite(3), finite(2)).table
    (1, 1, 0)
    """
    return Fn(dom, cod, tuple(rng.randrange(cod.size) for _ in range(dom.size)))


def random_boundary(rng: random.Random, largest: int = 3) -> Boundary:
    """Return a boundary of two sets of size 1 up to a bound.

    Examples
    --------
    >>> print(random_boundary(random.Random(0)))
    (2, 2)
    """
    return boundary(finite(rng.randint(1, largest)), finite(rng.randint(1, largest)))


def random_lens(rng: random.Random, a: Boundary, b: Boundary, name: str = "") -> Lens:
    """Return a lens drawn uniformly.

    Examples
    --------
    >>> random_lens(random.Random(0), boundary(finite(2)), boundary(finite(2))).get.table
    (1, 1)
    """
    get = random_function(rng, a.forward, b.forward)
    return Lens(a, b, get, random_function(rng, a.forward * b.backward, a.backward), name=name)


def random_optic(rng: random.Random, a: Boundary, b: Boundary, residual: int) -> Optic:
    """Return an optic with a residual of this size drawn uniformly.

    Examples
    --------
    >>> random_optic(random.Random(0), boundary(finite(2)), boundary(finite(2)), 3).residual
    3
    """
    M = finite(residual)
    fwd = random_function(rng, a.forward, M * b.forward)
    return Optic(a, b, M, fwd, random_function(rng, M * b.backward, a.backward))


def random_chain(rng: random.Random, length: int, largest: int = 3) -> list[Lens]:
    """Return lenses that compose, between random boundaries, named 1, 2, ...

    Raises
    ------
    ValueError
        If ``length`` or ``largest`` is below 1.

    Examples
    --------
    >>> chain = random_chain(random.Random(0), 3)
    >>> chain[0].b == chain[1].a
    True
    """
    if length < 1 or largest < 1:
        raise ValueError(f"length and largest must be at least 1, got {length} and {largest}")
    ends = [random_boundary(rng, largest) for _ in range(length + 1)]
    return [random_lens(rng, a, b, str(k)) for k, (a, b) in enumerate(pairwise(ends), 1)]


def random_cell_from(rng: random.Random, optic: Optic, largest: int = 3) -> TwoCell:
    """Return a 2-cell out of an optic, made by adding points to the residual that nothing reaches.

    The residual map is an injection into a set with up to ``largest - 1`` more points, in random order; new points answer at
    random.

    Raises
    ------
    ValueError
        If ``largest`` is below 1.

    Examples
    --------
    >>> o = random_optic(random.Random(0), boundary(finite(2)), boundary(finite(2)), 2)
    >>> random_cell_from(random.Random(1), o).tgt.residual.size >= 2
    True
    """
    if largest < 1:
        raise ValueError(f"largest must be at least 1, got {largest}")
    old = optic.residual.size
    size = old + rng.randint(0, largest - 1)
    places = rng.sample(range(size), old)
    r = Fn(optic.residual, finite(size), tuple(places))
    width, back = optic.b.forward.size, optic.b.backward.size
    fwd = tuple(places[x // width] * width + x % width for x in optic.fwd.table)
    bwd = [rng.randrange(optic.a.backward.size) for _ in range(size * back)]
    for m, n in enumerate(places):
        bwd[n * back : (n + 1) * back] = optic.bwd.table[m * back : (m + 1) * back]
    tgt = Optic(
        optic.a,
        optic.b,
        finite(size),
        Fn(optic.a.forward, finite(size) * optic.b.forward, fwd),
        Fn(finite(size) * optic.b.backward, optic.a.backward, tuple(bwd)),
    )
    return TwoCell(r, optic, tgt)
