"""Lenses and optics: two ways to plug forward and backward maps together.

Both remember how they were composed.  The memory plays no part in equality, which is extensional; it is what their
pictures and their traces are drawn from.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from lib.categories.optics.finite import UNIT, FinObj, Fn, check_object


class Boundary(NamedTuple):
    """A pair (A, A'): what goes forward and what comes back."""

    forward: FinObj
    backward: FinObj

    def __str__(self) -> str:
        return f"({self.forward}, {self.backward})"


def boundary(forward: FinObj, backward: FinObj | None = None) -> Boundary:
    """Return the boundary (A, A'), with A' = A if only one object is given.

    Raises
    ------
    TypeError
        If an argument is not a :class:`~lib.categories.optics.FinObj`.

    Examples
    --------
    >>> from lib.categories.optics.finite import finite
    >>> print(boundary(finite(2), finite(3)))
    (2, 3)
    """
    return Boundary(
        check_object(forward, "forward"), check_object(forward if backward is None else backward, "backward")
    )


def _check_boundary(value: object, name: str) -> Boundary:
    if not (isinstance(value, tuple) and len(value) == 2 and all(isinstance(part, FinObj) for part in value)):
        raise TypeError(f"{name} must be a boundary, a pair of FinObj, got {value!r}")
    return Boundary(*value)


def _check_type(fn: object, name: str, dom: FinObj, cod: FinObj) -> None:
    if not isinstance(fn, Fn):
        raise TypeError(f"{name} must be a Fn, got {type(fn).__name__} ({fn!r})")
    if (fn.dom, fn.cod) != (dom, cod):
        raise ValueError(f"{name} must go from {dom} to {cod}, got {fn.dom} to {fn.cod}")


def _check_plug(first: Lens | Optic, second: Lens | Optic) -> None:
    if type(second) is not type(first):
        raise TypeError(
            f"other must be of the same kind as the first, {type(first).__name__}, got {type(second).__name__}"
        )
    if first.b != second.a:
        raise ValueError(f"other must start at the boundary where the first ends, {first.b}; it starts at {second.a}")


@dataclass(frozen=True)
class Lens:
    r"""A lens (A, A') → (B, B'): get : A → B and put : A × B' → A', with no laws asked of them.

    Parameters
    ----------
    a, b
        The boundaries (A, A') and (B, B').
    get, put
        The forward and the backward map.
    name
        What its pictures call it.
    factors
        The two lenses it was composed of, if it was; set by ``>>``.

    Raises
    ------
    TypeError, ValueError
        If a map is missing or has the wrong domain or codomain.

    Notes
    -----
    ``l >> m`` costs a table with one entry for each point of A × C'.  Source: the author's essay.

    Examples
    --------
    A counter modulo 3 whose response is added to what went in:

    >>> from lib.categories.optics.finite import finite
    >>> three = boundary(finite(3))
    >>> step = Lens(three, three, Fn.of(three.forward, three.forward, lambda a: (a + 1) % 3),
    ...             Fn.of(finite(3, 3), finite(3), lambda a, r: (a + r) % 3), name="step")
    >>> (step >> step).get.table
    (2, 0, 1)
    >>> (step >> step).put(1, 0)
    (0,)
    """

    a: Boundary
    b: Boundary
    get: Fn
    put: Fn
    name: str = field(default="", compare=False)
    factors: tuple[Lens, Lens] | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "a", _check_boundary(self.a, "a"))
        object.__setattr__(self, "b", _check_boundary(self.b, "b"))
        _check_type(self.get, "get", self.a.forward, self.b.forward)
        _check_type(self.put, "put", self.a.forward * self.b.backward, self.a.backward)

    @classmethod
    def identity(cls, a: Boundary) -> Lens:
        """Return the identity lens: get is the identity, put returns the response.

        Examples
        --------
        >>> from lib.categories.optics.finite import finite
        >>> Lens.identity(boundary(finite(2))).put.table
        (0, 1, 0, 1)
        """
        a = _check_boundary(a, "a")
        return cls(a, a, Fn.identity(a.forward), Fn.projection(a.forward, a.backward, 1), name="id")

    def __rshift__(self, other: Lens) -> Lens:
        """Compose: the new put calls this lens's get again, because it has only its input to start from."""
        _check_plug(self, other)
        back, far = self.b.backward.size, other.b.backward.size
        get, first, second = self.get.table, self.put.table, other.put.table
        put = tuple(first[a * back + second[get[a] * far + c]] for a in range(self.a.forward.size) for c in range(far))
        return Lens(
            self.a,
            other.b,
            self.get >> other.get,
            Fn(self.a.forward * other.b.backward, self.a.backward, put),
            factors=(self, other),
        )

    def leaves(self) -> Iterator[Lens]:
        """Yield the lenses it was composed of, from the left.

        Examples
        --------
        >>> from lib.categories.optics.finite import finite
        >>> one = Lens.identity(boundary(finite(2)))
        >>> len(list((one >> one >> one).leaves()))
        3
        """
        waiting = [self]
        while waiting:
            lens = waiting.pop()
            if lens.factors is None:
                yield lens
            else:
                waiting += [lens.factors[1], lens.factors[0]]

    def _repr_svg_(self) -> str:
        from lib.categories.optics.wiring import draw

        return draw(self).svg


@dataclass(frozen=True)
class Optic:
    r"""An optic (A, A') → (B, B'): a residual M with fwd : A → M × B and bwd : M × B' → A'.

    Parameters
    ----------
    a, b
        The boundaries (A, A') and (B, B').
    residual
        The object M that is kept between the forward and the backward pass.
    fwd, bwd
        The forward and the backward map.
    name
        What its pictures call it.
    factors
        The optics it was composed of, from the left; empty for one that was not composed.
    lens
        The lens it stores the input of, if it was made by :func:`~lib.categories.optics.reify`.

    Raises
    ------
    TypeError, ValueError
        If a map is missing or has the wrong domain or codomain.

    Notes
    -----
    ``o >> p`` costs tables with one entry for each point of A and of M × N × C': the residual multiplies, nothing is
    computed twice.

    Examples
    --------
    >>> from lib.categories.optics.finite import finite
    >>> two = boundary(finite(2))
    >>> keep = Optic(two, two, finite(2), Fn.copy(finite(2)), Fn.of(finite(2, 2), finite(2), lambda m, r: m ^ r))
    >>> (keep >> keep).residual
    2×2
    """

    a: Boundary
    b: Boundary
    residual: FinObj
    fwd: Fn
    bwd: Fn
    name: str = field(default="", compare=False)
    factors: tuple[Optic, ...] = field(default=(), compare=False, repr=False)
    lens: Lens | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "a", _check_boundary(self.a, "a"))
        object.__setattr__(self, "b", _check_boundary(self.b, "b"))
        check_object(self.residual, "residual")
        if not self.residual.size and self.a.forward.size:
            raise ValueError(f"residual must not be empty, since fwd starts at {self.a.forward}, got {self.residual}")
        _check_type(self.fwd, "fwd", self.a.forward, self.residual * self.b.forward)
        _check_type(self.bwd, "bwd", self.residual * self.b.backward, self.a.backward)

    @classmethod
    def identity(cls, a: Boundary) -> Optic:
        """Return the identity optic, which keeps nothing.

        Examples
        --------
        >>> from lib.categories.optics.finite import finite
        >>> Optic.identity(boundary(finite(2))).residual
        1
        """
        a = _check_boundary(a, "a")
        return cls(a, a, UNIT, Fn.identity(a.forward), Fn.identity(a.backward), name="id")

    def __rshift__(self, other: Optic) -> Optic:
        """Compose: the residual of the composite is M × N, outer first, in both passes."""
        _check_plug(self, other)
        fwd = self.fwd >> Fn.identity(self.residual).cross(other.fwd)
        bwd = Fn.identity(self.residual).cross(other.bwd) >> self.bwd
        return Optic(self.a, other.b, self.residual * other.residual, fwd, bwd, factors=self.parts + other.parts)

    @property
    def parts(self) -> tuple[Optic, ...]:
        """The optics it was composed of; itself if it was not composed."""
        return self.factors or (self,)

    @property
    def kept(self) -> Fn:
        """The part of the forward map that goes into the residual, A → M."""
        return self.fwd >> Fn.projection(self.residual, self.b.forward, 0)

    @property
    def shown(self) -> Fn:
        """The part of the forward map that goes on, A → B."""
        return self.fwd >> Fn.projection(self.residual, self.b.forward, 1)

    def _repr_svg_(self) -> str:
        from lib.categories.optics.wiring import draw

        return draw(self).svg
