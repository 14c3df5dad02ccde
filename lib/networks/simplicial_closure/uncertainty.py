"""How sure a lift is: resampled triangles, other names for the nodes, other moments to split at."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float64, Int64, Shaped
from joblib import Parallel, delayed

from lib.networks.simplicial_closure.hypergraph import TemporalHypergraph
from lib.networks.simplicial_closure.prediction import (
    check_ranking,
    evaluate,
    keeps_label,
    labels_of,
    lift_of_groups,
    score,
    tie_groups,
)
from lib.networks.simplicial_closure.scores import open_rows


def bootstrap_lift(
    labels: Shaped[np.ndarray, " labels"],
    scores: Shaped[np.ndarray, " scores"],
    draws: int = 200,
    seed: int = 0,
    *,
    rows: Int64[np.ndarray, "rows 3"] | None = None,
) -> Float64[np.ndarray, " draws"]:
    """Return the lift on resampled triangles, or on the triangles of resampled nodes.

    Parameters
    ----------
    labels, scores
        As for :func:`lift`.
    draws
        How many resamples; each gives every triangle an independent Poisson weight with mean 1.  One that leaves no
        true closure has no lift and is drawn again.
    seed
        The same seed gives the same weights, so that two scores can be compared draw by draw.
    rows
        The triangles, as :func:`open_rows` gives them.  If given, nodes are resampled: each gets a Poisson weight with
        mean 1, and a triangle the product of its three.

    Raises
    ------
    ValueError
        As for :func:`lift`, and if there is not one row per label, or draws is less than 1.

    Notes
    -----
    Triangles that share edges are not independent, so resampled triangles understate what another school would show.
    Resampled nodes allow for that, and rather overstate it.  $O(m)$ time a draw after one sort.

    Examples
    --------
    >>> labels, scores = np.arange(1000) < 40, np.linspace(1, 0, 1000)
    >>> draws = bootstrap_lift(labels, scores, draws=50)
    >>> bool(draws.min() > 15), draws.shape
    (True, (50,))
    """
    check_ranking(labels, scores)
    # as a mask: numbers 0 and 1 would pick places
    labels = labels.astype(bool)
    if rows is not None and len(rows) != len(labels):
        raise ValueError(f"rows must have one triangle per label, got {len(rows)} for {len(labels)} labels")
    if draws < 1:
        raise ValueError(f"draws must be at least 1, got {draws}")
    rng = np.random.default_rng(seed)
    group, sizes = tie_groups(scores)
    found: list[float] = []
    while len(found) < draws:
        if rows is None:
            weights = rng.poisson(1.0, len(labels)).astype(float)
        else:
            weights = rng.poisson(1.0, int(rows.max()) + 1).astype(float)[rows].prod(axis=1)
        positive = np.bincount(group[labels], weights[labels], len(sizes))
        if positive.any():
            found.append(lift_of_groups(positive, np.bincount(group, weights, len(sizes))))
    return np.array(found)


def renamed_lifts(
    old: TemporalHypergraph, new: TemporalHypergraph, name: str, rounds: int = 200, seed: int = 0
) -> tuple[Float64[np.ndarray, " rounds"], Float64[np.ndarray, " rounds"]]:
    """Return what the released labels would have kept, and the lift they would give, under random names of the nodes.

    Parameters
    ----------
    old, new
        The two parts of a split.
    name
        A score, see ``SCORES``.
    rounds
        How many random numberings of the nodes.
    seed
        Of the random numbers.

    Returns
    -------
    tuple
        For each numbering the share of true closures that keep their label, and the lift; 0 where none keeps it.

    Raises
    ------
    ValueError
        If no open triangle closes, the score is unknown, or rounds is less than 1.

    Examples
    --------
    >>> from lib.data import hospital_contacts
    >>> from lib.networks.simplicial_closure.hypergraph import split
    >>> old, new = split(TemporalHypergraph.from_contacts(hospital_contacts()))
    >>> kept, lifts = renamed_lifts(old, new, "geometric mean", rounds=20)
    >>> bool(0.2 < kept.mean() < 0.45)
    True
    """
    if rounds < 1:
        raise ValueError(f"rounds must be at least 1, got {rounds}")
    rng = np.random.default_rng(seed)
    truth = labels_of(old, new, "true")
    group, sizes = tie_groups(score(old, open_rows(old), name))
    kept, lifts = np.zeros(rounds), np.zeros(rounds)
    for k in range(rounds):
        labels = truth & keeps_label(old, rng.permutation(len(old.labels)))
        kept[k] = labels.sum() / truth.sum()
        if labels.any():
            lifts[k] = lift_of_groups(np.bincount(group[labels], minlength=len(sizes)).astype(float), sizes)
    return kept, lifts


def expected_kept(old: TemporalHypergraph, new: TemporalHypergraph) -> float:
    """Return the share of true closures that the released labels keep on average over all namings.

    Notes
    -----
    If one node of the triangle has the lowest degree it must get the smallest of three numbers, which happens in one
    naming of three; of two or three nodes that share the lowest degree any one will do.

    Examples
    --------
    >>> from lib.networks.simplicial_closure.hypergraph import split
    >>> h = TemporalHypergraph([{1, 2}, {2, 3}, {1, 3}, {1, 4}, {1, 2, 3}], [1, 2, 3, 4, 9])
    >>> round(expected_kept(*split(h, 70)), 4)
    0.6667
    """
    degrees = old.degrees[open_rows(old)[labels_of(old, new, "true")]]
    return float((degrees == degrees.min(axis=1, keepdims=True)).sum(axis=1).mean() / 3)


def lifts_over_splits(
    h: TemporalHypergraph, names: Sequence[str], percentages: Sequence[float], labelling: str = "true", jobs: int = 1
) -> Float64[np.ndarray, "splits scores"]:
    """Return the lift of each score for each moment at which the data could be split.

    Parameters
    ----------
    h
        The whole data.
    names
        Scores, see ``SCORES``.
    percentages
        Where to split.
    labelling
        ``"true"`` or ``"released"``.
    jobs
        Splits evaluated in parallel, by ``joblib``.

    Raises
    ------
    ValueError
        If there is no percentage, and as for :func:`evaluate`.

    Examples
    --------
    >>> from lib.data import hospital_contacts
    >>> h = TemporalHypergraph.from_contacts(hospital_contacts())
    >>> lifts_over_splits(h, ["geometric mean"], [70, 80]).round(2).tolist()
    [[...], [3.76]]
    """
    if len(percentages) == 0:
        raise ValueError("percentages must hold at least one moment, got none")
    tables = Parallel(n_jobs=jobs)(delayed(evaluate)(h, q, names, labelling) for q in percentages)
    return np.array([table["lift"].to_numpy() for table in tables])
