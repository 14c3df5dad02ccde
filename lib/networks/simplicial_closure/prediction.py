"""Higher-order link prediction: which open triangles close, by the paper's protocol."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Bool, Float64, Int64, Shaped

from lib.networks.simplicial_closure.cliques import contains
from lib.networks.simplicial_closure.hypergraph import TemporalHypergraph, check_parts, split
from lib.networks.simplicial_closure.scores import LOCAL, Rows, Scores, open_rows, sum_over_common, triangle_weights
from lib.networks.simplicial_closure.triangles import met_triples, triple_keys
from lib.networks.simplicial_closure.walks import katz_score, pagerank_score

if TYPE_CHECKING:
    import pandas as pd

SCORES: dict[str, Callable[[TemporalHypergraph, Rows], Scores]] = {
    **LOCAL,
    "U-Katz": partial(katz_score, weighted=False),
    "W-Katz": partial(katz_score, weighted=True),
    "U-PPR": partial(pagerank_score, weighted=False),
    "W-PPR": partial(pagerank_score, weighted=True),
}


def score(old: TemporalHypergraph, rows: Rows, name: str) -> Scores:
    """Return one of the paper's scores of open triangles.

    Parameters
    ----------
    old
        The old part of the data; scores see nothing else.
    rows
        Open triangles, as :func:`open_rows` gives them.
    name
        One of ``SCORES``.

    Raises
    ------
    ValueError
        If the name is unknown, or a row is not an open triangle.

    Examples
    --------
    >>> h = TemporalHypergraph([{1, 2}, {1, 2}, {2, 3}, {1, 3}], [1, 2, 3, 4])
    >>> score(h, open_rows(h), "arithmetic mean").round(4).tolist()
    [1.3333]
    """
    if name not in SCORES:
        raise ValueError(f"name must be one of {tuple(SCORES)}, got {name!r}")
    triangle_weights(old, rows)
    return SCORES[name](old, rows)


def true_labels(old: TemporalHypergraph, new: TemporalHypergraph) -> Bool[np.ndarray, " m"]:
    """Return for each open triangle of the old part whether a new simplex contains all three nodes.

    Raises
    ------
    ValueError
        If the two are not an earlier and a later part of one hypergraph.

    Examples
    --------
    >>> h = TemporalHypergraph([{1, 2}, {2, 3}, {1, 3}, {1, 2, 3}], [1, 2, 3, 9])
    >>> true_labels(*split(h, 70)).tolist()
    [True]
    """
    check_parts(old, new)
    return contains(met_triples(new)[0], triple_keys(open_rows(old), len(old.labels)))


def released_labels(
    old: TemporalHypergraph, new: TemporalHypergraph, names: Int64[np.ndarray, " n"] | None = None
) -> Bool[np.ndarray, " m"]:
    """Return the labels as the released evaluation computed them; for comparison only.

    Parameters
    ----------
    old, new
        The two parts of :func:`split`.
    names
        Other numbers for the nodes: a permutation of 0, ..., n-1; their own if not given.

    Raises
    ------
    ValueError
        If ``names`` is not a permutation, or the two are not an earlier and a later part of one hypergraph.

    Notes
    -----
    An open triangle was listed as $(i,j,k)$ with $i$ the node of lowest degree in the projected graph (ties by number)
    and $j<k$, and then looked up in a set of *ascending* triples.  So a true closure counts only if its node of lowest
    degree also has the smallest number of the three.

    Examples
    --------
    The node of lowest degree is 3, which is not the smallest number: the closure is missed.

    >>> h = TemporalHypergraph([{1, 2}, {2, 3}, {1, 3}, {1, 4}, {2, 4}, {1, 2, 3}], [1, 2, 3, 4, 5, 9])
    >>> true_labels(*split(h, 80)).tolist(), released_labels(*split(h, 80)).tolist()
    ([True, False], [False, False])
    """
    numbers = np.arange(len(old.labels)) if names is None else names
    return true_labels(old, new) & keeps_label(old, numbers)


def keeps_label(old: TemporalHypergraph, names: Int64[np.ndarray, " n"]) -> Bool[np.ndarray, " m"]:
    """Return for each open triangle whether the released look-up would find it if it closed.

    Raises
    ------
    ValueError
        If ``names`` is not a permutation of 0, ..., n-1.

    Examples
    --------
    >>> h = TemporalHypergraph([{1, 2}, {2, 3}, {1, 3}, {1, 4}], [1, 2, 3, 4])
    >>> keeps_label(h, np.array([0, 1, 2, 3])).tolist(), keeps_label(h, np.array([1, 0, 2, 3])).tolist()
    ([False], [True])
    """
    n = len(old.labels)
    if not np.array_equal(np.sort(names), np.arange(n)):
        raise ValueError(f"names must be a permutation of 0 to {n - 1}")
    rows = open_rows(old)
    rank = np.empty(n, dtype=np.int64)
    rank[np.lexsort((names, old.degrees))] = np.arange(n)
    return np.argmin(rank[rows], axis=1) == np.argmin(names[rows], axis=1)


def lift(labels: Shaped[np.ndarray, " labels"], scores: Shaped[np.ndarray, " scores"]) -> float:
    r"""Return the area under the precision-recall curve over the base rate: how much better than guessing.

    Parameters
    ----------
    labels
        What happened: true or false.
    scores
        Larger means more likely.  Scores that agree in twelve significant digits are one group of ties: means of the
        same weights in another order must not be told apart by their last bit.

    Returns
    -------
    float
        Average precision $\sum_k(R_k-R_{k-1})P_k$ over the distinct scores, divided by the share of true labels; 1 if
        all scores are equal.

    Raises
    ------
    ValueError
        If the lengths differ, a label is neither true nor false, there is no true label, or a score is not finite.

    Notes
    -----
    $O(m\log m)$.

    Examples
    --------
    >>> round(lift(np.array([True, False, False, False]), np.array([0.9, 0.1, 0.2, 0.3])), 6)
    4.0
    >>> round(lift(np.array([True, False, False, False]), np.array([1.0, 1.0, 1.0, 1.0])), 6)
    1.0
    """
    check_ranking(labels, scores)
    group, sizes = tie_groups(scores)
    return lift_of_groups(np.bincount(group, labels, len(sizes)), sizes)


def check_ranking(labels: Shaped[np.ndarray, " labels"], scores: Shaped[np.ndarray, " scores"]) -> None:
    """Raise a ``ValueError`` unless labels are true or false, one of them true, and there is a finite score for each."""
    if labels.ndim != 1 or labels.shape != scores.shape:
        raise ValueError(f"labels and scores must have the same length, got shapes {labels.shape} and {scores.shape}")
    if not np.isin(labels, (0, 1)).all():
        raise ValueError(f"labels must be true or false, got {labels[~np.isin(labels, (0, 1))][0]}")
    if not labels.any():
        raise ValueError(f"labels must hold at least one true closure, got none among {len(labels)}")
    if not np.isfinite(scores).all():
        raise ValueError(f"scores must be finite, got {int((~np.isfinite(scores)).sum())} that are not")


def tie_groups(scores: Shaped[np.ndarray, " m"]) -> tuple[Int64[np.ndarray, " m"], Float64[np.ndarray, " groups"]]:
    """Return for each score the number of its group of ties, the best group first, and the sizes of the groups.

    Examples
    --------
    >>> [part.tolist() for part in tie_groups(np.array([1.0, 3.0, 1.0]))]
    [[1, 0, 1], [1.0, 2.0]]
    """
    _, group, sizes = np.unique(-rounded(scores), return_inverse=True, return_counts=True)
    return group, sizes.astype(float)


def lift_of_groups(positive: Float64[np.ndarray, " groups"], sizes: Float64[np.ndarray, " groups"]) -> float:
    """Return average precision over base rate, from the positives and the sizes of the groups, the best group first.

    Notes
    -----
    A group enters whole: recall and precision are taken at its end.  Groups may be weighted.

    Examples
    --------
    >>> lift_of_groups(np.array([1.0, 0.0]), np.array([1.0, 3.0]))
    4.0
    """
    total, reached = positive.sum(), np.cumsum(sizes)
    precision = np.divide(np.cumsum(positive), reached, out=np.zeros_like(reached), where=reached > 0)
    return float(positive @ precision / total / (total / reached[-1]))


def rounded(scores: Shaped[np.ndarray, " m"], digits: int = 12) -> Float64[np.ndarray, " m"]:
    """Round to significant digits.

    Examples
    --------
    >>> rounded(np.array([0.1 + 0.2, 0.0, 1 / 3])).tolist()
    [0.3, 0.0, 0.333333333333]
    """
    values, place = np.unique(np.asarray(scores, dtype=float), return_inverse=True)
    # through the decimal form: a product with a power of ten would add a bit of its own
    return np.array([float(f"{value:.{digits}g}") for value in values.tolist()], dtype=float)[place]


def evaluate(
    h: TemporalHypergraph, q: float = 80, names: Sequence[str] | None = None, labelling: str = "true"
) -> pd.DataFrame:
    """Rank the open triangles of the first q percent by every score and evaluate against the rest.

    Parameters
    ----------
    h
        The whole data.
    q
        The percentage that is old.
    names
        Which of ``SCORES``; all of them if not given.
    labelling
        ``"true"`` or ``"released"``.

    Returns
    -------
    DataFrame
        One row a score, with columns ``lift``, ``open``, ``positives`` and ``base`` (the share of positives).

    Raises
    ------
    ValueError
        If a name or the labelling is unknown, there is no open triangle, or none of them closes.

    Notes
    -----
    Walk scores take $O(n^3)$, the others $O(mn)$ for $m$ open triangles on $n$ nodes.

    Examples
    --------
    >>> from lib.data import hospital_contacts
    >>> table = evaluate(TemporalHypergraph.from_contacts(hospital_contacts()), names=["geometric mean"])
    >>> table.round(2).loc["geometric mean"].tolist()
    [3.76, 5422.0, 44.0, 0.01]
    """
    import pandas as pd

    chosen = tuple(SCORES) if names is None else tuple(names)
    if unknown := [name for name in chosen if name not in SCORES]:
        raise ValueError(f"names must be among {tuple(SCORES)}, got {unknown}")
    old, new = split(h, q)
    labels = labels_of(old, new, labelling)
    rows = open_rows(old)
    lifts = [lift(labels, SCORES[name](old, rows)) for name in chosen]
    return pd.DataFrame(
        {"lift": lifts, "open": len(rows), "positives": int(labels.sum()), "base": float(labels.mean())}, index=chosen
    )


def labels_of(old: TemporalHypergraph, new: TemporalHypergraph, labelling: str) -> Bool[np.ndarray, " m"]:
    """Return the true or the released labels of the old part's open triangles, at least one of which must be true.

    Raises
    ------
    ValueError
        If the labelling is unknown, there is no open triangle, or none of them closes.
    """
    if labelling not in ("true", "released"):
        raise ValueError(f"labelling must be 'true' or 'released', got {labelling!r}")
    if len(open_rows(old)) == 0:
        raise ValueError("h must have an open triangle in its old part, got none")
    labels = true_labels(old, new) if labelling == "true" else released_labels(old, new)
    if not labels.any():
        raise ValueError(f"h must have an open triangle that closes later, got none among {len(labels)}")
    return labels


def features(old: TemporalHypergraph, rows: Rows, *, by_value: bool = False) -> Float64[np.ndarray, "m 26"]:
    r"""Return the 26 features of the paper's supervised score.

    Parameters
    ----------
    old
        The old part of the data.
    rows
        Open triangles.
    by_value
        Sort each group of three features by value, so that the names of the nodes do not matter.  Otherwise they stand
        in the order of the nodes' numbers.

    Returns
    -------
    ndarray
        Three weights, three degrees, three numbers of simplices, three numbers of common neighbours of two, one of
        three; the logarithms of the first nine, and $\log(1+x)$ of the other four.

    Examples
    --------
    >>> h = TemporalHypergraph([{1, 2}, {1, 2}, {2, 3}, {1, 3}], [1, 2, 3, 4])
    >>> features(h, open_rows(h))[0, :13].tolist()
    [2.0, 1.0, 1.0, 2.0, 2.0, 2.0, 3.0, 3.0, 2.0, 1.0, 1.0, 1.0, 0.0]
    """
    ones = np.ones(len(old.labels))
    pairs = [sum_over_common(old, rows[:, [x, y, y]], ones) for x, y in ((0, 1), (0, 2), (1, 2))]
    sure = np.column_stack([triangle_weights(old, rows), old.degrees[rows], old.simplex_degrees[rows]]).astype(float)
    two = np.column_stack(pairs)
    if by_value:
        sure = np.sort(sure.reshape(-1, 3, 3), axis=2).reshape(-1, 9)
        two = np.sort(two, axis=1)
    shared = np.column_stack([two, sum_over_common(old, rows, ones)])
    return np.column_stack([sure, shared, np.log(sure), np.log1p(shared)])


def supervised_score(h: TemporalHypergraph, q: float = 80, inner: float = 60, *, by_value: bool = False) -> Scores:
    """Return a logistic regression's score of the open triangles of the first q percent.

    Parameters
    ----------
    h
        The whole data.
    q
        The percentage that is old; the score sees nothing else.
    inner
        Trained on the open triangles of the first ``inner`` percent, labelled by what happens up to ``q`` percent.
    by_value
        As for :func:`features`.

    Raises
    ------
    ValueError
        If ``inner`` is not smaller than ``q``, nothing happens in between, or no open triangle closes there.

    Notes
    -----
    The paper's setting: liblinear, penalty $C=1$, features not scaled, which is why the solver may take many rounds.

    Examples
    --------
    >>> from lib.data import hospital_contacts
    >>> h = TemporalHypergraph.from_contacts(hospital_contacts())
    >>> supervised_score(h).shape
    (5422,)
    """
    from sklearn.linear_model import LogisticRegression

    if not inner < q:
        raise ValueError(f"inner must be smaller than q, got {inner} and {q}")
    old, _ = split(h, q)
    first, _ = split(h, inner)
    cut = first.times[-1]
    if cut == old.times[-1]:
        raise ValueError(f"inner must leave simplices up to q to learn from, got {inner} and {q}")
    between = old.part(old.times > cut)
    labels = labels_of(first, between, "true")
    model = LogisticRegression(solver="liblinear", max_iter=1000)
    model.fit(features(first, open_rows(first), by_value=by_value), labels)
    return model.decision_function(features(old, open_rows(old), by_value=by_value))
