"""Exact laws of one environment: every probability is a fraction, so independence is decided, not tested."""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from numbers import Rational
from typing import Literal

from lib.statistics.causal_de_finetti.dags import check_parents, topological_order
from lib.statistics.causal_de_finetti.unrolled import Node

# One environment: the values of all variables in sample 1, then in sample 2, ...
Cell = tuple[int, ...]
Law = dict[Cell, Fraction]
Prior = tuple[int | Fraction, int | Fraction]
Mechanism = Literal["table", "xor"]

MOST_BITS = 16


def beta_moment(s: int, m: int, a: int | Fraction, b: int | Fraction) -> Fraction:
    r"""Return $E[\theta^s(1-\theta)^{m-s}]$ for $\theta\sim\mathrm{Beta}(a,b)$, exactly.

    Parameters
    ----------
    s, m
        Successes among m trials.
    a, b
        Positive rational parameters.

    Raises
    ------
    ValueError
        If not $0\le s\le m$, or a parameter is not positive.

    Notes
    -----
    It is $(a)_s(b)_{m-s}/(a+b)_m$ with rising factorials: Pólya's urn.

    Examples
    --------
    >>> beta_moment(1, 2, 1, 3)
    Fraction(3, 20)
    """
    if not 0 <= s <= m:
        raise ValueError(f"s must lie between 0 and m, got s={s}, m={m}")
    if not (0 < a < math.inf and 0 < b < math.inf):
        raise ValueError(f"a and b must be positive and finite, got {a} and {b}")

    def rising(x: Fraction, k: int) -> Fraction:
        return math.prod((x + j for j in range(k)), start=Fraction(1))

    first, second = Fraction(a), Fraction(b)
    return rising(first, s) * rising(second, m - s) / rising(first + second, m)


def icm_joint(
    parents: Sequence[Collection[int]],
    mechanism: Mechanism,
    prior: Prior | Mapping[tuple[int, Cell], Prior],
    n_samples: int,
) -> Law:
    r"""Return the exact law of one environment of a binary ICM process.

    Parameters
    ----------
    parents
        The DAG's parent sets.
    mechanism
        ``"table"``: an independent Beta parameter for each configuration of the parents, $X_i=1$ with that
        probability.  ``"xor"``: one Beta parameter for each variable, $X_i=F_i\oplus\prod_{p\in PA_i}X_p$ with
        $F_i\sim\mathrm{Bern}(\theta_i)$, and $X_i=F_i$ without parents.
    prior
        The Beta parameters (a, b) of all mechanisms; for ``"table"`` also a mapping from (variable, values of its
        parents in ascending order) to (a, b).
    n_samples
        Samples of the environment.

    Returns
    -------
    dict
        Probability of every cell, a tuple of ``n_samples * d`` zeros and ones, sample after sample.

    Raises
    ------
    ValueError
        If the table would have more than $2^{16}$ cells, the mechanism is unknown, or a prior is missing.

    Notes
    -----
    Given the values, each parameter sees some successes among some trials, so its integral is a Beta moment, and
    different parameters multiply.  Time and memory grow like $2^{dN}$.

    Examples
    --------
    >>> law = icm_joint([(), (0,)], "table", {(0, ()): (1, 3), (1, (0,)): (2, 1), (1, (1,)): (1, 2)}, 2)
    >>> law[0, 0, 0, 0], law[0, 1, 0, 1], law[1, 0, 1, 0], sum(law.values())
    (Fraction(1, 10), Fraction(3, 10), Fraction(1, 20), Fraction(1, 1))
    """
    dag = check_parents(parents)
    d = len(dag)
    if n_samples < 1 or d * n_samples > MOST_BITS:
        raise ValueError(
            f"n_samples must be at least 1 with at most {MOST_BITS} binary values in an environment, got "
            f"{d} variables in {n_samples} samples"
        )
    if mechanism not in ("table", "xor"):
        raise ValueError(f"mechanism must be 'table' or 'xor', got {mechanism!r}")

    def prior_of(i: int, values: Cell) -> Prior:
        if not isinstance(prior, Mapping):
            return prior
        if (i, values) not in prior:
            raise ValueError(f"prior must name variable {i} with parents {values}, got keys {sorted(prior)}")
        return prior[i, values]

    moments: dict[tuple[int, int, Prior], Fraction] = {}

    def moment(s: int, m: int, ab: Prior) -> Fraction:
        if (s, m, ab) not in moments:
            moments[s, m, ab] = beta_moment(s, m, *ab)
        return moments[s, m, ab]

    law: Law = {}
    for cell in itertools.product((0, 1), repeat=d * n_samples):
        p = Fraction(1)
        for i, given in enumerate(dag):
            trials: dict[Cell, list[int]] = {}
            for n in range(n_samples):
                row = cell[n * d : (n + 1) * d]
                above = tuple(row[q] for q in given)
                if mechanism == "table":
                    trials.setdefault(above, []).append(row[i])
                else:
                    # no parents: the product is empty, and the paper sets it to 0, not to 1
                    trials.setdefault((), []).append(row[i] ^ (all(above) if given else 0))
            for above, results in trials.items():
                p *= moment(sum(results), len(results), prior_of(i, above))
        law[cell] = p
    return law


def mixture_joint(
    parents: Sequence[Collection[int]],
    worlds: Sequence[tuple[Fraction, Mapping[tuple[int, Cell], Fraction]]],
    n_samples: int,
) -> Law:
    """Return the exact law of an environment whose mechanisms are drawn together from finitely many worlds.

    Parameters
    ----------
    parents
        The DAG's parent sets.
    worlds
        For each world its probability and, for (variable, values of its parents), the chance of a one.
    n_samples
        Samples of the environment.

    Raises
    ------
    ValueError
        If the weights are negative or do not sum to one, a chance is missing or no probability, or the table would have more than $2^{16}$ cells.

    Notes
    -----
    The mechanisms of one world may depend on each other in any way, so the law is exchangeable but in general no ICM
    process.

    Examples
    --------
    >>> half = Fraction(1, 2)
    >>> coins = [(half, {(0, ()): Fraction(1)}), (half, {(0, ()): Fraction(0)})]
    >>> mixture_joint([()], coins, 2)[1, 1]
    Fraction(1, 2)
    """
    dag = check_parents(parents)
    d = len(dag)
    if n_samples < 1 or d * n_samples > MOST_BITS:
        raise ValueError(
            f"n_samples must be at least 1 with at most {MOST_BITS} binary values, got {d} variables in {n_samples} samples"
        )
    if (total := sum((weight for weight, _ in worlds), Fraction(0))) != 1:
        raise ValueError(f"worlds must have probabilities that sum to 1, got {total}")
    for weight, chances in worlds:
        if weight < 0:
            raise ValueError(f"worlds must have probabilities that are not negative, got {weight}")
        for i, given in enumerate(dag):
            for values in itertools.product((0, 1), repeat=len(given)):
                one = chances.get((i, values))
                if one is None or not 0 <= one <= 1:
                    raise ValueError(f"worlds must give variable {i} with parents {values} a probability, got {one}")
    order = topological_order(dag)
    law: Law = {}
    for cell in itertools.product((0, 1), repeat=d * n_samples):
        p = Fraction(0)
        for weight, chances in worlds:
            here = Fraction(weight)
            for n, i in itertools.product(range(n_samples), order):
                one = chances[i, tuple(cell[n * d + q] for q in dag[i])]
                here *= one if cell[n * d + i] else 1 - one
            p += here
        law[cell] = p
    return law


def _positions(law: Law, d: int, nodes: Collection[Node], name: str) -> list[int]:
    size = len(next(iter(law), ()))
    if d < 1 or size == 0 or size % d:
        raise ValueError(f"law must have cells of d={d} values for each sample, got {size} values in a cell")
    found = []
    for i, n in nodes:
        if not 0 <= i < d or not 1 <= n <= size // d:
            raise ValueError(
                f"{name} must hold (variable, sample) with variable in 0..{d - 1}, sample in 1..{size // d}, got {(i, n)}"
            )
        found.append((n - 1) * d + i)
    return found


def _margins(
    law: Law, d: int, a: Collection[Node], b: Collection[Node], cond: Collection[Node]
) -> tuple[dict[tuple[Cell, Cell, Cell], int], int]:
    """Sum the law over all other nodes, as integers over a common denominator."""
    if not a or not b:
        raise ValueError("a and b must hold at least one node each, got an empty set")
    if len({*a, *b, *cond}) != len(a) + len(b) + len(cond):
        raise ValueError(f"a, b and cond must be disjoint, got {list(a)}, {list(b)} and {list(cond)}")
    places = [_positions(law, d, nodes, name) for nodes, name in ((a, "a"), (b, "b"), (cond, "cond"))]
    if not all(isinstance(p, Rational) for p in law.values()):
        raise TypeError("law must hold fractions, got a probability that is none")
    unit = math.lcm(*{p.denominator for p in law.values()})
    margin: dict[tuple[Cell, Cell, Cell], int] = {}
    for cell, p in law.items():
        key = tuple(tuple(cell[k] for k in part) for part in places)
        margin[key] = margin.get(key, 0) + p.numerator * (unit // p.denominator)  # type: ignore[index, arg-type]
    return margin, unit


def ci_gap(law: Law, d: int, a: Collection[Node], b: Collection[Node], cond: Collection[Node] = ()) -> Fraction:
    r"""Return how far a law is from a conditional independence: 0 exactly if it holds.

    It is the largest modulus of $P(a,b,c)P(c)-P(a,c)P(b,c)$ over all values.

    Parameters
    ----------
    law
        As from :func:`icm_joint`.
    d
        Number of variables in a sample.
    a, b, cond
        Nodes (variable, sample), samples counting from 1.

    Raises
    ------
    TypeError
        If a probability is no fraction.
    ValueError
        If the sets are not disjoint, ``a`` or ``b`` is empty, a node does not exist, or ``d`` does not divide the cells.

    Notes
    -----
    Time grows with the number of cells.

    Examples
    --------
    >>> law = icm_joint([(), (0,)], "xor", (1, 3), 2)
    >>> ci_gap(law, 2, [(1, 1)], [(0, 2)], [(0, 1)]), ci_gap(law, 2, [(0, 1)], [(1, 2)], [(1, 1)])
    (Fraction(0, 1), Fraction(9, 1600))
    """
    margin, unit = _margins(law, d, a, b, cond)
    ac: dict[tuple[Cell, Cell], int] = {}
    bc: dict[tuple[Cell, Cell], int] = {}
    c: dict[Cell, int] = {}
    for (x, y, z), p in margin.items():
        ac[x, z] = ac.get((x, z), 0) + p
        bc[y, z] = bc.get((y, z), 0) + p
        c[z] = c.get(z, 0) + p
    largest = max(
        abs(margin.get((x, y, z), 0) * c[z] - p * q)
        for (x, z), p in ac.items()
        for (y, other), q in bc.items()
        if z == other
    )
    return Fraction(largest, unit * unit)


def cmi(law: Law, d: int, a: Collection[Node], b: Collection[Node], cond: Collection[Node] = ()) -> float:
    r"""Return the conditional mutual information $I(a;b\mid c)$ in nats.

    Raises
    ------
    TypeError, ValueError
        As for :func:`ci_gap`.

    Examples
    --------
    >>> law = icm_joint([(), (0,)], "xor", (1, 3), 2)
    >>> round(cmi(law, 2, [(0, 1)], [(1, 2)], [(1, 1)]), 6)
    0.003081
    """
    margin, unit = _margins(law, d, a, b, cond)
    ac: dict[tuple[Cell, Cell], int] = {}
    bc: dict[tuple[Cell, Cell], int] = {}
    c: dict[Cell, int] = {}
    for (x, y, z), p in margin.items():
        ac[x, z] = ac.get((x, z), 0) + p
        bc[y, z] = bc.get((y, z), 0) + p
        c[z] = c.get(z, 0) + p
    return sum(p / unit * math.log(Fraction(p * c[z], ac[x, z] * bc[y, z])) for (x, y, z), p in margin.items() if p)


def kl_divergence(first: Law, second: Law) -> float:
    r"""Return the Kullback-Leibler divergence of two laws of an environment, in nats.

    Notes
    -----
    From environments of the first law, the log likelihood ratio of the two grows by this much an environment on average.

    Raises
    ------
    ValueError
        If the laws have different cells, or the second has no mass where the first has some.

    Examples
    --------
    >>> coin, loaded = icm_joint([()], "xor", (1, 1), 1), icm_joint([()], "xor", (1, 3), 1)
    >>> round(kl_divergence(coin, loaded), 6)
    0.143841
    """
    if first.keys() != second.keys():
        raise ValueError(f"first and second must have the same cells, got {len(first)} and {len(second)}")
    if any(p and not second[cell] for cell, p in first.items()):
        raise ValueError("second must be positive wherever first is, got a cell of probability 0")
    return math.fsum(float(p) * math.log(p / second[cell]) for cell, p in first.items() if p)


def urn_covariance(zeros: int, ones: int) -> Fraction:
    """Return the covariance of two draws without replacement from an urn of zeros and ones.

    Notes
    -----
    The draws are exchangeable.  In a mixture of i.i.d. sequences the covariance is a variance, so a negative one shows
    that no mixture gives this law.

    Raises
    ------
    ValueError
        If the urn holds fewer than two balls.

    Examples
    --------
    >>> urn_covariance(1, 1)
    Fraction(-1, 4)
    """
    n = zeros + ones
    if min(zeros, ones) < 0 or n < 2:
        raise ValueError(f"zeros and ones must be at least 0 and together at least 2, got {zeros} and {ones}")
    return Fraction(ones * (ones - 1), n * (n - 1)) - Fraction(ones, n) ** 2
