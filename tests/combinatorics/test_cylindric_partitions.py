"""Cylindric plane partitions against brute force, published tables and second ways to compute them."""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from fractions import Fraction
from random import Random

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.combinatorics import cylindric_partitions as cp
from lib.combinatorics.cylindric_partitions import drawing, figures
from lib.combinatorics.cylindric_partitions.claims import bijection_sweep
from lib.combinatorics.cylindric_partitions.limit_shape import fixed_charge_correction
from lib.exact import conjugate, partitions

EXAMPLE = ((2,), (3, 1), (1,), (4, 1), (2,))
SERIES = {
    (1, 0): [1, 1, 2, 3, 5, 7, 11, 15, 22, 30, 42, 56, 77],
    (1, 0, 0): [1, 1, 2, 3, 5, 7, 11, 15, 22, 30, 42, 56, 77],
    (0, 1, 1): [1, 1, 2, 3, 5, 7, 11, 15, 22, 30, 42, 56, 77],
    (1, 0, 1, 0): [1, 2, 3, 6, 10, 16, 25, 38, 57, 84, 121, 172, 243],
    (1, 1, 0, 0): [1, 1, 3, 4, 8, 11, 20, 27, 44, 60, 92, 124, 183],
    (0, 1, 1, 0, 1): [1, 2, 4, 7, 13, 21, 35, 54, 84, 126, 188, 273, 396],
    (1, 1, 1, 0, 0, 0): [1, 1, 3, 6, 11, 18, 33, 51, 84, 131, 202, 303, 459],
    (0, 0): [1, 0, 1, 0, 2, 0, 3, 0, 5, 0],
}

profiles = st.lists(st.integers(0, 1), min_size=1, max_size=6).map(tuple)
shapes = st.integers(0, 8).flatmap(lambda n: st.sampled_from(list(partitions(n))))


def strip_by_columns(outer: tuple[int, ...], inner: tuple[int, ...]) -> bool:
    """Whether every column gains 0 or 1 boxes, straight from the definition."""
    high, low = conjugate(outer), conjugate(inner)
    width = max(len(high), len(low))
    pad = [(*shape, *[0] * (width - len(shape))) for shape in (high, low)]
    return all(0 <= a - b <= 1 for a, b in zip(*pad, strict=True))


def all_cpps_by_brute_force(profile: tuple[int, ...], order: int) -> set[tuple[tuple[int, ...], ...]]:
    """Every sequence of partitions of at most this weight, tried one by one."""
    every = [shape for size in range(order + 1) for shape in partitions(size)]
    found = set()

    def walk(path: tuple[tuple[int, ...], ...], room: int) -> None:
        if len(path) == len(profile) + 1:
            if path[0] == path[-1]:
                found.add(path)
            return
        for shape in every:
            pair = (shape, path[-1]) if profile[len(path) - 1] else (path[-1], shape)
            if sum(shape) <= room and strip_by_columns(*pair):
                walk((*path, shape), room - sum(shape))

    for shape in every:
        walk((shape,), order)
    return found


@pytest.mark.parametrize("profile", SERIES)
def test_published_numbers(profile: tuple[int, ...]) -> None:
    known = SERIES[profile]
    counted = Counter(map(cp.weight, cp.cylindric_plane_partitions(profile, len(known) - 1)))
    assert [counted[n] for n in range(len(known))] == known
    assert cp.borodin_series(profile, len(known) - 1) == known


@pytest.mark.parametrize("profile", [(1, 0), (0,), (1, 0, 1), (0, 1, 1, 0), (1, 1, 0, 0), (0, 0, 1, 0, 1)])
def test_enumeration_against_brute_force(profile: tuple[int, ...]) -> None:
    listed = list(cp.cylindric_plane_partitions(profile, 6))
    assert len(listed) == len(set(listed))
    assert set(listed) == all_cpps_by_brute_force(profile, 6)
    assert all(cp.validate(profile, cpp) == cpp for cpp in listed)


def test_number_of_objects_of_the_brief() -> None:
    assert sum(1 for _ in cp.cylindric_plane_partitions((1, 0, 1, 0), 10)) == 363
    assert sum(1 for _ in cp.cylindric_plane_partitions((1, 0, 1, 0), 16)) == 3079


@given(shapes, shapes)
def test_strips_by_two_definitions(outer: tuple[int, ...], inner: tuple[int, ...]) -> None:
    assert cp.is_horizontal_strip(outer, inner) == strip_by_columns(outer, inner)


@given(shapes)
def test_strips_above_and_below_are_complete(shape: tuple[int, ...]) -> None:
    size = sum(shape)
    every = [other for n in range(size + 3) for other in partitions(n)]
    assert sorted(cp.horizontal_strips_above(shape, size + 2)) == sorted(o for o in every if strip_by_columns(o, shape))
    assert sorted(cp.horizontal_strips_below(shape)) == sorted(o for o in every if strip_by_columns(shape, o))


def burge_forward_by_columns(alpha, beta, nu, m):
    """The rule as the thesis states it, on column heights."""
    width = max(alpha[:1] + beta[:1] + (0,)) + max(alpha[:1] + beta[:1] + (0,)) + m + 1
    a, b, n = ([*conjugate(s), *[0] * (width - len(conjugate(s)))] for s in (alpha, beta, nu))
    one = {j for j in range(width) if a[j] > n[j]}
    two = {j for j in range(width) if b[j] > n[j]}
    extra: set[int] = set()
    for i in sorted(one & two):
        extra.add(next(e for e in itertools.count(i + 1) if e not in one | two | extra))
    free = (e for e in itertools.count() if e not in one | two | extra)
    added = one | two | extra | {next(free) for _ in range(m)}
    heights = [
        n[j] + (j in added) if j < width else int(j in added) for j in range(max([width, *[e + 1 for e in added]]))
    ]
    return conjugate(tuple(h for h in heights if h))


def rsk_forward_by_formula(alpha, beta, nu, m):
    """The rule as the chapter states it, on padded rows."""
    rows = max(len(alpha), len(beta)) + 1
    a, b, n = ((*s, *[0] * (rows - len(s))) for s in (alpha, beta, nu))
    grown = [max(a[0], b[0]) + m]
    grown += [max(a[i], b[i]) + min(a[i - 1], b[i - 1]) - n[i - 1] for i in range(1, rows)]
    return tuple(part for part in grown if part)


@st.composite
def lower_halves(draw: st.DrawFn):
    nu = draw(shapes)
    above = list(cp.horizontal_strips_above(nu, sum(nu) + 4))
    return draw(st.sampled_from(above)), draw(st.sampled_from(above)), nu, draw(st.integers(0, 4))


@settings(max_examples=300)
@given(lower_halves())
def test_local_rules_against_their_definitions(half) -> None:
    alpha, beta, nu, m = half
    assert cp.RSK_RULE.forward(*half) == rsk_forward_by_formula(*half)
    assert cp.BURGE_RULE.forward(*half) == burge_forward_by_columns(*half)
    for rule in cp.RULES.values():
        lam = rule.forward(*half)
        assert rule.backward(alpha, beta, lam) == (m, nu)
        assert rule.forward(beta, alpha, nu, m) == lam


def test_the_local_rule_of_the_thesis() -> None:
    alpha, beta, lam = (6, 5, 5, 3), (6, 6, 5, 2), (7, 6, 5, 3, 1)
    assert cp.BURGE_RULE.backward(alpha, beta, lam) == (1, (6, 5, 4, 2))
    assert cp.RSK_RULE.backward(alpha, beta, lam) == (1, (6, 5, 5, 1))
    assert cp.RSK_RULE.backward((), (), ()) == (0, ())


def test_rsk_rule_builds_the_rsk_correspondence() -> None:
    # growth of a permutation matrix from empty sides gives the shape of its insertion tableau, row lengths by Greene
    for word in itertools.permutations(range(4)):
        above = [()] * 5
        for value in word:
            row = [()]
            for column in range(4):
                row.append(cp.RSK_RULE.forward(row[column], above[column + 1], above[column], int(column == value)))
            above = row
        longest = max(
            len(chosen)
            for size in range(5)
            for chosen in itertools.combinations(word, size)
            if list(chosen) == sorted(chosen)
        )
        assert above[-1][0] == longest
        assert sum(above[-1]) == 4


def test_the_worked_example_with_the_rsk_rule() -> None:
    found = cp.decompose((1, 0, 1, 0), EXAMPLE, cp.RSK_RULE, trace=True)
    rows = [(s.face, s.hook, s.alpha, s.beta, s.outer, s.label, s.inner) for s in found.squares]
    assert rows == [
        ((1, 2, 0), 1, (2,), (1,), (3, 1), 1, ()),
        ((3, 4, 0), 1, (1,), (2,), (4, 1), 2, ()),
        ((1, 4, 0), 3, (), (), (1,), 1, ()),
        ((3, 2, 1), 3, (), (), (2,), 2, ()),
    ]
    assert found.gamma == ()
    assert found.weight(4) == 12


def test_the_worked_example_with_the_burge_rule_in_the_order_of_the_brief() -> None:
    order = [(1, 2, 0), (3, 4, 0), (1, 4, 0), (3, 2, 1), (3, 4, 1), (1, 2, 1), (3, 2, 2)]
    ahead = iter(order)
    found = cp.decompose((1, 0, 1, 0), EXAMPLE, trace=True, choose=lambda moves: next(ahead))
    rows = [(s.alpha, s.beta, s.outer, s.label, s.inner) for s in found.squares]
    assert rows == [
        ((2,), (1,), (3, 1), 2, (1,)),
        ((1,), (2,), (4, 1), 3, (1,)),
        ((1,), (1,), (1,), 0, (1,)),
        ((1,), (1,), (2,), 0, ()),
        ((), (1,), (1,), 0, ()),
        ((1,), (), (1,), 0, ()),
        ((), (), (1,), 1, ()),
    ]
    assert found.labels == {(1, 2, 0): 2, (3, 4, 0): 3, (3, 2, 2): 1}
    assert set(found.squares[2].boundary) == {(1,), (2,)}


def test_the_second_example() -> None:
    profile, labels = (0, 1, 1, 0, 1), {(2, 4, 0): 1, (3, 4, 0): 2, (5, 1, 1): 1, (3, 1, 2): 1}
    rsk = cp.compose(profile, (2, 1), labels, cp.RSK_RULE)
    burge = cp.compose(profile, (2, 1), labels, cp.BURGE_RULE)
    assert rsk == ((4, 2), (3, 1), (4, 1), (6, 2), (3, 2), (4, 2))
    assert burge == ((2, 2, 1, 1), (2, 1, 1), (2, 1, 1, 1), (4, 2, 1, 1), (2, 2, 1), (2, 2, 1, 1))
    assert cp.weight(rsk) == cp.weight(burge) == 28


@st.composite
def labelled(draw: st.DrawFn):
    profile = draw(profiles)
    faces = [face for _, face in cp.cylindric_faces(profile, 12)]
    labels = draw(st.dictionaries(st.sampled_from(faces), st.integers(1, 3), max_size=4)) if faces else {}
    return profile, draw(shapes), labels


@settings(max_examples=150, deadline=None)
@given(labelled(), st.sampled_from(list(cp.RULES.values())))
def test_composing_and_decomposing(case, rule) -> None:
    profile, gamma, labels = case
    cpp = cp.compose(profile, gamma, labels, rule)
    assert cp.validate(profile, cpp) == cpp
    found = cp.decompose(profile, cpp, rule)
    assert (found.gamma, found.labels) == (gamma, labels)
    assert cp.weight(cpp) == found.weight(len(profile))
    # the mirror image: read backwards, growing and shrinking steps change places
    mirror = tuple(1 - letter for letter in reversed(profile))
    period = len(profile)
    reflected = {(period + 1 - j, period + 1 - i, k): label for (i, j, k), label in labels.items()}
    assert cp.compose(mirror, gamma, reflected, rule) == tuple(reversed(cpp))


@settings(max_examples=60, deadline=None)
@given(labelled(), st.randoms(use_true_random=False))
def test_order_of_moves_does_not_matter(case, random) -> None:
    profile, gamma, labels = case
    cpp = cp.compose(profile, gamma, labels)
    # a chooser that never rests on one hill for ever: always one of the squares with the least hook, or the next
    found = cp.decompose(profile, cpp, choose=random.choice)
    assert (found.gamma, found.labels) == (gamma, labels)


def test_no_face_beyond_the_bound_is_reached() -> None:
    for profile in ((1, 0, 1, 0), (1, 1, 0, 1, 0), (1, 0, 0)):
        for cpp in cp.cylindric_plane_partitions(profile, 7):
            for rule in cp.RULES.values():
                squares = cp.decompose(profile, cpp, rule, trace=True).squares
                assert all(square.face[2] <= cp.weight(cpp) / len(profile) + 1 for square in squares)


def test_profiles_with_one_letter() -> None:
    for profile in ((0,), (1,), (0, 0), (1, 1, 1)):
        assert cp.cylindric_faces(profile, 20) == []
        constant = ((2, 1),) * (len(profile) + 1)
        assert cp.decompose(profile, constant) == cp.Decomposition((2, 1), {})
        assert cp.compose(profile, (2, 1), {}) == constant
        assert all(len(set(cpp)) == 1 for cpp in cp.cylindric_plane_partitions(profile, 6))


def test_hooks_of_the_brief() -> None:
    assert [hook for hook, _ in cp.cylindric_faces((1, 0, 1, 0), 7)] == [1, 1, 3, 3, 5, 5, 7, 7]
    faces = cp.cylindric_faces((0, 1, 1, 0, 1), 6)
    assert faces[:6] == [
        (1, (3, 4, 0)),
        (1, (5, 1, 1)),
        (2, (2, 4, 0)),
        (3, (3, 1, 1)),
        (4, (2, 1, 1)),
        (4, (5, 4, 1)),
    ]
    assert [hook for hook, _ in faces[6:]] == [6, 6]
    assert all(cp.hook_length(face, 5) == hook for hook, face in faces)


Q, T = sympy.symbols("q t")


def test_pieri_coefficients_against_the_products_of_the_definition() -> None:
    q, t = Fraction(2, 7), Fraction(3, 5)

    def b(shape, row, column):
        if row > len(shape) or column > shape[row - 1]:
            return Fraction(1)
        arm, leg = shape[row - 1] - column, sum(part >= column for part in shape) - row
        return (1 - q**arm * t ** (leg + 1)) / (1 - q ** (arm + 1) * t**leg)

    for n in range(6):
        for inner in partitions(n):
            for outer in cp.horizontal_strips_above(inner, n + 2):
                boxes = [(i, j) for i, part in enumerate(outer, 1) for j in range(1, part + 1)]
                new = [(i, j) for i, j in boxes if i > len(inner) or j > inner[i - 1]]
                columns, rows = {j for _, j in new}, {i for i, _ in new}
                phi = math.prod((b(outer, i, j) / b(inner, i, j) for i, j in boxes if j in columns), start=Fraction(1))
                psi = math.prod(
                    (b(inner, i, j) / b(outer, i, j) for i, j in boxes if i in rows and j not in columns),
                    start=Fraction(1),
                )
                assert cp.pieri_phi(outer, inner, q, t) == phi
                assert cp.pieri_psi(outer, inner, q, t) == psi
                for i, j in boxes:
                    assert cp.macdonald_b(outer, i, j, q, t) == b(outer, i, j)
    assert cp.macdonald_b((2,), 2, 1, q, t) == 1


def test_symbolic_values() -> None:
    assert sympy.simplify(cp.pieri_phi((3, 1), (2, 1), Q, T) - (1 - T) / (1 - Q)) == 0
    assert sympy.simplify(cp.pieri_phi((2, 2), (2, 1), Q, T) - (1 - T**2) / (1 - Q * T)) == 0
    wanted = (1 - T) ** 4 * (1 - Q**2 * T**2) * (1 - Q**3 * T**2) / ((1 - Q) ** 4 * (1 - Q**3 * T) * (1 - Q**4 * T))
    assert sympy.simplify(cp.macdonald_weight((1, 0, 1, 0), EXAMPLE, Q, T) - wanted) == 0
    series = cp.qt_borodin_series((1, 0), 2, Q, T)
    assert sympy.simplify(series[1] - (1 - T) / (1 - Q)) == 0
    assert sympy.simplify(series[2] - 1 - (1 - T) * (1 - Q * T) / ((1 - Q) * (1 - Q**2))) == 0
    assert cp.qt_borodin_series((1, 0), 0, Q, T) == [1]


def test_coefficients_at_one_third_and_two_fifths() -> None:
    q, t = Fraction(1, 3), Fraction(2, 5)
    assert cp.qt_borodin_series((1, 0), 3, q, t) == [1, Fraction(9, 10), Fraction(751, 400), Fraction(10683, 4000)]
    assert cp.qt_borodin_series((1, 0, 1, 0), 3, q, t) == [1, Fraction(9, 5), Fraction(513, 200), Fraction(5121, 1000)]
    assert cp.qt_borodin_series((1, 1, 0, 0), 9, q, q) == cp.borodin_series((1, 1, 0, 0), 9)
    assert cp.qt_borodin_series((1, 1, 0, 0), 9, q, q, "empty") == cp.borodin_series((1, 1, 0, 0), 9, "empty")


def test_weights_by_paths_and_by_steps() -> None:
    for profile in ((1, 0), (0,), (0, 1, 1, 0, 1), (1, 1, 0)):
        for cpp in cp.cylindric_plane_partitions(profile, 6):
            assert cp.weight_powers(profile, cpp) == cp.path_powers(profile, cpp)
            assert cp.factor_powers(cp.weight_powers(profile, cpp)) == cp.factor_powers(cp.path_powers(profile, cpp))
    q, t = Fraction(1, 5), Fraction(3, 7)
    both = [weigh((1, 0, 1, 0), EXAMPLE, q, t) for weigh in (cp.macdonald_weight, cp.macdonald_weight_paths)]
    assert both[0] == both[1] != 1


def test_paths_do_not_meet() -> None:
    for cpp in cp.cylindric_plane_partitions((1, 0, 1, 1, 0), 8):
        paths = cp.lattice_paths((1, 0, 1, 1, 0), cpp)
        assert all(len(path.peaks) == len(path.valleys) for path in paths)
        for upper, lower in itertools.pairwise(paths):
            assert all(a >= b for a, b in zip(upper.heights, lower.heights, strict=True))


def test_two_known_sums_of_weights() -> None:
    # grouping by equal powers does not change the sum
    q, t = Fraction(1, 4), Fraction(1, 3)
    cpps = list(cp.cylindric_plane_partitions((1, 0, 1), 5))
    sums = [Fraction(0)] * 6
    for cpp in cpps:
        sums[cp.weight(cpp)] += cp.macdonald_weight((1, 0, 1), cpp, q, t)
    assert cp.qt_weight_sums((1, 0, 1), cpps, 5, q, t) == sums == cp.qt_borodin_series((1, 0, 1), 5, q, t)
    assert cp.qt_weight_sums((1, 0, 1), cpps, 2, q, t) == sums[:3]


def test_sampler_means_and_spread() -> None:
    sampler = cp.CylindricSampler((1, 0, 1, 0), 0.6)
    assert sampler.mean_weight() == pytest.approx(6.984, abs=1e-3)
    assert cp.CylindricSampler((1,) * 4 + (0,) * 4, 0.93).mean_weight() == pytest.approx(655.7, abs=0.1)
    numbers = cp.borodin_series((1, 0, 1, 0), 300)
    total = sum(n * 0.6**k for k, n in enumerate(numbers))
    mean = sum(k * n * 0.6**k for k, n in enumerate(numbers)) / total
    second = sum(k * k * n * 0.6**k for k, n in enumerate(numbers)) / total
    assert sampler.mean_weight() == pytest.approx(mean)
    assert sampler.weight_deviation() == pytest.approx(math.sqrt(second - mean**2))


def test_sampler_leaves_out_less_than_the_grain() -> None:
    for profile, z in (((1, 0), 0.5), ((1, 1, 0, 0, 1), 0.9), ((1,) * 4 + (0,) * 4, 0.93)):
        sampler = cp.CylindricSampler(profile, z)
        kept = {face for _, _, face in sampler.faces}
        longest = max(hook for _, hook, _ in sampler.faces)
        left_out = sum(z**hook for hook, face in cp.cylindric_faces(profile, 4 * longest) if face not in kept)
        left_out += sum(z ** (n * len(profile)) for n in range(len(sampler.parts) + 1, 4 * longest))
        assert left_out < 2.0**-53


@pytest.mark.parametrize("rule", cp.RULES.values())
def test_samples_of_equal_weight_are_equally_likely(rule) -> None:
    sampler, random = cp.CylindricSampler((1, 1, 0), 0.55, rule), Random(11)
    seen = Counter(cpp for _ in range(6000) if cp.weight(cpp := sampler.sample(random)) == 4)
    every = [cpp for cpp in cp.cylindric_plane_partitions((1, 1, 0), 4) if cp.weight(cpp) == 4]
    assert set(seen) == set(every)
    expected = sum(seen.values()) / len(every)
    chi = sum((seen[cpp] - expected) ** 2 / expected for cpp in every)
    assert chi < len(every) + 4 * math.sqrt(2 * len(every))


def test_samples_repeat_with_their_seed() -> None:
    one = cp.random_cylindric_partition((1, 1, 0, 0), 0.9, Random(3))
    assert one == cp.random_cylindric_partition((1, 1, 0, 0), Fraction(9, 10), Random(3))
    assert cp.validate((1, 1, 0, 0), one) == one


def test_batches_of_labels() -> None:
    torch = pytest.importorskip("torch")
    from lib.combinatorics.cylindric_partitions.batched import sample_cpp

    batch = sample_cpp((1, 0, 1, 0), 0.6, 4000, torch.Generator().manual_seed(2))
    weights = batch.weights()
    sampler = cp.CylindricSampler((1, 0, 1, 0), 0.6)
    off = (weights.double().mean() - sampler.mean_weight()) / (sampler.weight_deviation() / math.sqrt(4000))
    assert abs(off) < 4
    # the same uniform numbers, turned into geometric ones by the defining inequality
    logs = [log for log, _ in sampler.parts] + [log for log, _, _ in sampler.faces]
    uniform = torch.rand(4000, len(logs), dtype=torch.float64, generator=torch.Generator().manual_seed(2))[:60]
    drawn = torch.cat([batch.multiplicities, batch.labels], dim=1)[:60].tolist()
    for values, chances in zip(drawn, uniform.tolist(), strict=True):
        for value, chance, log in zip(values, chances, logs, strict=True):
            assert math.exp(log * (value + 1)) < 1 - chance <= math.exp(log * value) * (1 + 1e-12)
    few = list(itertools.islice(batch.compose(), 50))
    assert [cp.weight(cpp) for cpp in few] == weights[:50].tolist()
    assert all(cp.validate((1, 0, 1, 0), cpp) for cpp in few)
    with pytest.raises(ValueError, match="n must be at least 1, got 0"):
        sample_cpp((1, 0), 0.5, 0, torch.Generator())


def test_limit_shape_of_two_steps_in_closed_form() -> None:
    for u in (-2.0, -0.5, 0.0, 1.0, 3.0):
        assert cp.limit_density((1, 0), u) == pytest.approx(1 / math.sqrt(1 + 4 * math.exp(2 * u)), abs=2e-5)
        assert cp.particles_above((1, 0), u) == pytest.approx(math.asinh(math.exp(-u) / 2), abs=5e-5)
    for u in (-1.0, 0.3):
        assert cp.limit_density((0,), u, nodes=2000) == pytest.approx(1 / (1 + math.exp(u)), abs=1e-5)
        slope = (cp.limit_density((1, 1, 0), u + 1e-3) - cp.limit_density((1, 1, 0), u - 1e-3)) / 2e-3
        assert fixed_charge_correction((1, 1, 0), u) == pytest.approx(slope / 6, rel=1e-4)


@given(shapes, st.integers(-12, 12))
def test_particles_are_counted(shape: tuple[int, ...], place: int) -> None:
    padded = (*shape, *[0] * 40)
    assert cp.particles_beyond(shape, place) == sum(part - i - 0.5 > place for i, part in enumerate(padded))
    assert cp.outline(shape, [place])[0] >= abs(place)
    assert cp.outline(shape, [place])[0] == cp.outline(conjugate(shape), [-place])[0]


def test_recorded_runs_agree_with_live_ones() -> None:
    from lib.book import recorded

    run = recorded("combinatorics/cylindric_partitions/bijection")["data"]
    assert all(line["wrong"] == 0 and line["profiles"] == 2 ** line["T"] for line in run["lines"])
    assert bijection_sweep(3, run["order"]) == run["lines"][:3]
    for line in run["lines"]:
        words = itertools.product((0, 1), repeat=line["T"])
        assert line["objects"] == sum(sum(cp.borodin_series(word, run["order"])) for word in words)
    for line in recorded("combinatorics/cylindric_partitions/limit_shape")["data"]:
        assert abs(line["mean_weight"] - line["expected_weight"]) < 4 * line["weight_error"]
        profile = (1, 1, 1, 1, 0, 0, 0, 0)
        assert line["expected_weight"] == pytest.approx(cp.CylindricSampler(profile, line["z"]).mean_weight(), abs=0.01)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: cp.check_profile(()), ValueError, "at least one letter"),
        (lambda: cp.check_profile((1, 2)), ValueError, "got 2 at position 2"),
        (lambda: cp.check_profile("10"), TypeError, "sequence of 0s and 1s"),
        (lambda: cp.check_profile((1, 0.0)), TypeError, "integers 0 and 1"),
        (lambda: cp.check_profile((True, 0)), TypeError, "at position 1"),
        (lambda: cp.check_partition("21"), TypeError, "tuple of integers"),
        (lambda: cp.check_partition((2, 0)), ValueError, "positive parts"),
        (lambda: cp.check_partition((1, 2)), ValueError, "weakly decreasing"),
        (lambda: cp.check_partition((2, True)), TypeError, "tuple of integers"),
        (lambda: cp.validate((1, 0), ((), ())), ValueError, "must have 3 partitions"),
        (lambda: cp.validate((1, 0), ((), (1,), (1,))), ValueError, "end where it starts"),
        (lambda: cp.validate((1, 0), ((1,), (1, 1, 1), (1,))), ValueError, "grow by a horizontal strip in step 1"),
        (lambda: cp.validate((1, 0, 0), ((), (2,), (3,), ())), ValueError, "shrink by a horizontal strip in step 2"),
        (lambda: cp.validate((1, 0), ((), (1, 2), ())), ValueError, r"cpp\[1\] must be weakly decreasing"),
        (lambda: cp.validate((1, 0), "abc"), TypeError, "cpp must be a sequence"),
        (lambda: cp.weight(((),)), ValueError, "at least two partitions"),
        (lambda: cp.cylindric_plane_partitions((1, 0), -1), ValueError, "max_weight must be at least 0"),
        (lambda: cp.horizontal_strips_above((1,), -1), ValueError, "max_size must be at least 0"),
        (lambda: cp.hook_length((2, 1, 0), 2), ValueError, "face must be"),
        (lambda: cp.hook_length((0, 3, 1), 4), ValueError, "face must be"),
        (lambda: cp.cylindric_faces((1, 0), -1), ValueError, "max_hook must be at least 0"),
        (lambda: cp.borodin_series((1, 0), -1), ValueError, "order must be at least 0"),
        (lambda: cp.borodin_series((1, 0), 3, "full"), ValueError, "boundary must be 'any' or 'empty'"),
        (lambda: cp.compose((1, 0), (), {(2, 1, 1): 1}), ValueError, "is no face, step i must be a 1"),
        (lambda: cp.compose((0, 1), (), {(2, 1, 0): 1}), ValueError, "k must be at least 1"),
        (lambda: cp.compose((1, 0), (), {(1, 2, -1): 1}), ValueError, "k must be at least 0"),
        (lambda: cp.compose((1, 0), (), {(1, 2, 0): -1}), ValueError, "must not be negative, got -1"),
        (lambda: cp.compose((1, 0), (), {(1, 2, 0): 1.5}), TypeError, "must be an integer"),
        (lambda: cp.compose((1, 0), (), {"face": 1}), ValueError, "faces"),
        (lambda: cp.compose((1, 0), (1, 2), {}), ValueError, "gamma must be weakly decreasing"),
        (
            lambda: cp.decompose((1, 0), ((), (1,), ()), choose=lambda moves: (2, 1, 0)),
            ValueError,
            "choose must return",
        ),
        (lambda: cp.RSK_RULE.forward((1,), (3,), (2,), 0), ValueError, "alpha/nu must be a horizontal strip"),
        (lambda: cp.BURGE_RULE.forward((2,), (1, 1, 1), (1,), 0), ValueError, "beta/nu must be a horizontal strip"),
        (lambda: cp.RSK_RULE.forward((1,), (1,), (), -1), ValueError, "m must not be negative"),
        (lambda: cp.RSK_RULE.forward((1,), (1,), (), 0.5), TypeError, "m must be an integer"),
        (lambda: cp.RSK_RULE.backward((), (1,), (1, 1)), ValueError, "lam/alpha must be a horizontal strip"),
        (lambda: cp.BURGE_RULE.backward((1,), (), (1, 1)), ValueError, "lam/beta must be a horizontal strip"),
        (lambda: cp.pieri_phi((2, 2), (1,), Q, T), ValueError, "outer/inner must be a horizontal strip"),
        (lambda: cp.pieri_psi((1, 1), (), Q, T), ValueError, "outer/inner must be a horizontal strip"),
        (lambda: cp.pieri_phi((1,), (), 0.5, T), TypeError, "q must be exact"),
        (lambda: cp.pieri_phi((1,), (), Q, sympy.Float(0.5)), TypeError, "t must be exact"),
        (lambda: cp.pieri_phi((1,), (), "q", T), TypeError, "q must be exact"),
        (lambda: cp.pieri_phi((1,), (), 1, T), ValueError, "vanish in a denominator"),
        (lambda: cp.macdonald_b((1,), 0, 1, Q, T), ValueError, "row and column must be at least 1"),
        (lambda: cp.square_coefficients(2, -1, T), ValueError, "root of unity, got q = -1 with q\\^2 = 1"),
        (lambda: cp.square_coefficients(-1, Q, T), ValueError, "order must be at least 0"),
        (lambda: cp.qt_weight_sums((1, 0), [], -1, Q, T), ValueError, "order must be at least 0"),
        (lambda: cp.CylindricSampler((1, 0), 1.0), ValueError, "z must lie strictly between 0 and 1"),
        (lambda: cp.CylindricSampler((1, 0), 0), ValueError, "z must lie strictly between 0 and 1"),
        (lambda: cp.CylindricSampler((1, 0), float("nan")), ValueError, "z must lie strictly"),
        (lambda: cp.CylindricSampler((1, 0), "0.5"), TypeError, "z must be a real number"),
        (lambda: cp.limit_density((1, 1, 0, 1), 0.0), ValueError, "differ by at most 1, got 3 and 1"),
        (lambda: cp.limit_density((1, 0), 0.0, nodes=0), ValueError, "nodes must be at least 1"),
        (lambda: drawing.cubes((1, 0), ((), (1,), ()), turns=0), ValueError, "turns must be at least 1"),
        (lambda: drawing.growth_walk((1, 0), ((), (1,), ()), (), 1), ValueError, "crossed must be between 0 and 0"),
    ],
)
def test_bad_input_is_refused(call, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        call()


JUNK = st.one_of(st.integers(-2, 3), st.text(max_size=2), st.none(), st.floats(allow_nan=True))


@given(st.lists(JUNK, max_size=4), st.lists(st.lists(JUNK, max_size=3), max_size=5))
def test_junk_is_a_cylindric_partition_or_an_error(profile, cpp) -> None:
    try:
        found = cp.decompose(profile, [tuple(shape) for shape in cpp])
    except (TypeError, ValueError):
        return
    assert cp.compose(profile, found.gamma, found.labels) == tuple(map(tuple, cpp))


@given(
    st.lists(JUNK, max_size=3).map(tuple),
    st.lists(JUNK, max_size=3).map(tuple),
    st.lists(JUNK, max_size=3).map(tuple),
    JUNK,
)
def test_junk_corners_are_a_square_or_an_error(alpha, beta, nu, m) -> None:
    for rule in cp.RULES.values():
        try:
            lam = rule.forward(alpha, beta, nu, m)
        except (TypeError, ValueError):
            continue
        assert rule.backward(alpha, beta, lam) == (m, nu)


@given(JUNK, JUNK)
def test_junk_parameters_give_a_value_or_an_error(q, t) -> None:
    try:
        value = cp.pieri_phi((2, 1), (1,), q, t)
    except (TypeError, ValueError):
        return
    assert isinstance(value, Fraction)


def test_cubes_cover_what_is_seen() -> None:
    # every column of cubes shows one top, and a wall as high as the drop to the column beside it
    for profile in ((1, 0, 1, 0), (0, 1, 1, 0, 1)):
        for cpp in cp.cylindric_plane_partitions(profile, 7):
            faces = drawing._visible_faces(profile, cpp, 2 * len(profile))
            assert len(faces["top"]) == 2 * sum(map(len, cpp[1:]))
            assert len(set(map(tuple, faces["top"]))) == len(faces["top"])
            first = [shape[0] if shape else 0 for shape in cpp]
            rises = [sum(after) - sum(before) for before, after in itertools.pairwise(cpp)]
            left = sum(
                rise + (0 if letter else first[k]) for k, (letter, rise) in enumerate(zip(profile, rises, strict=True))
            )
            right = sum(
                (first[k + 1] if letter else 0) - rise
                for k, (letter, rise) in enumerate(zip(profile, rises, strict=True))
            )
            assert sum(height for _, _, height in faces["left"]) == 2 * left
            assert sum(height for _, _, height in faces["right"]) == 2 * right


def test_squares_lie_where_their_corners_are() -> None:
    # hilltops of the first boundary are the upper corners of the squares with hook 1, every other one hangs below
    for profile in ((1, 0, 1, 0), (0, 1, 1, 0, 1), (1, 1, 0, 0)):
        plane, period = drawing._Plane(profile), len(profile)
        corners = {}
        for hook, face in cp.cylindric_faces(profile, 3 * period):
            place, level = plane.top(face)
            if hook == 1:
                assert level == plane.level(place)
            for around in (-1, 0, 1):
                corners[place + around * period, level + around * plane.drift] = hook
        for (place, level), hook in corners.items():
            for side in (-1, 1):
                # the square up to the left or right is crossed earlier: its hook is shorter
                assert corners.get((place + side, level + 1), 0) < hook


def test_drawn_paths_do_not_meet_and_carry_the_weight() -> None:
    chart = figures.path_chart().to_dict()
    lines, marks = (layer["data"]["values"] for layer in chart["layer"])
    heights = {(row["column"], row["vertex"]): row["height"] for row in lines}
    for (column, vertex), height in heights.items():
        assert heights.get((column + 1, vertex), height - 2) <= height - 2
        assert abs(heights.get((column, vertex + 1), height + 1) - height) == 1
    q, t = sympy.symbols("q t")
    product = sympy.prod(
        sympy.sympify(re.sub(r"([\dqt)])\s*(?=[(qt])", r"\1*", row["factor"]).replace("^", "**"), {"q": q, "t": t})
        for row in marks
    )
    assert sympy.cancel(product - cp.macdonald_weight((1, 0, 1, 0), EXAMPLE, q, t)) == 0


def test_series_chart_holds_both_series() -> None:
    rows = figures.series_chart(6).to_dict()["data"]["values"]
    assert all(row["listed"] == row["product"] for row in rows)
    assert rows[0]["product"] == SERIES[1, 0, 1, 0][:7]


def test_figures_can_be_drawn() -> None:
    assert figures.opening().svg.count("<use") == 2
    for rule in cp.RULES.values():
        for crossed in (0, 4, 8):
            svg = figures.example_walk(rule, crossed)._repr_svg_()
            assert "nan" not in svg
            assert svg.count("<polyline") == 1
    assert "ended after 4 squares: γ = ∅" in figures.example_walk(cp.RSK_RULE, 5).svg
    assert "12 cubes = 4·1 + 1·2 + 3·2" in figures.composed((1,), 2, 2, cp.RSK_RULE).svg
    assert "γ = 21" in figures.seam_walk().svg
    assert figures.square((3, 1), (2, 2), 1).svg.count("<text") == 8
    assert "<path" in figures.composed((1,), 2, 1, cp.BURGE_RULE).svg
    assert drawing.cubes((0, 1), ((), (), ())).svg.count("<use") == 0
    assert drawing.partition_text((10, 2)) == "10,2"
    assert len(figures.series_chart(4).to_dict()["layer"]) == 2
    assert "triangle-up" in str(figures.path_chart().to_dict())
    assert figures.shape_chart((1, 0), samples=1).to_dict()["params"]
    assert "<path" in figures.random_cubes((1, 0, 1, 0), 0.8).svg
    line = {"z": 0.9, "places": [{"u": 0.0, "particles": 3.1, "limit": 3.2, "error": 0.01}]}
    assert len(figures.recorded_shape_chart([line]).to_dict()["layer"]) == 3
    assert figures.factor_text(Counter()) == "1"
    assert figures.factor_text(Counter({(1, 0): 2})) == "(1 - qt)^2 / (1 - q^2)^2"
