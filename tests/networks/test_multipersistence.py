"""Multiparameter persistence against brute force, gudhi, multipers and exact arithmetic."""

from __future__ import annotations

import builtins
import itertools
from collections import Counter
from fractions import Fraction
from math import inf, nan

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lib.exact import binary_rank
from lib.networks import multipersistence as mp
from lib.networks.multipersistence import figures
from lib.networks.multipersistence.bifiltration import below
from lib.networks.multipersistence.claims import STAIRS, _random_bifiltration, _ranks_of
from lib.networks.multipersistence.experiments import DIGIT_BOX, picture_features

COMPLETE = [simplex for size in (1, 2, 3) for simplex in itertools.combinations(range(4), size)]


def faces_of(simplex: tuple[int, ...]) -> list[tuple[int, ...]]:
    return list(itertools.combinations(simplex, len(simplex) - 1)) if len(simplex) > 1 else []


@st.composite
def bifiltrations(draw, top: int = 3, values: int = 3) -> dict[tuple[int, ...], tuple[int, int]]:
    """Random monotone values on a random part of the triangles of a tetrahedron.

    The bifiltration is built inside the test, since the shape checks draw random numbers of their own.
    """
    found: dict[tuple[int, ...], tuple[int, int]] = {}
    for simplex in COMPLETE:
        if len(simplex) > top or (len(simplex) > 1 and not draw(st.booleans())):
            continue
        if len(simplex) > 1 and not all(face in found for face in faces_of(simplex)):
            continue
        value = [draw(st.integers(0, values)), draw(st.integers(0, values))]
        for face in faces_of(simplex):
            value = [max(a, b) for a, b in zip(value, found[face], strict=True)]
        found[simplex] = (value[0], value[1])
    return found


def rank_mod_2(matrix: np.ndarray) -> int:
    matrix, rank = matrix.copy() % 2, 0
    for column in range(matrix.shape[1]):
        pivots = np.flatnonzero(matrix[rank:, column])
        if len(pivots):
            matrix[[rank, rank + pivots[0]]] = matrix[[rank + pivots[0], rank]]
            others = [i for i in range(len(matrix)) if i != rank and matrix[i, column]]
            matrix[others] ^= matrix[rank]
            rank += 1
            if rank == len(matrix):
                break
    return rank


def boundary(simplices: list, dimension: int) -> np.ndarray:
    low = [s for s in simplices if len(s) == dimension]
    high = [s for s in simplices if len(s) == dimension + 1]
    matrix = np.zeros((len(low), len(high)), dtype=np.int64)
    for j, simplex in enumerate(high):
        for face in faces_of(simplex):
            matrix[low.index(face), j] = 1
    return matrix


def betti(simplices: list, degree: int) -> int:
    cells = sum(len(s) == degree + 1 for s in simplices)
    return cells - rank_mod_2(boundary(simplices, degree)) - rank_mod_2(boundary(simplices, degree + 1))


# --- exact invariants -----------------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(bifiltrations(), st.integers(0, 2))
def test_hilbert_function_against_dense_elimination(values: dict, degree: int) -> None:
    f = mp.Bifiltration(values)
    table = mp.hilbert_function(f, degree, [range(4), range(4)])
    for a in itertools.product(range(4), repeat=2):
        assert table[a] == betti(f.at(a), degree)


@settings(max_examples=40)
@given(bifiltrations(), st.integers(0, 1))
def test_ranks_against_the_maps_of_the_module(values: dict, degree: int) -> None:
    f = mp.Bifiltration(values)
    grid = [range(4), range(4)]
    ranks, module = mp.rank_invariant(f, degree, grid), mp.homology_module(f, degree, grid)
    table = mp.hilbert_function(f, degree, grid)
    for (a, b), rank in ranks.items():
        assert rank == module.rank(a, b)
        assert rank <= min(table[a], table[b])
        if a == b:
            assert rank == table[a] == module.dimensions[a]
    signed = mp.signed_rank_decomposition(ranks)
    assert mp.ranks_of_rectangles(signed, grid) == ranks
    hilbert = mp.signed_hilbert_decomposition(table)
    for a in itertools.product(range(4), repeat=2):
        assert sum(c for place, c in hilbert.items() if below(place, a)) == table[a]


@settings(max_examples=30)
@given(bifiltrations(), st.integers(0, 1), st.integers(-1, 1))
def test_slices_of_gudhi_against_ranks(values: dict, degree: int, offset: int) -> None:
    f = mp.Bifiltration(values)
    ranks = mp.rank_invariant(f, degree, [range(-1, 5), range(-1, 5)])
    line = [(t, t + offset) for t in range(-1, 5) if -1 <= t + offset < 5]
    exact = Counter(
        {
            (float(line[s][0]), float(line[int(t)][0]) if t != inf else inf): count
            for (s, t), count in mp.barcode_of_ranks(ranks, line).items()
        }
    )
    assert all(count > 0 for count in exact.values())
    bars = Counter(
        (b, d if d <= line[-1][0] else inf) for b, d in mp.fibered_barcode(f, degree, (0, offset)) if b <= line[-1][0]
    )
    assert exact == bars


def test_reference_tables() -> None:
    arms, ell = mp.three_arms(), mp.l_shape((1, 1), (3, 2))
    assert mp.hilbert_function(arms, 0, [range(4)] * 2).tolist() == [
        [3, 3, 2, 2],
        [3, 2, 1, 1],
        [2, 1, 1, 1],
        [2, 1, 1, 1],
    ]
    expected = {(inf, inf): 1, (2, 2): 1, (1, inf): 1, (inf, 1): 1, (1, 1): -1}
    signed = mp.signed_rank_decomposition(mp.rank_invariant(arms, 0, [range(4)] * 2))
    assert signed == {((0, 0), death): c for death, c in expected.items()}
    assert [mp.fibered_barcode(ell, 1, (0, c)) for c in (0, 1, -1, 0.5)] == [
        [(1.0, 3.0)],
        [(1.0, 3.0)],
        [(2.0, 3.0)],
        [(1.0, 3.0)],
    ]
    # a class of degree two appears where both cones meet
    block = mp.rectangle((1, 1), (3, 2))
    assert mp.hilbert_function(block, 2, [range(4)] * 2)[3, 2] == 1
    assert mp.fibered_barcode(ell, 1, (0, 0), (1, Fraction(1, 2))) == [(2.0, 4.0)]


def test_three_parameters() -> None:
    f = mp.Bifiltration({(0,): (0, 0, 0), (1,): (0, 0, 0), (0, 1): (1, 2, 1)})
    table = mp.hilbert_function(f, 0, [range(3)] * 3)
    assert table[0, 2, 2] == 2
    assert table[1, 2, 1] == 1
    ranks = mp.rank_invariant(f, 0, [range(2), (0, 2), range(2)])
    assert ranks[(0, 0, 0), (1, 2, 1)] == 1
    signed = mp.signed_rank_decomposition(ranks)
    assert mp.ranks_of_rectangles(signed, [range(2), (0, 2), range(2)]) == ranks
    parts = mp.decompose(mp.homology_module(f, 0))
    assert {str(part.interval()) for part in parts} == {
        "births (0, 0, 0); deaths (inf, inf, inf)",
        "births (0, 0, 0); deaths (1, inf, inf), (inf, 2, inf), (inf, inf, 1)",
    }


def test_large_grids_warn() -> None:
    with pytest.warns(UserWarning, match="a grid of 169 points"):
        mp.rank_invariant(mp.three_arms(), 0, [range(13)] * 2)


@pytest.mark.parametrize(
    ("values", "error", "message"),
    [
        ({}, ValueError, "at least one simplex"),
        ([1], TypeError, "must be a mapping|Type-check"),
        (
            {(0,): (0, 0), (1,): (1, 0), (0, 1): (0, 0)},
            ValueError,
            r"got \(1, 0\) for \(1,\) and \(0, 0\) for \(0, 1\)",
        ),
        ({(0,): (0, 0), (0, 1): (0, 0)}, ValueError, r"\(1,\), a face of \(0, 1\), is missing"),
        ({(0,): (0, 0), (1,): (0,)}, ValueError, "same number of parameters, got 2 and"),
        ({(0, 0): (0, 0)}, ValueError, "different vertices"),
        ({(0, 1): (0, 0), (1, 0): (0, 0)}, ValueError, "each simplex once"),
        ({"a": (0, 0)}, TypeError, "tuple of integers|Type-check"),
        ({(): (0, 0)}, TypeError, "non-empty tuple|Type-check"),
        ({(0,): (nan, 0)}, ValueError, "must be finite"),
        ({(0,): (0, inf)}, ValueError, "must be finite"),
        ({(0,): (True, 0)}, TypeError, "real numbers|Type-check"),
        ({(0,): ("1", 0)}, TypeError, "real numbers|Type-check"),
        ({(0,): 3}, TypeError, "tuple of numbers|Type-check"),
    ],
)
def test_bad_bifiltrations(values, error, message: str) -> None:
    with pytest.raises(error, match=message):
        mp.Bifiltration(values)


@pytest.mark.parametrize("call", [mp.hilbert_function, mp.rank_invariant, mp.homology_module])
def test_bad_degrees_and_grids(call) -> None:
    f = mp.three_arms()
    with pytest.raises(ValueError, match="degree must be at least 0"):
        call(f, -1)
    with pytest.raises(TypeError, match=r"degree must be an integer|Type-check"):
        call(f, "0")
    with pytest.raises(ValueError, match="one axis for each"):
        call(f, 0, [range(3)])
    for axis in ([], [1, 1], [2, 1]):
        with pytest.raises(ValueError, match="strictly increasing"):
            call(f, 0, [axis, range(2)])


def test_bad_lines_and_ranks() -> None:
    f = mp.three_arms()
    with pytest.raises(ValueError, match="direction must be positive"):
        mp.fibered_barcode(f, 0, (0, 0), (1, 0))
    with pytest.raises(ValueError, match="direction must have 2 coordinates"):
        mp.line_values(f, (0, 0), (1,))
    with pytest.raises(ValueError, match="basepoint must be finite"):
        mp.line_values(f, (0, inf))
    with pytest.raises(ValueError, match="degree must be at least 0"):
        mp.fibered_barcode(f, -1, (0, 0))
    with pytest.raises(ValueError, match="at least one pair"):
        mp.signed_rank_decomposition({})
    ranks = mp.rank_invariant(f, 0)
    with pytest.raises(ValueError, match="is missing"):
        mp.signed_rank_decomposition({pair: r for pair, r in ranks.items() if pair != ((0, 0), (1, 1))})
    with pytest.raises(ValueError, match="no pair of the ranks"):
        mp.barcode_of_ranks(ranks, [(0, 0), (5, 5)])
    for corners in (((0, 0), (0, 1)), ((0,), (1,))):
        for build in (mp.l_shape, mp.rectangle):
            with pytest.raises(ValueError, match="birth"):
                build(*corners)
    with pytest.raises(ValueError, match="at least one bifiltration"):
        mp.disjoint_union()


# --- true decompositions --------------------------------------------------------------------------------------------


def endomorphisms_by_brute_force(module: mp.GridModule) -> int:
    """Count the families of matrices, one for each place, that commute with all maps."""
    places = list(module.places())
    offsets = dict(zip(places, itertools.accumulate([0, *(module.dimensions[p] ** 2 for p in places)]), strict=False))
    size = sum(d * d for d in module.dimensions.values())
    rows = []
    for (place, k), matrix in module.maps.items():
        after = (*place[:k], place[k] + 1, *place[k + 1 :])
        n, m = module.dimensions[place], module.dimensions[after]
        for i, j in itertools.product(range(m), range(n)):
            # entry (i, j) of phi_after M - M phi_place
            row = np.zeros(size, dtype=np.int64)
            for t in range(m):
                row[offsets[after] + i * m + t] ^= matrix[j] >> t & 1
            for t in range(n):
                row[offsets[place] + t * n + j] ^= matrix[t] >> i & 1
            rows.append(row)
    return size - (rank_mod_2(np.array(rows)) if rows else 0)


@settings(max_examples=40)
@given(bifiltrations(values=2), st.integers(0, 1))
def test_endomorphisms_and_summands(values: dict, degree: int) -> None:
    f = mp.Bifiltration(values)
    module = mp.homology_module(f, degree)
    assume(module.total_dimension)
    assert module.endomorphisms.dimension == endomorphisms_by_brute_force(module)
    assert module.compressed().endomorphisms.dimension == module.endomorphisms.dimension
    parts = mp.decompose(module)
    grid = module.compressed().axes
    # ranks add up over the summands
    for a, b in itertools.product(parts[0].places(), repeat=2):
        if below(a, b):
            at = [tuple(axis[i] for axis, i in zip(grid, place, strict=True)) for place in (a, b)]
            whole = module.rank(
                *(tuple(axis.index(x) for axis, x in zip(module.axes, point, strict=True)) for point in at)
            )
            assert sum(part.rank(a, b) for part in parts) == whole
    for part in parts:
        assert part.endomorphisms.is_local()
        if part.endomorphisms.dimension <= 8:
            assert idempotents(part) == 2
        found = part.interval()
        if found is not None:
            for place in part.places():
                point = tuple(axis[i] for axis, i in zip(part.axes, place, strict=True))
                assert found.contains(point) == bool(part.dimensions[place])


def idempotents(module: mp.GridModule) -> int:
    algebra = module.endomorphisms
    count = 0
    for chosen in itertools.product((0, 1), repeat=algebra.dimension):
        vector = 0
        for use, element in zip(chosen, algebra.basis, strict=True):
            vector ^= element * use
        matrices = algebra.element(vector)
        count += all(tuple(apply(matrix, column) for column in matrix) == matrix for matrix in matrices)
    return count


def apply(matrix: tuple[int, ...], vector: int) -> int:
    result = 0
    for i, column in enumerate(matrix):
        if vector >> i & 1:
            result ^= column
    return result


def test_the_three_arms_are_indecomposable_but_for_a_quadrant() -> None:
    quadrant, rest = mp.decompose(mp.homology_module(mp.three_arms(), 0))
    assert str(quadrant.interval()) == "births (0, 0); deaths (inf, inf)"
    assert rest.interval() is None
    assert rest.endomorphisms.dimension == 1
    assert idempotents(rest) == 2
    assert not mp.homology_module(mp.three_arms(), 0).endomorphisms.is_local()
    # three different lines of the plane vanish along the arms
    kernels = [
        {v for v in range(1, 4) if apply(rest.transport((0, 0), place), v) == 0} for place in ((0, 2), (1, 1), (2, 0))
    ]
    assert sorted(map(len, kernels)) == [1, 1, 1]
    assert len(set.union(*kernels)) == 3


@pytest.mark.parametrize(
    ("u", "v", "e", "whole"),
    [
        ((0, 0), (1, 2), (3, 3), True),
        ((0, 1), (1, 0), (1, 1), True),
        ((0, 1), (1, 0), (2, 1), False),
        ((0, 1), (1, 0), (1, 2), False),
        ((0, 1), (1, 0), (2, 2), False),
        ((2, 1), (2, 1), (2, 2), True),
    ],
)
def test_the_module_of_an_edge(u, v, e, whole: bool) -> None:
    f = mp.Bifiltration({(0,): u, (1,): v, (0, 1): e})
    assert mp.is_interval_decomposable(mp.homology_module(f, 0)) is whole


def test_census_of_small_complexes() -> None:
    assert sum(1 for _ in mp.bifiltrations_of(mp.EDGE)) == 13
    found = mp.census(mp.EDGE)
    places = {tuple(f.values.values()) for f in found.exceptions}
    assert places == {((0, 1), (1, 0), (1, 2)), ((0, 1), (1, 0), (2, 2))}
    low = mp.census(mp.TRIANGLE, vertices_first=True)
    assert (low.total, len(low.exceptions)) == (75, 3)
    arms = sorted(mp.three_arms().values.values())
    assert arms in [sorted(f.values.values()) for f in low.exceptions]
    # homology of degree one of a triangle's boundary is a quadrant
    assert mp.census(mp.TRIANGLE, 1, vertices_first=True).exceptions == ()


def test_zero_modules() -> None:
    f = mp.three_arms()
    module = mp.homology_module(f, 1, [(0,), (0,)])
    assert mp.decompose(module) == []
    assert module.interval() is None
    with pytest.raises(ValueError, match="must not be zero"):
        module.endomorphisms.is_local()


def test_larger_residue_fields_are_refused() -> None:
    # a plane whose only endomorphisms are a field of four elements: two arrows out, by the identity and by a rotation of order 3
    plane = (1, 2)
    rotation = (2, 3)
    dims = {(0, 0): 2, (1, 0): 2, (0, 1): 2, (1, 1): 2}
    kronecker = mp.GridModule(
        ((0, 1), (0, 1)), dims, {((0, 0), 0): plane, ((0, 0), 1): plane, ((1, 0), 1): plane, ((0, 1), 0): plane}
    )
    assert len(mp.decompose(kronecker)) == 2
    loop = mp.Endomorphisms.__new__(mp.Endomorphisms)
    loop.module = kronecker
    loop.basis = [1, 2]
    loop._vector = lambda element: 1  # type: ignore[method-assign]
    loop.element = lambda vector: ({0: (0, 0), 1: plane, 2: rotation, 3: (3, 1)}[vector],)  # type: ignore[method-assign]
    loop._born = []
    with pytest.raises(NotImplementedError, match="residue field"):
        loop.splitting()


# --- intervals ------------------------------------------------------------------------------------------------------

numbers = st.integers(-4, 8).map(lambda k: Fraction(k, 2))
points = st.tuples(numbers, numbers)


@st.composite
def intervals(draw) -> tuple[list, list]:
    births = draw(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=3))
    deaths = draw(st.lists(st.tuples(st.integers(3, 8), st.integers(3, 8)), min_size=1, max_size=3))
    assume(any(all(x < y for x, y in zip(b, d, strict=True)) for b in births for d in deaths))
    return births, deaths


REFERENCE = [
    ((2, 2), "6/7 1 0", "48/49 1 0", "6/7 1 0", "13/21", "330/371", "1", "1 1/2 0"),
    ((3, 1), "1/2 1/2 0", "1/2 1/2 0", "1/2 1/2 0", "1/3", "25/53", "1/2", "0 0 0"),
    ((1, 3), "1 1/2 0", "1 1/2 0", "1 1/2 0", "1/2", "35/53", "1", "1 0 0"),
    ((Fraction(1, 2), 1), "1/7 1/7 3/14", "1/14 1/14 9/49", "1/14 1/14 9/49", "1/6", "109/742", "3/14", "0 0 0"),
]
EXACT = (
    mp.IntervalModule([(0, 2), (1, 1), (2, 0)], [(3, Fraction(5, 2)), (Fraction(5, 2), 4)]),
    mp.IntervalModule.rectangle((1, 1), (4, 5)),
    mp.IntervalModule.rectangle((Fraction(1, 2), Fraction(1, 2)), (Fraction(4, 5), 2)),
)


@pytest.mark.parametrize("row", REFERENCE)
def test_reference_values(row) -> None:
    x, *drawn, v0, v1, vinf, heights = row
    delta = Fraction(7, 10)
    for kind, values in zip(mp.DRAWINGS, drawn, strict=True):
        assert [module.phi(x, delta, kind) for module in EXACT] == [Fraction(v) for v in values.split()]
    weights = [module.weight for module in EXACT]
    assert weights == [1, Fraction(3, 2), Fraction(3, 20)]
    phi = [module.phi(x, delta) for module in EXACT]
    assert sum(phi) / 3 == Fraction(v0)
    assert sum(w * p for w, p in zip(weights, phi, strict=True)) / sum(weights) == Fraction(v1)
    assert max(phi) == Fraction(vinf)
    assert sorted([m.landscape(x) for m in EXACT], reverse=True) == sorted(map(Fraction, heights.split()), reverse=True)
    place = [torch.tensor([float(c)], dtype=torch.float64) for c in x]
    for p, value in ((0, v0), (1, v1), (inf, vinf)):
        assert mp.scdr(EXACT, place, 0.7, p).item() == pytest.approx(float(Fraction(value)), abs=1e-12)


@settings(max_examples=60)
@given(intervals(), points)
def test_intervals_against_their_definition(corners: tuple[list, list], x) -> None:
    module = mp.IntervalModule(*corners)
    born = any(all(c <= y for c, y in zip(b, x, strict=True)) for b in module.births)
    alive = any(all(y < c for c, y in zip(d, x, strict=True)) for d in module.deaths)
    assert module.contains(x) == (born and alive)
    # walk along the diagonal in steps of 1/8: the landscape is how far both ways stay inside
    steps = [Fraction(k, 8) for k in range(81)]
    up = next((s for s in steps if not module.contains(tuple(c + s for c in x))), None)
    down = next((s for s in steps if not module.contains(tuple(c - s for c in x))), None)
    height = module.landscape(x)
    if module.contains(x):
        assert min(up, down) - Fraction(1, 8) <= height <= min(up, down)
    else:
        assert height == 0
    # distance: every closer box misses the closure
    distance = module.distance(x)
    assert (distance == 0) >= module.contains(x)
    assert module.weight == max(
        module.landscape((Fraction(i, 4), Fraction(j, 4))) for i in range(33) for j in range(33)
    )


@settings(max_examples=60)
@given(intervals(), points, st.sampled_from([Fraction(1, 2), Fraction(3, 4), Fraction(2)]))
def test_drawings_against_counting(corners: tuple[list, list], x, delta) -> None:
    module = mp.IntervalModule(*corners)
    cells = [x[0] - delta + Fraction(2 * k + 1, 16) for k in range(int(16 * delta))]
    rows = [x[1] - delta + Fraction(2 * k + 1, 16) for k in range(int(16 * delta))]
    share = Fraction(sum(module.contains((a, b)) for a in cells for b in rows), len(cells) * len(rows))
    volume = module.phi(x, delta, "volume")
    if all(((c - delta) * 8).denominator == 1 for c in x):
        assert volume == share
    diagonal, rectangle = (module.phi(x, delta, kind) for kind in ("diagonal", "rectangle"))
    assert 0 <= rectangle <= volume <= 1
    assert diagonal <= min(1, module.weight / delta)
    assert volume <= 2 * module.weight / delta
    if module.is_rectangle:
        assert rectangle == volume
    grid = [torch.tensor([float(c), float(c) + 0.5], dtype=torch.float64) for c in x]
    for kind, exact in (("diagonal", diagonal), ("volume", volume), ("rectangle", rectangle)):
        picture = mp.drawings([module], grid, float(delta), kind)
        assert picture[0, 0, 0].item() == pytest.approx(float(exact), abs=1e-12)
        moved = module.phi((x[0] + Fraction(1, 2), x[1]), delta, kind)
        assert picture[0, 1, 0].item() == pytest.approx(float(moved), abs=1e-12)
    assert mp.landscapes([module], grid)[0, 0, 0].item() == pytest.approx(float(module.landscape(x)), abs=1e-12)
    assert mp.distances_to([module], grid)[0, 0, 0].item() == pytest.approx(float(module.distance(x)), abs=1e-12)


def test_half_open_boundaries() -> None:
    square = mp.IntervalModule.rectangle((0, 0), (2, 2))
    assert square.contains((0, 0))
    assert not square.contains((2, 0))
    assert not square.contains((0, 2))
    ell = mp.IntervalModule([(1, 1)], [(3, inf), (inf, 2)])
    assert ell.contains((100, 1))
    assert not ell.contains((3, 2))
    assert ell.weight == 1
    assert ell.phi((3, 2), 1, "volume") == Fraction(3, 4)


def test_corners_are_normalised() -> None:
    module = mp.IntervalModule([(0, 0), (1, 1), (9, 9)], [(2, 2), (3, 3), (-1, 5)])
    assert module.births == ((0, 0),)
    assert module.deaths == ((3, 3),)
    assert module == mp.IntervalModule.rectangle((0, 0), (3, 3))
    assert len({module, mp.IntervalModule.rectangle((0, 0), (3, 3))}) == 1


@pytest.mark.parametrize(
    ("births", "deaths", "error", "message"),
    [
        ([], [(1, 1)], ValueError, "births must have at least one corner"),
        ([(0, 0)], [], ValueError, "deaths must have at least one corner"),
        ([(0, 0)], [(1,)], ValueError, "same number of parameters"),
        ([(0, 0)], [(1, 0)], ValueError, "some birth must lie below some death"),
        ([(nan, 0)], [(1, 1)], ValueError, "must consist of numbers"),
        ([("a", 0)], [(1, 1)], TypeError, "real numbers|Type-check"),
        ([0], [(1, 1)], TypeError, "tuples of numbers|Type-check"),
    ],
)
def test_bad_intervals(births, deaths, error, message: str) -> None:
    with pytest.raises(error, match=message):
        mp.IntervalModule(births, deaths)


def test_bad_drawings() -> None:
    square = mp.IntervalModule.rectangle((0, 0), (2, 2))
    grid = mp.pixel_grid((0, 0), (1, 1), 3)
    for delta in (0, -1, inf, nan):
        with pytest.raises(ValueError, match="delta must be a positive number"):
            square.phi((0, 0), delta)
        with pytest.raises(ValueError, match="delta must be a positive number"):
            mp.scdr([square], grid, delta)
    with pytest.raises(TypeError, match=r"delta must be a positive number|Type-check"):
        square.phi((0, 0), "1")
    with pytest.raises((ValueError, TypeError), match=r"kind must be one of|Type-check"):
        square.phi((0, 0), 1, "circle")
    with pytest.raises(ValueError, match="x must have 2 coordinates"):
        square.contains((0,))
    with pytest.raises(ValueError, match="p must be at least 0"):
        mp.scdr([square], grid, 1.0, -1)
    with pytest.raises(ValueError, match="as many parameters as the grid"):
        mp.scdr([square], grid[:1], 1.0)
    with pytest.raises(ValueError, match="strictly increasing axes"):
        mp.scdr([square], [torch.tensor([1.0, 0.0])] * 2, 1.0)
    with pytest.raises(ValueError, match="one axis for each"):
        mp.landscapes([square], [])
    with pytest.raises(TypeError, match=r"must be interval modules|Type-check"):
        mp.landscapes([1], grid)
    with pytest.raises(ValueError, match="rise from a finite low to a finite high"):
        mp.pixel_grid((0, 0), (0, 1), 3)
    with pytest.raises(ValueError, match="one entry for each parameter"):
        mp.pixel_grid((0, 0), (1, 1), (3,))


def test_empty_lists() -> None:
    grid = mp.pixel_grid((0, 0), (1, 1), (3, 2))
    for picture in (mp.scdr([], grid, 1.0, inf), mp.scdr([], grid, 1.0, 1, normalized=False)):
        assert picture.shape == (3, 2)
        assert not picture.any()
    for p in (0, 1):
        with pytest.raises(ValueError, match="modules must not be empty"):
            mp.scdr([], grid, 1.0, p)
    assert mp.landscape_representation(2)([], grid).tolist() == [[0, 0]] * 3
    assert mp.image_representation(1.0)([], grid).tolist() == [[0, 0]] * 3
    with pytest.raises(ValueError, match="must not be empty where a mean"):
        mp.TCDR(lambda module: 1.0, mp.landscapes, "mean")([], grid)
    assert mp.distances_to([], grid).shape == (0, 3, 2)


def test_infinite_weights_are_refused() -> None:
    grid = mp.pixel_grid((0, 0), (1, 1), 3)
    quadrant = mp.IntervalModule.rectangle((0, 0), (inf, inf))
    with pytest.raises(ValueError, match="clip to a box first"):
        mp.scdr([quadrant], grid, 1.0, 1)
    with pytest.raises(ValueError, match="clip to a box first"):
        mp.image_representation(1.0)([quadrant], grid)
    assert mp.scdr([quadrant], grid, 0.1, inf)[1, 1] == pytest.approx(1)
    assert mp.scdr([quadrant], grid, 0.1, 0, "volume")[1, 1] == pytest.approx(1)


def test_template() -> None:
    grid = mp.pixel_grid((0, 0), (6, 6), 7)
    pictures = mp.landscapes(STAIRS, grid)
    ordered = pictures.sort(0, descending=True).values
    for k in (1, 2, 3):
        assert torch.equal(mp.landscape_representation(k)(STAIRS, grid), ordered[k - 1])
    assert torch.equal(
        mp.landscape_representation(1)(STAIRS, grid), mp.TCDR(lambda m: 1.0, mp.landscapes, "max")(STAIRS, grid)
    )
    weighted = mp.TCDR(lambda m: float(m.weight), mp.landscapes, "mean")(STAIRS, grid)
    scale = torch.tensor([float(m.weight) for m in STAIRS]).reshape(-1, 1, 1)
    assert torch.allclose(weighted, (scale * pictures).mean(0))
    # the order of the list does not matter
    for p in (0, 1, 2, inf):
        assert torch.allclose(mp.scdr(STAIRS, grid, 0.5, p), mp.scdr(STAIRS[::-1], grid, 0.5, p))
    for op in (0, "product", 1.5, True):
        with pytest.raises((ValueError, TypeError), match="op"):
            mp.TCDR(lambda m: 1.0, mp.landscapes, op)
    with pytest.raises(ValueError, match="weights must be finite and at least 0"):
        mp.TCDR(lambda m: -1.0, mp.landscapes, "sum")(STAIRS, grid)
    with pytest.raises(ValueError, match="sigma must be"):
        mp.image_representation(0.0)


def test_chunks_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    from lib.networks.multipersistence import representations

    grid = mp.pixel_grid((0, 0), (6, 6), 5)
    before = [mp.drawings(STAIRS, grid, 0.7, kind) for kind in mp.DRAWINGS] + [mp.landscapes(STAIRS, grid)]
    monkeypatch.setattr(representations, "CHUNK", 1)
    after = [mp.drawings(STAIRS, grid, 0.7, kind) for kind in mp.DRAWINGS] + [mp.landscapes(STAIRS, grid)]
    assert all(torch.equal(a, b) for a, b in zip(before, after, strict=True))


def test_one_parameter_is_the_ordinary_landscape() -> None:
    bar = mp.IntervalModule.rectangle((1,), (5,))
    grid = mp.pixel_grid((0,), (6,), 13)
    tent = (torch.minimum(grid[0] - 1, 5 - grid[0])).clamp_min(0)
    assert torch.equal(mp.landscapes([bar], grid)[0], tent)
    for kind in mp.DRAWINGS:
        overlap = (
            torch.minimum(grid[0] + 1, torch.tensor(5.0)) - torch.maximum(grid[0] - 1, torch.tensor(1.0))
        ).clamp_min(0)
        assert torch.allclose(mp.drawings([bar], grid, 1.0, kind)[0], overlap / 2)


def test_small_boxes_tend_to_the_hilbert_function() -> None:
    grid = [torch.arange(5, dtype=torch.float64) + 0.5] * 2
    modules = [mp.IntervalModule([(0, 2), (2, 0)], [(4, 4)]), mp.IntervalModule.rectangle((1, 1), (3, 5))]
    picture = mp.scdr(modules, grid, 0.01, 0, "volume", normalized=False)
    counted = [[sum(m.contains((float(x), float(y))) for m in modules) for y in grid[1]] for x in grid[0]]
    assert torch.allclose(picture, torch.tensor(counted, dtype=torch.float64))


# --- distances and stability ----------------------------------------------------------------------------------------

corner = st.tuples(st.integers(0, 6), st.integers(0, 6))
rectangles = st.tuples(corner, st.tuples(st.integers(1, 5), st.integers(1, 5)))


def block(pair) -> mp.IntervalModule:
    return mp.IntervalModule.rectangle(pair[0], tuple(a + b for a, b in zip(*pair, strict=True)))


def interleaved(left: mp.IntervalModule, right: mp.IntervalModule, epsilon: Fraction) -> bool:
    """Whether two rectangles are interleaved, from the maps between rectangles and nothing else."""

    def thin(module: mp.IntervalModule) -> bool:
        return min(d - b for b, d in zip(module.births[0], module.deaths[0], strict=True)) <= 2 * epsilon

    def maps(a: mp.IntervalModule, b: mp.IntervalModule) -> bool:
        # a to b moved down by epsilon: non-zero if b is born before, dies before, and after a is born
        birth = [x - epsilon for x in b.births[0]]
        death = [x - epsilon for x in b.deaths[0]]
        return (
            below(birth, a.births[0])
            and below(death, a.deaths[0])
            and all(x < y for x, y in zip(a.births[0], death, strict=True))
        )

    return (thin(left) and thin(right)) or (maps(left, right) and maps(right, left))


@settings(max_examples=80)
@given(rectangles, rectangles)
def test_interleaving_against_its_definition(one, other) -> None:
    left, right = block(one), block(other)
    tried = [Fraction(k, 2) for k in range(25)]
    assert mp.rectangle_interleaving(left, right) == min(e for e in tried if interleaved(left, right, e))
    assert mp.rectangle_interleaving(left, right) == mp.rectangle_interleaving(right, left)


@settings(max_examples=60)
@given(st.lists(rectangles, max_size=4), st.lists(rectangles, max_size=4))
def test_bottleneck_against_all_matchings(one, other) -> None:
    left, right = [*map(block, one)], [*map(block, other)]
    best = inf
    size = max(len(left), len(right))
    for k in range(min(len(left), len(right)) + 1):
        for chosen in itertools.combinations(range(len(left)), k):
            for partners in itertools.permutations(range(len(right)), k):
                costs = [mp.rectangle_interleaving(left[i], right[j]) for i, j in zip(chosen, partners, strict=True)]
                costs += [m.weight for i, m in enumerate(left) if i not in chosen]
                costs += [m.weight for j, m in enumerate(right) if j not in partners]
                best = min(best, max(costs, default=0))
    assert mp.bottleneck_distance(left, right) == (best if size else 0)
    assert mp.bottleneck_distance(right, left) == mp.bottleneck_distance(left, right)


def test_reference_bottleneck() -> None:
    r = mp.IntervalModule.rectangle
    a = [r((0, 0), (2, 2)), r((1, 0), (3, 1))]
    b = [r((0.25, 0), (2, 2.5)), r((1, 0), (3, 1.25)), r((4, 4), (4.5, 5))]
    assert mp.bottleneck_distance(a, b) == 0.5
    assert mp.bottleneck_distance(a, []) == 1
    assert mp.bottleneck_distance(a, a[:1]) == 0.5
    strip = r((0, 0), (inf, 1))
    assert mp.rectangle_interleaving(strip, r((0, 0.5), (inf, 1))) == 0.5
    with pytest.raises(NotImplementedError, match="left must be a rectangle"):
        mp.rectangle_interleaving(STAIRS[0], a[0])
    with pytest.raises(NotImplementedError, match="right must consist of rectangles"):
        mp.bottleneck_distance(a, [STAIRS[0]])
    with pytest.raises(ValueError, match="same number of parameters"):
        mp.rectangle_interleaving(r((0,), (1,)), a[0])


@settings(max_examples=60)
@given(
    st.lists(rectangles, min_size=1, max_size=4),
    st.lists(rectangles, min_size=1, max_size=4),
    st.sampled_from([Fraction(1, 2), Fraction(3, 2), Fraction(4)]),
    points,
)
def test_the_theorem_in_exact_arithmetic(one, other, delta, x) -> None:
    left, right = [*map(block, one)], [*map(block, other)]
    epsilon = mp.bottleneck_distance(left, right)
    for kind in mp.DRAWINGS:
        phi = [[m.phi(x, delta, kind) for m in side] for side in (left, right)]
        assert abs(max(phi[0]) - max(phi[1])) <= mp.stability_bound(left, right, epsilon, delta, inf, kind)
        for p in (1, 2, 3):
            means = [
                sum(m.weight**p * v for m, v in zip(side, values, strict=True)) / sum(m.weight**p for m in side)
                for side, values in zip((left, right), phi, strict=True)
            ]
            assert abs(means[0] - means[1]) <= mp.stability_bound(left, right, epsilon, delta, p, kind)
        half = [
            sum(float(m.weight) ** 0.5 * float(v) for m, v in zip(side, values, strict=True))
            / sum(float(m.weight) ** 0.5 for m in side)
            for side, values in zip((left, right), phi, strict=True)
        ]
        assert abs(half[0] - half[1]) <= float(mp.stability_bound(left, right, epsilon, delta, 0.5, kind)) + 1e-9


@settings(max_examples=80)
@given(intervals(), st.lists(st.tuples(st.integers(-2, 2), st.integers(-2, 2)), min_size=6, max_size=6), points)
def test_drawings_of_staircases_are_lipschitz(corners: tuple[list, list], moves, x) -> None:
    module = mp.IntervalModule(*corners)

    # moving every corner by at most e is an interleaving by e
    def moved(corners, shifts):
        return [
            tuple(c + Fraction(s, 8) for c, s in zip(corner, shift, strict=True))
            for corner, shift in zip(corners, shifts, strict=False)
        ]

    try:
        other = mp.IntervalModule(moved(module.births, moves[:3]), moved(module.deaths, moves[3:]))
    except ValueError:
        return
    epsilon = Fraction(max(abs(s) for shift in moves for s in shift), 8)
    for delta in (Fraction(1, 2), Fraction(3, 2)):
        for kind, constant in (("diagonal", 1), ("volume", 2), ("rectangle", 2)):
            gap = abs(module.phi(x, delta, kind) - other.phi(x, delta, kind))
            assert gap <= constant * epsilon / delta


def test_constants_are_attained() -> None:
    eps = Fraction(1, 50)
    for n in (1, 2, 3):
        whole = mp.IntervalModule.rectangle((0,) * n, (2,) * n)
        shrunk = mp.IntervalModule.rectangle((eps,) * n, (2 - eps,) * n)
        centre = (1,) * n
        assert whole.phi(centre, 1) - shrunk.phi(centre, 1) == eps
        for kind in ("volume", "rectangle"):
            assert whole.phi(centre, 1, kind) - shrunk.phi(centre, 1, kind) == 1 - (1 - eps) ** n
    left, right = mp.many_thin(20, Fraction(1, 10**5))
    assert mp.bottleneck_distance(left, right) == Fraction(1, 10**5)
    # the sharp bound may not be lowered
    values = [sum(m.weight * m.phi((10, 10), 10) for m in s) / sum(m.weight for m in s) for s in (left, right)]
    share = abs(values[0] - values[1]) / mp.stability_bound(left, right, Fraction(1, 10**5), 10, 1)
    assert Fraction(95, 100) < share <= 1


def test_bad_bounds() -> None:
    square = [mp.IntervalModule.rectangle((0, 0), (2, 2))]
    with pytest.raises(ValueError, match="p must be positive"):
        mp.stability_bound(square, square, 1, 1, 0)
    with pytest.raises(ValueError, match="epsilon must be at least 0"):
        mp.stability_bound(square, square, -1, 1, 1)
    with pytest.raises(ValueError, match="must not be empty"):
        mp.stability_bound(square, [], 1, 1, 1)
    with pytest.raises(ValueError, match="pairs must be at least 1"):
        mp.perturbations(0)
    assert mp.stability_bound(square, [], Fraction(1, 4), 1, inf, "volume") == Fraction(1, 2)


# --- multipers ------------------------------------------------------------------------------------------------------


def test_import_prints_nothing() -> None:
    import subprocess
    import sys

    code = "from lib.networks.multipersistence import multipers; print(multipers().__name__)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "multipers\n"


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def missing(name: str, *rest, **options):
        if name.split(".")[0] in ("multipers", "gudhi"):
            raise ImportError(name)
        return real(name, *rest, **options)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(ImportError, match=r"pip install gudhi==3\.11\.0 multipers==2\.3\.2"):
        mp.multipers()
    with pytest.raises(ImportError, match=r"pip install gudhi==3\.11\.0"):
        mp.fibered_barcode(mp.three_arms(), 0, (0, 0))
    with pytest.raises(ImportError, match=r"pip install gudhi==3\.11\.0"):
        mp.density_alpha(mp.annulus(10))


def test_another_gudhi_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    import gudhi

    monkeypatch.setattr(gudhi, "__version__", "3.13.0")
    with pytest.raises(ImportError, match=r"must run beside gudhi 3\.11\.0, found gudhi 3\.13\.0"):
        mp.multipers()


def test_candidates_of_known_modules() -> None:
    box = ((0.0, 0.0), (5.0, 5.0))
    (found,) = mp.mma(mp.l_shape((1, 1), (3, 2)), 0.1, box, clip=False)[1]
    assert found == mp.IntervalModule([(1.0, 1.0)], [(3.0, inf), (inf, 2.0)])
    (clipped,) = mp.mma(mp.l_shape((1, 1), (3, 2)), 0.1, box)[1]
    assert clipped == mp.IntervalModule([(1.0, 1.0)], [(3.0, 5.0), (5.0, 2.0)])
    edge = mp.Bifiltration({(0,): (0, 0), (1,): (0, 0), (0, 1): (1, 1)})
    assert mp.mma(edge, 0.5, box, (0, 1))[1] == []
    default = mp.mma(mp.l_shape((1, 1), (3, 2)), 0.1)[1]
    assert [m.births for m in default] == [((1.0, 1.0),)]
    flat = mp.Bifiltration({(0,): (0, 0)})
    assert len(mp.mma(flat, 0.5, degrees=(0,))[0]) == 1
    # a summand that lies outside the box is dropped
    assert mp.mma(mp.rectangle((3, 3), (4, 4)), 0.5, ((0.0, 0.0), (2.0, 2.0)))[1] == []


@pytest.mark.parametrize("seed", range(4))
def test_candidates_have_the_ranks_of_generic_slices(seed: int) -> None:
    f = _random_bifiltration(seed, 5, 6)
    candidate = mp.mma(f, 0.25, ((-1.0, -1.0), (8.0, 8.0)), (1,), clip=False)[1]
    grid = [[k + 0.5 for k in range(-1, 6)]] * 2
    # along diagonals that were drawn the candidate's bars are the true ones
    true, guessed = mp.rank_invariant(f, 1, grid), _ranks_of(candidate, grid)
    diagonal = [pair for pair in true if pair[1][0] - pair[0][0] == pair[1][1] - pair[0][1]]
    assert all(true[pair] == guessed[pair] for pair in diagonal)


def test_bad_candidates() -> None:
    f = mp.three_arms()
    for error in (0, -1, inf):
        with pytest.raises(ValueError, match="max_error must be a positive number"):
            mp.mma(f, error)
    for degrees in ((), (1, 0), (0, 0)):
        with pytest.raises(ValueError, match="degrees must be increasing"):
            mp.mma(f, 1.0, degrees=degrees)
    with pytest.raises(ValueError, match="degree must be at least 0"):
        mp.mma(f, 1.0, degrees=(-1,))
    for box in (((0.0, 0.0), (0.0, 1.0)), ((0.0, 0.0), (inf, 1.0))):
        with pytest.raises(ValueError, match="box must be a lower and an upper corner"):
            mp.mma(f, 1.0, box)
    with pytest.raises(ValueError, match="box must be given"):
        mp.mma(mp.simplex_tree(f), 1.0)


def test_modules_go_there_and_back() -> None:
    box = ((-1.0, -1.0), (7.0, 7.0))
    back = mp.from_multipers(mp.to_multipers(STAIRS, box), 1)
    floats = [
        mp.IntervalModule([tuple(map(float, b)) for b in m.births], [tuple(map(float, d)) for d in m.deaths])
        for m in STAIRS
    ]
    assert sorted(back, key=str) == sorted(floats, key=str)


# --- clouds, pictures, series ---------------------------------------------------------------------------------------


def test_alpha_complex_of_a_square() -> None:
    cloud = np.array([[0.0, 0.0], [2.0, 0.01], [2.02, 2.0], [-0.01, 2.03]])
    f = mp.density_alpha(cloud, 1.0)
    heights = mp.codensity(cloud, 1.0)
    for simplex, value in f.values.items():
        assert value[1] == pytest.approx(max(heights[list(simplex)]))
        if len(simplex) == 1:
            assert value[0] == 0
    sides = [f.values[s][0] for s in ((0, 1), (1, 2), (2, 3), (0, 3))]
    assert sides == pytest.approx(
        [np.linalg.norm(cloud[a] - cloud[b]) / 2 for a, b in ((0, 1), (1, 2), (2, 3), (0, 3))]
    )
    top = max(heights) + 1
    # one loop between half a side and half a diagonal
    table = mp.hilbert_function(f, 1, [(0.9, 1.2, 1.5), (top, top + 1)])
    assert table[:, 0].tolist() == [0, 1, 0]


def test_codensity() -> None:
    cloud = np.array([[0.0, 0.0], [0.0, 0.0], [9.0, 9.0]])
    assert mp.codensity(cloud, 0.5) == pytest.approx([np.log(1.5), np.log(1.5), np.log(3)])


def test_rips() -> None:
    cloud = np.random.default_rng(0).random((5, 2))
    f = mp.rips_density(cloud, 0.3, top=2)
    assert len(f) == 5 + 10 + 10
    assert f.values[(1, 3)][0] == pytest.approx(np.linalg.norm(cloud[1] - cloud[3]))
    assert f.values[(0, 1, 3)][0] == max(f.values[e][0] for e in ((0, 1), (0, 3), (1, 3)))


def test_pictures() -> None:
    picture = np.zeros((5, 5))
    picture[1:4, 1:4] = 10
    picture[2, 2] = 0
    f = mp.picture_bifiltration(picture, row_step=1.0)
    assert len(f) == 25 + (20 + 20 + 16) + 32
    table = mp.hilbert_function(f, 1, [(0, 5, 10), range(5)])
    # the ring of bright pixels is a loop once its last row is in
    assert table.tolist() == [[0, 0, 0, 1, 1], [0, 0, 0, 1, 1], [0, 0, 0, 0, 0]]
    assert f.values[(6,)] == (0.0, 1.0)


def test_delay_embedding() -> None:
    series = np.arange(10.0)
    assert mp.delay_embedding(series, 3, 2, 2).tolist() == [[0, 2, 4], [2, 4, 6], [4, 6, 8]]


def test_annulus() -> None:
    cloud = mp.annulus(300, 2, outliers=30)
    radius = np.hypot(*cloud.T)
    assert ((radius[:300] >= 0.8) & (radius[:300] <= 1.2)).all()
    assert np.abs(cloud[300:]).max() <= 1.2
    assert (cloud == mp.annulus(300, 2, outliers=30)).all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: mp.annulus(0), "points must be at least 1"),
        (lambda: mp.annulus(5, radii=(1.0, 0.5)), "radii must be positive, finite"),
        (lambda: mp.codensity(np.zeros((0, 2)), 1.0), "at least one point"),
        (lambda: mp.codensity(np.full((2, 2), nan), 1.0), "cloud must be finite"),
        (lambda: mp.codensity(np.zeros((2, 2)), 0.0), "bandwidth must be a positive"),
        (lambda: mp.picture_bifiltration(np.full((2, 2), inf)), "picture must be finite"),
        (lambda: mp.picture_bifiltration(np.zeros((2, 2)), row_step=0.0), "row_step"),
        (lambda: mp.delay_embedding(np.zeros(4), 3, 2), "more than 4 values"),
        (lambda: mp.delay_embedding(np.zeros(4), 0), "must be at least 1"),
        (lambda: mp.convergence([], 1), "sizes must not be empty"),
        (lambda: mp.loglog_slope([1], np.zeros((1, 4))), "positive numbers"),
        (lambda: mp.compare_features({}, np.zeros(9, dtype=np.int64)), "at least two classes"),
        (lambda: mp.compare_features({}, np.arange(9) % 2, model="oracle"), "model must be one of"),
        (lambda: mp.compare_features({}, np.arange(9) % 2, splits=1), "splits must be at least 2"),
    ],
)
def test_bad_data(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


def test_digit_features_hold_what_they_say() -> None:
    from sklearn.datasets import load_digits

    images = load_digits().images[:3]
    found = mp.digit_features(images)
    f = mp.picture_bifiltration(images[1])
    grid = [np.linspace(0, 16, 9).tolist()] * 2
    table = np.concatenate([mp.hilbert_function(f, k, grid).ravel() for k in (0, 1)])
    assert (found["Hilbert function"][1] == table).all()
    assert found["two parameters"].std(0).max() > 0
    bars = mp.bars({s: v[0] for s, v in f.values.items()}, 0)
    modules = [mp.IntervalModule.rectangle((b,), (min(d, 16.0),)) for b, d in bars if b < 16]
    single = mp.scdr(modules, mp.pixel_grid((0,), (16,), 81), 2.0, 1.0, normalized=False)
    assert np.allclose(found["one parameter"][1][:81], single.numpy())
    blank = mp.picture_bifiltration(np.zeros((3, 3)))
    plain = picture_features(blank, DIGIT_BOX, delta=2.0, max_error=1.0, pixels=4, normalized=True)
    assert plain[:16].any()
    assert not plain[16:].any()


def test_comparison_interval_widens_with_shared_data() -> None:
    gaps = (0.1, 0.2, 0.15, 0.12)
    one = mp.Comparison("a", gaps, 0.5)
    zero = mp.Comparison("b", (0.0,) * 4, 0.5)
    mean, low, high = one.ahead_of(zero)
    assert mean == pytest.approx(np.mean(gaps))
    few = mp.Comparison("a", gaps, 0.2).ahead_of(zero)
    assert high - low > few[2] - few[1]
    assert low + high == pytest.approx(2 * mean)


def test_convergence_uses_every_sample_once() -> None:
    seen = []

    def picture(n: int, seed: int) -> torch.Tensor:
        seen.append((n, seed))
        return torch.full((2, 2), float(seed % 3))

    distances = mp.convergence([5, 6], 2, picture=picture)
    assert distances.shape == (2, 2)
    assert distances.tolist() == [[1, 2], [1, 2]]
    assert len(set(seen)) == len(seen) == 8


# --- pictures of the page -------------------------------------------------------------------------------------------


def test_charts() -> None:
    cloud = mp.annulus(40, 1, outliers=5)
    f = mp.density_alpha(cloud)
    slices = figures.slice_chart(f, pixels=6, lines=17).to_dict()
    assert len(slices["vconcat"]) == 2
    modules = mp.mma(f, 0.05, ((0.0, 0.8), (0.8, 2.8)))[1]
    picture = figures.picture_chart(modules, ((0.0, 0.8), (0.8, 2.8)), {"1": 1, "infinity": inf}, [0.1, 0.2], pixels=5)
    spec = picture.to_dict()
    rows = spec["data"]["values"]
    assert len(rows) == 4
    drawn = mp.scdr(modules, mp.pixel_grid((0.0, 0.8), (0.8, 2.8), 5), 0.1, 1)
    assert rows[0]["v"] == (100 * drawn).round().long().reshape(-1).tolist()
    # names that Vega keeps for itself would leave the chart empty
    assert {p["name"] for p in spec["params"]}.isdisjoint({"width", "height", "padding", "autosize", "background"})
    found = mp.perturbations(3, powers=(0, 0.5, 1, inf))
    assert len(figures.stability_chart(found).to_dict()["layer"]) == 2


def test_matplotlib_figures() -> None:
    cloud = mp.annulus(40, 1, outliers=5)
    assert len(figures.cloud_figure(cloud, mp.density_alpha(cloud), pixels=5).axes) == 4
    box = ((0.0, 0.0), (5.0, 5.0))
    one = figures.supports_figure(
        {
            "L": [mp.IntervalModule([(1, 1)], [(3, inf), (inf, 2)])],
            "all": [mp.IntervalModule.rectangle((1, 1), (inf, inf))],
        },
        box,
    )
    assert len(one.axes[0].patches) == 3
    assert len(figures.precision_figure(0.5).axes[0].patches) >= 4
    assert figures.convergence_figure([1, 2], np.array([[1.0, 1.1], [0.5, 0.6]]), (-1.0,)).axes
    run = {name: {"two parameters ahead by": [0.1, 0.0, 0.2]} for name in ("one parameter", "Hilbert function", "raw")}
    assert len(figures.accuracy_figure({"x": run}).axes[0].lines) == 7
    edge = mp.Bifiltration({(0,): (0, 1), (1,): (1, 0), (0, 1): (2, 2)})
    guess = mp.mma(edge, 0.05, ((-1.0, -1.0), (5.0, 5.0)), (0,), clip=False)[0]
    shown = figures.edge_figure(edge, guess)
    assert "2" in {text.get_text() for text in shown.axes[0].texts}


# --- what earlier tests would have let pass -------------------------------------------------------------------------


def test_sharp_lines_of_the_grid_stay() -> None:
    # one bar ends where another begins: equal dimensions, but no isomorphism
    f = mp.disjoint_union(mp.rectangle((0, 0), (1, 3)), mp.rectangle((1, 0), (2, 3)))
    parts = {str(part.interval()) for part in mp.decompose(mp.homology_module(f, 1))}
    assert parts == {"births (0, 0); deaths (1, 3)", "births (1, 0); deaths (2, 3)"}


def test_nilpotent_bases_of_matrix_algebras_are_seen_through() -> None:
    thrice = mp.GridModule(((0,), (0,)), {(0, 0): 3}, {})
    algebra = mp.Endomorphisms(thrice)
    assert algebra.dimension == 9
    # column j stands in bits 3j to 3j + 2: the identity, elementary matrices and two blocks of ones, a basis
    # of all matrices that are nilpotent up to the identity, and not closed under multiplication
    elementary = [1 << (3 * j + i) for i in range(3) for j in range(3) if i != j]
    algebra.basis = [0b100010001, *elementary, 0b000011011, 0b110110000]
    assert binary_rank(algebra.basis) == 9
    assert not algebra.is_local()
    assert len(mp.decompose(thrice)) == 3


def test_bounds_in_numbers() -> None:
    square = [mp.IntervalModule.rectangle((0, 0), (2, 2)), mp.IntervalModule.rectangle((0, 0), (4, 4))]
    eps = Fraction(1, 100)
    expected = {1: eps + 2 * eps / 3, 2: eps + 2 * eps * 3 / 5, 3: eps + 3 * eps * 5 / 9, inf: eps}
    for p, value in expected.items():
        assert mp.stability_bound(square, square[:1], eps, 1, p) == value
        assert mp.stability_bound(square[:1], square, eps, 1, p) == value
    assert mp.stability_bound(square, square, eps, 1, 1, "volume") == 2 * eps + 2 * eps / 3
    assert mp.stability_bound(square[:1], square[:1], 0.01, 1, 0.5) == pytest.approx(0.01 + 0.1)


def test_sums_weigh_by_the_whole_diagonal() -> None:
    centre = [torch.tensor([1.0], dtype=torch.float64)] * 2
    square = [mp.IntervalModule.rectangle((0, 0), (2, 2))]
    assert [mp.scdr(square, centre, 1.0, p, normalized=False).item() for p in (0, 1, 2)] == [1, 2, 4]


@st.composite
def trifiltrations(draw) -> dict[tuple[int, ...], tuple[int, int, int]]:
    """The boundary of a triangle, filled, in three parameters."""
    found: dict[tuple[int, ...], tuple[int, int, int]] = {}
    for simplex in [s for s in COMPLETE if 3 not in s]:
        value = [draw(st.integers(0, 2)) for _ in range(3)]
        for face in faces_of(simplex):
            value = [max(a, b) for a, b in zip(value, found[face], strict=True)]
        found[simplex] = (value[0], value[1], value[2])
    return found


@settings(max_examples=12)
@given(trifiltrations(), st.integers(0, 1))
def test_three_parameters_against_dense_elimination(values: dict, degree: int) -> None:
    f = mp.Bifiltration(values)
    grid = [range(3)] * 3
    table, ranks = mp.hilbert_function(f, degree, grid), mp.rank_invariant(f, degree, grid)
    module = mp.homology_module(f, degree, grid)
    for a in itertools.product(range(3), repeat=3):
        assert table[a] == ranks[a, a] == module.dimensions[a] == betti(f.at(a), degree)
    for (a, b), rank in ranks.items():
        assert rank == module.rank(a, b)
    assert all(below(a, b) for a, b in ranks)


@settings(max_examples=60)
@given(intervals(), st.tuples(st.integers(-3, 11), st.integers(-3, 11)))
def test_distance_against_the_nearest_point(corners: tuple[list, list], x) -> None:
    # births and deaths are whole numbers, so going down by whole steps and up by whole steps decides both distances
    module = mp.IntervalModule(*corners)
    up = next(s for s in range(30) if any(all(c <= y + s for c, y in zip(b, x, strict=True)) for b in module.births))
    down = next(s for s in range(30) if any(all(y - s <= c for c, y in zip(d, x, strict=True)) for d in module.deaths))
    assert module.distance(x) == max(up, down)
    place = [torch.tensor([float(c)], dtype=torch.float64) for c in x]
    assert mp.distances_to([module], place).item() == max(up, down)


def test_terms_of_the_bound_for_the_weighted_mean_are_both_needed() -> None:
    eps = Fraction(1, 10**8)

    def gap(count: int, reach: int) -> tuple[Fraction, Fraction, Fraction]:
        left, right = mp.many_thin(count, eps, reach=reach)
        means = [sum(m.weight * m.phi((10, 10), 10) for m in s) / sum(m.weight for m in s) for s in (left, right)]
        weights = [m.weight for m in left]
        return abs(means[0] - means[1]), eps / 10, eps * len(weights) / sum(weights)

    # lowering either term by a hundredth breaks the bound
    found, drawing, weight = gap(1000, 0)
    assert drawing + Fraction(99, 100) * weight < found <= drawing + weight
    found, drawing, weight = gap(0, 20_000)
    assert Fraction(99, 100) * drawing + weight < found <= drawing + weight
    (shrunk,), (whole,) = mp.many_thin(0, eps, reach=400)
    assert whole.weight - shrunk.weight == eps
    assert whole.weight == 200


def test_pictures_combined_later() -> None:
    grid = mp.pixel_grid((0, 0), (6, 6), 5)
    drawn = mp.drawings(STAIRS, grid, 0.7)
    for p in (0, 0.5, 1, inf):
        for normalized in (True, False):
            assert torch.equal(
                mp.combined(drawn, STAIRS, p, normalized=normalized),
                mp.scdr(STAIRS, grid, 0.7, p, normalized=normalized),
            )
    with pytest.raises(ValueError, match="one for each of the 2 modules, got 3"):
        mp.combined(drawn, STAIRS[:2], 1)
    with pytest.raises(ValueError, match="p must be at least 0"):
        mp.combined(drawn, STAIRS, -1)


def test_points_that_coincide() -> None:
    cloud = np.random.default_rng(0).random((9, 2))
    cloud[3] = cloud[1]
    f = mp.density_alpha(cloud, 0.3)
    heights = mp.codensity(cloud, 0.3)
    vertices = [simplex[0] for simplex in f.values if len(simplex) == 1]
    assert len(vertices) == 8
    assert {tuple(cloud[v]) for v in vertices} == {tuple(point) for point in cloud}
    assert all(value[1] == max(heights[list(simplex)]) for simplex, value in f.values.items())


def test_widths_of_both_gaussians() -> None:
    pair = np.array([[0.0, 0.0], [3.0, 4.0]])
    assert mp.codensity(pair, 5.0) == pytest.approx([-np.log((1 + np.exp(-0.5)) / 2)] * 2)
    place = [torch.tensor([5.0], dtype=torch.float64)] * 2
    square = mp.IntervalModule.rectangle((0, 0), (2, 2))
    assert mp.image_representation(3.0)([square], place).item() == pytest.approx(np.exp(-0.5))


def test_accuracy_is_that_of_samples_held_out() -> None:
    rng = np.random.default_rng(0)
    noise = {"noise": rng.normal(size=(60, 40))}
    for model in ("logistic", "forest", "svm"):
        found = mp.compare_features(noise, np.arange(60) % 2, splits=4, test_share=0.5, model=model)["noise"]
        # nothing can be learnt, though everything can be remembered
        assert 0.2 < found.mean < 0.8
        assert len(found.accuracies) == 4


def test_the_exponent_has_the_usual_interval() -> None:
    from scipy import stats

    rng = np.random.default_rng(1)
    sizes = [1, 2, 4, 8]
    distances = np.exp(rng.normal(0, 0.3, (4, 5))) / np.array(sizes)[:, None]
    slope, low, high = mp.loglog_slope(sizes, distances)
    x = np.repeat(np.log(sizes), 5)
    fitted, cov = np.polyfit(x, np.log(distances.ravel()), 1, cov=True)
    half = stats.t.ppf(0.975, 18) * np.sqrt(cov[0, 0])
    assert (slope, low, high) == pytest.approx((fitted[0], fitted[0] - half, fitted[0] + half))


def test_charts_plot_what_was_found() -> None:
    found = mp.perturbations(4, powers=(0, 0.5, 1, inf))
    layers = figures.stability_chart(found).to_dict()["layer"]
    (rows,) = [layer["data"]["values"] for layer in layers if "p" in layer["data"]["values"][0]]
    for row, p in zip(rows, (0, 0.5, 1, inf), strict=True):
        assert row["y"] == [round(one.difference[p], 3) for one in found]
        assert row["a"] == [int(one.difference[p] > one.epsilon / one.delta + 1e-9) for one in found]
    f = mp.density_alpha(mp.annulus(40, 1, outliers=5))
    chart = figures.slice_chart(f, pixels=6, lines=17).to_dict()
    (bars,) = [layer["data"]["values"] for layer in chart["vconcat"][0]["layer"] if "d" in layer["data"]["values"][0]]
    for bar in bars:
        true = mp.fibered_barcode(f, 1, (0.0, bar["o"]))
        assert any(
            bar["b"] == round(birth, 3) and bar["d"] == round(min(death, figures.SLICE_BOX[1][0]), 3)
            for birth, death in true
        )
    # what is drawn on the line ends where the bar does
    (segment,) = [layer for layer in chart["vconcat"][0]["layer"] if "d" in layer["data"]["values"][0]]
    heights = [step["calculate"] for step in segment["transform"] if "calculate" in step]
    assert heights == ["datum.b + offset", "datum.d + offset"]


def test_what_is_no_interval() -> None:
    # two neighbours without a map between them, and two places with nothing between
    cut = mp.GridModule(((0, 1),), {(0,): 1, (1,): 1}, {((0,), 0): (0,)})
    apart = mp.GridModule(((0, 1, 2),), {(0,): 1, (1,): 0, (2,): 1}, {((0,), 0): (0,), ((1,), 0): ()})
    for module in (cut, apart):
        assert module.interval() is None
        assert not module.endomorphisms.is_local()
    assert {str(part.interval()) for part in mp.decompose(cut)} == {
        "births (0); deaths (1)",
        "births (1); deaths (inf)",
    }


def test_what_is_born_before_the_box() -> None:
    box = ((1.0, 1.0), (5.0, 5.0))
    f = mp.rectangle((0, 0), (4, 4))
    assert mp.mma(f, 0.25, box)[1] == [mp.IntervalModule.rectangle((1.0, 1.0), (4.0, 4.0))]
    assert mp.mma(f, 0.25, box, clip=False)[1] == [mp.IntervalModule.rectangle((-inf, -inf), (4.0, 4.0))]


def test_series_features_hold_what_they_say() -> None:
    from lib.networks.multipersistence.experiments import SERIES_BOX

    series = np.random.default_rng(3).normal(size=(2, 40)).cumsum(1)
    found = mp.series_features(series, delay=3, step=2, pixels=5)
    points = np.stack([series[1, 2 * t : 2 * t + 7 : 3] for t in range(17)])
    f = mp.density_alpha(mp.jittered(points, 1), 0.4)
    grid = [np.linspace(a, b, 5).tolist() for a, b in zip(*SERIES_BOX, strict=True)]
    table = np.concatenate([mp.hilbert_function(f, k, grid).ravel() for k in (0, 1)])
    assert (found["Hilbert function"][1] == table).all()
    assert table.any()
    assert (found["raw"] == series).all()


# --- odd input ------------------------------------------------------------------------------------------------------


def test_landscape_and_distance_are_one_picture() -> None:
    rng = np.random.default_rng(5)
    grid = [
        torch.tensor([-2.0, 0.0, 1.5, 2.0, 7.0], dtype=torch.float64),
        torch.tensor([0.0, 3.0], dtype=torch.float64),
    ]
    modules = [*STAIRS, mp.IntervalModule([(-inf, 1.0), (0.5, -inf)], [(inf, 3.0), (2.0, inf)])]
    for _ in range(5):
        births, deaths = rng.uniform(0, 3, (3, 2)), rng.uniform(3, 6, (3, 2))
        modules.append(mp.IntervalModule([tuple(b) for b in births.tolist()], [tuple(d) for d in deaths.tolist()]))
    heights, gaps = mp.landscapes(modules, grid), mp.distances_to(modules, grid)
    for k, module in enumerate(modules):
        for i, x in enumerate(grid[0].tolist()):
            for j, y in enumerate(grid[1].tolist()):
                assert heights[k, i, j].item() == module.landscape((x, y))
                assert gaps[k, i, j].item() == module.distance((x, y))
    assert not torch.signbit(torch.stack([heights, gaps])).any()
    assert not (heights * gaps).any()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: mp.pixel_grid((0.0,), (inf,), 3), "finite low to a finite high"),
        (lambda: mp.pixel_grid((-inf,), (1.0,), 3), "finite low to a finite high"),
        (lambda: mp.three_arms().at((1,)), "a must consist of 2 numbers"),
        (lambda: mp.three_arms().at((1, 1, 1)), "a must consist of 2 numbers"),
        (lambda: mp.three_arms().at((nan, 1)), "a must consist of 2 numbers"),
        (lambda: mp.hilbert_function(mp.three_arms(), 0, [[nan], [0]]), "strictly increasing"),
        (
            lambda: mp.ranks_of_rectangles({((0, 0), (1, 1)): 1}, [range(2)]),
            "grid must have one axis for each parameter",
        ),
        (lambda: mp.bars({(0,): 0}, -1), "degree must be at least 0"),
        (lambda: mp.bars({(0,): nan}, 0), "must be finite"),
        (lambda: mp.bars({(0, 1): 1}, 0), "is missing"),
        (lambda: mp.bars({(0,): 5, (1,): 0, (0, 1): 1}, 0), "must not decrease"),
        (lambda: mp.mma(mp.three_arms(), 1.0, ((0, 0, 0), (1, 1, 1))), "with 2 coordinates each"),
        (lambda: mp.to_multipers(STAIRS, ((0.0,), (1.0,))), "same number of parameters"),
        (lambda: mp.census([(0,), (0, 1)]), r"\(1,\), a face of \(0, 1\), is missing"),
        (lambda: mp.census([(0,), (0,)]), "listed once each"),
        (lambda: mp.annulus(5, radii=(1.0, inf)), "radii must be positive, finite"),
        (lambda: mp.codensity(np.zeros((2, 2)), 1e-200), "positive square"),
        (lambda: mp.rips_density(np.zeros((3, 2)), top=-1), "top must be at least 0"),
        (lambda: mp.delay_embedding(np.array([1.0, nan, 3.0])), "series must be a finite sequence"),
        (lambda: mp.loglog_slope([2, 2], np.ones((2, 2))), "sizes must be positive"),
        (lambda: mp.loglog_slope([1, 2, 3], np.ones((2, 2))), "sizes must be positive"),
        (lambda: mp.loglog_slope([0, 2], np.ones((2, 2))), "sizes must be positive"),
        (
            lambda: mp.Comparison("a", (1.0,), 0.5).ahead_of(mp.Comparison("b", (0.0,), 0.5)),
            "same splits, at least two",
        ),
        (lambda: mp.compare_features({"a": np.full((8, 1), nan)}, np.arange(8) % 2), "tables must be finite"),
        (lambda: mp.digit_features(np.zeros((0, 8, 8))), "images must hold at least one"),
        (lambda: mp.series_features(np.zeros((0, 10)), delay=1, step=1), "series must hold at least one"),
        (lambda: mp.many_thin(-1, 0.1), "count and reach must be at least 0"),
        (lambda: mp.many_thin(1, 30), "count and reach must be at least 0"),
    ],
)
def test_what_would_have_passed_in_silence(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


def test_wrong_kinds() -> None:
    square = [mp.IntervalModule.rectangle((0, 0), (2, 2))]
    for call in (
        lambda: mp.bottleneck_distance(square, [1]),
        lambda: mp.rectangle_interleaving(square[0], 1),
        lambda: mp.mma(None, 1.0, ((0.0, 0.0), (1.0, 1.0))),
        lambda: mp.hilbert_function(mp.three_arms(), 0, ["ab", "cd"]),
    ):
        with pytest.raises(TypeError, match=r"must be|must consist|Type-check"):
            call()
    with pytest.raises((ValueError, TypeError), match=r"one row for each of the 8 labels|Type-check"):
        mp.compare_features({"a": np.zeros((7, 1))}, np.arange(8) % 2)


def test_bounds_need_finite_weights_and_one_number_of_parameters() -> None:
    square, line = [mp.IntervalModule.rectangle((0, 0), (2, 2))], [mp.IntervalModule.rectangle((0,), (2,))]
    quadrant = [mp.IntervalModule.rectangle((0, 0), (inf, inf))]
    for pair in ((quadrant, square), (square, quadrant)):
        with pytest.raises(ValueError, match="finite weight"):
            mp.stability_bound(*pair, 0.1, 1, 1)
        assert mp.stability_bound(*pair, 0.1, 1, inf) == 0.1
    with pytest.raises(ValueError, match="one number of parameters"):
        mp.stability_bound(square, line, 0.1, 1, 1)


def test_large_powers_tend_to_the_heaviest_summand() -> None:
    centre = [torch.tensor([1.0], dtype=torch.float64)] * 2
    for size in (1e-3, 1.0, 1e3):
        squares = [mp.IntervalModule.rectangle((0, 0), (2 * k * size, 2 * k * size)) for k in (1, 2)]
        drawn = mp.drawings(squares, centre, 1.0)
        for p in (300.0, 5000.0):
            assert mp.scdr(squares, centre, 1.0, p).item() == pytest.approx(drawn[1].item())
            assert mp.combined(drawn.float(), squares, p).dtype == torch.float32


def test_numbers_of_any_kind() -> None:
    square = [mp.IntervalModule.rectangle((0, 0), (2, 2))]
    grid = mp.pixel_grid((0, 0), (2, 2), 3)
    for kind in mp.DRAWINGS:
        assert torch.equal(
            mp.drawings(square, grid, Fraction(1, 2), kind),
            mp.drawings(square, grid, 0.5, kind),
        )
    # the whole plane has an infinite landscape, and no weight makes nothing of it
    plane = [mp.IntervalModule.rectangle((-inf, -inf), (inf, inf))]
    assert not mp.TCDR(lambda module: 0.0, mp.landscapes, "sum")(plane, grid).any()
    # differences of bytes would wrap around
    from lib.networks.multipersistence.clouds import _table

    table = _table(np.array([[0], [255]], dtype=np.uint8), "cloud")
    assert mp.codensity(table, 1e3)[0] == pytest.approx(-np.log((1 + np.exp(-(255**2) / 2e6)) / 2))
    assert _table([[0, 1], [2, 3]], "cloud").dtype == np.float64


def test_the_plain_mean_of_the_ring_is_faint() -> None:
    box = ((0.0, 1.6), (0.8, 2.8))
    found = mp.mma(mp.density_alpha(mp.annulus(100, 1, outliers=20)), 0.05, box)[1]
    assert len(found) == 73
    grid = mp.pixel_grid(*box, 25)
    assert max(float(mp.scdr(found, grid, delta, 0).max()) for delta in (0.05, 0.1, 0.2, 0.4)) < 0.06
    assert float(mp.scdr(found, grid, 0.1, inf).max()) == pytest.approx(1)


def test_census_by_counting_orbits() -> None:
    # Burnside's lemma over the symmetries of the graph and the exchange of parameters
    for simplices, total in ((mp.EDGE, 13), (mp.PATH, 2661), (mp.TRIANGLE, 16847)):
        size = len(simplices)
        pairs = [(simplices.index(face), i) for i, s in enumerate(simplices) for face in faces_of(s)]
        orders = [
            levels
            for levels in itertools.product(range(size), repeat=size)
            if set(levels) == set(range(max(levels) + 1)) and all(levels[a] <= levels[b] for a, b in pairs)
        ]
        vertices = sorted({v for s in simplices for v in s})
        group = set()
        for image in itertools.permutations(vertices):
            moved = [tuple(sorted(image[v] for v in s)) for s in simplices]
            if set(moved) == set(simplices):
                group.add(tuple(simplices.index(s) for s in moved))
        fixed = 0
        for g in group:
            fixed += sum(tuple(w[i] for i in g) == w for w in orders) ** 2
            fixed += sum(tuple(w[g[i]] for i in g) == w for w in orders)
        assert fixed == 2 * len(group) * total
