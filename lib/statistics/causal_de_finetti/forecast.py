"""How many environments are needed: the noncentral chi-square law of the G test, from exact information."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy.optimize import brentq
from scipy.stats import chi2, ncx2

from lib.statistics.causal_de_finetti.dags import Parents, all_dags
from lib.statistics.causal_de_finetti.joint_laws import Mechanism, Prior, cmi, icm_joint, kl_divergence
from lib.statistics.causal_de_finetti.recovery import oracle_of, recover_with_tests
from lib.statistics.causal_de_finetti.unrolled import Node


def g_test_power(information: float, df: int, environments: float, alpha: float = 0.05) -> float:
    r"""Return the chance that the G test rejects, when the conditional mutual information is ``information``.

    Parameters
    ----------
    information
        $I(x;y\mid z)$ in nats.
    df
        Degrees of freedom, $2^k$ for k binary variables conditioned on.
    environments
        Number of independent observations.
    alpha
        Level of the test.

    Raises
    ------
    ValueError
        If the information is negative, or another number is outside its range.

    Notes
    -----
    $G$ is approximately noncentral $\chi^2_{df}$ with noncentrality $2E\,I$, since $G/2E$ is the information of the
    observed frequencies.

    Examples
    --------
    >>> round(g_test_power(0.001, 4, 5967), 3), round(g_test_power(0.0, 4, 100), 3)
    (0.8, 0.05)
    """
    if (
        not (information >= 0 and math.isfinite(information))
        or df < 1
        or not 0 < environments < math.inf
        or not 0 < alpha < 1
    ):
        raise ValueError(
            "information must be at least 0, df at least 1, environments positive and alpha inside (0, 1), got "
            f"{information}, {df}, {environments} and {alpha}"
        )
    bar = float(chi2.isf(alpha, df))
    return alpha if information == 0 else float(ncx2.sf(bar, df, 2 * environments * information))


def environments_needed(information: float, df: int, power: float = 0.8, alpha: float = 0.05) -> float:
    """Return the number of environments at which the G test reaches a power.

    Raises
    ------
    ValueError
        If the information is not positive, or the power is not between alpha and 1.

    Examples
    --------
    >>> round(environments_needed(0.000825, 4))
    7234
    """
    if not 0 < information < math.inf or not alpha < power < 1:
        raise ValueError(f"information must be positive and power between alpha and 1, got {information} and {power}")
    return float(
        brentq(lambda e: g_test_power(information, df, e, alpha) - power, 1e-3 / information, 1e4 / information)
    )


@dataclass(frozen=True)
class Question:
    """One test that the algorithm asks when all its answers are right.

    Parameters
    ----------
    a, b, cond
        The nodes.
    information
        Exact conditional mutual information: 0 where the nodes are independent.
    dependent
        Whether the graph leaves them dependent; without information the law is not faithful there.
    """

    a: Node
    b: Node
    cond: tuple[Node, ...]
    information: float
    dependent: bool

    @property
    def df(self) -> int:
        """Degrees of freedom of its G test."""
        return 1 << len(self.cond)


def questions(parents: Parents, prior: Prior = (1, 3)) -> list[Question]:
    """Return the tests that the algorithm asks about a DAG of the xor family, with their exact information.

    Examples
    --------
    >>> [round(question.information, 6) for question in questions(((), (0,)))]
    [0.003081, 0.0, 0.099228]
    """
    d = len(parents)
    law = icm_joint(parents, "xor", prior, 2)
    truth = oracle_of(parents)
    asked: list[Question] = []

    def listen(a: Node, b: Node, cond: tuple[Node, ...]) -> bool:
        independent = truth(a, b, cond)
        asked.append(Question(a, b, cond, 0.0 if independent else cmi(law, d, [a], [b], cond), not independent))
        return independent

    recover_with_tests(d, lambda a, b, cond: 1.0 if listen(a, b, cond) else 0.0, 0.5)
    return asked


def weakest_needed(parents: Parents, prior: Prior = (1, 3)) -> Question:
    """Return the dependence that takes most environments to see, among those that the algorithm must see.

    Raises
    ------
    ValueError
        If there is no arrow, or one that leaves no trace under this prior.

    Examples
    --------
    >>> round(weakest_needed(((), (0,), (1,))).information, 6)
    0.000825
    """
    needed = _needed(questions(parents, prior))
    if not needed:
        raise ValueError(f"parents must have an arrow, got {parents}")
    if hidden := [question for question in needed if question.information == 0]:
        raise ValueError(f"prior must leave a trace of every arrow, got {prior}: nothing shows {hidden[0]}")
    return max(needed, key=lambda question: environments_needed(question.information, question.df))


def _needed(asked: list[Question]) -> list[Question]:
    # a variable is no sink as soon as one of its questions shows dependence: the clearest of them is needed
    clearest: dict[tuple[Node, tuple[Node, ...]], Question] = {}
    single = []
    for question in asked:
        if not question.dependent:
            continue
        if question.b[1] == 1:
            single.append(question)
        else:
            key = (question.a, question.cond)
            if key not in clearest or clearest[key].information < question.information:
                clearest[key] = question
    return [*clearest.values(), *single]


def forecast_exact(parents: Parents, environments: float, alpha: float = 0.05, prior: Prior = (1, 3)) -> float:
    """Return the predicted chance that every test of the algorithm gives the right answer.

    Notes
    -----
    Powers of the needed dependences times 1 - alpha for each needed independence, as if tests were independent. They are
    not: the tests of one variable share their data, so this errs on the low side.

    Examples
    --------
    >>> [round(forecast_exact(((), (0,), (1,)), e), 2) for e in (2000, 10_000)]
    [0.16, 0.75]
    """
    asked = questions(parents, prior)
    right = math.prod(g_test_power(q.information, q.df, environments, alpha) for q in _needed(asked))
    # a variable that is no sink may also be told apart from its non-descendants by mistake: no harm
    busy = {(q.a, q.cond) for q in asked if q.b[1] == 2 and q.dependent}
    kept = sum(not q.dependent and (q.b[1] == 1 or (q.a, q.cond) not in busy) for q in asked)
    return right * (1 - alpha) ** kept


def closest_dags(
    parents: Parents, *, mechanism: Mechanism = "xor", prior: Prior = (1, 3), n_samples: int = 2
) -> list[tuple[float, Parents]]:
    """Return the divergence from an environment of the xor family, Beta(1,3), to the model of every DAG, closest first.

    Parameters
    ----------
    parents
        The true DAG.  Its own model is left out if that is the truth itself, at divergence 0.
    mechanism, prior
        The models' family, as for :func:`icm_joint`.
    n_samples
        Samples in an environment.

    Notes
    -----
    By the law of large numbers the marginal likelihood of the closest model wins in the end, right or wrong, and its
    lead over another grows by the difference of their divergences with every environment.

    Examples
    --------
    >>> divergence, graph = closest_dags(((), (0,), (0,)))[0]
    >>> round(divergence, 4), graph
    (0.0766, ((), (0,), (0, 1)))
    """
    truth = icm_joint(parents, "xor", (1, 3), n_samples)
    models = {g: icm_joint(g, mechanism, prior, n_samples) for g in all_dags(len(parents))}
    return sorted((kl_divergence(truth, law), g) for g, law in models.items() if law != truth)
