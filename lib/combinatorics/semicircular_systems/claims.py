"""What part 3 of Langer's thesis announces, as functions that return evidence; results of our own stand beside it."""

from __future__ import annotations

import itertools
from fractions import Fraction
from math import comb

import sympy

from lib.book import Evidence, claim
from lib.combinatorics.semicircular_systems.centralisers import (
    centraliser,
    centraliser_dimension,
    centre_dimension,
    commutation,
    commutator_rank,
    rank_modulo,
)
from lib.combinatorics.semicircular_systems.fock import (
    Polynomial,
    Vector,
    Word,
    add,
    annihilate,
    commutator,
    create,
    dimension,
    inner,
    left,
    multiply,
    on_vacuum,
    right,
    word_to_polynomial,
    words,
)
from lib.combinatorics.semicircular_systems.laws import TETILLA_EDGE, numerical_moment
from lib.combinatorics.semicircular_systems.moments import (
    free_cumulants,
    moment,
    moments,
    noncrossing_pairings,
    vacuum_state,
)
from lib.combinatorics.semicircular_systems.necklaces import (
    all_commutators_distance_squared,
    cyclic_reduction,
    distance_bound,
    gap,
    necklace_count,
    necklaces,
)
from lib.combinatorics.semicircular_systems.projection import (
    block_from_solutions,
    core_block,
    distance_squared,
    nearest_commutator,
    projection_matrix,
)
from lib.combinatorics.semicircular_systems.truncation import TruncatedFock
from lib.combinatorics.semicircular_systems.wave import (
    core,
    from_core,
    top_degree,
    wave_matrix,
    wave_operator,
)


def _catalan(k: int) -> int:
    return comb(2 * k, k) // (k + 1)


@claim(
    id="S1",
    source="background",
    says=r"Under the vacuum state each $s_i$ has the semicircle law, and $s_1,\dots,s_q$ are free",
    declared="holds",
)
def moments_are_noncrossing_pairings(length: int = 8) -> Evidence:
    tried = list(words(2, length))
    agree = sum(moment(word) == noncrossing_pairings(word) for word in tried)
    catalan = [moment((1,) * n) == (0 if n % 2 else _catalan(n // 2)) for n in range(2 * length + 1)]
    # freeness by its definition: alternating products of centred powers have trace 0
    free, products = 0, 0
    for runs in range(1, length + 1):
        for powers in itertools.product(range(1, length + 1), repeat=runs):
            if sum(powers) <= length:
                product: Polynomial = {(): 1}
                for place, power in enumerate(powers):
                    letter = 1 + place % 2
                    centred = add((1, {(letter,) * power: 1}), (-1, {(): moment((letter,) * power)}))
                    product = multiply(product, centred)
                products += 1
                free += vacuum_state(product) == 0
    return Evidence.combine(
        Evidence(
            agree == len(tried) and all(catalan),
            f"{agree} of {len(tried)} moments equal the number of non-crossing pairings; "
            f"{sum(catalan)} of {len(catalan)} moments of $s_1$ are Catalan numbers or 0",
            "all",
            f"all words of length up to {length} in two letters; powers of $s_1$ up to {2 * length}",
            "exhaustive",
        ),
        Evidence(
            free == products,
            f"{free} of {products} alternating products of centred powers have trace 0",
            "all",
            f"total degree up to {length}, two variables",
            "exhaustive",
        ),
    )


@claim(
    id="S1a",
    source="beyond the paper",
    says=r"Cut off at degree $N$, the operators give every moment of order up to $2N+1$ exactly, and no cut does better: "
    r"the moment of $s_1^{2N+2}$ comes out one too small",
    declared="holds",
    finding="A moment of order $n$ needs words of length $n/2$ and no longer.",
)
def truncation_keeps_low_moments(degree: int = 4) -> Evidence:
    kept, total, short = 0, 0, []
    for n in range(degree + 1):
        cut = TruncatedFock(2, n)
        for word in words(2, 2 * n + 1):
            total += 1
            kept += cut.moment(word) == noncrossing_pairings(word)
        short.append(noncrossing_pairings((1,) * (2 * n + 2)) - cut.moment((1,) * (2 * n + 2), exact=False))
    return Evidence(
        kept == total and short == [1] * (degree + 1),
        f"{kept} of {total} moments exact; the next even moment is short by {short}",
        f"all; short by 1 for every N = 0 to {degree}",
        f"all words of length up to 2N + 1 in two letters, N up to {degree}",
        "exhaustive",
    )


@claim(
    id="S2",
    source="background",
    says=r"The vacuum state is a trace, left and right multiplications commute, and a basis word is the product of the "
    r"Chebyshev polynomials of its runs",
    declared="holds",
)
def vacuum_is_a_trace(length: int = 3) -> Evidence:
    pairs = list(itertools.product(words(2, length), repeat=2))
    traces = sum(moment(u + v) == moment(v + u) for u, v in pairs)
    commute = [
        left(i, right(j, {w: 1})) == right(j, left(i, {w: 1}))
        for w in words(2, length + 1)
        for i in (1, 2)
        for j in (1, 2)
    ]
    elements = [on_vacuum(word_to_polynomial(w)) == {w: 1} for w in words(2, length + 3)]
    orthonormal = sum(
        vacuum_state(multiply(word_to_polynomial(u[::-1]), word_to_polynomial(v))) == (u == v) for u, v in pairs
    )
    return Evidence.combine(
        Evidence(
            traces == len(pairs),
            f"{traces} of {len(pairs)} pairs of monomials have equal traces in both orders",
            "all",
            f"all pairs of words of length up to {length}, two letters",
            "exhaustive",
        ),
        Evidence(
            all(commute),
            f"{sum(commute)} of {len(commute)} products $s_ir_j$ and $r_js_i$ agree",
            "all",
            f"all words of length up to {length + 1}, all pairs of letters",
            "exhaustive",
        ),
        Evidence(
            all(elements) and orthonormal == len(pairs),
            f"{sum(elements)} of {len(elements)} Chebyshev products send the vacuum to their word; "
            f"{orthonormal} of {len(pairs)} inner products agree",
            "all",
            f"words of length up to {length + 3}; pairs up to {length}",
            "exhaustive",
        ),
    )


@claim(
    id="S3",
    source="reconstruction",
    says=r"The polynomials of degree at most $N$ that commute with $s_1$ are the polynomials in $s_1$: dimension $N+1$",
    declared="holds",
)
def kernel_of_the_commutator(two: int = 6, three: int = 4) -> Evidence:
    right_dimension, powers_commute, sizes = [], [], []
    for letters, largest in ((2, two), (3, three)):
        for degree in range(largest + 1):
            kernel = dimension(letters, degree) - commutator_rank(letters, degree)
            sizes.append(kernel)
            right_dimension.append(kernel == degree + 1)
            powers_commute.append(commutator(1, {(1,) * degree: 1}) == {})
    return Evidence(
        all(right_dimension) and all(powers_commute),
        f"dimensions {sizes[: two + 1]} (q = 2), {sizes[two + 1 :]} (q = 3); every $1^k$ commutes",
        "N + 1, attained by the words $1^k$",
        f"q = 2 up to N = {two}, q = 3 up to N = {three}; the rank modulo a prime bounds the kernel from above",
        "exhaustive",
    )


def _times_commutators(matrix: dict[tuple[Word, Word], Fraction], letters: int, degree: int) -> bool:
    # P [s_1, x] = 0 for every word x of degree at most N; the projection's columns by their word
    columns: dict[Word, Vector] = {}
    for (row, column), value in matrix.items():
        columns.setdefault(column, {})[row] = value
    return all(
        not add(*((value, columns.get(w, {})) for w, value in commutator(1, {x: 1}).items()))
        for x in words(letters, degree)
    )


def _is_projection(matrix: dict[tuple[Word, Word], Fraction]) -> bool:
    if any(matrix.get((column, row)) != value for (row, column), value in matrix.items()):
        return False
    rows: dict[Word, Vector] = {}
    for (row, column), value in matrix.items():
        rows.setdefault(row, {})[column] = value
    return all(add(*((value, rows[column]) for column, value in row.items())) == row for row in rows.values())


@claim(
    id="S4",
    source="abstract; formula reconstructed",
    says="The projection onto the complement of the commutators with $s_1$ is an explicit matrix: integers from "
    r"$-1$ to $3$ over $\mathrm{top}+3$, and 1 at the pure words",
    declared="holds",
    finding="The formula is proved in the chapter. That it is the thesis's own matrix is not known: see S11.",
)
def projection_formula(m: int = 8, two: int = 7, three: int = 4) -> Evidence:
    symbolic = []
    for size in range(m + 1):
        wave = wave_matrix(size)
        identity = sympy.eye(wave.rows)
        image = wave * (wave.T * wave).inv() * wave.T if wave.cols else sympy.zeros(wave.rows, wave.rows)
        symbolic.append(core_block(size) == identity - image)
    exact, entries = [], 0
    for letters, largest in ((2, two), (3, three)):
        for degree in range(largest + 1):
            matrix = projection_matrix(letters, degree)
            entries += len(matrix)
            trace = sum(value for (row, column), value in matrix.items() if row == column)
            rank = dimension(letters, degree + 1) - commutator_rank(letters, degree)
            exact.append(_is_projection(matrix) and _times_commutators(matrix, letters, degree) and trace == rank)
    return Evidence.combine(
        Evidence(
            all(symbolic),
            f"{sum(symbolic)} of {len(symbolic)} core blocks equal $I-D(D^TD)^{{-1}}D^T$",
            "all, exactly",
            f"one core, m = 0 to {m}",
            "exhaustive",
        ),
        Evidence(
            all(exact),
            f"{sum(exact)} of {len(exact)} matrices ({entries:,} non-zero entries in all) are symmetric, idempotent, kill "
            "every commutator and have the right trace",
            "all, exactly",
            f"all words: q = 2 up to N = {two}, q = 3 up to N = {three}",
            "exhaustive",
        ),
    )


@claim(
    id="S5",
    source="abstract; reconstructed",
    says="The projection matrix has a self-similar structure",
    declared="holds",
    finding="Two senses: the integers for $m$ are a corner of those for $m+2$, and every core carries the same operator, "
    "so that the matrix consists of shrinking copies of one triangle.",
)
def self_similarity(m: int = 12) -> Evidence:
    def integers(size: int) -> dict[tuple[tuple[int, int], tuple[int, int]], Fraction]:
        block = block_from_solutions(size)
        return {pair: value * (top_degree(sum(pair[0]), size) + 3) for pair, value in block.items()}

    patterns = [integers(size) for size in range(m + 1)]
    nested = []
    for size, (small, large) in enumerate(zip(patterns, patterns[2:], strict=False)):
        corner = {pair: value for pair, value in large.items() if max(sum(pair[0]), sum(pair[1])) <= size}
        nested.append(corner == small and all(value.denominator == 1 for value in small.values()))
    values = sorted({int(value) for pattern in patterns for value in pattern.values()})
    copies, seen = 0, 0
    for word in words(2, 6):
        middle, a, b = core(word)
        if middle is not None:
            seen += 1
            moved = {from_core(middle, *point): value for point, value in wave_operator({(a, b): 1}).items()}
            copies += commutator(1, {word: 1}) == moved
    return Evidence.combine(
        Evidence(
            all(nested) and set(values) <= {-1, 0, 1, 2, 3},
            f"{sum(nested)} of {len(nested)} integer patterns are corners of the next; non-zero values {values}",
            "all; values among -1, 1, 2, 3",
            f"m = 0 to {m}, from the solutions of the wave equation, not from the formula",
            "exhaustive",
        ),
        Evidence(
            copies == seen,
            f"the commutator acts on {copies} of {seen} words as the wave operator of their core",
            "all",
            "all words with a core, length up to 6, two letters",
            "exhaustive",
        ),
    )


@claim(
    id="S6",
    source="reconstruction",
    says=r"Every word that is not a power of the letter 1 is a limit of commutators with $s_1$: the squared distance is "
    r"$(2+[a=b])/(\mathrm{top}+3)$",
    declared="holds",
)
def distances_tend_to_zero(degree: int = 24, far: int = 200) -> Evidence:
    chosen: list[Word] = [(2,), (1, 2, 1), (1, 2), (1, 1, 2, 2), (1, 1, 1, 2)]
    certified = tried = 0
    for word in chosen:
        for n in range(len(word) - 1, degree + 1):
            best = nearest_commutator(word, n)
            tried += 1
            # the residual is orthogonal to every commutator exactly when its own commutator has no part of degree <= N
            orthogonal = all(len(w) > n for w in commutator(1, best.residual))
            degrees = all(len(w) <= n for w in best.element)
            certified += best.distance_squared == distance_squared(word, n) and orthogonal and degrees
    bounded = all(
        distance_squared(word, n) <= Fraction(3, n + 3 - len(middle))
        for word in words(2, 6)
        if (middle := core(word)[0]) is not None
        for n in range(len(word) - 1, far + 1)
    )
    last = {"".join(map(str, word)): str(distance_squared(word, far)) for word in chosen[:4]}
    return Evidence(
        certified == tried and bounded,
        f"{certified} of {tried} nearest commutators certified; at N = {far}: "
        + ", ".join(f"{name}: {value}" for name, value in last.items()),
        f"all certified; at most 3/(N + 3 - |core|) for every word with a core, length up to 6, and N up to {far}",
        f"nearest commutators of five words up to N = {degree}; the bound from the formula",
        "exhaustive",
    )


@claim(
    id="S6a",
    source="beyond the paper",
    says=r"The best $x$ for a core $v$ in degree $N$ is, up to polynomials in $s_1$, "
    r"$\sum_{k<K}\frac{K-k}{2K+3}\,(1^{k+1}v\,1^k-1^kv\,1^{k+1})$ "
    r"with $K=\lfloor(N+1-|v|)/2\rfloor$",
    declared="holds",
    finding="The near-solution stays beside the diagonal, with weights that fall off linearly.",
)
def near_solution_is_a_ramp(degree: int = 30) -> Evidence:
    agree = total = 0
    for middle in ((2,), (2, 1, 2)):
        for n in range(len(middle) - 1, degree + 1):
            K = (n + 1 - len(middle)) // 2
            ramp: Vector = {}
            for k in range(K):
                weight = Fraction(K - k, 2 * K + 3)
                ramp[from_core(middle, k + 1, k)] = weight
                ramp[from_core(middle, k, k + 1)] = -weight
            total += 1
            agree += nearest_commutator(middle, n).element == ramp
    return Evidence(
        agree == total,
        f"{agree} of {total} agree",
        "all",
        f"cores 2 and 212, every N up to {degree}",
        "exhaustive",
    )


@claim(
    id="S7",
    source="abstract; proof reconstructed",
    says="The centre of a semicircular system of $q\\ge2$ variables contains no polynomial but the constants; the "
    "chapter's elementary proof shows that the system generates a factor",
    declared="holds",
    finding="The proof is S4 and S6 with one application of Cauchy and Schwarz. For $q=1$ there are no cores, and the "
    "algebra is commutative.",
)
def centre_is_trivial(two: int = 6, three: int = 4) -> Evidence:
    sizes = [centre_dimension(2, n) for n in range(two + 1)] + [centre_dimension(3, n) for n in range(three + 1)]
    control = [centre_dimension(1, n) for n in range(two + 1)]
    symmetric = all(
        inner(commutator(1, {u: 1}), {v: 1}) == inner({u: 1}, commutator(1, {v: 1}))
        for u in words(2, 4)
        for v in words(2, 5)
    )
    # the bound on the coefficient at a word of an element of norm 1 that commutes with s_1, by its square
    bounds = [distance_squared((2,), n) for n in (10, 100, 1000)]
    return Evidence.combine(
        Evidence(
            sizes == [1] * len(sizes) and control == list(range(1, two + 2)),
            f"centre of dimension {sorted(set(sizes))} for q = 2, 3; {control} for q = 1",
            "1 for q = 2, 3; N + 1 for q = 1",
            f"q = 2 up to N = {two}, q = 3 up to N = {three}, q = 1 as a control",
            "exhaustive",
        ),
        Evidence(
            symmetric and bounds == [Fraction(3, n + 3) for n in (10, 100, 1000)],
            r"$\mathrm{ad}_1$ is symmetric; the squared bound at the word 2 is "
            + ", ".join(f"{bound} (N = {n})" for bound, n in zip(bounds, (10, 100, 1000), strict=True)),
            "symmetric; the bound tends to 0",
            "all pairs of words of lengths up to 4 and 5; the limit itself is proved, not computed",
            "exhaustive",
        ),
    )


# Each element, with an element whose powers span everything that commutes with it.
CENTRALISERS: dict[str, tuple[Polynomial, Polynomial]] = {
    "s_1": ({(1,): 1}, {(1,): 1}),
    "s_1+s_2": ({(1,): 1, (2,): 1}, {(1,): 1, (2,): 1}),
    "s_1^2": ({(1, 1): 1}, {(1,): 1}),
    "s_1^3": ({(1, 1, 1): 1}, {(1,): 1}),
    "s_1^2+s_2^2": ({(1, 1): 1, (2, 2): 1}, {(1, 1): 1, (2, 2): 1}),
    "s_1s_2+s_2s_1": ({(1, 2): 1, (2, 1): 1}, {(1, 2): 1, (2, 1): 1}),
    "[s_1,s_2]": ({(1, 2): 1, (2, 1): -1}, {(1, 2): 1, (2, 1): -1}),
    "s_1^2-s_2^2": ({(1, 1): 1, (2, 2): -1}, {(1, 1): 1, (2, 2): -1}),
    "s_1^2+s_2": ({(1, 1): 1, (2,): 1}, {(1, 1): 1, (2,): 1}),
}


@claim(
    id="S8",
    source="abstract; reconstructed",
    says="The polynomials that commute with a polynomial are explicit: for each of nine elements, $s_1$ among them, "
    "they are the polynomials in one element",
    declared="holds",
    finding="For polynomials this is Bergman's theorem on centralisers in free algebras.",
)
def centralisers_are_polynomials(degree: int = 6) -> Evidence:
    right_size, powers = 0, 0
    found: dict[str, list[int]] = {}
    for name, (element, generator) in CENTRALISERS.items():
        step = max(map(len, generator))
        found[name] = [centraliser_dimension(2, n, element) for n in range(degree + 1)]
        right_size += found[name] == [n // step + 1 for n in range(degree + 1)]
        basis: list[Vector] = []
        power: Polynomial = {(): 1}
        for _ in range(degree // step + 1):
            basis.append(on_vacuum(power))
            power = multiply(power, generator)
        commuting = all(commutation(element, x) == {} for x in basis)
        exact = centraliser(2, degree, element)
        span = rank_modulo(basis) == len(basis) == rank_modulo([*basis, *exact]) == len(exact)
        powers += commuting and span
    return Evidence(
        right_size == powers == len(CENTRALISERS),
        f"{right_size} of {len(found)} sequences of dimensions as predicted "
        f"($s_1^2$: {found['s_1^2']}, $s_1^2+s_2^2$: {found['s_1^2+s_2^2']}); {powers} centralisers spanned by powers",
        "all nine, dimension N // d + 1 with the powers of one element of degree d as a basis",
        f"nine elements, q = 2, N = 0 to {degree}",
        "exhaustive",
    )


@claim(
    id="S9",
    source="beyond the paper",
    says="Commutators with all generators together miss as many dimensions as there are necklaces of length up to $N+1$",
    declared="holds",
    finding="Not only an observation: the chapter proves it for every $q$ and $N$.",
)
def necklaces_count_the_complement(two: int = 6, three: int = 4) -> Evidence:
    missed, agree, orthogonal, vectors = [], [], 0, 0
    for letters, largest in ((2, two), (3, three)):
        for degree in range(largest + 1):
            generators = tuple(range(1, letters + 1))
            complement = dimension(letters, degree + 1) - commutator_rank(letters, degree, generators)
            missed.append(complement)
            agree.append(complement == necklace_count(letters, degree + 1))
        # the traces themselves, orthogonal to every commutator
        images = [commutator(i, {w: 1}) for i in generators for w in words(letters, largest - 1)]
        names = set(necklaces(letters, largest))
        for image in images:
            total: dict[Word, int] = {}
            for word, value in image.items():
                for name, count in cyclic_reduction(word).items():
                    total[name] = total.get(name, 0) + int(value) * count
            vectors += 1
            orthogonal += set(total) <= names and not any(total.values())
    return Evidence(
        all(agree) and orthogonal == vectors,
        f"dimensions {missed[: two + 1]} (q = 2), {missed[two + 1 :]} (q = 3); {orthogonal} of {vectors} commutators "
        "vanish under every trace",
        "the numbers of necklaces; all",
        f"q = 2 up to N = {two}, q = 3 up to N = {three}; the traces up to N = {two - 1} and {three - 1}",
        "exhaustive",
    )


@claim(
    id="S10",
    source="abstract",
    says="The statements about von Neumann algebras: closures in the weak topology",
    declared="open",
    finding="No computation sees a weak closure. The proof in the chapter needs only the distances of S6; random "
    "matrices show the same thing from another side.",
)
def random_matrices_stand_in(n: int = 240, seeds: int = 3) -> Evidence:
    from lib.combinatorics.semicircular_systems.spectra import commutator_spectrum, diagonal_part, gue_pair

    scaled, spectra = [], []
    for seed in range(seeds):
        first, second = gue_pair(n, seed)
        scaled.append(float((diagonal_part(first, second) ** 2).sum()))
        values = commutator_spectrum(first, second)
        spectra.append([float((values**k).mean()) for k in (2, 4, 6)])
    means = [sum(column) / seeds for column in zip(*spectra, strict=True)]
    wanted = moments({(1, 2): 1, (2, 1): -1}, 6)
    # i [s_1, s_2] is i times the polynomial: the even moments change sign with i^k
    predicted = [-int(wanted[2]), int(wanted[4]), -int(wanted[6])]
    close = all(abs(mean / value - 1) < 0.1 for mean, value in zip(means, predicted, strict=True))
    # n dist^2 is a sum of n squares of variance 1/n: mean 1, standard deviation sqrt(2/n)
    typical = all(abs(value - 1) < 4 * (2 / n) ** 0.5 for value in scaled)
    return Evidence(
        close and typical,
        "n times the squared distance: "
        + ", ".join(f"{value:.2f}" for value in scaled)
        + "; moments of $\\mathrm i[X,Y]$: "
        + ", ".join(f"{mean:.2f}" for mean in means),
        f"near 1 (within four standard deviations); near {', '.join(map(str, predicted))} (within 10 %)",
        f"statements about infinite-dimensional closures; proxy: {seeds} pairs of GUE matrices with n = {n}",
        "out_of_reach",
    )


@claim(
    id="S11",
    source="abstract",
    says="The matrix of S4 is the thesis's own projection matrix",
    declared="open",
    finding="Unverified: the text of part 3 was not available. The matrix here has each feature that the abstract "
    "announces.",
)
def matrix_has_the_announced_features(degree: int = 4) -> Evidence:
    matrix = projection_matrix(2, degree)
    projection = _is_projection(matrix) and _times_commutators(matrix, 2, degree)
    small, large = projection_matrix(2, degree - 2), matrix
    ratios = {
        (pair, large[pair] * (top_degree(0, degree) + 3) / (value * (top_degree(0, degree - 2) + 3)))
        for pair, value in small.items()
        if core(pair[0])[0] == (2,) and sum(core(pair[0])[1:]) % 2 == 0
    }
    similar = bool(ratios) and all(ratio == 1 for _, ratio in ratios)
    factor = centre_dimension(2, degree) == 1 and distance_squared((2,), 10 * degree) < Fraction(1, degree)
    return Evidence(
        projection and similar and factor,
        f"projection: {projection}; nested integers: {similar}; centre trivial and distances falling: {factor}",
        "all three",
        f"an identification of two texts, one of them unread; proxy: the announced features at N = {degree}",
        "out_of_reach",
    )


def _positive_definite(rows: list[list[Fraction]]) -> bool:
    # elimination without pivoting: positive definite exactly when every pivot is positive
    n = len(rows)
    for i in range(n):
        if rows[i][i] <= 0:
            return False
        for j in range(i + 1, n):
            if factor := rows[j][i] / rows[i][i]:
                rows[j] = [b - factor * a if a else b for a, b in zip(rows[i], rows[j], strict=True)]
    return True


@claim(
    id="S12",
    source="beyond the paper",
    says=r"For all $x$ with $\tau(x)=0$: $\sum_i\|[s_i,x]\|_2^2\ge(\sqrt{2q+2}-2)^2\,\|x\|_2^2$",
    declared="holds",
    finding="A second elementary proof of factoriality, on half a page, with a constant. It is positive for every "
    "$q\\ge2$ and 0 for $q=1$.",
)
def spectral_gap(two: int = 4, three: int = 3) -> Evidence:
    # the two identities of the proof, on words: sum of l_i^* rho_i turns a word, l l^* and rho rho^* sum to 1
    turned = []
    for letters in (2, 3):
        for word in words(letters, 4):
            if word:
                generators = range(1, letters + 1)
                longer = [add((1, {(*word, i): 1})) for i in generators]
                turn = add(*((1, annihilate(i, vector)) for i, vector in zip(generators, longer, strict=True)))
                whole = add(*((1, create(i, annihilate(i, {word: 1}))) for i in generators))
                turned.append(turn == {(*word[1:], word[0]): 1} and whole == {word: 1})
    definite = []
    for letters, largest in ((2, two), (3, three)):
        # a rational number above the constant of the statement: the check proves slightly more than it says
        constant = Fraction(int(sympy.ceiling(gap(letters) * 10**6)), 10**6)
        for degree in range(1, largest + 1):
            basis = [w for w in words(letters, degree) if w]
            images = [[commutator(i, {w: 1}) for i in range(1, letters + 1)] for w in basis]
            rows = [
                [Fraction(sum(int(inner(a, b)) for a, b in zip(u, v, strict=True))) for v in images] for u in images
            ]
            for i in range(len(rows)):
                rows[i][i] -= constant
            definite.append(_positive_definite(rows))
    return Evidence.combine(
        Evidence(
            all(turned),
            f"{sum(turned)} of {len(turned)} words are turned by $\\sum_i\\ell_i^*\\rho_i$ and kept by $\\sum_i\\ell_i\\ell_i^*$",
            "all",
            "all non-empty words of length up to 4, q = 2 and 3: the identities that the proof uses",
            "exhaustive",
        ),
        Evidence(
            all(definite),
            f"{sum(definite)} of {len(definite)} quadratic forms exceed the bound",
            "all, by exact elimination",
            f"all x of degree up to {two} (q = 2) and {three} (q = 3)",
            "exhaustive",
        ),
    )


@claim(
    id="S13",
    source="beyond the paper",
    says=r"With all generators the squared distance of a word $w$ falls exponentially: at most $4\,(2/(q+1))^n$ with "
    r"$n=\lfloor(N+1-|w|)/2\rfloor$, while commutators with one generator give only $1/N$",
    declared="holds",
    finding="Pure powers of a letter, which $s_1$ alone never reaches, fall with the rest.",
)
def all_generators_are_exponentially_better(two: int = 9, three: int = 6) -> Evidence:
    below = total = 0
    for letters, largest in ((2, two), (3, three)):
        for word in words(letters, 2):
            if word:
                for n in range(len(word) - 1, largest + 1):
                    total += 1
                    value = all_commutators_distance_squared(word, letters, n)
                    alone = distance_squared(word, n)
                    small = 0 < value <= min(distance_bound(len(word), letters, n), alone)
                    below += small and alone >= Fraction(2, n + 3)
    # words of even length gain at odd N
    odd = two - 1 + two % 2
    last = all_commutators_distance_squared((1, 2), 2, odd)
    earlier = all_commutators_distance_squared((1, 2), 2, odd - 2)
    return Evidence(
        below == total and last / earlier < Fraction(2, 3),
        f"{below} of {total} distances at most the bound and at most that of $s_1$ alone, which is at least 2/(N + 3); "
        f"that of the word 12 is multiplied by {float(last / earlier):.3f} for two degrees more at N = {odd}",
        "all; a factor below 2/3 for q = 2",
        f"all words of length 1 and 2, q = 2 up to N = {two}, q = 3 up to N = {three}, exact rational arithmetic",
        "exhaustive",
    )


@claim(
    id="S14",
    source="background",
    says=r"$s_1^2+s_2^2$ has the large Schröder numbers as moments; $\mathrm i[s_1,s_2]$ has even free cumulants 2, and its "
    r"law ends at $\sqrt{(11+5\sqrt5)/2}$",
    declared="holds",
)
def laws_of_two_polynomials(order: int = 10) -> Evidence:
    schroeder = [sum(comb(n + k, n - k) * _catalan(k) for k in range(n + 1)) for n in range(8)]
    first = moments({(1, 1): 1, (2, 2): 1}, 7)
    bracket = moments({(1, 2): 1, (2, 1): -1}, order)
    turned = [value if k % 4 == 0 else -value for k, value in enumerate(bracket)]
    cumulants = free_cumulants(turned)
    z, G = sympy.symbols("z G")
    discriminant = sympy.factor(sympy.discriminant(z * G**3 + G**2 - z * G + 1, G))
    edge = sympy.sqrt((11 + 5 * sympy.sqrt(5)) / 2)
    at_edge = sympy.simplify(discriminant.subs(z, edge)) == 0 and abs(float(edge) - TETILLA_EDGE) < 1e-12
    integrals = [numerical_moment(k) for k in (0, 2, 4, 6)]
    close = all(abs(integral - turned[k]) < 1e-6 for integral, k in zip(integrals, (0, 2, 4, 6), strict=True))
    return Evidence.combine(
        Evidence(
            first == schroeder,
            f"moments {first}",
            f"{schroeder}",
            "orders 0 to 7",
            "exhaustive",
        ),
        Evidence(
            cumulants == [2 * (k % 2 == 0) for k in range(1, order + 1)] and bool(at_edge) and close,
            f"free cumulants {cumulants}; discriminant ${sympy.latex(discriminant)}$; integrals of the density "
            + ", ".join(f"{integral:.4f}" for integral in integrals),
            "0, 2, 0, 2, ...; a zero at the edge; 1, 2, 10, 66",
            f"cumulants up to order {order}; that all even ones are 2 is the theorem of Nica and Speicher",
            "exhaustive",
        ),
    )
