"""Linear unbiased estimators: what a trivial unit leaves open, and the metric that each of them comes from."""

from __future__ import annotations

from sympy import ImmutableMatrix

from lib.categories.gauss_markov.model import LinearModel, require_identity_weights
from lib.exact.linear_algebra import Subspace, rational_matrix


def linear_unbiased(model: LinearModel, Z: object) -> ImmutableMatrix:
    r"""Return :math:`L=X^++Z(I-P)`, a linear unbiased estimator; every one has this form.

    Parameters
    ----------
    model
        A model of full column rank.
    Z
        Any m x n matrix.

    Raises
    ------
    ValueError
        If Z does not have shape (m, n), or X is rank-deficient: then no L has :math:`LX=I`.

    Examples
    --------
    >>> model = LinearModel([[1, 0], [1, 1], [1, 2]])
    >>> L = linear_unbiased(model, [[1, 0, 0], [0, 0, 0]])
    >>> L * model.X
    Matrix([
    [1, 0],
    [0, 1]])
    """
    free = rational_matrix(Z, "Z")
    if free.shape != (model.m, model.n):
        raise ValueError(f"Z must have shape {(model.m, model.n)}, got {free.shape}")
    if model.rank < model.m:
        raise ValueError(f"X must have full column rank {model.m}, got rank {model.rank}: no estimator is unbiased")
    return model.left_inverse + free * (ImmutableMatrix.eye(model.n) - model.projector())


def excess_variance(model: LinearModel, Z: object) -> ImmutableMatrix:
    r"""Return :math:`LL^\top-X^+X^{+\top}` for the estimator of Z: what it pays over least squares.

    For noise of equal variance and no correlation, :math:`\sigma^2LL^\top` is the covariance matrix of the estimate.
    The Gauss-Markov theorem says that the difference is positive semidefinite; it equals
    :math:`Z(I-P)Z^\top`.

    Raises
    ------
    ValueError
        As for :func:`linear_unbiased`, or if the model has weights other than the identity.

    Examples
    --------
    >>> excess_variance(LinearModel([[1, 0], [1, 1], [1, 2]]), [[1, 0, 0], [0, 0, 0]])
    Matrix([
    [1/6, 0],
    [  0, 0]])
    """
    require_identity_weights(model)
    L = linear_unbiased(model, Z)
    return L * L.T - model.left_inverse * model.left_inverse.T


def metric_of(X: ImmutableMatrix, L: ImmutableMatrix) -> ImmutableMatrix:
    r"""Return a positive definite W for which weighted least squares is the given left inverse L of X.

    With the projector :math:`Q=XL` it is :math:`W=Q^\top Q+(I-Q)^\top(I-Q)`, which makes the column space of X and
    the kernel of L orthogonal.

    Raises
    ------
    ValueError
        If LX is not the identity.

    Notes
    -----
    O(n^3) rational operations.

    Examples
    --------
    >>> X = ImmutableMatrix([[1, 0], [1, 1], [1, 2]])
    >>> through_two_points = ImmutableMatrix([[1, 0, 0], [-1, 1, 0]])
    >>> LinearModel(X, weights=metric_of(X, through_two_points)).left_inverse == through_two_points
    True
    """
    _check_left_inverse(X, L)
    eye = ImmutableMatrix.eye(X.rows)
    Q = X * L
    return Q.T * Q + (eye - Q).T * (eye - Q)


def estimator_along(X: ImmutableMatrix, K: Subspace) -> ImmutableMatrix:
    r"""Return the linear unbiased estimator whose kernel is a complement K of the column space.

    In the category with arrows :math:`y\to y'` for :math:`y'-y\in K` it is the right adjoint of F.

    Raises
    ------
    ValueError
        If K is not a complement of the column space; then F has no right adjoint there.

    Examples
    --------
    >>> estimator_along(ImmutableMatrix([[1], [1], [1]]), Subspace.span([[0, 1, 0], [0, 0, 1]]))
    Matrix([[1, 0, 0]])
    """
    columns = Subspace.column_space(X)
    if K.ambient != X.rows:
        raise ValueError(f"K must lie in dimension {X.rows}, got {K.ambient}")
    if columns.dimension < X.cols or K.dimension != X.rows - X.cols or (columns & K).dimension:
        raise ValueError(
            f"K must be a complement of the column space (dimension {X.rows - X.cols}, meeting it in 0 only) and X of "
            f"full column rank, got dimension {K.dimension}, meeting it in dimension {(columns & K).dimension}"
        )
    # [X | basis of K] is invertible; the first m rows of its inverse read off the X-coordinates
    return ImmutableMatrix(X.row_join(K.matrix().T).inv()[: X.cols, :])


def _check_left_inverse(X: ImmutableMatrix, L: ImmutableMatrix) -> None:
    if L.shape != (X.cols, X.rows):
        raise ValueError(f"L must have shape {(X.cols, X.rows)}, got {L.shape}")
    if ImmutableMatrix.eye(X.cols) != L * X:
        raise ValueError("L must be a left inverse of X (a linear unbiased estimator), got L X different from I")
