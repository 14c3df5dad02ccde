"""Complexes with several filtrations at once, and their homology over two elements, without any library."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from math import isfinite
from numbers import Real
from operator import le
from typing import TypeAlias

from lib.exact.binary_matrices import BinaryBasis

Number: TypeAlias = int | float | Fraction
Degree: TypeAlias = tuple[Number, ...]
Simplex: TypeAlias = tuple[int, ...]


def check_degree(degree: object) -> int:
    """Return a homological degree, or raise what is wrong with it."""
    if isinstance(degree, bool) or not isinstance(degree, int):
        raise TypeError(f"degree must be an integer, got {degree!r}")
    if degree < 0:
        raise ValueError(f"degree must be at least 0, got {degree}")
    return degree


class Bifiltration:
    r"""A finite simplicial complex in which every simplex enters at one place of the parameter space.

    Parameters
    ----------
    values
        For each simplex, a tuple of vertices, the place :math:`f(\sigma)` where it enters, a tuple of :math:`n` numbers
        (two in the chapter, any number in the code).  Numbers are only compared, so exact ones stay exact.

    Raises
    ------
    TypeError
        If a vertex is not an integer, or a value is not a tuple of real numbers.
    ValueError
        If the complex is empty, a simplex repeats a vertex or occurs twice, a face is missing, a value is not finite,
        numbers of parameters differ, or a face enters later than its coface in some parameter; the message names the
        simplices.

    Examples
    --------
    >>> edge = Bifiltration({(0,): (0, 0), (1,): (0, 0), (0, 1): (1, 2)})
    >>> edge.grid
    ((0, 1), (0, 2))
    >>> edge.at((1, 1))
    [(0,), (1,)]
    """

    def __init__(self, values: Mapping[Simplex, Degree]) -> None:
        if not isinstance(values, Mapping):
            raise TypeError(f"values must be a mapping from simplices to values, got {type(values).__name__}")
        if not values:
            raise ValueError("values must name at least one simplex, got none")
        found: dict[Simplex, Degree] = {}
        for simplex, value in values.items():
            key = _simplex(simplex)
            if key in found:
                raise ValueError(f"values must name each simplex once, got {key} twice")
            found[key] = _value(value, key)
        self.parameters = len(next(iter(found.values())))
        for simplex, value in found.items():
            if len(value) != self.parameters:
                raise ValueError(
                    f"values must all have the same number of parameters, got {self.parameters} and, "
                    f"for {simplex}, {len(value)}"
                )
        for simplex, value in found.items():
            for face in faces(simplex):
                if face not in found:
                    raise ValueError(f"values must contain every face, but {face}, a face of {simplex}, is missing")
                if any(a > b for a, b in zip(found[face], value, strict=True)):
                    raise ValueError(
                        f"values must not decrease from faces to cofaces, got {found[face]} for {face} "
                        f"and {value} for {simplex}"
                    )
        self.values = dict(sorted(found.items(), key=lambda item: (len(item[0]), item[0])))

    def __len__(self) -> int:
        return len(self.values)

    def __repr__(self) -> str:
        return f"Bifiltration({len(self)} simplices, {self.parameters} parameters)"

    @cached_property
    def grid(self) -> tuple[tuple[Number, ...], ...]:
        """For each parameter the values that occur, ascending."""
        columns = zip(*self.values.values(), strict=True)
        return tuple(tuple(sorted(set(column))) for column in columns)

    def at(self, a: Degree) -> list[Simplex]:
        """Return the simplices of the complex at ``a``, those whose value is at most ``a`` in every parameter.

        Raises
        ------
        ValueError
            If ``a`` has another number of coordinates, or one is not a number.
        """
        if len(a) != self.parameters or any(x != x for x in a):
            raise ValueError(f"a must consist of {self.parameters} numbers, got {a}")
        return [simplex for simplex, value in self.values.items() if below(value, a)]

    @cached_property
    def chains(self) -> dict[int, list[tuple[Degree, int, int]]]:
        """For each dimension the value, the boundary and the own bit of every simplex."""
        place: dict[Simplex, int] = {}
        levels: dict[int, list[tuple[Degree, int, int]]] = {}
        for simplex, value in self.values.items():
            level = levels.setdefault(len(simplex) - 1, [])
            place[simplex] = len(level)
            boundary = 0
            for face in faces(simplex):
                boundary ^= 1 << place[face]
            level.append((value, boundary, 1 << place[simplex]))
        return levels

    def boundaries(self, degree: int, a: Degree) -> BinaryBasis:
        """Return the boundaries of the given dimension at ``a`` as a reduced basis."""
        return BinaryBasis(boundary for value, boundary, _ in self.chains.get(degree + 1, ()) if below(value, a))

    def cycles(self, degree: int, tail: Degree) -> list[tuple[Number, int]]:
        """Return, ascending in the first parameter, when each cycle is born if the others are fixed at ``tail``.

        One elimination; the cycles born up to ``t`` are a basis of those at ``(t, *tail)``.
        """
        level = sorted(
            (value[0], boundary, own) for value, boundary, own in self.chains.get(degree, ()) if below(value[1:], tail)
        )
        reduced: dict[int, tuple[int, int]] = {}
        born = []
        for time, boundary, own in level:
            left, chain = boundary, own
            while left and (found := reduced.get(left.bit_length())):
                left ^= found[0]
                chain ^= found[1]
            if left:
                reduced[left.bit_length()] = (left, chain)
            else:
                born.append((time, chain))
        return born


def faces(simplex: Simplex) -> list[Simplex]:
    """Return the faces of one dimension less.

    Examples
    --------
    >>> faces((0, 1, 2))
    [(1, 2), (0, 2), (0, 1)]
    """
    if len(simplex) == 1:
        return []
    return [simplex[:i] + simplex[i + 1 :] for i in range(len(simplex))]


def below(a: Sequence[Number], b: Sequence[Number]) -> bool:
    """Whether ``a`` is at most ``b`` in every coordinate.

    Examples
    --------
    >>> below((0, 1), (0, 2)), below((1, 0), (0, 2))
    (True, False)
    """
    return all(map(le, a, b))


def _simplex(simplex: object) -> Simplex:
    if not isinstance(simplex, tuple) or not simplex or any(type(v) is not int for v in simplex):
        raise TypeError(f"each simplex must be a non-empty tuple of integers, got {simplex!r}")
    key = tuple(sorted(simplex))
    if len(set(key)) < len(key):
        raise ValueError(f"each simplex must have different vertices, got {simplex}")
    return key


def _value(value: object, simplex: Simplex) -> Degree:
    if not isinstance(value, tuple) or not value:
        raise TypeError(f"the value of {simplex} must be a non-empty tuple of numbers, got {value!r}")
    for number in value:
        if isinstance(number, bool) or not isinstance(number, Real):
            raise TypeError(f"the value of {simplex} must consist of real numbers, got {number!r}")
        if not isfinite(number):
            raise ValueError(f"the value of {simplex} must be finite, got {value}")
    return tuple(value)


def check_grid(f: Bifiltration, grid: Sequence[Iterable[Number]] | None) -> tuple[tuple[Number, ...], ...]:
    """Return a grid as tuples: the given one, or the one of all values that occur.

    Raises
    ------
    TypeError
        If a grid value is no real number.
    ValueError
        If there is not one axis for each parameter, or an axis is empty or not strictly increasing.

    Examples
    --------
    >>> check_grid(Bifiltration({(0,): (0, 0)}), [range(3), [0, 2]])
    ((0, 1, 2), (0, 2))
    """
    if grid is None:
        return f.grid
    axes = tuple(tuple(axis) for axis in grid)
    if len(axes) != f.parameters:
        raise ValueError(f"grid must have one axis for each of the {f.parameters} parameters, got {len(axes)}")
    for axis in axes:
        if any(isinstance(x, bool) or not isinstance(x, Real) for x in axis):
            raise TypeError(f"grid must consist of real numbers, got {axis}")
        # one that is not a number is not even equal to itself
        if not axis or axis[0] != axis[0] or not all(a < b for a, b in itertools.pairwise(axis)):
            raise ValueError(f"grid must have non-empty, strictly increasing axes, got {axis}")
    return axes
