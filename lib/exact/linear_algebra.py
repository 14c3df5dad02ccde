"""Linear algebra over the rationals: strict input, the Moore-Penrose inverse, subspaces as a lattice.

Matrices are sympy's immutable ones, so that they print as mathematics and can be keys; elimination runs on sympy's
``DomainMatrix``, which keeps plain rational numbers inside.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from numbers import Rational as AbstractRational
from numbers import Real
from typing import TypeAlias

import sympy
from sympy import QQ, ImmutableMatrix
from sympy.polys.matrices import DomainMatrix

Entry: TypeAlias = int | str | Fraction | sympy.Rational


def rational(value: object, name: str = "value", *, rationalize: bool = False) -> sympy.Rational:
    """Return an exact rational number; floating point is refused because it already lost the number that was meant.

    Parameters
    ----------
    value
        An integer, a fraction, a rational sympy number, or a string such as ``"8.04"`` or ``"2/3"``.
    name
        The argument's name, for the message.
    rationalize
        Take floating-point numbers too, as the binary fractions they are: nothing is rounded, and nothing guessed.

    Raises
    ------
    TypeError
        If the value is not an exact rational; a float is one only with ``rationalize``.
    ValueError
        If a string does not spell a rational number, or a float is infinite or not a number.

    Examples
    --------
    >>> rational("8.04"), rational(Fraction(2, 6)), rational(0.375, rationalize=True)
    (201/25, 1/3, 3/8)
    >>> rational(0.1, rationalize=True) == rational("0.1")
    False
    """
    if isinstance(value, sympy.Rational):
        return value
    if isinstance(value, AbstractRational) and not isinstance(value, bool):
        return sympy.Rational(int(value.numerator), int(value.denominator))
    if isinstance(value, str):
        try:
            exact = Fraction(value)
        except (ValueError, ZeroDivisionError):
            raise ValueError(f"{name} must spell a rational number such as '8.04' or '2/3', got {value!r}") from None
        return sympy.Rational(exact.numerator, exact.denominator)
    if rationalize and isinstance(value, sympy.Float):
        return sympy.Rational(value)
    if rationalize and isinstance(value, Real) and not isinstance(value, (bool, sympy.Basic)):
        try:
            return sympy.Rational(*value.as_integer_ratio())  # type: ignore[attr-defined]
        except (OverflowError, ValueError):
            raise ValueError(f"{name} must be finite, got {value!r}") from None
    raise TypeError(
        f"{name} must be exact: an integer, a Fraction, a sympy Rational or a decimal string; "
        f"got {type(value).__name__} ({value!r})"
    )


def rational_matrix(rows: object, name: str = "matrix", *, rationalize: bool = False) -> ImmutableMatrix:
    """Return an exact matrix from nested sequences or a sympy matrix.

    Parameters
    ----------
    rows
        The rows, each a sequence of exact numbers; or a sympy matrix.
    name
        The argument's name, for the message.
    rationalize
        As for :func:`rational`.

    Raises
    ------
    TypeError
        If an entry is not exact, or there are no rows at all to look at.
    ValueError
        If the rows differ in length, or the matrix is empty.

    Examples
    --------
    >>> rational_matrix([["0.5", 1], [2, "1/3"]])
    Matrix([
    [1/2,   1],
    [  2, 1/3]])
    """
    if isinstance(rows, sympy.MatrixBase):
        rows = rows.tolist()
    if isinstance(rows, str) or not isinstance(rows, Iterable):
        raise TypeError(f"{name} must be a sequence of rows, got {type(rows).__name__}")
    table: list[list[object]] = []
    for i, row in enumerate(rows):
        if isinstance(row, str) or not isinstance(row, Iterable):
            raise TypeError(f"{name}[{i}] must be a sequence of numbers, got {type(row).__name__}")
        table.append(list(row))
    if not table or not table[0]:
        raise ValueError(f"{name} must have at least one row and one column, got shape {_shape(table)}")
    if len({len(row) for row in table}) > 1:
        raise ValueError(f"{name} must have rows of equal length, got lengths {[len(row) for row in table]}")
    return ImmutableMatrix(
        [
            [rational(x, f"{name}[{i}][{j}]", rationalize=rationalize) for j, x in enumerate(row)]
            for i, row in enumerate(table)
        ]
    )


def _shape(table: list[list[object]]) -> tuple[int, int]:
    return len(table), len(table[0]) if table else 0


def rational_vector(
    values: object, name: str = "vector", size: int | None = None, *, rationalize: bool = False
) -> ImmutableMatrix:
    """Return an exact column vector from a sequence of numbers or a sympy column.

    Parameters
    ----------
    values
        The entries.
    name
        The argument's name, for the message.
    size
        The length it must have, where it matters.
    rationalize
        As for :func:`rational`.

    Raises
    ------
    TypeError
        If an entry is not exact.
    ValueError
        If the length is wrong, or a sympy matrix with several columns was given.

    Examples
    --------
    >>> rational_vector([1, "0.5"]).T
    Matrix([[1, 1/2]])
    """
    if isinstance(values, sympy.MatrixBase):
        if values.cols != 1:
            raise ValueError(f"{name} must be a column, got a matrix of shape {values.shape}")
        values = list(values)
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise TypeError(f"{name} must be a sequence of exact numbers, got {type(values).__name__}")
    entries = list(values)
    if size is not None and len(entries) != size:
        raise ValueError(f"{name} must have {size} entries, got {len(entries)}")
    exact = [rational(x, f"{name}[{i}]", rationalize=rationalize) for i, x in enumerate(entries)]
    return ImmutableMatrix(len(entries), 1, exact)


def _domain(matrix: ImmutableMatrix) -> DomainMatrix:
    return matrix.to_DM().convert_to(QQ)


def rational_rank(matrix: ImmutableMatrix) -> int:
    """Return the rank of an exact matrix.

    Notes
    -----
    Elimination over the rationals: O(rows x columns x rank) operations on numbers that grow with the rank.

    Examples
    --------
    >>> rational_rank(rational_matrix([[1, 2], [2, 4], [0, 0]]))
    1
    """
    return len(_domain(matrix).rref()[1])


def pseudoinverse(matrix: ImmutableMatrix) -> ImmutableMatrix:
    r"""Return the Moore-Penrose inverse of an exact matrix of any rank.

    Parameters
    ----------
    matrix
        An exact matrix :math:`A`.

    Notes
    -----
    With a full-rank factorisation :math:`A=BC` read off the reduced echelon form,
    :math:`A^+=C^\top(CC^\top)^{-1}(B^\top B)^{-1}B^\top`. O(rows x columns x rank) operations on integers, whose length
    grows with the rank.

    Examples
    --------
    >>> pseudoinverse(rational_matrix([[1, 0], [1, 1], [1, 2]]))
    Matrix([
    [ 5/6, 1/3, -1/6],
    [-1/2,   0,  1/2]])
    >>> pseudoinverse(rational_matrix([[1, 1], [1, 1]]))
    Matrix([
    [1/4, 1/4],
    [1/4, 1/4]])
    """
    # without fractions: A = a / common over the integers, and the echelon form is echelon / lead
    common, a = _domain(matrix).clear_denoms(convert=True)
    echelon, lead, pivots = a.rref_den()
    if not pivots:
        return ImmutableMatrix.zeros(matrix.cols, matrix.rows)
    b = a.extract(list(range(matrix.rows)), list(pivots))
    solution, den = (b.transpose() * b).solve_den(b.transpose())
    scale = QQ(common.element) / QQ(den)
    if len(pivots) < matrix.cols:
        c = echelon.extract(list(range(len(pivots))), list(range(matrix.cols)))
        solution, den = (c * c.transpose()).solve_den(solution)
        solution, scale = c.transpose() * solution, scale * QQ(lead) / QQ(den)
    return ImmutableMatrix((solution.convert_to(QQ) * scale).to_Matrix())


def random_rational_matrix(
    source: random.Random, rows: int, columns: int, *, rank: int | None = None, size: int = 4
) -> ImmutableMatrix:
    """Return a random matrix of small fractions, of a given rank where asked for.

    Parameters
    ----------
    source
        A seeded generator.
    rows, columns
        The shape.
    rank
        The rank it must have; whatever comes if not given.
    size
        Numerators lie between ``-size`` and ``size``, denominators between 1 and 3.

    Raises
    ------
    ValueError
        If the shape is empty, ``size`` is not positive, or the rank does not fit the shape.

    Examples
    --------
    >>> rational_rank(random_rational_matrix(random.Random(1), 5, 3, rank=2))
    2
    """
    if rows < 1 or columns < 1 or size < 1:
        raise ValueError(f"rows, columns and size must be at least 1, got {rows}, {columns} and {size}")
    if rank is not None and not 0 <= rank <= min(rows, columns):
        raise ValueError(f"rank must be between 0 and {min(rows, columns)}, got {rank}")

    def entries(r: int, c: int) -> ImmutableMatrix:
        return ImmutableMatrix(
            r, c, [sympy.Rational(source.randint(-size, size), source.randint(1, 3)) for _ in range(r * c)]
        )

    if rank is None:
        return entries(rows, columns)
    if rank == 0:
        return ImmutableMatrix.zeros(rows, columns)
    while True:
        full = rank == min(rows, columns)
        matrix = entries(rows, columns) if full else entries(rows, rank) * entries(rank, columns)
        if rational_rank(matrix) == rank:
            return matrix


@dataclass(frozen=True)
class Subspace:
    """A linear subspace of a rational vector space; equal subspaces compare equal.

    Parameters
    ----------
    ambient
        The dimension of the space around it.
    basis
        The rows of its reduced echelon form; use :meth:`span` to make one from any vectors.

    Examples
    --------
    >>> plane = Subspace.span([[1, 1, 0], [0, 1, 1]])
    >>> line = Subspace.span([[1, 0, -1]])
    >>> line <= plane, (line & plane).dimension, (line | Subspace.span([[0, 0, 1]])).dimension
    (True, 1, 2)
    """

    ambient: int
    basis: tuple[tuple[sympy.Rational, ...], ...]

    @classmethod
    def span(cls, vectors: Sequence[Sequence[Entry]] | ImmutableMatrix, ambient: int | None = None) -> Subspace:
        """Return the span of vectors, given as rows.

        Raises
        ------
        ValueError
            If there are no vectors and no ambient dimension, or a vector has another length than the rest.
        """
        rows = vectors.tolist() if isinstance(vectors, sympy.MatrixBase) else list(vectors)
        if not rows:
            if ambient is None or ambient < 1:
                raise ValueError(f"ambient must be a positive dimension where there are no vectors, got {ambient!r}")
            return cls(ambient, ())
        matrix = rational_matrix(rows, "vectors")
        if ambient is not None and matrix.cols != ambient:
            raise ValueError(f"vectors must have {ambient} entries, got {matrix.cols}")
        echelon, pivots = _domain(matrix).rref()
        table = echelon.to_Matrix().tolist()[: len(pivots)]
        return cls(matrix.cols, tuple(tuple(row) for row in table))

    @classmethod
    def column_space(cls, matrix: ImmutableMatrix) -> Subspace:
        """Return the span of a matrix's columns.

        Examples
        --------
        >>> Subspace.column_space(rational_matrix([[1, 2], [1, 2]])).basis
        ((1, 1),)
        """
        return cls.span(matrix.T)

    @classmethod
    def kernel(cls, matrix: ImmutableMatrix) -> Subspace:
        """Return the null space of a matrix.

        Examples
        --------
        >>> Subspace.kernel(rational_matrix([[1, 1, 1]])).dimension
        2
        """
        null = _domain(matrix).nullspace().to_Matrix()
        return cls.span(null.tolist(), ambient=matrix.cols)

    @property
    def dimension(self) -> int:
        """The number of vectors in a basis."""
        return len(self.basis)

    def matrix(self) -> ImmutableMatrix:
        """Return the basis as rows of a matrix (with no rows for the zero space)."""
        return ImmutableMatrix(self.dimension, self.ambient, [x for row in self.basis for x in row])

    def _same(self, other: Subspace) -> None:
        if self.ambient != other.ambient:
            raise ValueError(f"subspaces must lie in one space, got dimensions {self.ambient} and {other.ambient}")

    def orthogonal(self) -> Subspace:
        """Return the orthogonal complement.

        Examples
        --------
        >>> Subspace.span([[1, 1]]).orthogonal().basis
        ((1, -1),)
        """
        if not self.basis:
            return Subspace.span(ImmutableMatrix.eye(self.ambient))
        return Subspace.kernel(self.matrix())

    def __or__(self, other: Subspace) -> Subspace:
        """Return the join, the sum of the two spaces."""
        self._same(other)
        return Subspace.span([*self.basis, *other.basis], ambient=self.ambient)

    def __and__(self, other: Subspace) -> Subspace:
        """Return the meet, the intersection of the two spaces."""
        self._same(other)
        return (self.orthogonal() | other.orthogonal()).orthogonal()

    def __le__(self, other: Subspace) -> bool:
        """Whether this space lies in the other."""
        return (self | other) == other

    def image(self, matrix: ImmutableMatrix) -> Subspace:
        """Return the image under a matrix.

        Raises
        ------
        ValueError
            If the matrix does not act on the ambient space.

        Examples
        --------
        >>> Subspace.span([[1, 1]]).image(rational_matrix([[1, 0], [0, 1], [1, 1]])).basis
        ((1, 1, 2),)
        """
        if matrix.cols != self.ambient:
            raise ValueError(f"matrix must have {self.ambient} columns, got {matrix.cols}")
        return Subspace.span((self.matrix() * matrix.T).tolist(), ambient=matrix.rows)

    def preimage(self, matrix: ImmutableMatrix) -> Subspace:
        """Return all vectors that a matrix sends into this space.

        Raises
        ------
        ValueError
            If the matrix does not map into the ambient space.

        Examples
        --------
        >>> Subspace.span([], ambient=2).preimage(rational_matrix([[1, 1], [1, 1]])).basis
        ((1, -1),)
        """
        if matrix.rows != self.ambient:
            raise ValueError(f"matrix must have {self.ambient} rows, got {matrix.rows}")
        normal = self.orthogonal()
        if not normal.basis:
            return Subspace.span(ImmutableMatrix.eye(matrix.cols))
        return Subspace.kernel(normal.matrix() * matrix)
