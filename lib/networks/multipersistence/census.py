"""Which bifiltrations have a barcode: all of the smallest complexes, and random ones."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lib.networks.multipersistence.bifiltration import Bifiltration, Simplex, faces
from lib.networks.multipersistence.decomposition import GridModule, decompose, homology_module

EDGE: tuple[Simplex, ...] = ((0,), (1,), (0, 1))
PATH: tuple[Simplex, ...] = ((0,), (1,), (2,), (0, 1), (1, 2))
TRIANGLE: tuple[Simplex, ...] = (*PATH, (0, 2))


def orders(simplices: Sequence[Simplex]) -> Iterator[dict[Simplex, int]]:
    """Yield every way in which simplices can enter one after another or together, no face after its coface.

    Parameters
    ----------
    simplices
        A complex, faces included.

    Yields
    ------
    dict
        For each simplex its place, from 0 on, without gaps.

    Examples
    --------
    >>> [list(order.values()) for order in orders([(0,), (1,), (0, 1)])]
    [[0, 1, 2], [0, 1, 1], [1, 0, 2], [1, 0, 1], [0, 0, 1], [0, 0, 0]]
    """
    listed = list(simplices)

    def extend(done: dict[Simplex, int], level: int) -> Iterator[dict[Simplex, int]]:
        left = [simplex for simplex in listed if simplex not in done]
        if not left:
            yield {simplex: done[simplex] for simplex in listed}
            return
        for size in range(1, len(left) + 1):
            for chosen in itertools.combinations(left, size):
                if all(face in done or face in chosen for simplex in chosen for face in faces(simplex)):
                    yield from extend({**done, **dict.fromkeys(chosen, level)}, level + 1)

    yield from extend({}, 0)


def bifiltrations_of(simplices: Sequence[Simplex], *, vertices_first: bool = False) -> Iterator[Bifiltration]:
    """Yield every bifiltration of a complex, up to names of vertices, exchange of parameters and spacing of values.

    The module depends on the order of the values in each parameter only, so pairs of orders are all there is.

    Parameters
    ----------
    simplices
        A complex, faces included.
    vertices_first
        Only those in which all vertices enter together at the bottom.

    Raises
    ------
    TypeError, ValueError
        If the simplices are no complex, or one is listed twice.

    Notes
    -----
    The number of pairs of orders, which grows faster than the square of the factorial of the number of simplices.

    Examples
    --------
    >>> sum(1 for _ in bifiltrations_of([(0,), (1,), (0, 1)]))
    13
    """
    # a complex that misses a face is named here
    if len(Bifiltration(dict.fromkeys(simplices, (0,)))) < len(simplices):
        raise ValueError(f"simplices must be listed once each, got {list(simplices)}")
    every = [
        tuple(order.values())
        for order in orders(simplices)
        if not vertices_first or all(not place for simplex, place in order.items() if len(simplex) == 1)
    ]
    place = {simplex: i for i, simplex in enumerate(simplices)}
    vertices = sorted({v for simplex in simplices for v in simplex})
    symmetries = []
    for image in itertools.permutations(vertices):
        renamed = [tuple(sorted(image[vertices.index(v)] for v in simplex)) for simplex in simplices]
        if all(simplex in place for simplex in renamed):
            symmetries.append([place[simplex] for simplex in renamed])
    seen = set()
    for first, second in itertools.product(every, repeat=2):
        forms = (
            pair
            for moved in symmetries
            for a, b in [(tuple(first[i] for i in moved), tuple(second[i] for i in moved))]
            for pair in ((a, b), (b, a))
        )
        least = min(forms)
        if least not in seen:
            seen.add(least)
            yield Bifiltration(dict(zip(simplices, zip(*least, strict=True), strict=True)))


@dataclass(frozen=True)
class Census:
    """How many bifiltrations were looked at, and those whose module is no sum of intervals."""

    total: int
    exceptions: tuple[Bifiltration, ...]


def census(simplices: Sequence[Simplex], degree: int = 0, *, vertices_first: bool = False) -> Census:
    """Decompose the homology of every bifiltration of a complex.

    Parameters
    ----------
    simplices, vertices_first
        As for :func:`bifiltrations_of`.
    degree
        The homological degree.

    Examples
    --------
    >>> found = census([(0,), (1,), (0, 1)])
    >>> found.total, len(found.exceptions)
    (13, 2)
    """
    total, exceptions = 0, []
    for f in bifiltrations_of(simplices, vertices_first=vertices_first):
        total += 1
        if not is_interval_decomposable(homology_module(f, degree)):
            exceptions.append(f)
    return Census(total, tuple(exceptions))


def is_interval_decomposable(module: GridModule) -> bool:
    """Whether a module is a sum of intervals, decided by its true decomposition.

    Examples
    --------
    >>> from lib.networks.multipersistence import l_shape, three_arms
    >>> is_interval_decomposable(homology_module(three_arms(), 0))
    False
    >>> is_interval_decomposable(homology_module(l_shape((1, 1), (3, 2)), 1))
    True
    """
    return all(part.interval() is not None for part in decompose(module))
