"""Interval modules, the pieces of a candidate decomposition: exact as long as their corners are."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf, isnan, prod
from numbers import Real
from typing import Any, Literal, TypeAlias, get_args

from lib.networks.multipersistence.bifiltration import Degree, Number, below

# How an interval is drawn around a point: longest diagonal, volume, or largest rectangle in the box.
Drawing: TypeAlias = Literal["diagonal", "volume", "rectangle"]
DRAWINGS: tuple[Drawing, ...] = get_args(Drawing)


def check_delta(delta: Any) -> None:
    """Raise unless the half width of a box is a positive number."""
    if isinstance(delta, bool) or not isinstance(delta, Real):
        raise TypeError(f"delta must be a positive number, got {delta!r}")
    if not 0 < float(delta) < inf:
        raise ValueError(f"delta must be a positive number, got {delta}")


def check_kind(kind: object) -> None:
    """Raise unless the name of a drawing is known."""
    if kind not in DRAWINGS:
        raise ValueError(f"kind must be one of {DRAWINGS}, got {kind!r}")


@dataclass(frozen=True, init=False)
class IntervalModule:
    r"""The module that is one-dimensional on a region between births and deaths, and zero elsewhere.

    The region is half open: all :math:`x` above a birth, :math:`b\le x`, and below a death, :math:`x_k<d_k` in every
    coordinate.

    Parameters
    ----------
    births, deaths
        Corners, tuples of numbers; infinite entries are allowed. Corners that add nothing are dropped: births below no
        death, deaths above no birth, births that are not minimal and deaths that are not maximal.

    Raises
    ------
    TypeError
        If a corner is no tuple of real numbers.
    ValueError
        If there are no births or no deaths, numbers of parameters differ, an entry is not a number, or no birth lies below
        a death.

    Examples
    --------
    >>> stairs = IntervalModule([(0, 2), (1, 1), (2, 0), (2, 2)], [(3, 2), (2, 4)])
    >>> stairs.births, stairs.weight
    (((0, 2), (1, 1), (2, 0)), Fraction(1, 1))
    """

    births: tuple[Degree, ...]
    deaths: tuple[Degree, ...]

    def __init__(self, births: Iterable[Degree], deaths: Iterable[Degree]) -> None:
        found = {"births": [_corner(b, "births") for b in births], "deaths": [_corner(d, "deaths") for d in deaths]}
        for name, corners in found.items():
            if not corners:
                raise ValueError(f"{name} must have at least one corner, got none")
        sizes = {len(corner) for corners in found.values() for corner in corners}
        if len(sizes) > 1:
            raise ValueError(f"births and deaths must have the same number of parameters, got {sorted(sizes)}")
        lower = [b for b in found["births"] if any(_before(b, d) for d in found["deaths"])]
        upper = [d for d in found["deaths"] if any(_before(b, d) for b in lower)]
        if not lower:
            raise ValueError(
                f"some birth must lie below some death in all parameters, got {found['births']} and {found['deaths']}"
            )
        lower, upper = sorted(set(lower)), sorted(set(upper))
        births_kept = tuple(b for b in lower if not any(below(a, b) for a in lower if a != b))
        deaths_kept = tuple(d for d in upper if not any(below(d, e) for e in upper if e != d))
        object.__setattr__(self, "births", births_kept)
        object.__setattr__(self, "deaths", deaths_kept)

    @classmethod
    def rectangle(cls, birth: Degree, death: Degree) -> IntervalModule:
        """Return the interval with one birth and one death.

        Examples
        --------
        >>> print(IntervalModule.rectangle((0, 0), (2, 1)))
        births (0, 0); deaths (2, 1)
        """
        return cls([birth], [death])

    def __str__(self) -> str:
        shown = [
            ", ".join(f"({', '.join(map(str, corner))})" for corner in side) for side in (self.births, self.deaths)
        ]
        return f"births {shown[0]}; deaths {shown[1]}"

    @property
    def parameters(self) -> int:
        """The number of parameters."""
        return len(self.births[0])

    @property
    def is_rectangle(self) -> bool:
        """Whether there is one birth and one death."""
        return len(self.births) == len(self.deaths) == 1

    @cached_property
    def _pairs(self) -> tuple[tuple[Degree, Degree], ...]:
        return tuple(itertools.product(self.births, self.deaths))

    @cached_property
    def weight(self) -> Any:
        r"""The interleaving distance to zero, :math:`\frac12\max_{b,d}\min_k(d_k-b_k)_+`: half the longest diagonal."""
        return _half(max(max(0, min(d - b for b, d in zip(*pair, strict=True))) for pair in self._pairs))

    def contains(self, x: Degree) -> bool:
        """Whether the module is one-dimensional at ``x``.

        Examples
        --------
        >>> square = IntervalModule.rectangle((0, 0), (2, 2))
        >>> square.contains((0, 0)), square.contains((0, 2))
        (True, False)
        """
        x = self._point(x)
        return any(below(b, x) for b in self.births) and any(_before(x, d) for d in self.deaths)

    def distance(self, x: Degree) -> Any:
        r"""Return the largest coordinate by which ``x`` misses the region.

        It is the larger of :math:`\min_b\max_k(b_k-x_k)_+` and :math:`\min_d\max_k(x_k-d_k)_+`.

        Examples
        --------
        >>> IntervalModule.rectangle((0, 0), (2, 2)).distance((3, -2))
        2
        """
        x = self._point(x)
        born = min(max(max(0, c - y) for c, y in zip(b, x, strict=True)) for b in self.births)
        dead = min(max(max(0, y - c) for c, y in zip(d, x, strict=True)) for d in self.deaths)
        return max(born, dead)

    def landscape(self, x: Degree) -> Any:
        r"""Return how far one can go from ``x`` both ways along the diagonal inside the region, zero outside.

        Examples
        --------
        >>> IntervalModule.rectangle((0, 0), (2, 2)).landscape((1, 0.5))
        0.5
        """
        x = self._point(x)
        down = max(min(y - c for c, y in zip(b, x, strict=True)) for b in self.births)
        up = max(min(c - y for c, y in zip(d, x, strict=True)) for d in self.deaths)
        return max(0, min(down, up))

    def phi(self, x: Degree, delta: Any, kind: Drawing = "diagonal") -> Any:
        r"""Return the local drawing at ``x``, a number between 0 and 1.

        Parameters
        ----------
        x
            A point.
        delta
            Half the side of the box :math:`[x-\delta,x+\delta]` in which the interval is looked at.
        kind
            ``"diagonal"``: longest diagonal of the interval in the box, over :math:`2\delta`. ``"volume"``: share of the box
            that the interval fills. ``"rectangle"``: share filled by its largest rectangle from a birth to a death.

        Raises
        ------
        TypeError, ValueError
            If ``x`` is no point of the parameter space, ``delta`` is not positive, or ``kind`` is unknown.

        Examples
        --------
        >>> from fractions import Fraction
        >>> stairs = IntervalModule([(0, 2), (1, 1), (2, 0)], [(3, Fraction(5, 2)), (Fraction(5, 2), 4)])
        >>> [str(stairs.phi((2, 2), Fraction(7, 10), kind)) for kind in ("diagonal", "volume", "rectangle")]
        ['6/7', '48/49', '6/7']
        """
        check_delta(delta)
        check_kind(kind)
        x = self._point(x)
        box = [(y - delta, y + delta) for y in x]
        if kind == "volume":
            return _over(self._volume(box), (2 * delta) ** self.parameters)
        best: Any = 0
        for birth, death in self._pairs:
            sides = [max(0, min(d, high) - max(b, low)) for b, d, (low, high) in zip(birth, death, box, strict=True)]
            best = max(best, min(sides) if kind == "diagonal" else prod(sides))
        return _over(best, 2 * delta if kind == "diagonal" else (2 * delta) ** self.parameters)

    def _volume(self, box: list[tuple[Any, Any]]) -> Any:
        """Add up the cells between the corners' coordinates inside the box."""
        cuts = []
        for k, (low, high) in enumerate(box):
            inner = {corner[k] for corner in (*self.births, *self.deaths) if low < corner[k] < high}
            cuts.append(list(itertools.pairwise(sorted({low, high, *inner}))))
        return sum(
            prod(b - a for a, b in cell)
            for cell in itertools.product(*cuts)
            # half open: a cell lies inside as soon as its lower corner does
            if self.contains(tuple(a for a, _ in cell))
        )

    def _point(self, x: Degree) -> Degree:
        point = _corner(x, "x")
        if len(point) != self.parameters:
            raise ValueError(f"x must have {self.parameters} coordinates, got {len(point)}")
        return point


def _corner(corner: object, name: str) -> Degree:
    if not isinstance(corner, tuple) or not corner:
        raise TypeError(f"{name} must be given as non-empty tuples of numbers, got {corner!r}")
    for entry in corner:
        if isinstance(entry, bool) or not isinstance(entry, Real):
            raise TypeError(f"{name} must consist of real numbers, got {entry!r}")
        if isnan(entry):
            raise ValueError(f"{name} must consist of numbers, got {corner}")
    return corner


def _before(a: Sequence[Number], b: Sequence[Number]) -> bool:
    return all(x < y for x, y in zip(a, b, strict=True))


def _half(value: Any) -> Any:
    return _over(value, 2)


def _over(value: Any, by: Any) -> Any:
    """Divide, exactly where both are exact."""
    from fractions import Fraction

    if isinstance(value, int | Fraction) and isinstance(by, int | Fraction):
        return Fraction(value) / Fraction(by)
    return value / by
