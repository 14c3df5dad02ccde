"""The linear model as two functors: F predicts, G fits, and the residual is an arrow between them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeAlias

import sympy
from sympy import ImmutableMatrix

from lib.exact.linear_algebra import pseudoinverse, rational_matrix, rational_rank, rational_vector

Vector: TypeAlias = ImmutableMatrix
Fit: TypeAlias = Callable[[Vector], Vector]


class LinearModel:
    r"""The model :math:`y=Xa+b` with exact rational entries, fitted by (weighted) least squares.

    Parameters
    ----------
    X
        The design, n rows and m columns, :math:`m\le n`.
    b
        The offset, n numbers; zero if not given.
    weights
        A symmetric positive definite n x n matrix W; the identity if not given.  Least squares then means
        :math:`X^\top W\epsilon=0`.
    rank_deficient
        What to do when the columns of X are dependent: ``"raise"``, or take the fit of least norm with ``"min_norm"``
        (for identity weights only).
    rationalize
        Take floating-point numbers as well, here and in every method, as the binary fractions they are.  The arithmetic
        is exact from there on, but the float ``0.1`` is not one tenth: where decimals are meant, write strings.

    Raises
    ------
    TypeError
        If an entry is not exact; floats are refused unless ``rationalize`` is true.
    ValueError
        If shapes do not fit, n < m, the rank is less than m and ``rank_deficient`` is ``"raise"``, or W is not
        symmetric positive definite.

    Notes
    -----
    Fitting takes O(n m^2) rational operations, once; every further call is a product of a matrix with a vector.

    References
    ----------
    Kamiura, *The Gauss-Markov Adjunction*, arXiv 2507.02442; F and G after its abstract, with the offset subtracted in G.

    Examples
    --------
    >>> model = LinearModel([[1, 0], [1, 1], [1, 2]])
    >>> model.G([1, 2, 4]).T, model.min_residual([1, 2, 4]).T
    (Matrix([[5/6, 3/2]]), Matrix([[1/6, -1/3, 1/6]]))
    >>> LinearModel([[1.0, 0.5], [1.0, 1.5]], rationalize=True).G([0.25, 2.0]).T
    Matrix([[-5/8, 7/4]])
    """

    def __init__(
        self,
        X: object,
        b: object = None,
        *,
        weights: object = None,
        rank_deficient: Literal["raise", "min_norm"] = "raise",
        rationalize: bool = False,
    ) -> None:
        if rank_deficient not in ("raise", "min_norm"):
            raise ValueError(f"rank_deficient must be 'raise' or 'min_norm', got {rank_deficient!r}")
        self.rationalize = rationalize
        self.X = rational_matrix(X, "X", rationalize=rationalize)
        self.n, self.m = self.X.shape
        if self.n < self.m:
            raise ValueError(f"X must have at least as many rows as columns, got shape {self.X.shape}")
        self.b = ImmutableMatrix.zeros(self.n, 1) if b is None else self._vector(b, "b", self.n)
        self.rank = rational_rank(self.X)
        if self.rank < self.m and (rank_deficient == "raise" or weights is not None):
            raise ValueError(
                f"X must have full column rank {self.m}, got rank {self.rank}: the parameters are not determined"
                + ("" if weights is not None else "; rank_deficient='min_norm' takes the shortest fit")
            )
        self.weights = ImmutableMatrix.eye(self.n) if weights is None else _weights(weights, self.n, rationalize)
        self.left_inverse: ImmutableMatrix = (
            pseudoinverse(self.X) if weights is None else estimator_matrix(self.X, self.weights)
        )

    def __repr__(self) -> str:
        return f"LinearModel(n={self.n}, m={self.m}, rank={self.rank})"

    def _vector(self, values: object, name: str, size: int) -> Vector:
        return rational_vector(values, name, size, rationalize=self.rationalize)

    def F(self, a: object) -> Vector:  # noqa: N802
        r"""Predict: :math:`F(a)=Xa+b`."""
        return self.X * self._vector(a, "a", self.m) + self.b

    def G(self, y: object) -> Vector:  # noqa: N802
        r"""Fit: :math:`G(y)=X^+(y-b)`, or the weighted fit where weights were given."""
        return self.left_inverse * (self._vector(y, "y", self.n) - self.b)

    def projector(self) -> ImmutableMatrix:
        """Return P, which projects data (less b) onto the column space of X along what least squares leaves over."""
        return self.X * self.left_inverse

    def residual(self, a: object, y: object) -> Vector:
        r"""Return :math:`r=y-F(a)`, the arrow from :math:`F(a)` to :math:`y`."""
        return self._vector(y, "y", self.n) - self.F(a)

    def min_residual(self, y: object) -> Vector:
        r"""Return :math:`\rho(y)=(I-P)(y-b)`."""
        shifted = self._vector(y, "y", self.n) - self.b
        return shifted - self.projector() * shifted

    def unit(self, a: object) -> Vector:
        r"""Return :math:`\eta_a=(LX-I)a`, the arrow from a to GF(a); zero when X has full column rank."""
        vector = self._vector(a, "a", self.m)
        return self.left_inverse * self.X * vector - vector

    def counit(self, y: object) -> Vector:
        r"""Return :math:`\epsilon_y=y-FG(y)`, the arrow from FG(y) to y."""
        return self._vector(y, "y", self.n) - self.F(self.G(y))

    def phi(self, r: object) -> Vector:
        r"""Send a residual :math:`r:F(a)\to y` to the parameter variation :math:`X^+r:a\to G(y)`.

        For a rank-deficient X this is the variation up to :math:`\ker X`; see :meth:`unit`.
        """
        return self.left_inverse * self._vector(r, "r", self.n)

    def psi(self, da: object, y: object) -> Vector:
        r"""Send a parameter variation :math:`\delta a:a\to G(y)` back to the residual :math:`X\delta a+\rho(y)`."""
        return self.X * self._vector(da, "da", self.m) + self.min_residual(y)

    def is_normal(self, y: object, a: object) -> bool:
        r"""Whether a solves the normal equations for y: :math:`X^\top W(y-F(a))=0`."""
        return (self.X.T * self.weights * self.residual(a, y)).is_zero_matrix


def weighted_model(X: object, b: object, W: object) -> LinearModel:
    r"""Return the model fitted by weighted (generalised) least squares.

    Parameters
    ----------
    X, b
        Design and offset (``None`` for zero), as for :class:`LinearModel`.
    W
        A symmetric positive definite matrix.

    Raises
    ------
    ValueError
        As for :class:`LinearModel`.

    Examples
    --------
    >>> down_weighted = weighted_model([[1, 0], [1, 1], [1, 2]], None, [[1, 0, 0], [0, 1, 0], [0, 0, "1/100"]])
    >>> down_weighted.G([1, 2, 4]).T
    Matrix([[104/105, 36/35]])
    """
    return LinearModel(X, b, weights=W)


def estimator_matrix(X: ImmutableMatrix, W: ImmutableMatrix) -> ImmutableMatrix:
    r"""Return :math:`L=(X^\top WX)^{-1}X^\top W` for any square W for which the inverse exists.

    Neither positive nor symmetric weights are needed for this; :math:`X^\top WX` has to be invertible.

    Raises
    ------
    ValueError
        If the shapes do not fit, or :math:`X^\top WX` is singular: then no map is right adjoint to F in the category
        that W defines.

    Examples
    --------
    >>> two_points = ImmutableMatrix.diag(1, 1, 0)
    >>> estimator_matrix(ImmutableMatrix([[1, 0], [1, 1], [1, 2]]), two_points)
    Matrix([
    [ 1, 0, 0],
    [-1, 1, 0]])
    """
    if W.shape != (X.rows, X.rows):
        raise ValueError(f"W must have shape {(X.rows, X.rows)}, got {W.shape}")
    gram = X.T * W * X
    if rational_rank(gram) < X.cols:
        raise ValueError(f"X^T W X must be invertible, got rank {rational_rank(gram)} of {X.cols}")
    return ImmutableMatrix(gram.inv() * X.T * W)


def _weights(weights: object, n: int, rationalize: bool) -> ImmutableMatrix:
    W = rational_matrix(weights, "weights", rationalize=rationalize)
    if W.shape != (n, n):
        raise ValueError(f"weights must have shape {(n, n)}, got {W.shape}")
    if not W.is_symmetric():
        raise ValueError("weights must be symmetric, got a matrix that is not")
    if not positive_definite(W):
        raise ValueError("weights must be positive definite, got a matrix with a pivot that is not positive")
    return W


def require_identity_weights(model: LinearModel) -> None:
    """Refuse a weighted model where lengths are Euclidean: the answer would be that of another question.

    Raises
    ------
    ValueError
        If the weights are not the identity.

    Examples
    --------
    >>> require_identity_weights(LinearModel([[1], [1]]))
    """
    if model.weights != ImmutableMatrix.eye(model.n):
        raise ValueError("model must have identity weights, got others")


def positive_definite(matrix: ImmutableMatrix, *, semi: bool = False) -> bool:
    """Whether a symmetric rational matrix is positive definite (or semidefinite), decided by exact elimination.

    Raises
    ------
    ValueError
        If the matrix is not square or not symmetric.

    Examples
    --------
    >>> positive_definite(ImmutableMatrix([[1, 1], [1, 1]])), positive_definite(ImmutableMatrix([[1, 1], [1, 1]]), semi=True)
    (False, True)
    """
    # elimination reads the upper half only, and would answer for another matrix
    if not matrix.is_symmetric():
        raise ValueError(f"matrix must be square and symmetric, got one of shape {matrix.shape} that is not")
    rows = [list(row) for row in matrix.tolist()]
    for k in range(len(rows)):
        pivot = rows[k][k]
        if pivot < 0 or (pivot == 0 and not semi):
            return False
        if pivot == 0:
            # a zero on the diagonal of a semidefinite matrix empties its whole row
            if any(rows[k][j] != 0 for j in range(k, len(rows))):
                return False
            continue
        for i in range(k + 1, len(rows)):
            factor = rows[i][k] / pivot
            if factor:
                rows[i] = [x - factor * p for x, p in zip(rows[i], rows[k], strict=True)]
    return True


def squared_norm(vector: Vector) -> sympy.Rational:
    """Return the squared Euclidean length.

    Examples
    --------
    >>> squared_norm(ImmutableMatrix([3, 4]))
    25
    """
    return vector.dot(vector)
