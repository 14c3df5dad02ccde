"""Finite sets and functions with strict products: the base category in which every law can be checked."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import prod

# A function is its table; beyond this many entries a page would stall.
LARGEST_TABLE = 1_000_000


@dataclass(frozen=True)
class FinObj:
    """A product of finite sets, given by the sizes of its factors.

    Products are concatenations of factors and the empty product is the unit, so that associativity and unit laws of
    the product hold on the nose and no associator is ever needed.

    Parameters
    ----------
    sizes
        The sizes of the factors, at least 0 each.

    Raises
    ------
    TypeError
        If a size is not an integer.
    ValueError
        If a size is negative.

    Examples
    --------
    >>> A, B = FinObj((2,)), FinObj((3,))
    >>> A * B, (A * B).size, A * UNIT == A
    (2×3, 6, True)
    """

    sizes: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if not isinstance(self.sizes, tuple) or any(not isinstance(n, int) or isinstance(n, bool) for n in self.sizes):
            raise TypeError(f"sizes must be a tuple of integers such as (2, 3), got {self.sizes!r}")
        if any(n < 0 for n in self.sizes):
            raise ValueError(f"sizes must be at least 0, got {self.sizes}")

    @property
    def size(self) -> int:
        """The number of points."""
        return prod(self.sizes)

    def __mul__(self, other: FinObj) -> FinObj:
        return FinObj(self.sizes + check_object(other, "other").sizes)

    def __repr__(self) -> str:
        return "×".join(map(str, self.sizes)) or "1"

    def points(self) -> Iterator[tuple[int, ...]]:
        """Yield the points, coordinate by coordinate, in the order of the tables.

        Examples
        --------
        >>> list(FinObj((2, 2)).points())
        [(0, 0), (0, 1), (1, 0), (1, 1)]
        """
        return itertools.product(*(range(n) for n in self.sizes))


UNIT = FinObj()


def finite(*sizes: int) -> FinObj:
    """Return the product of finite sets of these sizes; without arguments the unit.

    Raises
    ------
    TypeError, ValueError
        As :class:`FinObj`.

    Examples
    --------
    >>> finite(2, 3).size
    6
    """
    return FinObj(sizes)


def check_object(value: object, name: str) -> FinObj:
    """Return the value if it is a finite object, else say what it is.

    Raises
    ------
    TypeError
        If it is not a :class:`FinObj`.
    """
    if not isinstance(value, FinObj):
        raise TypeError(f"{name} must be a FinObj such as finite(2), got {type(value).__name__} ({value!r})")
    return value


def exponential(dom: FinObj, cod: FinObj) -> FinObj:
    """Return the object [dom, cod] of all functions, as a single factor.

    Raises
    ------
    ValueError
        If there are more than a million functions.

    Examples
    --------
    >>> exponential(finite(2), finite(3))
    9
    """
    count = cod.size**dom.size
    if count > LARGEST_TABLE:
        raise ValueError(f"dom and cod must have at most {LARGEST_TABLE:,} functions between them, got {count:,}")
    return finite(count)


@dataclass(frozen=True)
class Fn:
    """A function between finite objects, given by its table; equal when domains, codomains and tables agree.

    Points are numbered in mixed radix, the last coordinate running fastest, so the point (a, b) of A×B has the number
    ``a * B.size + b`` whatever the factors of A and B.

    Parameters
    ----------
    dom, cod
        Domain and codomain.
    table
        The number of the image of each point, in the order of the points.

    Raises
    ------
    TypeError
        If ``dom`` or ``cod`` is not a :class:`FinObj`.
    ValueError
        If the table has the wrong length or leaves the codomain.

    Examples
    --------
    >>> swap = Fn.of(finite(2, 3), finite(3, 2), lambda a, b: (b, a))
    >>> swap(1, 2)
    (2, 1)
    """

    dom: FinObj
    cod: FinObj
    table: tuple[int, ...]

    def __post_init__(self) -> None:
        check_object(self.dom, "dom")
        check_object(self.cod, "cod")
        object.__setattr__(self, "table", tuple(self.table))
        if len(self.table) != self.dom.size:
            raise ValueError(
                f"table must have one entry for each of the {self.dom.size} points of dom = {self.dom}, "
                f"got {len(self.table)}"
            )
        size = self.cod.size
        for value in self.table:
            if not isinstance(value, int) or not 0 <= value < size:
                where = f"in 0..{size - 1}" if size else "nothing, since cod is empty (so dom must be empty too)"
                raise ValueError(f"table must have entries {where} (cod = {self.cod}), got {value!r}")

    @classmethod
    def of(cls, dom: FinObj, cod: FinObj, rule: Callable[..., Sequence[int] | int]) -> Fn:
        """Tabulate a Python function of the coordinates.

        Parameters
        ----------
        dom, cod
            Domain and codomain.
        rule
            Called with the coordinates of a point; returns the coordinates of its image (or one number if the
            codomain has one factor).

        Raises
        ------
        ValueError
            If an image is not a point of the codomain.

        Examples
        --------
        >>> Fn.of(finite(3), finite(2), lambda a: a % 2).table
        (0, 1, 0)
        """
        table = []
        for point in check_object(dom, "dom").points():
            image = rule(*point)
            table.append(_number(cod, (image,) if isinstance(image, int) else tuple(image)))
        return cls(dom, cod, tuple(table))

    @classmethod
    def identity(cls, obj: FinObj) -> Fn:
        """Return the identity.

        Examples
        --------
        >>> Fn.identity(finite(3)).table
        (0, 1, 2)
        """
        return cls(obj, obj, tuple(range(check_object(obj, "obj").size)))

    def __call__(self, *point: int) -> tuple[int, ...]:
        """Return the coordinates of the image of a point."""
        return _coordinates(self.cod, self.table[_number(self.dom, point)])

    def then(self, other: Fn) -> Fn:
        """Compose in diagrammatic order: first this, then the other; also written ``f >> g``.

        Raises
        ------
        ValueError
            If the codomain of the first is not the domain of the second.

        Examples
        --------
        >>> flip = Fn(finite(2), finite(2), (1, 0))
        >>> (flip >> flip).table
        (0, 1)
        """
        if self.cod != other.dom:
            raise ValueError(f"other must start where this function ends, at {self.cod}; it starts at {other.dom}")
        table = other.table
        return Fn(self.dom, other.cod, tuple(table[value] for value in self.table))

    __rshift__ = then

    def cross(self, other: Fn) -> Fn:
        """Return the product f×g, which acts on both coordinates side by side.

        Examples
        --------
        >>> flip = Fn(finite(2), finite(2), (1, 0))
        >>> flip.cross(Fn.identity(finite(2))).table
        (2, 3, 0, 1)
        """
        width = other.cod.size
        table = tuple(x * width + y for x in self.table for y in other.table)
        return Fn(self.dom * other.dom, self.cod * other.cod, table)

    @staticmethod
    def projection(left: FinObj, right: FinObj, which: int) -> Fn:
        """Return the projection of left×right onto its part 0 (left) or 1 (right).

        Raises
        ------
        ValueError
            If ``which`` is neither 0 nor 1.

        Examples
        --------
        >>> Fn.projection(finite(2), finite(2), 0).table
        (0, 0, 1, 1)
        """
        if which not in (0, 1):
            raise ValueError(f"which must be 0 (left) or 1 (right), got {which!r}")
        table = tuple(point[which] for point in itertools.product(range(left.size), range(right.size)))
        return Fn(left * right, (left, right)[which], table)

    @staticmethod
    def copy(obj: FinObj) -> Fn:
        """Return the diagonal, which duplicates a point.

        Examples
        --------
        >>> Fn.copy(finite(2)).table
        (0, 3)
        """
        return pair(Fn.identity(obj), Fn.identity(obj))

    @staticmethod
    def discard(obj: FinObj) -> Fn:
        """Return the only function to the unit.

        Examples
        --------
        >>> Fn.discard(finite(3)).table
        (0, 0, 0)
        """
        return Fn(obj, UNIT, (0,) * check_object(obj, "obj").size)

    def curry(self, left: FinObj) -> Fn:
        """Turn a function of left×X into the function that sends a point of left to a function of X.

        Functions X → cod are numbered by their tables, the value at the last point running fastest.

        Raises
        ------
        ValueError
            If the domain does not begin with ``left``.

        Examples
        --------
        >>> Fn(finite(2, 2), finite(2), (0, 1, 1, 0)).curry(finite(2)).table
        (1, 2)
        """
        rest = split_off(self.dom, left, "left")
        space = exponential(rest, self.cod)
        step, base, table = rest.size, self.cod.size, []
        for start in range(0, len(self.table), step) if step else [0] * left.size:
            number = 0
            for value in self.table[start : start + step]:
                number = number * base + value
            table.append(number)
        return Fn(left, space, tuple(table))


def evaluate(dom: FinObj, cod: FinObj) -> Fn:
    """Return the evaluation [dom, cod]×dom → cod.

    Examples
    --------
    >>> f = Fn(finite(2, 2), finite(3), (0, 1, 2, 0))
    >>> f.curry(finite(2)).cross(Fn.identity(finite(2))) >> evaluate(finite(2), finite(3)) == f
    True
    """
    space, width = exponential(dom, cod), dom.size
    table = tuple(
        number // cod.size ** (width - 1 - x) % cod.size for number in range(space.size) for x in range(width)
    )
    return Fn(space * dom, cod, table)


def pair(first: Fn, second: Fn) -> Fn:
    """Return ⟨f, g⟩: x ↦ (f(x), g(x)).

    Raises
    ------
    ValueError
        If the two start at different objects.

    Examples
    --------
    >>> pair(Fn.identity(finite(2)), Fn(finite(2), finite(2), (1, 0))).table
    (1, 2)
    """
    if first.dom != second.dom:
        raise ValueError(f"second must start where first does, at {first.dom}; it starts at {second.dom}")
    width = second.cod.size
    table = tuple(x * width + y for x, y in zip(first.table, second.table, strict=True))
    return Fn(first.dom, first.cod * second.cod, table)


def split_off(obj: FinObj, left: FinObj, name: str) -> FinObj:
    """Return what is left of a product when its first factors are taken off.

    Raises
    ------
    ValueError
        If the product does not begin with them.

    Examples
    --------
    >>> split_off(finite(2, 3), finite(2), "left")
    3
    """
    count = len(left.sizes)
    if obj.sizes[:count] != left.sizes:
        raise ValueError(f"{name} must be the first factors of {obj}, got {left}")
    return FinObj(obj.sizes[count:])


def functions(dom: FinObj, cod: FinObj) -> Iterator[Fn]:
    """Yield all functions between two objects; there are ``cod.size ** dom.size``.

    Examples
    --------
    >>> sum(1 for _ in functions(finite(2), finite(3)))
    9
    """
    for table in itertools.product(range(cod.size), repeat=dom.size):
        yield Fn(dom, cod, table)


def _number(obj: FinObj, point: Sequence[int]) -> int:
    if len(point) != len(obj.sizes) or any(not 0 <= x < n for x, n in zip(point, obj.sizes, strict=True)):
        raise ValueError(f"point must have one coordinate below each size of {obj}, got {tuple(point)}")
    number = 0
    for x, n in zip(point, obj.sizes, strict=True):
        number = number * n + x
    return number


def _coordinates(obj: FinObj, number: int) -> tuple[int, ...]:
    point = []
    for n in reversed(obj.sizes):
        number, x = divmod(number, n)
        point.append(x)
    return tuple(reversed(point))
