"""Ego networks, and how well three numbers tell where one comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from jaxtyping import Float64

from lib.networks.simplicial_closure.hypergraph import TemporalHypergraph
from lib.networks.simplicial_closure.triangles import summary

FEATURES = ("log average degree", "log density", "fraction open")


def ego_network(h: TemporalHypergraph, number: int) -> TemporalHypergraph:
    """Return the different simplices that lie inside a node's closed neighbourhood.

    Parameters
    ----------
    h
        The hypergraph.
    number
        The node's number.

    Raises
    ------
    ValueError
        If there is no such node, or it occurs in no simplex.

    Examples
    --------
    >>> ego_network(TemporalHypergraph([{1, 2, 3}, {3, 4}, {1, 2}, {2, 3}], [1, 2, 3, 4]), 0).simplices()
    [(1, 2, 3), (1, 2), (2, 3)]
    """
    n = len(h.labels)
    if not 0 <= number < n:
        raise ValueError(f"number must be from 0 to {n - 1}, got {number}")
    if not h.present[number]:
        raise ValueError(f"number must be a node that occurs in a simplex, got {number}")
    keys = h.edges[0]
    inside = np.zeros(n, dtype=bool)
    inside[number] = True
    inside[keys[keys // n == number] % n] = inside[keys[keys % n == number] // n] = True
    whole = np.logical_and.reduceat(inside[h.nodes], h.offsets[:-1])
    return h.part(whole & h.first_of_its_kind)


def ego_features(h: TemporalHypergraph, numbers: Sequence[int]) -> Float64[np.ndarray, "egos 3"]:
    """Return logarithms of average degree and density, and the fraction of open triangles, of ego networks.

    Raises
    ------
    ValueError
        If an ego network has no triangle.

    Examples
    --------
    >>> ego_features(TemporalHypergraph([{1, 2, 3}, {3, 4}, {1, 4}], [1, 2, 3]), [0]).round(3).tolist()
    [[0.916, -0.182, 0.5]]
    """
    rows = []
    for number in numbers:
        found = summary(ego_network(h, number))
        if found.open + found.closed == 0:
            raise ValueError(f"numbers must be nodes whose ego network has a triangle, got {number}")
        rows.append([np.log(found.average_degree), np.log(found.density), found.open / (found.open + found.closed)])
    return np.array(rows, dtype=float).reshape(-1, 3)


def telling_apart(
    groups: Mapping[str, Float64[np.ndarray, "egos k"]], columns: Sequence[int], seed: int = 0, rounds: int = 20
) -> Float64[np.ndarray, " rounds"]:
    """Return the accuracy of a multinomial logistic regression that says which group an ego network comes from.

    Parameters
    ----------
    groups
        The features of each group's ego networks.
    columns
        Which features to use.
    seed
        Of the random halves.
    rounds
        How often the ego networks are split in halves, one to learn from and one to test.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> groups = {"low": rng.normal(0, 1, (40, 1)), "high": rng.normal(9, 1, (40, 1))}
    >>> telling_apart(groups, [0], rounds=3).round(2).tolist()
    [1.0, 1.0, 1.0]
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedShuffleSplit, cross_val_score
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    table = np.concatenate([rows[:, list(columns)] for rows in groups.values()])
    names = np.repeat(list(groups), [len(rows) for rows in groups.values()])
    halves = StratifiedShuffleSplit(rounds, test_size=0.5, random_state=seed)
    model = make_pipeline(StandardScaler(), LogisticRegression(C=10, max_iter=2000))
    return cross_val_score(model, table, names, cv=halves)
