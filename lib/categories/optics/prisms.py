"""Prisms: the same definitions with sums in place of products, where the picture turns upside down."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from lib.categories.optics.composites import Boundary
from lib.categories.optics.finite import FinObj, Fn, check_object, finite, functions
from lib.categories.optics.hom_categories import HomCategory, check_number


def plus(left: FinObj, right: FinObj) -> FinObj:
    """Return the disjoint union as one factor: the points of ``left``, then those of ``right``.

    Examples
    --------
    >>> plus(finite(2), finite(3))
    5
    """
    return finite(left.size + right.size)


@dataclass(frozen=True)
class SumOptic:
    """A coproduct optic (A, A') → (B, B'): fwd : A → M + B and bwd : M + B' → A'.

    Forward it either stops with a value in M or goes on with one in B; backward it answers from either.

    Parameters
    ----------
    a, b
        The boundaries.
    residual
        The object M; unlike for product optics it may be empty.
    fwd, bwd
        The forward and the backward map.

    Raises
    ------
    TypeError, ValueError
        If a map has the wrong domain or codomain.

    Examples
    --------
    >>> from lib.categories.optics.composites import boundary
    >>> bit = boundary(finite(2))
    >>> SumOptic(bit, bit, finite(0), Fn.identity(finite(2)), Fn.identity(finite(2))).residual
    0
    """

    a: Boundary
    b: Boundary
    residual: FinObj
    fwd: Fn
    bwd: Fn

    def __post_init__(self) -> None:
        check_object(self.residual, "residual")
        for name, fn, dom, cod in (
            ("fwd", self.fwd, self.a.forward, plus(self.residual, self.b.forward)),
            ("bwd", self.bwd, plus(self.residual, self.b.backward), self.a.backward),
        ):
            if (fn.dom.size, fn.cod.size) != (dom.size, cod.size):
                raise ValueError(f"{name} must go from {dom.size} to {cod.size} points, got {fn.dom} to {fn.cod}")

    def __rshift__(self, other: SumOptic) -> SumOptic:
        """Compose: the residual is M + N, a value stopped by the first part or by the second."""
        _check_plug(self, other)
        m, both = self.residual.size, plus(self.residual, other.residual)
        fwd = tuple(x if x < m else m + other.fwd.table[x - m] for x in self.fwd.table)
        bwd = self.bwd.table[:m] + tuple(self.bwd.table[m + y] for y in other.bwd.table)
        return SumOptic(
            self.a,
            other.b,
            both,
            Fn(self.a.forward, plus(both, other.b.forward), fwd),
            Fn(plus(both, other.b.backward), self.a.backward, bwd),
        )


@dataclass(frozen=True)
class Prism:
    """A prism (A, A') → (B, B'): match : A → A' + B and build : B' → A'.

    Raises
    ------
    ValueError
        If a map has the wrong domain or codomain.

    Examples
    --------
    >>> from lib.categories.optics.composites import boundary
    >>> bit = boundary(finite(2))
    >>> prism = Prism(bit, bit, Fn(finite(2), finite(4), (2, 3)), Fn.identity(finite(2)))
    >>> prism_of(store_answer(prism)) == prism
    True
    """

    a: Boundary
    b: Boundary
    match: Fn
    build: Fn

    def __post_init__(self) -> None:
        wanted = (self.a.forward.size, self.a.backward.size + self.b.forward.size)
        if (self.match.dom.size, self.match.cod.size) != wanted:
            raise ValueError(
                f"match must go from {wanted[0]} to {wanted[1]} points, got {self.match.dom} to {self.match.cod}"
            )
        if (self.build.dom, self.build.cod) != (self.b.backward, self.a.backward):
            raise ValueError(
                f"build must go from {self.b.backward} to {self.a.backward}, got {self.build.dom} to {self.build.cod}"
            )

    def __rshift__(self, other: Prism) -> Prism:
        """Compose: if the second match fails, its answer is built into one for the first."""
        _check_plug(self, other)
        answers = self.a.backward.size
        # what becomes of an outcome of the second match: an answer is built on, a value goes through
        onwards = (*self.build.table, *range(answers, answers + other.b.forward.size))
        match = tuple(x if x < answers else onwards[other.match.table[x - answers]] for x in self.match.table)
        return Prism(
            self.a,
            other.b,
            Fn(self.a.forward, plus(self.a.backward, other.b.forward), match),
            other.build >> self.build,
        )


def _check_plug(first: SumOptic | Prism, second: SumOptic | Prism) -> None:
    if type(second) is not type(first):
        raise TypeError(f"other must be a {type(first).__name__} like the first, got {type(second).__name__}")
    if first.b != second.a:
        raise ValueError(f"other must start at the boundary where the first ends, {first.b}; it starts at {second.a}")


def store_answer(prism: Prism) -> SumOptic:
    """Return the optic with residual A' that keeps the finished answer of a failed match.

    Examples
    --------
    >>> from lib.categories.optics.composites import boundary
    >>> bit = boundary(finite(2))
    >>> store_answer(Prism(bit, bit, Fn(finite(2), finite(4), (2, 3)), Fn.identity(finite(2)))).residual
    2
    """
    answer = prism.a.backward
    bwd = Fn(plus(answer, prism.b.backward), answer, tuple(range(answer.size)) + prism.build.table)
    return SumOptic(prism.a, prism.b, answer, prism.match, bwd)


def prism_of(optic: SumOptic) -> Prism:
    """Return the prism that behaves like a coproduct optic: finish a failed match at once.

    Examples
    --------
    >>> from lib.categories.optics.composites import boundary
    >>> bit = boundary(finite(2))
    >>> prism_of(SumOptic(bit, bit, finite(0), Fn.identity(finite(2)), Fn.identity(finite(2)))).match.table
    (2, 3)
    """
    m, answer = optic.residual.size, optic.a.backward.size
    match = tuple(optic.bwd.table[x] if x < m else answer + x - m for x in optic.fwd.table)
    return Prism(
        optic.a,
        optic.b,
        Fn(optic.a.forward, plus(optic.a.backward, optic.b.forward), match),
        Fn(optic.b.backward, optic.a.backward, optic.bwd.table[m:]),
    )


def sum_two_cells(src: SumOptic, tgt: SumOptic) -> Iterator[Fn]:
    """Yield every map of residuals r with f;(r+B) = h and (r+B');k = b.

    Raises
    ------
    ValueError
        If the optics have different boundaries.

    Notes
    -----
    Point by point as for product optics: time proportional to the size of A plus the sizes of M and N multiplied, then
    one step for each 2-cell.

    Examples
    --------
    >>> from lib.categories.optics.composites import boundary
    >>> bit = boundary(finite(2))
    >>> empty = SumOptic(bit, bit, finite(0), Fn.identity(finite(2)), Fn.identity(finite(2)))
    >>> len(list(sum_two_cells(empty, empty)))
    1
    """
    if (src.a, src.b) != (tgt.a, tgt.b):
        raise ValueError(f"src and tgt must have the same boundaries, got {src.a} to {src.b} and {tgt.a} to {tgt.b}")
    m, n = src.residual.size, tgt.residual.size
    if src.bwd.table[m:] != tgt.bwd.table[n:]:
        return
    choices = [{y for y in range(n) if tgt.bwd.table[y] == src.bwd.table[x]} for x in range(m)]
    for before, after in zip(src.fwd.table, tgt.fwd.table, strict=True):
        if before >= m:
            if after - n != before - m:
                return
        else:
            choices[before] &= {after}
    for images in itertools.product(*map(sorted, choices)):
        yield Fn(src.residual, tgt.residual, images)


def sum_hom_category(a: Boundary, b: Boundary, max_residual: int, *, force: bool = False) -> HomCategory[SumOptic]:
    """Return all coproduct optics between two boundaries with residuals of size 0 up to a bound, with their 2-cells.

    Raises
    ------
    ValueError
        If ``max_residual`` is negative, or there are more than 5,000 optics and ``force`` is not set.

    Notes
    -----
    Quadratic in the number of optics.

    Examples
    --------
    >>> from lib.categories.optics.composites import boundary
    >>> len(sum_hom_category(boundary(finite(2)), boundary(finite(2)), 2).objects)
    344
    """
    if max_residual < 0:
        raise ValueError(f"max_residual must be at least 0, got {max_residual}")
    if not force:
        check_number(
            sum(
                (m + b.forward.size) ** a.forward.size * a.backward.size ** (m + b.backward.size)
                for m in range(max_residual + 1)
            )
        )
    optics = tuple(
        SumOptic(a, b, finite(m), fwd, bwd)
        for m in range(max_residual + 1)
        for fwd in functions(a.forward, plus(finite(m), b.forward))
        for bwd in functions(plus(finite(m), b.backward), a.backward)
    )
    return HomCategory(optics, lambda src, tgt: sum(1 for _ in sum_two_cells(src, tgt)))
