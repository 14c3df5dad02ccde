"""Data from ICM processes: the paper's two experiments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from jaxtyping import Float, Integer

from lib.statistics.causal_de_finetti.dags import Parents, check_parents, topological_order

Direction = Literal["X->Y", "Y->X", "none"]
DIRECTIONS: tuple[Direction, ...] = ("X->Y", "Y->X", "none")


@dataclass(frozen=True)
class BinaryEnvironments:
    """Binary data from many environments, and the DAG that they were made from.

    Parameters
    ----------
    data
        Values by environment, sample and variable.
    parents
        The DAG.
    """

    data: Integer[np.ndarray, "env sample var"]
    parents: Parents


@dataclass(frozen=True)
class Pairs:
    """Two continuous variables in many environments, two samples each, and the direction that they were made with.

    Parameters
    ----------
    x, y
        Values by environment and sample.
    direction
        ``"X->Y"``, ``"Y->X"`` or ``"none"``.
    """

    x: Float[np.ndarray, "env 2"]
    y: Float[np.ndarray, "env 2"]
    direction: Direction


def random_dag(d: int, rng: np.random.Generator) -> Parents:
    """Draw the paper's random DAG: each arrow from a smaller to a larger number with probability one half, until no variable is alone.

    Raises
    ------
    ValueError
        If there are fewer than two variables.

    Examples
    --------
    >>> random_dag(3, np.random.default_rng(0))
    ((), (0,), (0,))
    """
    if d < 2:
        raise ValueError(f"d must be at least 2, got {d}")
    while True:
        arrows = np.triu(rng.integers(0, 2, (d, d)), 1)
        if (arrows.any(0) | arrows.any(1)).all():
            return tuple(tuple(int(p) for p in np.flatnonzero(arrows[:, i])) for i in range(d))


def sample_xor(
    environments: int,
    d: int,
    rng: np.random.Generator,
    a: float = 1,
    b: float = 3,
    *,
    samples: int = 2,
    parents: Parents | None = None,
) -> BinaryEnvironments:
    r"""Draw environments of the paper's binary experiment.

    Parameters
    ----------
    environments, d, samples
        Number of environments, of variables, and of samples in each environment.
    rng
        Source of random numbers.
    a, b
        In each environment $\theta_i\sim\mathrm{Beta}(a,b)$, noise $F_{i;n}\sim\mathrm{Bern}(\theta_i)$, and
        $X_i=F_i\oplus\prod_{p\in PA_i}X_p$ ($X_i=F_i$ without parents).
    parents
        The DAG; drawn by :func:`random_dag` if not given.

    Raises
    ------
    ValueError
        If a number is not positive, or the DAG has another number of variables.

    Examples
    --------
    >>> drawn = sample_xor(1000, 3, np.random.default_rng(0))
    >>> drawn.parents, drawn.data.shape, drawn.data.mean((0, 1)).round(2).tolist()
    (((), (0,), (0,)), (1000, 2, 3), [0.25, 0.36, 0.37])
    """
    dag = _checked(environments, d, rng, a, b, samples, parents)
    theta = rng.beta(a, b, (environments, 1, d))
    data = (rng.random((environments, samples, d)) < theta).astype(np.int8)
    for i in topological_order(dag):
        if dag[i]:
            data[..., i] ^= data[..., list(dag[i])].prod(-1, dtype=np.int8)
    return BinaryEnvironments(data, dag)


def sample_table(
    environments: int,
    d: int,
    rng: np.random.Generator,
    a: float = 1,
    b: float = 3,
    *,
    samples: int = 2,
    parents: Parents | None = None,
) -> BinaryEnvironments:
    """Draw environments with a free chance of a one for each configuration of the parents, all from Beta(a, b).

    Parameters and errors are those of :func:`sample_xor`.

    Raises
    ------
    ValueError
        If a number is not positive, or the DAG has another number of variables.

    Examples
    --------
    >>> sample_table(1000, 2, np.random.default_rng(0), parents=((), (0,))).data.mean((0, 1)).round(2).tolist()
    [0.25, 0.25]
    """
    dag = _checked(environments, d, rng, a, b, samples, parents)
    data = np.zeros((environments, samples, d), dtype=np.int8)
    for i in topological_order(dag):
        chances = rng.beta(a, b, (environments, 1 << len(dag[i])))
        config = data[..., list(dag[i])].astype(np.int64) @ (1 << np.arange(len(dag[i])))
        data[..., i] = rng.random((environments, samples)) < np.take_along_axis(chances, config, 1)
    return BinaryEnvironments(data, dag)


def _checked(
    environments: int, d: int, rng: np.random.Generator, a: float, b: float, samples: int, parents: Parents | None
) -> Parents:
    if environments < 1 or samples < 1 or not (0 < a < np.inf and 0 < b < np.inf):
        raise ValueError(
            f"environments, samples, a and b must be positive and finite, got {environments}, {samples}, {a} and {b}"
        )
    dag = random_dag(d, rng) if parents is None else check_parents(parents)
    if len(dag) != d:
        raise ValueError(f"parents must have d={d} variables, got {len(dag)}")
    return dag


def sample_bivariate(environments: int, rng: np.random.Generator, direction: Direction | None = None) -> Pairs:
    r"""Draw environments of the paper's continuous experiment with two variables.

    In each environment and for each variable a location $\sim U(-1,1)$, and in each of two samples Laplace noise
    $N'$ of scale 1 around it. The data are $AN'$, and in a random half of the environments $AN'+B(N')^2$, with the
    square taken in each coordinate. $A$ is triangular with integers from 1 to 9, its entry for the cause 1, and
    $B=(A-I)$ times one more such integer.

    Parameters
    ----------
    environments
        Their number.
    rng
        Source of random numbers.
    direction
        Drawn with equal chances if not given.

    Raises
    ------
    ValueError
        If there is no environment, or the direction is unknown.

    Examples
    --------
    >>> pairs = sample_bivariate(5, np.random.default_rng(0))
    >>> pairs.direction, pairs.x.shape
    ('none', (5, 2))
    """
    if environments < 1:
        raise ValueError(f"environments must be at least 1, got {environments}")
    if direction is None:
        direction = DIRECTIONS[rng.integers(3)]
    if direction not in DIRECTIONS:
        raise ValueError(f"direction must be one of {DIRECTIONS}, got {direction!r}")
    entries = rng.integers(1, 10, (2, 2)).astype(float)
    factor = float(rng.integers(1, 10))
    if direction == "X->Y":
        entries[0] = 1, 0
    elif direction == "Y->X":
        entries[1] = 0, 1
    else:
        entries = np.eye(2)
    location = rng.uniform(-1, 1, (environments, 1, 2))
    noise = rng.laplace(np.broadcast_to(location, (environments, 2, 2)), 1.0)
    values = noise @ entries.T
    bent = rng.permutation(environments) < environments // 2
    values[bent] += noise[bent] ** 2 @ ((entries - np.eye(2)) * factor).T
    return Pairs(values[..., 0], values[..., 1], direction)
