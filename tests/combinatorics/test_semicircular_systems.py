"""The room against brute force, dense linear algebra and published numbers."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction
from math import comb

import networkx as nx
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.combinatorics import semicircular_systems as sc
from lib.combinatorics.semicircular_systems import figures
from lib.combinatorics.semicircular_systems.laws import TETILLA_EDGE, numerical_moment

word_of_two = st.lists(st.integers(1, 2), max_size=6).map(tuple)
polynomials = st.dictionaries(st.lists(st.integers(1, 2), max_size=3).map(tuple), st.integers(-3, 3), max_size=4)


# -- words and operators -------------------------------------------------------------------------------------------


def pairings_by_brute_force(word: tuple[int, ...]) -> int:
    # all perfect matchings of equal letters, those with a crossing thrown away
    def matchings(places: tuple[int, ...]):
        if not places:
            yield ()
            return
        for partner in places[1:]:
            rest = tuple(p for p in places[1:] if p != partner)
            for others in matchings(rest):
                yield ((places[0], partner), *others)

    def crosses(one: tuple[int, int], two: tuple[int, int]) -> bool:
        return one[0] < two[0] < one[1] < two[1] or two[0] < one[0] < two[1] < one[1]

    return sum(
        all(word[a] == word[b] for a, b in matching)
        and not any(crosses(u, v) for u, v in itertools.combinations(matching, 2))
        for matching in matchings(tuple(range(len(word))))
    )


@pytest.mark.parametrize("length", range(9))
def test_moments_against_all_matchings(length: int) -> None:
    for word in itertools.product((1, 2), repeat=length):
        assert sc.moment(word) == sc.noncrossing_pairings(word) == pairings_by_brute_force(word)
        assert sum(1 for _ in sc.pairings(word)) == sc.noncrossing_pairings(word)


def test_moments_of_the_table() -> None:
    assert sc.moments({(1,): 1, (2,): 1}, 10)[::2] == [1, 2, 8, 40, 224, 1344]
    assert sc.moments({(1, 1): 1, (2, 2): 1}, 7) == [1, 2, 6, 22, 90, 394, 1806, 8558]
    bracket = sc.moments({(1, 2): 1, (2, 1): -1}, 10)
    assert [abs(m) for m in bracket[::2]] == [1, 2, 10, 66, 498, 4066]
    assert sc.moments({(1, 2): 1, (2, 1): 1}, 10)[::2] == [1, 2, 10, 66, 498, 4066]
    assert bracket[1::2] == [0] * 5
    # the i is put in at the end: i^k makes every even moment positive
    assert [m * (-1) ** k for k, m in enumerate(bracket[::2])] == [1, 2, 10, 66, 498, 4066]


def test_semicircle_has_variance_one_and_support_two() -> None:
    assert sc.moment((1, 1)) == 1
    # the square root of m_2k, to the power 1/k, tends to 2 from below
    ratios = [sc.moment((1,) * (2 * k + 2)) / sc.moment((1,) * (2 * k)) for k in range(1, 8)]
    assert ratios == sorted(ratios)
    assert 3 < ratios[-1] < 4


@given(polynomials, polynomials)
def test_the_vacuum_is_a_trace(first: dict, second: dict) -> None:
    assert sc.vacuum_state(sc.multiply(first, second)) == sc.vacuum_state(sc.multiply(second, first))


@given(polynomials, word_of_two)
def test_left_and_right_multiplication(polynomial: dict, word: tuple[int, ...]) -> None:
    element = sc.word_to_polynomial(word)
    assert sc.apply_left(polynomial, {word: 1}) == sc.on_vacuum(sc.multiply(polynomial, element))
    assert sc.apply_right(polynomial, {word: 1}) == sc.on_vacuum(sc.multiply(element, polynomial))
    assert sc.commutation(polynomial, {word: 1}) == sc.add(
        (1, sc.apply_left(polynomial, {word: 1})), (-1, sc.apply_right(polynomial, {word: 1}))
    )


@given(word_of_two, word_of_two, st.integers(1, 2))
def test_adjoints(first: tuple[int, ...], second: tuple[int, ...], letter: int) -> None:
    u, v = {first: 1}, {second: 1}
    assert sc.inner(sc.create(letter, u), v) == sc.inner(u, sc.annihilate(letter, v))
    for operator in (sc.left, sc.right, sc.commutator):
        assert sc.inner(operator(letter, u), v) == sc.inner(u, operator(letter, v))
    assert sc.annihilate(letter, sc.create(letter, u)) == u
    assert sc.annihilate(3 - letter, sc.create(letter, u)) == {}


def test_words_are_not_monomials() -> None:
    assert sc.on_vacuum({(1, 1): 1}) == {(1, 1): 1, (): 1}
    assert sc.word_to_polynomial((1, 1)) == {(1, 1): 1, (): -1}
    x = sympy.symbols("x")
    for k in range(8):
        ours = sum(value * x ** len(monomial) for monomial, value in sc.chebyshev(k).items())
        assert sympy.expand(ours - sympy.chebyshevu(k, x / 2)) == 0


def test_truncation_against_matrix_products() -> None:
    for letters, degree in ((1, 3), (2, 2)):
        cut = sc.TruncatedFock(letters, degree)
        for i in range(1, letters + 1):
            assert cut.annihilation(i) == cut.creation(i).T
            assert cut.creation(i) + cut.annihilation(i) == cut.semicircular(i)
        for word in sc.words(letters, 2 * degree + 2):
            matrix = sympy.eye(cut.dimension)
            for letter in word:
                matrix = matrix * cut.semicircular(letter)
            assert matrix[0, 0] == cut.moment(word, exact=False)
            if len(word) <= 2 * degree + 1:
                assert matrix[0, 0] == cut.moment(word) == sc.moment(word)


def test_a_square_truncated_commutator_has_a_spurious_kernel() -> None:
    cut = sc.TruncatedFock(2, 3)
    square = cut.semicircular(1) - cut.right_semicircular(1)
    assert cut.dimension - square.rank() > 4 == cut.dimension - sc.commutator_rank(2, 3)


# -- free cumulants and laws ---------------------------------------------------------------------------------------


def noncrossing_partitions(n: int):
    graph_blocks = []

    def extend(labels: list[int]) -> None:
        if len(labels) == n:
            blocks = [[i for i, label in enumerate(labels) if label == block] for block in sorted(set(labels))]
            crossing = any(
                a < b < c < d and labels[a] == labels[c] != labels[b] == labels[d]
                for a, b, c, d in itertools.combinations(range(n), 4)
            )
            if not crossing:
                graph_blocks.append(blocks)
            return
        for label in range(max(labels, default=-1) + 2):
            extend([*labels, label])

    extend([])
    return graph_blocks


@given(st.lists(st.integers(-4, 4), min_size=1, max_size=6))
@settings(deadline=None, max_examples=25)
def test_free_cumulants_sum_to_moments(tail: list[int]) -> None:
    cumulants = sc.free_cumulants([1, *tail])
    for n, value in enumerate(tail, 1):
        total = 0
        for blocks in noncrossing_partitions(n):
            product = Fraction(1)
            for block in blocks:
                product *= cumulants[len(block) - 1]
            total += product
        assert total == value


def test_densities_have_their_moments() -> None:
    assert numerical_moment(0) == pytest.approx(1, abs=1e-9)
    for order, value in ((2, 2), (4, 10), (6, 66), (8, 498), (10, 4066)):
        assert numerical_moment(order) == pytest.approx(value, rel=1e-7)
    assert pytest.approx(3.33019, abs=1e-5) == TETILLA_EDGE
    steps = 20000
    points = [-2 + 4 * (i + 0.5) / steps for i in range(steps)]
    for k in range(4):
        integral = sum(x ** (2 * k) * sc.semicircle_density(x) for x in points) * 4 / steps
        assert integral == pytest.approx(comb(2 * k, k) / (k + 1), rel=1e-4)
    # the density solves the cubic: from G = a - i pi f at a real point just above the axis
    assert sc.tetilla_density(1e-12) == pytest.approx(sc.tetilla_density(1e-5), rel=1e-4)
    # the imaginary part of the cubic's root from 40-digit arithmetic, on both sides of the switch to the series
    exact = {1e-8: 0.318309886183791, 1e-7: 0.318309886183786, 1e-4: 0.318309881409143, 2e-3: 0.318307976359487}
    for x, value in exact.items():
        assert sc.tetilla_density(x) == sc.tetilla_density(-x) == pytest.approx(value, abs=1e-10)
    assert sc.tetilla_density(0.999e-3) == pytest.approx(sc.tetilla_density(1.001e-3), abs=2e-9)
    assert math.isnan(sc.semicircle_density(math.nan))
    assert math.isnan(sc.tetilla_density(math.nan))
    assert sc.tetilla_density(1.5) == pytest.approx(sc.tetilla_density(-1.5))


# -- the wave equation and the projection --------------------------------------------------------------------------


def test_core_blocks_of_the_table() -> None:
    fifth, half = sympy.Rational(1, 5), sympy.Rational(1, 2)
    assert sc.core_block(2) == sympy.Matrix(
        [
            [3 * fifth, 0, 0, -fifth, 2 * fifth, -fifth],
            [0, half, half, 0, 0, 0],
            [0, half, half, 0, 0, 0],
            [-fifth, 0, 0, 2 * fifth, fifth, 2 * fifth],
            [2 * fifth, 0, 0, fifth, 3 * fifth, fifth],
            [-fifth, 0, 0, 2 * fifth, fifth, 2 * fifth],
        ]
    )
    points = sc.triangle(3)
    odd = [points.index(p) for p in [(0, 1), (1, 0), (0, 3), (1, 2), (2, 1), (3, 0)]]
    even = [points.index(p) for p in sc.triangle(2) if sum(p) % 2 == 0]
    block = sc.core_block(3)
    first, third, fourth = [2, 2, -1, 1, 1, -1], [-1, -1, 2, 1, 1, 2], [1, 1, 1, 2, 2, 1]
    assert block.extract(odd, odd) * 6 == sympy.Matrix([first, first, third, fourth, fourth, third])
    assert block.extract(even, even) == sc.core_block(2).extract(even, even)
    assert sc.core_block(0) == sympy.Matrix([[1]])


@pytest.mark.parametrize("m", range(1, 8))
def test_core_blocks_against_elimination(m: int) -> None:
    D = sc.wave_matrix(m)
    assert sc.core_block(m) == sympy.eye(D.rows) - D * (D.T * D).inv() * D.T
    from_solutions, block = sc.block_from_solutions(m), sc.core_block(m)
    points = sc.triangle(m)
    for i, p in enumerate(points):
        for j, r in enumerate(points):
            assert from_solutions.get((p, r), 0) == block[i, j]


def test_entries_of_the_table() -> None:
    wanted = {
        ((2,), (2,)): "3/7",
        ((2,), (1, 2, 1)): "2/7",
        ((1, 2), (2, 1)): "1/3",
        ((1, 1, 2), (2, 1, 1)): "2/7",
        ((1, 1, 2), (1, 2, 1)): "1/7",
        ((1, 1, 1, 2), (1, 2)): "-1/6",
        ((1, 1), (1, 1)): "1",
        ((1, 2), (1, 1, 2)): "0",
        ((2, 2), (2, 1, 2)): "0",
    }
    assert {pair: str(sc.projection_entry(4, *pair)) for pair in wanted} == wanted


@given(st.integers(0, 9), st.integers(0, 9))
def test_solutions_solve_and_their_gram_matrix(k: int, m: int) -> None:
    if k > m:
        with pytest.raises(ValueError, match="k must be at most m"):
            sc.wave_solution(k, m)
        return
    g = sc.wave_solution(k, m)
    assert sc.is_wave(g, m)
    for j in range(m + 1):
        other = sc.wave_solution(j, m)
        assert sc.gram_entry(k, j, m) == sum(g[p] * other[p] for p in g)
    for (a, b), value in g.items():
        product = sc.multiply(sc.chebyshev(a), sc.chebyshev(b))
        assert sc.on_vacuum(product).get((1,) * k, 0) == value


def test_one_changed_value_is_no_wave() -> None:
    g = sc.wave_solution(2, 5)
    for point in g:
        changed = dict(g)
        changed[point] += 1
        assert not sc.is_wave(changed, 5)


@given(word_of_two)
def test_cores(word: tuple[int, ...]) -> None:
    for letter in (1, 2):
        middle, a, b = sc.core(word, letter)
        if middle is None:
            assert set(word) <= {letter}
            assert (a, b) == (len(word), 0)
        else:
            assert middle[0] != letter != middle[-1]
            assert sc.from_core(middle, a, b, letter) == word


@pytest.mark.parametrize(
    ("letters", "degree", "letter"), [(2, n, 1) for n in range(6)] + [(3, 2, 1), (2, 3, 2), (3, 2, 3)]
)
def test_projection_against_singular_vectors(letters: int, degree: int, letter: int) -> None:
    torch = pytest.importorskip("torch")
    from lib.combinatorics.semicircular_systems.spectra import commutator_matrix, complement_projection

    wanted = complement_projection(commutator_matrix(letters, degree, (letter,)))
    place = {word: i for i, word in enumerate(sc.words(letters, degree + 1))}
    ours = torch.zeros_like(wanted)
    for (row, column), value in sc.projection_matrix(letters, degree, letter).items():
        ours[place[row], place[column]] = float(value)
    assert float((ours - wanted).abs().max()) < 1e-12


def test_the_diagonal_counts_twice_where_both_sides_agree_and_only_there() -> None:
    for a, b in sc.triangle(6):
        assert sc.numerator((a, b), (a, b)) == 2 + (a == b)
    assert sc.projection_entry(0, (2,), (2,)) == 1


def test_parities_do_not_mix() -> None:
    for (row, column), value in sc.projection_matrix(2, 4).items():
        assert (len(row) - len(column)) % 2 == 0
        assert value != 0


def test_nested_integers_to_degree_twelve() -> None:
    for m in range(11):
        small, large = sc.block_from_solutions(m), sc.block_from_solutions(m + 2)
        for p in sc.triangle(m):
            for r in sc.triangle(m):
                one = small.get((p, r), 0) * (sc.top_degree(sum(p), m) + 3)
                two = large.get((p, r), 0) * (sc.top_degree(sum(p), m + 2) + 3)
                assert one == two == sc.numerator(p, r)


@given(word_of_two.filter(bool), st.integers(0, 3))
@settings(deadline=None, max_examples=40)
def test_nearest_commutators(word: tuple[int, ...], extra: int) -> None:
    degree = len(word) - 1 + extra
    best = sc.nearest_commutator(word, degree)
    assert sc.add((1, best.residual), (1, sc.commutator(1, best.element))) == {word: 1}
    assert all(len(w) <= degree for w in best.element)
    assert best.distance_squared == sc.distance_squared(word, degree)
    for other in sc.words(2, min(degree, 4)):
        assert sc.inner(best.residual, sc.commutator(1, {other: 1})) == 0


def test_distances_of_the_exercise_and_their_limit() -> None:
    assert [str(sc.distance_squared((2,), n)) for n in (1, 3, 5)] == ["1", "3/5", "3/7"]
    for word, limit in (((2,), 3), ((1, 2), 2), ((1, 2, 1), 3), ((1, 1, 2), 2)):
        assert abs(float(10_000 * sc.distance_squared(word, 10_000)) - limit) < 0.01
    assert sc.distance_squared((1, 1, 1), 50) == 1


# -- ranks, centralisers, necklaces --------------------------------------------------------------------------------


def test_ranks_of_the_table() -> None:
    assert [sc.commutator_rank(2, n) for n in (2, 3, 4, 5)] == [4, 11, 26, 57]
    assert sc.commutator_rank(3, 2) == 10
    assert [sc.dimension(2, n + 1) - sc.commutator_rank(2, n, (1, 2)) for n in (2, 3, 4, 5)] == [10, 16, 24, 38]
    assert sc.dimension(3, 3) - sc.commutator_rank(3, 2, (1, 2, 3)) == 21
    assert [sc.centre_dimension(1, n) for n in range(5)] == [1, 2, 3, 4, 5]
    assert {sc.centre_dimension(q, n) for q in (2, 3) for n in range(5)} == {1}


@given(st.lists(st.dictionaries(word_of_two, st.integers(-3, 3), max_size=4), max_size=5))
def test_ranks_against_sympy(vectors: list[dict[tuple[int, ...], int]]) -> None:
    names = sorted({w for vector in vectors for w in vector})
    matrix = sympy.Matrix(len(vectors), len(names), [vector.get(w, 0) for vector in vectors for w in names])
    assert sc.rank_modulo(vectors) == matrix.rank()
    halves = [{w: Fraction(value, 2) for w, value in vector.items()} for vector in vectors]
    assert sc.rank_modulo(halves) == matrix.rank()


def test_a_rank_modulo_a_prime_can_be_too_small() -> None:
    assert sc.rank_modulo([{(): 7}], prime=7) == 0 < sc.rank_modulo([{(): 7}])
    with pytest.raises(ValueError, match="denominators not divisible"):
        sc.rank_modulo([{(): Fraction(1, 7)}], prime=7)


@pytest.mark.parametrize("name", ["s_1", "s_1^2", "s_1^2+s_2^2", "[s_1,s_2]", "s_1^2+s_2"])
def test_centralisers(name: str) -> None:
    from lib.combinatorics.semicircular_systems.claims import CENTRALISERS

    element, generator = CENTRALISERS[name]
    for degree in range(5):
        basis = sc.centraliser(2, degree, element)
        assert len(basis) == sc.centraliser_dimension(2, degree, element) == degree // max(map(len, generator)) + 1
        assert all(sc.commutation(element, x) == {} for x in basis)
        assert sc.rank_modulo(basis) == len(basis)


def test_sums_of_rotated_generators_commute_like_one() -> None:
    element = {(1,): Fraction(3, 5), (2,): Fraction(4, 5)}
    assert [sc.centraliser_dimension(2, n, element) for n in range(5)] == [1, 2, 3, 4, 5]
    assert sc.moments(element, 8) == sc.moments({(1,): 1}, 8)


def test_necklaces_against_rotations() -> None:
    for letters in (1, 2, 3):
        for length in range(1, 7):
            graph = nx.Graph()
            for word in itertools.product(range(1, letters + 1), repeat=length):
                graph.add_edge(word, word[1:] + word[:1])
            count = sc.necklace_count(letters, length) - sc.necklace_count(letters, length - 1)
            assert nx.number_connected_components(graph) == count
        assert sum(1 for _ in sc.necklaces(letters, 5)) == sc.necklace_count(letters, 5)


@given(word_of_two)
def test_reduction_is_cyclic(word: tuple[int, ...]) -> None:
    # a trace does not see where a product is cut: the letter in front, as an element, may move to the end
    def reduce(vector: dict) -> dict:
        return sc.add(*((value, sc.cyclic_reduction(w)) for w, value in vector.items()))

    for letter in (1, 2):
        assert reduce(sc.left(letter, {word: 1})) == reduce(sc.right(letter, {word: 1}))
    assert all(name == sc.necklace(name) and count > 0 for name, count in sc.cyclic_reduction(word).items())


@pytest.mark.parametrize(("letters", "degree"), [(2, 0), (2, 2), (2, 5), (3, 3)])
def test_distances_from_all_commutators_against_singular_vectors(letters: int, degree: int) -> None:
    pytest.importorskip("torch")
    from lib.combinatorics.semicircular_systems.spectra import commutator_matrix, complement_projection

    wanted = complement_projection(commutator_matrix(letters, degree, range(1, letters + 1)))
    for i, word in enumerate(sc.words(letters, degree + 1)):
        ours = sc.all_commutators_distance_squared(word, letters, degree)
        assert float(ours) == pytest.approx(float(wanted[i, i]), abs=1e-10)
        if word:
            assert ours <= sc.distance_bound(len(word), letters, degree)
    assert sc.all_commutators_distance_squared((), letters, degree) == 1


def test_recorded_distances_agree_with_live_ones() -> None:
    from lib.book import recorded

    lines = recorded("combinatorics/semicircular_systems/all_commutators")["data"]
    assert max(line["N"] for line in lines) >= 12
    for line in lines:
        word = tuple(map(int, line["word"]))
        value = Fraction(line["distance"])
        assert value <= sc.distance_bound(len(word), line["letters"], line["N"])
        if line["N"] <= 7:
            assert value == sc.all_commutators_distance_squared(word, line["letters"], line["N"])


def test_recorded_larger_scopes_hold_and_are_larger() -> None:
    from lib.book import recorded

    lines = {line["claim"]: line for line in recorded("combinatorics/semicircular_systems/larger_scopes")["data"]}
    assert set(lines) == {"S3", "S4", "S7", "S9"}
    assert all(line["holds"] and line["N"]["two"] >= 10 and line["N"]["three"] >= 6 for line in lines.values())
    # the number of entries has a formula of its own: sum over cores of the non-zero integers of their blocks
    total = 0
    for letters, largest in ((2, lines["S4"]["N"]["two"]), (3, lines["S4"]["N"]["three"])):
        sizes = [sum(bool(sc.numerator(p, r)) for p in sc.triangle(m) for r in sc.triangle(m)) for m in range(12)]
        for degree in range(largest + 1):
            total += degree + 2
            for length in range(1, degree + 2):
                cores = letters - 1 if length == 1 else (letters - 1) ** 2 * letters ** (length - 2)
                total += cores * sizes[degree + 1 - length]
    assert f"({total:,} non-zero entries" in lines["S4"]["measured"]
    counts = [sc.necklace_count(2, n + 1) for n in range(lines["S9"]["N"]["two"] + 1)]
    assert str(counts) in lines["S9"]["measured"]


def test_the_gap_is_positive_exactly_from_two_letters_on() -> None:
    assert sc.gap(1) == 0
    values = [float(sc.gap(q)) for q in range(1, 8)]
    assert values == sorted(values)
    assert values[1] == pytest.approx(0.20204, abs=1e-5)


# -- bad input -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: sc.words(0, 2), ValueError, "letters must be at least 1, got 0"),
        (lambda: sc.words(2, -1), ValueError, "degree must be at least 0, got -1"),
        (lambda: sc.dimension(2.0, 1), TypeError, "letters must be an integer"),
        (lambda: sc.left(0, {}), ValueError, "letter must be at least 1, got 0"),
        (lambda: sc.right(True, {}), TypeError, "letter must be an integer, got True"),
        (lambda: sc.commutator(-1, {}), ValueError, "letter must be at least 1"),
        (lambda: sc.apply_left({(0,): 1}, {}), ValueError, "letters positive, got 0"),
        (lambda: sc.moment("12"), TypeError, "tuple of letters"),
        (lambda: sc.moment((1, "2")), TypeError, "consist of integers"),
        (lambda: sc.noncrossing_pairings((1, -2)), ValueError, "letters positive, got -2"),
        (lambda: sc.moments({(1,): 1}, -1), ValueError, "order must be at least 0"),
        (lambda: sc.free_cumulants([2, 1]), ValueError, "m_0 = 1"),
        (lambda: sc.free_cumulants([]), ValueError, "m_0 = 1"),
        (lambda: sc.chebyshev(-1), ValueError, "order must be at least 0"),
        (lambda: sc.chebyshev(3, -1), ValueError, "letter must be at least 1, got -1"),
        (lambda: sc.chebyshev(0, 1.5), TypeError, "letter must be an integer, got 1.5"),
        (lambda: sc.TruncatedFock(0, 1), ValueError, "letters must be at least 1"),
        (lambda: sc.TruncatedFock(2, 1).creation(3), ValueError, r"letters in 1\.\.2, got 3"),
        (
            lambda: sc.TruncatedFock(2, 1).moment((1,) * 4),
            ValueError,
            "truncation too small for the word: degree must be at least 2",
        ),
        (lambda: sc.TruncatedFock(1, 9).moment((2, 2)), ValueError, r"letters in 1\.\.1, got 2"),
        (lambda: sc.core((1,), letter=0), ValueError, "letter must be at least 1"),
        (lambda: sc.from_core((2,), -1, 0), ValueError, "a must be at least 0"),
        (lambda: sc.from_core((1, 2), 1, 0), ValueError, "middle must neither start nor end with the letter 1"),
        (lambda: sc.from_core((2, 1, 2), 1, 0, letter=2), ValueError, "middle must neither start nor end"),
        (lambda: sc.from_core((), 1, 0), ValueError, "nor be empty"),
        (lambda: sc.from_core((2,), 1, 0, letter=0), ValueError, "letter must be at least 1"),
        (lambda: sc.wave_operator({(0, -1): 1}), ValueError, r"coordinates at least 0, got \(0, -1\)"),
        (lambda: sc.is_wave({(9, 9): 1}, 2), ValueError, r"a \+ b <= 2, got \(9, 9\)"),
        (lambda: sc.is_wave({(-1, 0): 1}, 2), ValueError, r"a \+ b <= 2, got \(-1, 0\)"),
        (lambda: sc.rank_modulo([{(): 1}], prime=1), ValueError, "prime must be at least 2, got 1"),
        (lambda: sc.triangle(-1), ValueError, "m must be at least 0"),
        (lambda: sc.wave_solution(3, 2), ValueError, "k must be at most m = 2, got 3"),
        (lambda: sc.gram_entry(0, 3, 2), ValueError, "k and other must be at most m = 2"),
        (lambda: sc.numerator((-1, 0), (0, 0)), ValueError, "first must be a point"),
        (lambda: sc.numerator((0, 0), (0.5, 0.5)), ValueError, "second must be a point with integer coordinates"),
        (lambda: sc.numerator((math.nan, 0), (0, 0)), ValueError, "first must be a point with integer coordinates"),
        (lambda: sc.projection_entry(1, (1, 2, 1), (2,)), ValueError, "truncation too small for the word: first"),
        (lambda: sc.projection_entry(1, (2,), (1, 2, 1)), ValueError, "truncation too small for the word: second"),
        (lambda: sc.projection_entry(-1, (), ()), ValueError, "degree must be at least 0"),
        (lambda: sc.projection_matrix(2, 2, letter=3), ValueError, r"letters in 1\.\.2, got 3"),
        (lambda: sc.nearest_commutator((1, 2, 2), 1), ValueError, "truncation too small"),
        (lambda: sc.commutator_rank(2, 2, (3,)), ValueError, r"letters in 1\.\.2, got 3"),
        (lambda: sc.commutator_rank(2, 2, ()), ValueError, "at least one letter"),
        (lambda: sc.centraliser_dimension(1, 2, {(2,): 1}), ValueError, r"letters in 1\.\.1, got 2"),
        (lambda: sc.centraliser(1, 2, {(2,): 1}), ValueError, r"letters in 1\.\.1, got 2"),
        (lambda: sc.necklace_count(0, 1), ValueError, "letters must be at least 1"),
        (lambda: sc.trace_gram((1, 2, 1), 2, 1), ValueError, "truncation too small"),
        (lambda: sc.all_commutators_distance_squared((3,), 2, 2), ValueError, r"letters in 1\.\.2, got 3"),
        (lambda: sc.gap(0), ValueError, "letters must be at least 1"),
        (lambda: sc.distance_bound(4, 2, 2), ValueError, "length must be at most degree"),
        (lambda: numerical_moment(2, steps=3), ValueError, "positive even number"),
        (lambda: numerical_moment(0.5), TypeError, "order must be an integer, got 0.5"),
        (lambda: numerical_moment(-2), ValueError, "order must be at least 0"),
        (lambda: numerical_moment(2, edge=-1.0), ValueError, "edge must be positive, got -1.0"),
        (lambda: numerical_moment(2, edge=math.nan), ValueError, "edge must be positive, got nan"),
        (lambda: figures.ordered_words(2, 2, "size"), ValueError, "order must be"),
        (lambda: figures.spectrum_chart([0.0], "circle"), ValueError, "law must be one of"),
        (lambda: figures.spectrum_chart([], "semicircle"), ValueError, "at least one eigenvalue"),
    ],
)
def test_bad_input_is_refused(call, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        call()


junk = st.one_of(
    st.none(),
    st.text(max_size=3),
    st.floats(),
    st.lists(st.one_of(st.integers(-2, 3), st.text(max_size=1)), max_size=4),
)


@given(junk)
@settings(deadline=None)
def test_junk_is_a_word_or_an_error(thing: object) -> None:
    for function in (
        sc.moment,
        sc.noncrossing_pairings,
        sc.word_to_polynomial,
        sc.core,
        sc.necklace,
        sc.cyclic_reduction,
        lambda w: list(sc.pairings(w)),
        lambda w: sc.distance_squared(w, 6),
        lambda w: sc.nearest_commutator(w, 6),
        lambda w: sc.all_commutators_distance_squared(w, 3, 3),
    ):
        try:
            function(thing)
        except (TypeError, ValueError):
            continue


@given(junk, junk)
def test_junk_numbers_are_refused(first: object, second: object) -> None:
    for function in (sc.words, sc.dimension, sc.TruncatedFock, sc.commutator_rank, sc.necklace_count, sc.wave_solution):
        with pytest.raises((TypeError, ValueError)):
            function(first, second)
    for function in (sc.triangle, sc.core_block, sc.gap, sc.chebyshev, sc.block_from_solutions, sc.wave_matrix):
        with pytest.raises((TypeError, ValueError)):
            function(first)


# -- pictures ------------------------------------------------------------------------------------------------------


def columns_of(chart: dict) -> list[dict]:
    # the rows that flattening the chart's columns gives
    (columns,) = chart["data"]["values"]
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def test_charts_carry_the_entries_of_the_projection() -> None:
    for row, column, top, value in figures.coloured_entries(2, 4):
        assert value == sc.projection_entry(4, row, column)
        assert (top > 0) == (value > 0 and sc.core(row)[0] is not None)
        middle, a, b = sc.core(row)
        if middle is not None:
            assert Fraction(top, sc.top_degree(a + b, 5 - len(middle)) + 3) == value
    order = figures.ordered_words(2, 5)
    rows = columns_of(figures.zoom_chart(2, 5).to_dict())
    assert len(rows) == len(sc.projection_matrix(2, 4))
    for entry in rows:
        value = Fraction(entry["n"], entry["t"]) if entry["n"] else 1
        assert value == sc.projection_entry(4, order[entry["c"]], order[entry["d"]])


def test_the_chart_of_nested_integers_names_the_right_denominator() -> None:
    chart = figures.nested_chart(5).to_dict()
    points = sc.triangle(5)
    assert {(e["i"], e["j"]): e["n"] for e in columns_of(chart)} == {
        (i, j): n for i, p in enumerate(points) for j, r in enumerate(points) if (n := sc.numerator(p, r))
    }
    (entry,) = [t["calculate"] for t in chart["transform"] if t.get("as") == "entry"]
    denominator = entry.removeprefix("datum.n + '/' + ").replace("datum.", "")
    for m in range(1, 6):
        for s in range(m + 1):
            # the expression reads the same in Python: s is not larger than m
            assert eval(denominator, {"m": m, "s": s}) == sc.top_degree(s, m) + 3


def test_charts_of_distances_carry_exact_values() -> None:
    for entry in columns_of(figures.distance_chart(40).to_dict()):
        word = tuple(map(int, entry["word"]))
        assert Fraction(entry["p"], entry["q"]) == sc.distance_squared(word, entry["N"])
    lines = [{"letters": 2, "word": "12", "N": 5, "distance": "33/230"}]
    drawn = {row["what"]: row["distance"] for row in figures.rate_chart(lines).to_dict()["data"]["values"]}
    assert drawn["12, first generator alone"] == pytest.approx(1 / 4)
    assert drawn["12, all generators, q = 2"] == pytest.approx(33 / 230)


def test_figures_can_be_drawn() -> None:
    for order in ("core", "dictionary"):
        svg = figures.projection_picture(2, 4, order).svg
        negative = sum(value < 0 for value in sc.projection_matrix(2, 3).values())
        assert svg.count("h.5v.5h-.5z") == negative > 0
        assert svg.count("h1v1h-1z") == len(sc.projection_matrix(2, 3)) - negative
    assert figures.pairings_picture((1, 1, 2, 2, 1, 1)).svg.count("<path") == 6
    drawn = figures.solution_picture(3)._repr_svg_()
    assert drawn.count("h34v34h-34z") == sum(sc.wave_solution(3, 6).values())
    assert f">{'1' * sum(sc.wave_solution(3, 6).values())}</text>" in drawn
    report = figures.word_report((2,), 7)._repr_html_()
    assert "1/3" in report
    assert "times 9" in report
    assert "power of 1" in figures.word_report((1, 1), 4)._repr_html_()
    assert figures.nested_chart(4).to_dict()["params"][0]["name"] == "m"
    assert {p["name"] for p in figures.zoom_chart(2, 4).to_dict()["params"]} == {"order", "zoom", "place"}
    assert "squared distance" in str(figures.distance_chart(40).to_dict())
    lines = [{"letters": 2, "word": "12", "N": 1, "distance": "1/2"}]
    assert "first generator alone" in str(figures.rate_chart(lines).to_dict())
    for law in ("semicircle", "commutator"):
        bars = figures.spectrum_chart([-1.0, 0.5, 9.0], law).to_dict()["layer"][0]["data"]["values"][0]
        width = 2 * {"semicircle": 2.4, "commutator": 3.8}[law] / len(bars["height"])
        assert sum(bars["height"]) * width == pytest.approx(2 / 3, abs=1e-3)
