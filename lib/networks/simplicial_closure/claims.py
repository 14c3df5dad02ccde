"""What Benson, Abebe, Schaub, Jadbabaie and Kleinberg (2018) say, as functions that return evidence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import lru_cache
from math import comb

import numpy as np
import sympy

from lib.book import Evidence, claim, recorded
from lib.data import (
    Contacts,
    high_school_contacts,
    hospital_contacts,
    preparatory_class_contacts,
    primary_school_contacts,
    workplace_contacts,
)
from lib.networks.simplicial_closure.closure import (
    COMPETITION,
    DENSITY,
    STRENGTH,
    ClosureCount,
    Comparison,
    closure_counts3,
    compare,
)
from lib.networks.simplicial_closure.egonets import ego_features, telling_apart
from lib.networks.simplicial_closure.four_nodes import (
    FOUR_NODE_DENSITY,
    FOUR_NODE_STRENGTH,
    closure_counts4,
)
from lib.networks.simplicial_closure.hypergraph import TemporalHypergraph, split
from lib.networks.simplicial_closure.lifecycles import (
    interval_overlaps,
    last_states,
    last_states_by_time,
    summed_interval_overlaps,
)
from lib.networks.simplicial_closure.prediction import (
    SCORES,
    evaluate,
    lift,
    released_labels,
    supervised_score,
    true_labels,
)
from lib.networks.simplicial_closure.published import published_closures, published_lifts, published_triangles
from lib.networks.simplicial_closure.random_model import (
    enumerated_open,
    expected_closed,
    expected_open,
    open_fraction_formula,
    random_simplices,
)
from lib.networks.simplicial_closure.scores import EXPONENTS, generalised_mean, open_rows, triangle_weights
from lib.networks.simplicial_closure.triangles import fraction_open, open_triangles, summary, triangle_counts
from lib.networks.simplicial_closure.uncertainty import bootstrap_lift, expected_kept, renamed_lifts
from lib.networks.simplicial_closure.walks import hodge_pagerank

LOADERS: dict[str, Callable[[], Contacts]] = {
    "high school": high_school_contacts,
    "primary school": primary_school_contacts,
    "preparatory classes": preparatory_class_contacts,
    "hospital ward": hospital_contacts,
    "workplace": workplace_contacts,
}
SCHOOLS = {"high school": "contact-high-school", "primary school": "contact-primary-school"}
WALKS = ("U-Katz", "W-Katz", "U-PPR", "W-PPR")
MEANS = ("harmonic mean", "geometric mean", "arithmetic mean")
TOY = ({1, 2, 3, 4}, {1, 3, 5}, {1, 6}, {2, 6}, {1, 7, 8}, {3, 9}, {5, 8}, {1, 2, 6})


@lru_cache(maxsize=5)
def _data(name: str) -> TemporalHypergraph:
    return TemporalHypergraph.from_contacts(LOADERS[name]())


@lru_cache(maxsize=5)
def _parts(name: str) -> tuple[TemporalHypergraph, TemporalHypergraph]:
    return split(_data(name))


@lru_cache(maxsize=80)
def _score(name: str, score: str) -> np.ndarray:
    old, _ = _parts(name)
    return SCORES[score](old, open_rows(old))


def _lift(name: str, score: str, labelling: str = "true") -> float:
    labels = (true_labels if labelling == "true" else released_labels)(*_parts(name))
    return lift(labels, _score(name, score))


@lru_cache(maxsize=16)
def _resampled(name: str, score: str, nodes: bool = False) -> np.ndarray:
    """Lifts on 200 resamplings of the triangles, or of the nodes, the same ones for every score."""
    rows = open_rows(_parts(name)[0]) if nodes else None
    return bootstrap_lift(true_labels(*_parts(name)), _score(name, score), rows=rows)


def _ahead(name: str, first: str, second: str, nodes: bool = False) -> tuple[float, float]:
    """A 95 percent interval of the difference of two lifts."""
    gap = _resampled(name, first, nodes) - _resampled(name, second, nodes)
    low, high = np.quantile(gap, [0.025, 0.975]).tolist()
    return low, high


def _table(name: str, nodes: int, simplices: int, edges: int, closed: int, opened: int) -> Evidence:
    found = summary(_data(name))
    wanted = (nodes, simplices, edges, closed, opened)
    got = (found.nodes, found.simplices, found.edges, found.closed, found.open)
    return Evidence(
        got == wanted,
        f"{got[0]} nodes, {got[1]:,} simplices, {got[2]:,} edges, density {found.density:.6f}, "
        f"{got[3]:,} closed and {got[4]:,} open triangles",
        f"{wanted[0]}, {wanted[1]:,}, {wanted[2]:,}, {wanted[3]:,}, {wanted[4]:,}",
        f"all contacts of the {name}",
        "exhaustive",
    )


@claim(id="T1", source="Table 1", says="The counts of contact-high-school", declared="holds")
def high_school_counts() -> Evidence:
    return _table("high school", 327, 172_035, 5_818, 2_370, 31_850)


@claim(id="T2", source="Table 1", says="The counts of contact-primary-school", declared="holds")
def primary_school_counts() -> Evidence:
    return _table("primary school", 242, 106_879, 8_317, 5_139, 98_621)


@claim(
    id="T3",
    source="Table 1",
    says="The counts of email-Enron and NDC-classes",
    declared="open",
    finding="Neither data set ships inside an installable package. The stored densities are checked for consistency only.",
)
def counts_of_other_data() -> Evidence:
    rows = {row.name: row for row in published_triangles()}
    edges = {name: rows[name].density * comb(rows[name].nodes, 2) for name in ("email-Enron", "NDC-classes")}
    whole = all(abs(value - round(value)) < 0.01 for value in edges.values())
    return Evidence(
        whole and [round(value) for value in edges.values()] == [1800, 6222],
        "stored densities give " + " and ".join(f"{value:.3f} edges" for value in edges.values()),
        "1,800 and 6,222 edges, whole numbers",
        "the e-mails and drug records themselves are not available offline",
        "out_of_reach",
    )


@claim(
    id="T4",
    source="Table 1",
    says="Numbers of different simplices: 7,937 in the high school and 12,799 in the primary school",
    declared="fails",
    finding="As sets there are 7,818 and 12,704. The larger numbers count one set several times if its nodes are listed in "
    "different orders.",
)
def different_simplices() -> Evidence:
    found = {name: summary(_data(name)).different_simplices for name in SCHOOLS}
    h = _data("high school")
    bounds = zip(h.offsets[:-1].tolist(), h.offsets[1:].tolist(), strict=True)
    rng = np.random.default_rng(0)
    lists = {
        tuple(rng.permutation(h.nodes[a:b]).tolist()) if b - a > 2 else (*h.nodes[a:b].tolist(),) for a, b in bounds
    }
    return Evidence(
        found == {"high school": 7_937, "primary school": 12_799},
        f"{found['high school']:,} and {found['primary school']:,} sets; {len(lists):,} lists in the high school if groups of "
        "three and more are listed in random order",
        "7,937 and 12,799",
        "all simplices of both schools; one random order, seed 0",
        "exhaustive",
    )


@claim(
    id="F1", source="Fig. 1", says="The example on nine nodes has one open and seven closed triangles", declared="holds"
)
def toy_example() -> Evidence:
    h = TemporalHypergraph(TOY, range(1, 9))
    weights = {
        (h.labels[int(k) // 9], h.labels[int(k) % 9]): int(w) for k, w in zip(h.edges[0], h.edges[2], strict=True)
    }
    heavy = sorted(pair for pair, weight in weights.items() if weight == 2)
    return Evidence(
        triangle_counts(h) == (1, 7)
        and open_triangles(h) == [(1, 5, 8)]
        and heavy == [(1, 2), (1, 3), (1, 6), (2, 6)]
        and len(weights) == 15,
        f"open {open_triangles(h)}, {triangle_counts(h)[1]} closed, {len(weights)} edges, weight 2 at {heavy}",
        "open (1, 5, 8), 7 closed, 15 edges",
        "the eight simplices of the figure",
        "exhaustive",
    )


@claim(
    id="V1", source="Fig. 2", says="The fraction of open triangles varies widely between data sets", declared="holds"
)
def fractions_vary() -> Evidence:
    rows = sorted(published_triangles(), key=lambda row: row.fraction_open)
    stored = {row.name: row.fraction_open for row in rows}
    same = max(abs(fraction_open(_data(name)) - stored[paper]) for name, paper in SCHOOLS.items())
    return Evidence(
        rows[0].fraction_open < 0.02 and rows[-1].fraction_open > 0.96 and same == 0,
        f"{rows[0].fraction_open:.3f} ({rows[0].name}) to {rows[-1].fraction_open:.3f} ({rows[-1].name})",
        "from about 2 to about 96 percent",
        "19 stored rows; those of the two schools recomputed from the contacts",
        "exhaustive",
    )


@claim(
    id="V2",
    source="Fig. 2",
    says="The fraction of open triangles grows with the logarithm of the average degree: $R^2=0.38$ over all simplices, 0.85 "
    "over simplices of three nodes",
    declared="holds",
)
def fraction_follows_degree() -> Evidence:
    from scipy import stats

    fits = []
    for only in (False, True):
        rows = published_triangles(only)
        fit = stats.linregress(np.log([row.average_degree for row in rows]), [row.fraction_open for row in rows])
        fits.append((fit.rvalue**2, fit.slope, len(rows)))
    return Evidence(
        [round(r, 4) for r, _, _ in fits] == [0.3813, 0.85],
        ", ".join(f"$R^2={r:.4f}$ with slope {slope:.4f} on {number} sets" for r, slope, number in fits),
        "0.38 and 0.85",
        "stored rows; one set has no simplex of three nodes",
        "exhaustive",
    )


@claim(
    id="V3",
    source="Table 2",
    says="Three numbers of an ego network tell which kind of system it is from (0.78 against 0.21 by guessing)",
    declared="open",
    finding="The sampled ego networks are not available offline. As a proxy the same three numbers tell five contact networks and the "
    "random model apart far better than guessing. Dropping the fraction of open triangles costs accuracy on average, not in every half.",
)
def ego_networks(egos: int = 20) -> Evidence:
    rng = np.random.default_rng(0)
    hypergraphs = {**{name: _data(name) for name in LOADERS}, "random model": random_simplices(200, 1.3, seed=1)}
    groups = {
        name: ego_features(h, rng.choice(len(h.labels), egos, replace=False).tolist())
        for name, h in hypergraphs.items()
    }
    every = telling_apart(groups, [0, 1, 2])
    without = telling_apart(groups, [0, 1])
    contacts = telling_apart({k: v for k, v in groups.items() if k != "random model"}, [0, 1, 2])
    alone = telling_apart({k: v for k, v in groups.items() if k != "random model"}, [0, 1])
    return Evidence(
        float(np.quantile(every, 0.025)) > 1 / 6
        and float(np.quantile(contacts, 0.025)) > 1 / 5
        and bool(contacts.mean() > alone.mean())
        and bool(every.mean() > without.mean()),
        f"accuracy {every.mean():.2f} (guessing 0.17) with the random model, {contacts.mean():.2f} (guessing 0.20) among the five "
        f"contact networks, {alone.mean():.2f} without the fraction of open triangles (worse in {(alone < contacts).sum()} of "
        f"{len(alone)} halves, better in {(alone > contacts).sum()})",
        "above guessing in 97.5 % of the halves; lower on average without the fraction",
        f"the paper's samples are not available; {egos} ego networks each of six hypergraphs, 20 random halves, which overlap",
        "out_of_reach",
    )


@claim(
    id="M1",
    source="Fig. 4",
    says="In the random model the fraction of open triangles sweeps from near 1 to near 0 as $b$ grows",
    declared="holds",
)
def random_model_sweeps(runs: int = 20) -> Evidence:
    stored = {0.8: 0.983, 1.0: 0.980, 1.2: 0.933, 1.4: 0.699, 1.5: 0.476, 1.6: 0.235, 1.8: 0.025}
    simulated = {
        b: np.array([fraction_open(random_simplices(200, b, seed)) for seed in range(runs)]) for b in stored if b > 1
    }
    draws = simulated[1.5]
    # a stored mean of 5 runs may be off by four standard errors, and by its rounding to three digits; at b = 0.8 and 1
    # runs differ by less than the rounding
    gaps = {b: abs(open_fraction_formula(200, b) - value) for b, value in stored.items()}
    allowed = {b: 5e-4 + (4 * simulated[b].std(ddof=1) / 5**0.5 if b > 1 else 0) for b in stored}
    small = np.array([fraction_open(random_simplices(50, 1.2, seed)) for seed in range(runs)])
    ok = [
        abs(sample.mean() - open_fraction_formula(n, b)) < 4 * sample.std(ddof=1) / runs**0.5
        for sample, n, b in ((draws, 200, 1.5), (small, 50, 1.2))
    ]
    return Evidence(
        all(ok) and all(gaps[b] <= allowed[b] for b in stored),
        f"n = 200, b = 1.5: mean {draws.mean():.3f}, deviation {draws.std(ddof=1):.3f}, formula "
        f"{open_fraction_formula(200, 1.5):.3f}; gaps to seven stored means at most {max(gaps[b] / allowed[b] for b in stored):.0%} of "
        "four standard errors and rounding",
        "0.983 at b = 0.8 down to 0.025 at b = 1.8 (stored, n = 200)",
        f"{runs} hypergraphs at n = 50 and at each of five b at n = 200; stored means of 5",
        "statistical",
    )


@claim(
    id="M2",
    source="beyond the paper",
    says=r"Exactly $\binom n3(1-p)(1-(1-p)^{n-3})^3$ triangles are open on average, so the balance tips at $b=3/2$",
    declared="holds",
)
def threshold_of_the_random_model() -> Evidence:
    # both sides are polynomials in p of degree at most 13: equality at 14 points proves it
    equal = [
        enumerated_open(n, Fraction(k, 13)) == expected_open(n, Fraction(k, 13)) for n, k in [(4, k) for k in range(14)]
    ] + [enumerated_open(5, Fraction(k, 13)) == expected_open(5, Fraction(k, 13)) for k in range(14)]
    growth = []
    for b in (Fraction(7, 5), Fraction(3, 2), Fraction(2)):
        p = sympy.Pow(10, -9 * sympy.Rational(b.numerator, b.denominator)).evalf(60)
        ratio = expected_open(10**9, p) / expected_closed(10**9, p)
        growth.append(float(ratio / sympy.Pow(10, 9 * (3 - 2 * sympy.Rational(b.numerator, b.denominator)))))
    far = [open_fraction_formula(10**9, b) for b in (1.4, 1.5, 1.6)]
    # a ratio r of open to closed is a share r / (1 + r)
    limits = [1 / (1 + 1e9 ** (2 * b - 3)) for b in (1.4, 1.5, 1.6)]
    return Evidence.combine(
        Evidence(
            all(equal),
            f"{sum(equal)} of {len(equal)} agree",
            "all",
            "n = 4 and 5, all hypergraphs, 14 values of p",
            "identity",
        ),
        Evidence(
            max(abs(value - 1) for value in growth) < 1e-3
            and max(abs(value - wanted) for value, wanted in zip(far, limits, strict=True)) < 1e-4,
            "$n=10^9$: open over closed divided by $n^{3-2b}$ is "
            + ", ".join(f"{value:.5f}" for value in growth)
            + " for b = 1.4, 1.5, 2; shares "
            + ", ".join(f"{value:.4f}" for value in far),
            "1 for each; shares " + ", ".join(f"{value:.4f}" for value in limits) + " for b = 1.4, 1.5, 1.6",
            "formula at $n=10^9$",
            "exhaustive",
        ),
    )


@claim(
    id="S1",
    source="closure probabilities",
    says="How many triples are in each of ten states, and how many of them close",
    declared="holds",
)
def ten_states() -> Evidence:
    same = 0
    for name, paper in SCHOOLS.items():
        found = closure_counts3(*_parts(name))
        same += sum(found[state] == published_closures()[paper][state] for state in found)
    strong = closure_counts3(*_parts("high school"))["222"]
    return Evidence(
        same == 20,
        f"{same} of 20 pairs of numbers equal; state 222 of the high school: {strong.closed_later} of {strong.open:,}",
        "all equal to the authors' stored files",
        "all triples of both schools, 80 to 20 percent",
        "exhaustive",
    )


def _tests(tables: Sequence[dict[str, ClosureCount]], pairs: Sequence[tuple[str, str]]) -> list[Comparison]:
    found = [compare(table, first, second) for table in tables for first, second in pairs]
    return [test for test in found if test.verdict != "skipped"]


def _tally(tests: Sequence[Comparison]) -> tuple[int, int, int, int]:
    verdicts = [test.verdict for test in tests]
    return len(tests), verdicts.count("up"), verdicts.count("down"), sum(test.raises for test in tests)


@claim(id="S2", source="closure probabilities", says="More edges raise the closure probability", declared="holds")
def edge_density_raises() -> Evidence:
    usable, up, down, raw = _tally(_tests(list(published_closures().values()), DENSITY))
    return Evidence(
        (usable, up, down, raw) == (113, 102, 0, 111),
        f"{up} of {usable} comparisons significantly up, {down} down, {raw} in the right direction",
        "102 of 113, none reversed",
        "19 stored tables, six comparisons each, one-sided level 0.00001",
        "exhaustive",
    )


@claim(
    id="S3",
    source="closure probabilities",
    says="Stronger ties raise the closure probability, always",
    declared="mixed",
    finding="Almost always: in congress-bills all six comparisons are significantly reversed.",
)
def tie_strength_raises() -> Evidence:
    tables = published_closures()
    usable, up, down, raw = _tally(_tests(list(tables.values()), STRENGTH))
    bills = _tally(_tests([tables["congress-bills"]], STRENGTH))
    return Evidence.combine(
        Evidence(
            (usable, up, raw) == (113, 82, 105),
            f"{up} of {usable} comparisons significantly up, {raw} in the right direction",
            "82 of 113",
            "19 stored tables, six comparisons each, one-sided level 0.00001",
            "exhaustive",
        ),
        Evidence(
            down == 0,
            f"{down} significantly reversed, {bills[2]} of them in congress-bills",
            "none, if it were always so",
            "19 stored tables",
            "exhaustive",
            declared="fails",
        ),
    )


@claim(
    id="S4",
    source="closure probabilities",
    says="Two strong ties against three weak ones: either may win",
    declared="holds",
)
def strength_against_density() -> Evidence:
    usable, density, strength, _ = _tally(_tests(list(published_closures().values()), COMPETITION))
    return Evidence(
        (usable, density, strength) == (18, 4, 6),
        f"density wins significantly in {density}, strength in {strength}, {usable - density - strength} undecided",
        "both kinds occur",
        "18 stored tables with enough triples",
        "exhaustive",
    )


@claim(
    id="S5",
    source="four-node closure",
    says="The same holds for four nodes, with triangles in place of edges",
    declared="holds",
    finding="Checked in miniature on two schools. Sets of four close too rarely there for significance in most comparisons, and "
    "the raw direction is right in 17 of 19 for density, but in 26 of 40 for strength: a tendency.",
)
def four_nodes() -> Evidence:
    tables = [closure_counts4(*_parts(name)) for name in SCHOOLS]
    first = tables[0]
    usable, up, down, raw = _tally(_tests(tables, FOUR_NODE_DENSITY))
    s_usable, s_up, s_down, s_raw = _tally(_tests(tables, FOUR_NODE_STRENGTH))
    # where neither class closed at all the direction says nothing
    silent, s_silent = (
        sum(
            compare(table, *pair).verdict != "skipped" and not any(table[name].closed_later for name in pair)
            for table in tables
            for pair in pairs
        )
        for pairs in (FOUR_NODE_DENSITY, FOUR_NODE_STRENGTH)
    )
    usable, s_usable = usable - silent, s_usable - s_silent
    simplest = first["3:0"].open == 6_428_387 and first["6:0000"] == ClosureCount(67_623, 7)
    return Evidence(
        simplest and down == s_down == 0 and min(up, s_up) > 0 and 2 * raw > usable and 2 * s_raw > s_usable,
        f"of the comparisons with any closure, density: {up} of {usable} significantly up, {down} down, {raw} in the right "
        f"direction; strength: {s_up} of {s_usable} up, {s_down} down, {s_raw} in the right direction",
        "some significantly up, none reversed, more than half in the right direction (stored for 19 sets: 175 of 228 up for density)",
        "all sets of four with a triangle in two schools",
        "miniature",
    )


@claim(
    id="S6",
    source="supplement",
    says="The trends are the same in the first 40, 60 and 80 percent of the data",
    declared="holds",
)
def stable_in_time() -> Evidence:
    lines, good = [], True
    for percent in (40, 60, 80):
        tables = [closure_counts3(*split(split(_data(name), percent)[0])) for name in SCHOOLS]
        usable, up, down, raw = _tally(_tests(tables, DENSITY))
        s_usable, s_up, s_down, s_raw = _tally(_tests(tables, STRENGTH))
        good &= down == s_down == 0 and min(up, s_up) > 0 and 2 * raw > usable and 2 * s_raw > s_usable
        lines.append(
            f"{percent} %: {up} + {s_up} significantly up, {raw} of {usable} + {s_raw} of {s_usable} in the right direction"
        )
    return Evidence(
        good,
        "; ".join(lines),
        "some significantly up, none reversed, more than half in the right direction (stored for 19 sets: 89, 101, 102 and 71, 80, 86 of 113 up)",
        "both schools, each prefix split 80 to 20 percent again; density + strength",
        "miniature",
    )


@claim(
    id="C1",
    source="Fig. 5",
    says="Most triples that close were no open triangle before",
    declared="fails",
    finding="Said of co-authors. Where people meet face to face the open triangle is the main road: 61 and 73 percent.",
)
def last_state_before_closing() -> Evidence:
    shares, lines = [], []
    for name in SCHOOLS:
        counts = last_states(_data(name))
        total = sum(counts.values())
        through = sum(counts[state] for state in ("111", "112", "122", "222"))
        ends = [
            sum(last_states_by_time(_data(name), inclusive)[state] for state in ("111", "112", "122", "222"))
            for inclusive in (False, True)
        ]
        shares.append(through / total)
        lines.append(f"{name} {through:,} of {total:,} ({ends[0]:,} to {ends[1]:,} by order within a moment)")
    return Evidence(
        max(shares) < 0.5,
        "; ".join(lines),
        "less than half",
        "every closed triple of both schools",
        "exhaustive",
    )


@claim(
    id="L1",
    source="Table 3",
    says="Base rates 0.247 and 0.259 percent, and lifts of the three means of weights",
    declared="mixed",
    finding="The stored values come from labels that miss about two closures in three. With the true labels the base rates are "
    "0.802 and 0.850 percent, and every lift changes. That the printed table was made by this code is inferred from the "
    "equality of the numbers.",
)
def lifts_of_means() -> Evidence:
    pieces = []
    for labelling in ("released", "true"):
        right, lines = True, []
        for name, paper in SCHOOLS.items():
            labels = (true_labels if labelling == "true" else released_labels)(*_parts(name))
            values = {score: round(_lift(name, score, labelling), 2) for score in MEANS}
            right &= values == published_lifts()[paper]
            lines.append(
                f"{name}, {labelling} labels: {labels.sum()} of {len(labels):,} ({100 * labels.mean():.3f} %), "
                + " / ".join(f"{value:.2f}" for value in values.values())
            )
        pieces.append(
            Evidence(
                right,
                "; ".join(lines),
                "3.86 / 4.16 / 2.54 and 5.63 / 6.40 / 3.96 (stored)",
                "all open triangles of both schools",
                "exhaustive",
                declared="holds" if labelling == "released" else "fails",
            )
        )
    return Evidence.combine(*pieces)


@claim(
    id="L2",
    source="Fig. 7",
    says="Harmonic and geometric mean beat the arithmetic; the best exponent lies near $-1$ to $0$",
    declared="holds",
    finding="On these data. With pupils resampled in place of triangles the difference stays clear of 0 in the primary school only.",
)
def generalised_means() -> Evidence:
    lines, good = [], True
    for name in SCHOOLS:
        old, new = _parts(name)
        labels, weights = true_labels(old, new), triangle_weights(old, open_rows(old))
        lifts = {p: lift(labels, generalised_mean(weights, p)) for p in EXPONENTS}
        best = max(lifts, key=lambda p: lifts[p])
        low, high = _ahead(name, "geometric mean", "arithmetic mean")
        wide = _ahead(name, "geometric mean", "arithmetic mean", nodes=True)
        good &= -1 <= best <= 0 and low > 0 and lifts[-1] > lifts[1]
        lines.append(
            f"{name}: best p = {best:g} ({lifts[best]:.2f}), geometric less arithmetic [{low:.2f}, {high:.2f}], pupils "
            f"resampled [{wide[0]:.2f}, {wide[1]:.2f}]"
        )
    return Evidence(
        good,
        "; ".join(lines),
        "best p from -1 to 0, difference above 0",
        "35 exponents, true labels; 95 % of 200 resamplings of the triangles",
        "statistical",
    )


@claim(
    id="L3",
    source="abstract, Table 3",
    says="Local scores predict closure better than long-range ones",
    declared="mixed",
    finding="The best local score wins in both schools, though not clear of 0 once pupils are resampled. And weighted PageRank beats the arithmetic mean there, and is the best of "
    "all twelve in the preparatory classes, where 37 positives leave the order open.",
)
def local_beats_long_range() -> Evidence:
    schools, lines = True, []
    for name in SCHOOLS:
        far = max(WALKS, key=lambda score: _lift(name, score))
        low, high = _ahead(name, "geometric mean", far)
        wide = _ahead(name, "geometric mean", far, nodes=True)
        schools &= low > 0
        lines.append(
            f"{name}: geometric {_lift(name, 'geometric mean'):.2f}, best walk {far} {_lift(name, far):.2f}, difference "
            f"[{low:.2f}, {high:.2f}], pupils resampled [{wide[0]:.2f}, {wide[1]:.2f}]"
        )
    means = [(name, score) for name in SCHOOLS for score in MEANS]
    always = all(_lift(name, score) > max(_lift(name, walk) for walk in WALKS) for name, score in means)
    classes = {score: _lift("preparatory classes", score) for score in SCORES}
    best = max(classes, key=lambda score: classes[score])
    return Evidence.combine(
        Evidence(
            schools,
            "; ".join(lines),
            "differences above 0",
            "both schools, true labels; 95 % of 200 resamplings of the triangles",
            "statistical",
        ),
        Evidence(
            always,
            f"primary school: arithmetic mean {_lift('primary school', 'arithmetic mean'):.2f}, W-PPR "
            f"{_lift('primary school', 'W-PPR'):.2f}",
            "every mean above every walk score",
            "both schools",
            "exhaustive",
            declared="fails",
        ),
        Evidence(
            best not in WALKS,
            f"best of all: {best} {classes[best]:.2f}, geometric mean {classes['geometric mean']:.2f}",
            "a local score is best",
            "preparatory classes, 37 positives",
            "exhaustive",
            declared="fails",
        ),
    )


@claim(
    id="L4",
    source="Table 3",
    says="Logistic regression on 26 features does well on large data",
    declared="holds",
    finding="Which node of a triangle comes first is arbitrary, yet decides the features: renaming the nodes alone moves the lift "
    "from 2.9 to 4.3 in the high school. Sorting the features by value removes the choice and gives 4.30 there.",
)
def supervised() -> Evidence:
    run = recorded("networks/simplicial_closure/evaluation")["data"]["regression"]
    lines, good = [], True
    for name in SCHOOLS:
        truth = true_labels(*_parts(name))
        by_name = lift(truth, supervised_score(_data(name)))
        fitted = supervised_score(_data(name), by_value=True)
        by_value = lift(truth, fitted)
        low, high = min(run[name]["renamed"]), max(run[name]["renamed"])
        best = max(SCORES, key=lambda score: _lift(name, score))
        gap = bootstrap_lift(truth, fitted) - _resampled(name, best)
        behind, ahead = np.quantile(gap, [0.025, 0.975])
        # the recorded namings are tied to the code of today
        good &= abs(by_name - run[name]["by name"]) < 1e-3 and abs(by_value - run[name]["by value"]) < 1e-3
        good &= low > _lift(name, "arithmetic mean") and bool(ahead > 0)
        lines.append(
            f"{name}: {by_name:.2f} in order of name ({low:.2f} to {high:.2f} renamed), {by_value:.2f} in order of value, which "
            f"less {best} {_lift(name, best):.2f} is in [{behind:.2f}, {ahead:.2f}]"
        )
    return Evidence(
        good,
        "; ".join(lines),
        "above the arithmetic mean under every naming; in order of value not below the best other score",
        "both schools, trained on 60 to 80 percent; ten namings recorded; 95 % of 200 resamplings of the triangles",
        "miniature",
    )


@claim(
    id="L5",
    source="Table S6",
    says="Simplicial PageRank can be split by the Hodge decomposition, and the curl part predicts best",
    declared="mixed",
    finding="Curl is the best of the four in the high school, the hospital ward and at the workplace (on four closures only), not in "
    "the preparatory classes.",
)
def hodge_parts() -> Evidence:
    found = {}
    for name in ("hospital ward", "workplace"):
        old, new = _parts(name)
        parts = hodge_pagerank(old, open_rows(old))
        found[name] = {str(part): lift(true_labels(old, new), score) for part, score in parts.items()}
    for name, by in recorded("networks/simplicial_closure/evaluation")["data"]["hodge"].items():
        found[f"{name} (recorded)"] = by["true"]
    pieces = []
    for name, lifts in found.items():
        positives = int(true_labels(*_parts(name.removesuffix(" (recorded)"))).sum())
        pieces.append(
            Evidence(
                lifts["curl"] == max(lifts.values()) and lifts["curl"] > 1,
                f"{name}: " + ", ".join(f"{part} {value:.2f}" for part, value in lifts.items()),
                "curl best of the four, above guessing",
                f"{name.removesuffix(' (recorded)')}, {positives} positives, true labels",
                "miniature",
                declared="fails" if name.startswith("preparatory") else "holds",
            )
        )
    return Evidence.combine(*pieces)


@claim(
    id="L6",
    source="beyond the paper",
    says="The released labels depend on the names of the nodes: under random names one closure in three keeps its label",
    declared="holds",
    finding="So no ranking can be compared on released labels: names alone move the lift of the geometric mean in the high school from 2.4 to 10.",
)
def released_labels_depend_on_names(rounds: int = 100) -> Evidence:
    lines, good = [], True
    for name in SCHOOLS:
        kept, lifts = renamed_lifts(*_parts(name), "geometric mean", rounds)
        error = 2.58 * kept.std(ddof=1) / rounds**0.5
        exact = expected_kept(*_parts(name))
        low, high = np.quantile(lifts, [0.025, 0.975])
        good &= bool(abs(kept.mean() - exact) < error and exact >= 1 / 3 and high / low > 1.5)
        lines.append(
            f"{name}: {kept.mean():.3f} ± {error:.3f} kept ({exact:.3f} over all namings), lift of the geometric mean "
            f"[{low:.2f}, {high:.2f}]"
        )
    return Evidence(
        good,
        "; ".join(lines),
        "a third kept, a little more where degrees tie; lifts that differ by more than half",
        f"{rounds} random numberings; 99 % interval of the mean, 95 % of the lifts",
        "statistical",
    )


@claim(
    id="L7",
    source="beyond the paper",
    says="Geometric mean above arithmetic mean and above unweighted PageRank, wherever the data are split",
    declared="holds",
    finding="In both schools. The harmonic mean overtakes the geometric one at ten of the sixty splits in the primary school.",
)
def order_over_splits() -> Evidence:
    run = recorded("networks/simplicial_closure/evaluation")["data"]
    names = run["scores"]
    at = {name: names.index(name) for name in names}
    lines, good = [], True
    for name in SCHOOLS:
        table = np.array(run["splits"][name]["true"])
        live = [_lift(name, "geometric mean"), _lift(name, "U-PPR")]
        first = table[:, at["geometric mean"]]
        others = ("arithmetic mean", "U-PPR", "W-PPR", "harmonic mean")
        wins = [int((first > table[:, at[other]]).sum()) for other in others]
        low, high = np.quantile(first, [0.025, 0.975])
        # the recorded sweep is tied to the code of today: one of its moments, computed anew
        anew = evaluate(_data(name), run["percentages"][30], ["geometric mean", "U-PPR"]).lift
        good &= all(abs(anew[score] - table[30, at[score]]) < 1e-3 for score in anew.index)
        good &= wins[0] == wins[1] == len(table) and live[0] > live[1]
        lines.append(
            f"{name}: geometric mean {low:.2f} to {high:.2f} in 95 % of the splits, at {len(table)} splits "
            + ", ".join(f"above {other} {won} times" for other, won in zip(others, wins, strict=True))
        )
    return Evidence(
        good,
        "; ".join(lines),
        "above the arithmetic mean and U-PPR at every split",
        f"{len(run['percentages'])} splits between 60 and 90 percent, which overlap, recorded; one of them computed anew",
        "miniature",
    )


@claim(
    id="O1",
    source="Table S1",
    says="The pairs of most open triangles were active at overlapping times",
    declared="holds",
    finding="True of both schools. The released analysis adds up time stamps, and on the high school this reports next to no overlap "
    "in place of 43 percent with three. The stored table, of e-mails, cannot be redone offline.",
)
def overlapping_activity() -> Evidence:
    shares = {}
    for name in SCHOOLS:
        counts = np.array(interval_overlaps(_data(name)))
        shares[name] = counts / counts.sum()
    summed = np.array(summed_interval_overlaps(_data("high school")))
    right = [np.round(shares["high school"], 3).tolist(), np.round(shares["primary school"], 3).tolist()]
    return Evidence(
        right == [[0.127, 0.187, 0.258, 0.429], [0.181, 0.159, 0.294, 0.366]]
        and all(bool(share[0] < 0.5) for share in shares.values())
        and bool(summed[0] > 0.9 * summed.sum()),
        "; ".join(f"{name} " + "/".join(f"{x:.3f}" for x in share) for name, share in shares.items())
        + f"; by sums {'/'.join(f'{x:.3f}' for x in summed / summed.sum())} in the high school",
        "0.127/0.187/0.258/0.429 and 0.181/0.159/0.294/0.366 with 0 to 3 overlaps",
        "all open triangles of both schools",
        "exhaustive",
    )


@claim(
    id="B1",
    source="beyond the paper",
    says="The geometric mean is at least twice as good as guessing in three more contact networks",
    declared="mixed",
    finding="In the preparatory classes and the hospital ward, if triangles are resampled. With people resampled the intervals stay "
    "above 1, not above 2. Four positives at the workplace decide nothing: common neighbours reach a lift of 15 there.",
)
def three_more_networks() -> Evidence:
    wanted = {"preparatory classes": (3.97, 37), "hospital ward": (3.76, 44), "workplace": (1.31, 4)}
    pieces = []
    for name, (value, positives) in wanted.items():
        labels = true_labels(*_parts(name))
        low, high = np.quantile(_resampled(name, "geometric mean"), [0.025, 0.975])
        wide = np.quantile(_resampled(name, "geometric mean", nodes=True), [0.025, 0.975])
        pieces.append(
            Evidence(
                bool(low > 2) and round(_lift(name, "geometric mean"), 2) == value and int(labels.sum()) == positives,
                f"{name}: {_lift(name, 'geometric mean'):.2f} [{low:.2f}, {high:.2f}], people resampled [{wide[0]:.2f}, {wide[1]:.2f}]",
                f"{value} with {positives} positives, at least twice as good as guessing",
                f"{len(labels):,} open triangles; 95 % of 200 resamplings of the triangles",
                "statistical",
                declared="fails" if name == "workplace" else "holds",
            )
        )
    return Evidence.combine(*pieces)
