"""How far apart two candidate decompositions are: interleaving of rectangles and the bottleneck distance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lib.networks.multipersistence.bifiltration import Degree
from lib.networks.multipersistence.intervals import IntervalModule


def rectangle_interleaving(left: IntervalModule, right: IntervalModule) -> Any:
    r"""Return the interleaving distance of two rectangles.

    It is the smaller of :math:`\lVert(b-b',d-d')\rVert_\infty` and :math:`\max(w(R),w(R'))`: either maps both ways
    are non-zero, which forces both corner conditions, or both rectangles must be so thin that zero maps do.

    Parameters
    ----------
    left, right
        Intervals with one birth and one death each.

    Raises
    ------
    NotImplementedError
        If one has several births or deaths.
    ValueError
        If numbers of parameters differ.

    Examples
    --------
    >>> a = IntervalModule.rectangle((0, 0), (2, 2))
    >>> rectangle_interleaving(a, IntervalModule.rectangle((0.25, 0), (2, 2.5)))
    0.5
    >>> rectangle_interleaving(a, IntervalModule.rectangle((9, 9), (11, 10)))
    Fraction(1, 1)
    """
    for name, module in (("left", left), ("right", right)):
        if not isinstance(module, IntervalModule):
            raise TypeError(f"{name} must be an interval module, got {type(module).__name__}")
        if not module.is_rectangle:
            raise NotImplementedError(
                f"{name} must be a rectangle, one birth and one death, got {len(module.births)} and {len(module.deaths)}"
            )
    if left.parameters != right.parameters:
        raise ValueError(f"left and right must have the same number of parameters, got {left} and {right}")
    corners = max(_gap(left.births[0], right.births[0]), _gap(left.deaths[0], right.deaths[0]))
    return min(corners, max(left.weight, right.weight))


def _gap(a: Degree, b: Degree) -> Any:
    # equal infinite entries are no distance apart
    gaps: list[Any] = [0 if x == y else abs(x - y) for x, y in zip(a, b, strict=True)]
    return max(gaps)


def bottleneck_distance(left: Sequence[IntervalModule], right: Sequence[IntervalModule]) -> Any:
    r"""Return the bottleneck distance of two lists of rectangles.

    The least :math:`\varepsilon` for which some rectangles can be matched at interleaving distance at most
    :math:`\varepsilon` while all others have weight at most :math:`\varepsilon`.

    Parameters
    ----------
    left, right
        Lists of rectangles; either may be empty.

    Raises
    ------
    NotImplementedError
        If a module is no rectangle.

    Notes
    -----
    Binary search over the :math:`(m+m')^2` costs, each step one bipartite matching by augmenting paths
    (``scipy.sparse.csgraph``), :math:`O((m+m')^{2.5})`.

    Examples
    --------
    >>> a = [IntervalModule.rectangle((0, 0), (2, 2)), IntervalModule.rectangle((1, 0), (3, 1))]
    >>> b = [IntervalModule.rectangle((0.25, 0), (2, 2.5)), IntervalModule.rectangle((1, 0), (3, 1.25))]
    >>> bottleneck_distance(a, [*b, IntervalModule.rectangle((4, 4), (4.5, 5))]), bottleneck_distance(a, [])
    (0.5, Fraction(1, 1))
    """
    import numpy as np
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import maximum_bipartite_matching

    for name, modules in (("left", left), ("right", right)):
        for module in modules:
            if not isinstance(module, IntervalModule):
                raise TypeError(f"{name} must consist of interval modules, got {type(module).__name__}")
            if not module.is_rectangle:
                raise NotImplementedError(f"{name} must consist of rectangles, got {module}")
    m, k = len(left), len(right)
    if not m + k:
        return 0
    # row i >= m and column j >= k stand for "nothing"
    costs: list[list[Any]] = [[rectangle_interleaving(a, b) for b in right] + [a.weight] * m for a in left] + [
        [b.weight for b in right] + [0] * m for _ in range(k)
    ]
    values = sorted({cost for row in costs for cost in row})
    low, high = 0, len(values) - 1
    while low < high:
        middle = (low + high) // 2
        allowed = np.array([[cost <= values[middle] for cost in row] for row in costs])
        if (maximum_bipartite_matching(csr_matrix(allowed), perm_type="column") >= 0).all():
            high = middle
        else:
            low = middle + 1
    return values[low]
