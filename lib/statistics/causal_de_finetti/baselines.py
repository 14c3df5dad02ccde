"""What methods for pooled data answer: PC and CD-NOD from causal-learn."""

from __future__ import annotations

from functools import partial
from unittest.mock import patch

import numpy as np
from jaxtyping import Float, Integer

from lib.statistics.causal_de_finetti.dags import Edge
from lib.statistics.causal_de_finetti.environments import check_environments
from lib.statistics.causal_de_finetti.generators import Direction


def pc_edges(data: Integer[np.ndarray, "env sample var"], alpha: float = 0.05) -> frozenset[Edge]:
    """Return the edges of PC's completed partially directed graph, undirected ones as two arrows.

    Parameters
    ----------
    data
        Zeros and ones; sample 1 of each environment is used, so that rows are independent as PC assumes.
    alpha
        Level of its G tests.

    Raises
    ------
    ModuleNotFoundError
        If causal-learn is not installed.
    ValueError
        If the data are not zeros and ones by environment, sample and variable.

    Examples
    --------
    >>> from lib.statistics.causal_de_finetti.generators import sample_xor
    >>> drawn = sample_xor(5000, 3, np.random.default_rng(0), parents=((), (), (0, 1)))
    >>> sorted(pc_edges(drawn.data))
    [(0, 2), (1, 2)]
    """
    from causallearn.search.ConstraintBased.PC import pc

    data = check_environments(data)
    graph = pc(data[:, 0], alpha, "gsq", show_progress=False).G.graph
    return arrows_of(graph, data.shape[2])


def arrows_of(graph: Integer[np.ndarray, "k k"], d: int) -> frozenset[Edge]:
    """Read the arrows among the first d variables off causal-learn's matrix of end marks, undirected edges as two.

    Examples
    --------
    >>> sorted(arrows_of(np.array([[0, -1], [1, 0]]), 2)), sorted(arrows_of(np.array([[0, -1], [-1, 0]]), 2))
    ([(0, 1)], [(0, 1), (1, 0)])
    """
    # graph[i, j] = -1 is a tail at i, 1 an arrow head at i, of the edge between i and j
    return frozenset((i, j) for i in range(d) for j in range(d) if graph[i, j] == -1 and graph[j, i] in (-1, 1))


def cdnod_direction(
    x: Float[np.ndarray, "env sample"], y: Float[np.ndarray, "env sample"], alpha: float = 0.05
) -> Direction:
    """Return CD-NOD's answer about two variables; an edge without direction counts as no direction.

    Parameters
    ----------
    x, y
        Values by environment and sample; all are pooled, and the environment's number is the extra variable.
    alpha
        Level of its kernel tests.

    Raises
    ------
    ModuleNotFoundError
        If causal-learn is not installed.
    ValueError
        If the shapes differ, or a value is not finite.

    Notes
    -----
    The version in causal-learn orients by invariance and colliders; its phase for independently changing mechanisms,
    which the MATLAB code of CD-NOD has, is marked there as under development.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> cdnod_direction(rng.normal(size=(30, 2)), rng.normal(size=(30, 2)))
    'none'
    """
    values = np.stack([x, y], -1)
    if values.ndim != 3 or not np.isfinite(values).all():
        raise ValueError(
            f"x and y must be (env, sample) and finite, got shape {values.shape[:-1]} or a value that is not"
        )
    arrows = _cdnod(values, alpha, "kci")
    if arrows == {(0, 1)}:
        return "X->Y"
    return "Y->X" if arrows == {(1, 0)} else "none"


def cdnod_edges(data: Integer[np.ndarray, "env sample var"], alpha: float = 0.05) -> frozenset[Edge]:
    """Return the edges that CD-NOD finds in binary data, undirected ones as two arrows.

    Parameters
    ----------
    data
        Zeros and ones; all samples are pooled, and the environment's number is the extra variable.
    alpha
        Level of its G tests.

    Raises
    ------
    ModuleNotFoundError
        If causal-learn is not installed.
    ValueError
        If the data are not zeros and ones by environment, sample and variable.

    Notes
    -----
    A G test against the environment's number has as many rows as there are environments, with as many observations
    in each as there are samples. That is far too few for its chi-square law, so arrows out of the number, and what is
    oriented by them, come out of a test whose level nobody knows.  Time grows like the number of environments.

    Examples
    --------
    >>> from lib.statistics.causal_de_finetti.generators import sample_xor
    >>> drawn = sample_xor(2000, 3, np.random.default_rng(1), parents=((), (), (0, 1)))
    >>> sorted(cdnod_edges(drawn.data))
    [(0, 2), (1, 2)]
    """
    return _cdnod(check_environments(data), alpha, "gsq")


def _cdnod(data: np.ndarray, alpha: float, test: str) -> frozenset[Edge]:
    from causallearn.search.ConstraintBased.CDNOD import cdnod
    from causallearn.utils.PCUtils import SkeletonDiscovery

    environments, samples, d = data.shape
    index = np.repeat(np.arange(environments, dtype=data.dtype), samples)[:, None]
    # its first phase draws a progress bar (in a notebook a widget) even when told not to
    quiet = partial(SkeletonDiscovery.skeleton_discovery, show_progress=False)
    with patch.object(SkeletonDiscovery, "skeleton_discovery", quiet):
        return arrows_of(cdnod(data.reshape(-1, d), index, alpha, test, show_progress=False).G.graph, d)
