"""Symmetric functions in the five classical bases, with exact coefficients.

Everything goes through the power sums, over which the product merges parts, the involution omega changes signs and the
Hall scalar product is diagonal.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from math import factorial
from typing import Any

from lib.exact.partitions import (
    Partition,
    as_partition,
    centraliser_order,
    multiplicities,
    partitions,
    stabiliser_order,
)

BASES = {"m": "monomial", "p": "power sum", "e": "elementary", "h": "homogeneous", "s": "Schur"}
Terms = dict[Partition, Any]


class SymmetricFunction:
    """A symmetric function in infinitely many variables: a finite combination of basis elements.

    Parameters
    ----------
    basis
        ``"m"`` (monomial), ``"p"`` (power sum), ``"e"`` (elementary), ``"h"`` (complete homogeneous) or ``"s"``
        (Schur).
    terms
        Coefficient of each partition: ints, Fractions or sympy expressions.

    Raises
    ------
    ValueError
        If the basis is unknown or a key is not a partition.

    Notes
    -----
    Changing the basis in degree n costs time and memory polynomial in the number of partitions of n (42 at n = 10,
    627 at n = 20).

    References
    ----------
    Macdonald, *Symmetric Functions and Hall Polynomials*, chapter I.

    Examples
    --------
    >>> p = SymmetricFunction("p", {(1, 1): 1})
    >>> p.to("m")
    2*m[1,1] + m[2]
    >>> (p * p).to("s").coefficient((2, 2))
    2
    """

    def __init__(self, basis: str, terms: Mapping[Partition, Any]) -> None:
        if basis not in BASES:
            raise ValueError(f"basis must be one of {list(BASES)}, got {basis!r}")
        for key in terms:
            if not isinstance(key, tuple) or as_partition(key) != key:
                raise ValueError(f"terms must have partitions (decreasing tuples) as keys, got {key!r}")
        self.basis = basis
        self._terms: Terms = {key: _tidy(value) for key, value in terms.items() if value != 0}

    @property
    def terms(self) -> Terms:
        """The non-zero coefficients by partition (a copy)."""
        return dict(self._terms)

    def coefficient(self, partition: Partition) -> Any:
        """Return the coefficient of one basis element; zero where there is none."""
        return self._terms.get(as_partition(partition), 0)

    def to(self, basis: str) -> SymmetricFunction:
        """Return the same function in another basis.

        Raises
        ------
        ValueError
            If the basis is unknown.
        """
        if basis not in BASES:
            raise ValueError(f"basis must be one of {list(BASES)}, got {basis!r}")
        if basis == self.basis:
            return self
        total: Terms = defaultdict(int)
        for partition, value in self._terms.items():
            for middle, first in _to_power_sums(self.basis, partition).items():
                for target, second in _from_power_sums(basis, middle).items():
                    total[target] += value * first * second
        return SymmetricFunction(basis, total)

    def omega(self) -> SymmetricFunction:
        """Apply the involution that exchanges elementary and homogeneous functions."""
        power = self.to("p")
        signed = {key: (-1) ** (sum(key) - len(key)) * value for key, value in power._terms.items()}
        return SymmetricFunction("p", signed).to(self.basis)

    def scalar(self, other: SymmetricFunction) -> Any:
        """Return the Hall scalar product, under which the Schur functions are orthonormal.

        Examples
        --------
        >>> s = SymmetricFunction("s", {(2, 1): 1})
        >>> s.scalar(s), s.scalar(SymmetricFunction("h", {(2, 1): 1}))
        (1, 1)
        """
        one, two = self.to("p")._terms, other.to("p")._terms
        return _tidy(sum((centraliser_order(key) * value * two[key] for key, value in one.items() if key in two), 0))

    def evaluate(self, values: Any) -> Any:
        """Return the value at finitely many variables, the others set to zero.

        Parameters
        ----------
        values
            A sequence of numbers or sympy expressions.

        Examples
        --------
        >>> SymmetricFunction("e", {(2,): 1}).evaluate([1, 2, 3])
        11
        """
        points = list(values)
        total: Any = 0
        for key, value in self.to("p")._terms.items():
            product = value
            for part in key:
                product = product * sum((point**part for point in points), 0)
            total = total + product
        return _tidy(total)

    def __add__(self, other: SymmetricFunction) -> SymmetricFunction:
        if not isinstance(other, SymmetricFunction):
            return NotImplemented
        total: Terms = defaultdict(int, self._terms)
        for key, value in other.to(self.basis)._terms.items():
            total[key] += value
        return SymmetricFunction(self.basis, total)

    def __neg__(self) -> SymmetricFunction:
        return -1 * self

    def __sub__(self, other: SymmetricFunction) -> SymmetricFunction:
        if not isinstance(other, SymmetricFunction):
            return NotImplemented
        return self + (-other)

    def __mul__(self, other: Any) -> SymmetricFunction:
        if not isinstance(other, SymmetricFunction):
            return SymmetricFunction(self.basis, {key: value * other for key, value in self._terms.items()})
        total: Terms = defaultdict(int)
        for (one, a), (two, b) in itertools.product(self.to("p")._terms.items(), other.to("p")._terms.items()):
            total[as_partition(one + two)] += a * b
        return SymmetricFunction("p", total).to(self.basis)

    def __rmul__(self, other: Any) -> SymmetricFunction:
        return self.__mul__(other)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SymmetricFunction):
            return NotImplemented
        return self._terms == other.to(self.basis)._terms

    def __hash__(self) -> int:
        return hash(frozenset(self.to("p")._terms.items()))

    def __repr__(self) -> str:
        if not self._terms:
            return "0"
        pieces = []
        for key, value in sorted(self._terms.items()):
            name = f"{self.basis}[{','.join(map(str, key))}]"
            pieces.append(name if value == 1 else f"-{name}" if value == -1 else f"{value}*{name}")
        return " + ".join(pieces).replace("+ -", "- ")

    def _repr_latex_(self) -> str:
        import sympy

        if not self._terms:
            return "$\\displaystyle 0$"
        text = ""
        for key, value in sorted(self._terms.items(), reverse=True):
            number = sympy.latex(sympy.sympify(value))
            if "+" in number or "-" in number[1:]:
                number = f"\\left({number}\\right)"
            number = {"1": "", "-1": "-"}.get(number, number)
            name = f"{self.basis}_{{{exponents(key)}}}" if key else "1"
            text += (
                name
                if not text and not number
                else f"{'' if not text or number.startswith('-') else '+'}{number}{name}"
            )
        return f"$\\displaystyle {text}$"


def exponents(partition: Partition) -> str:
    """Write a partition the short way, with exponents for repeated parts.

    Examples
    --------
    >>> exponents((3, 1, 1))
    '31^{2}'
    """
    pieces = []
    for part, count in sorted(multiplicities(partition).items(), reverse=True):
        name = str(part) if part < 10 else f"({part})"
        pieces.append(name if count == 1 else f"{name}^{{{count}}}")
    return "".join(pieces)


def augmented_monomial(partition: Partition) -> SymmetricFunction:
    r"""Return :math:`\tilde m_\lambda=\prod_i m_i(\lambda)!\;m_\lambda` in power sums.

    Notes
    -----
    From :math:`p_k\tilde m_\lambda=\tilde m_{\lambda\cup k}+\sum_i\tilde m_{\lambda,\lambda_i\to\lambda_i+k}`.

    Examples
    --------
    >>> augmented_monomial((2, 1, 1))
    p[2,1,1] - p[2,2] - 2*p[3,1] + 2*p[4]
    """
    return SymmetricFunction("p", _augmented_in_power_sums(as_partition(partition)))


@cache
def kostka_number(shape: Partition, content: Partition) -> int:
    """Return the number of semistandard tableaux of a shape and content.

    Raises
    ------
    ValueError
        If the two are not partitions of one number.

    Examples
    --------
    >>> kostka_number((3, 1), (2, 1, 1))
    2
    """
    if sum(shape) != sum(content):
        raise ValueError(f"shape and content must have equal size, got {sum(shape)} and {sum(content)}")
    return _homogeneous_in_schur(content).get(shape, 0)


def _tidy(value: Any) -> Any:
    if isinstance(value, Fraction) and value.denominator == 1:
        return value.numerator
    return value


@cache
def _augmented_in_power_sums(partition: Partition) -> Terms:
    if not partition:
        return {(): 1}
    *rest, last = partition
    total: Terms = defaultdict(int)
    for key, value in _augmented_in_power_sums(tuple(rest)).items():
        total[as_partition((*key, last))] += value
    for i in range(len(rest)):
        merged = as_partition([*rest[:i], rest[i] + last, *rest[i + 1 :]])
        for key, value in _augmented_in_power_sums(merged).items():
            total[key] -= value
    return {key: value for key, value in total.items() if value}


@cache
def _power_sum_in_monomials(partition: Partition) -> Terms:
    if not partition:
        return {(): 1}
    total: Terms = defaultdict(int)
    k = partition[0]
    for key, value in _power_sum_in_monomials(partition[1:]).items():
        for part in {*key, 0}:
            grown = list(key)
            if part:
                grown.remove(part)
            target = as_partition([*grown, part + k])
            total[target] += value * target.count(part + k)
    return dict(total)


def _merge_products(factors: list[Terms]) -> Terms:
    total: Terms = {(): 1}
    for factor in factors:
        grown: Terms = defaultdict(int)
        for (one, a), (two, b) in itertools.product(total.items(), factor.items()):
            grown[as_partition(one + two)] += a * b
        total = grown
    return {key: value for key, value in total.items() if value}


@cache
def _single_in_power_sums(basis: str, n: int) -> Terms:
    # h_n = sum p_mu / z_mu; e_n the same with the sign of the cycle type
    sign = (lambda key: (-1) ** (n - len(key))) if basis == "e" else (lambda key: 1)
    return {key: Fraction(sign(key), centraliser_order(key)) for key in partitions(n)}


@cache
def _to_power_sums(basis: str, partition: Partition) -> Terms:
    if basis == "p":
        return {partition: 1}
    if basis == "m":
        order = stabiliser_order(partition)
        return {key: Fraction(value, order) for key, value in _augmented_in_power_sums(partition).items()}
    if basis in "eh":
        return _merge_products([_single_in_power_sums(basis, part) for part in partition])
    # Jacobi-Trudi: the Schur function is a determinant of homogeneous functions
    total: Terms = defaultdict(int)
    for permutation in itertools.permutations(range(len(partition))):
        index = [partition[i] - i + j for i, j in enumerate(permutation)]
        if min(index, default=0) < 0:
            continue
        inversions = sum(a > b for a, b in itertools.combinations(permutation, 2))
        for key, value in _to_power_sums("h", as_partition(part for part in index if part)).items():
            total[key] += (-1) ** inversions * value
    return {key: value for key, value in total.items() if value}


@cache
def _single_power_sum(basis: str, n: int) -> Terms:
    # Newton's identities, solved: p_n in elementary or homogeneous functions
    found: Terms = {}
    for key in partitions(n):
        arrangements = factorial(len(key)) // stabiliser_order(key)
        sign = (-1) ** (n - len(key)) if basis == "e" else (-1) ** (len(key) - 1)
        found[key] = sign * Fraction(n * arrangements, len(key))
    return found


@cache
def _homogeneous_in_schur(content: Partition) -> dict[Partition, int]:
    if not content:
        return {(): 1}
    total: dict[Partition, int] = defaultdict(int)
    for shape, value in _homogeneous_in_schur(content[1:]).items():
        for grown in horizontal_strips(shape, content[0]):
            total[grown] += value
    return dict(total)


def horizontal_strips(shape: Partition, size: int) -> list[Partition]:
    """Return the shapes that arise by adding ``size`` cells, no two in one column (Pieri's rule).

    Raises
    ------
    ValueError
        If ``size`` is negative.

    Examples
    --------
    >>> horizontal_strips((2, 1), 2)
    [(2, 2, 1), (3, 1, 1), (3, 2), (4, 1)]
    """
    if size < 0:
        raise ValueError(f"size must be at least 0, got {size}")
    rows = [*as_partition(shape), 0]

    def grow(i: int, left: int) -> list[list[int]]:
        if i == len(rows):
            return [[]] if left == 0 else []
        room = left if i == 0 else min(left, rows[i - 1] - rows[i])
        return [[rows[i] + add, *rest] for add in range(room + 1) for rest in grow(i + 1, left - add)]

    return sorted(tuple(part for part in grown if part) for grown in grow(0, size))


@cache
def _from_power_sums(basis: str, partition: Partition) -> Terms:
    if basis == "p":
        return {partition: 1}
    if basis == "m":
        return _power_sum_in_monomials(partition)
    if basis in "eh":
        return _merge_products([_single_power_sum(basis, part) for part in partition])
    total: Terms = defaultdict(int)
    for content, value in _from_power_sums("h", partition).items():
        for shape, count in _homogeneous_in_schur(content).items():
            total[shape] += value * count
    return {key: value for key, value in total.items() if value}
