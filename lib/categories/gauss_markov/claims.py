"""What Kamiura (2025) says, as functions that return evidence; findings of our own stand beside it.

The bodies of the paper's versions were not available: F, G, unit and counit are reconstructed from the abstracts and from
what an adjunction requires, and the enriched statements are possible readings of version 3.
"""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Iterator

import sympy
from sympy import ImmutableMatrix

from lib.book import Evidence, claim
from lib.categories.gauss_markov.categories import (
    Arrow,
    ThinCategory,
    componentwise,
    count_adjoints,
    equal_predictions,
    indiscrete,
    left_adjoint_candidates,
    noise_order,
    orthogonality,
    preserves_limits,
    right_adjoint_candidates,
    same_value,
)
from lib.categories.gauss_markov.data import ANSCOMBE, anscombe, longley
from lib.categories.gauss_markov.descent import gradient_descent_exact
from lib.categories.gauss_markov.enriched import (
    absolute_coapproximation,
    enriched_candidates,
    lawvere_defect,
    location_coapproximations,
    violating_parameter,
)
from lib.categories.gauss_markov.estimators import estimator_along, excess_variance, linear_unbiased, metric_of
from lib.categories.gauss_markov.examples import mean_grid, subspaces_modulo, three_points
from lib.categories.gauss_markov.model import (
    Fit,
    LinearModel,
    Vector,
    estimator_matrix,
    positive_definite,
    squared_norm,
)
from lib.categories.gauss_markov.nonlinear import SINGLE_BEND, SMALL_DATA, fit_network, stationary_parameters
from lib.categories.gauss_markov.precision import METHODS, coefficient_error
from lib.categories.gauss_markov.translations import Translation, adjunction_report, formulas_hold
from lib.exact.linear_algebra import Subspace, random_rational_matrix, rational_rank, rational_vector


def _vector(source: random.Random, size: int) -> Vector:
    return random_rational_matrix(source, size, 1)


def _models(count: int, seed: int, *, deficient: bool = False, taller: bool = False) -> Iterator[LinearModel]:
    """Yield random models with an offset; of full rank, or with dependent columns; with n > m where asked for."""
    source = random.Random(seed)
    for _ in range(count):
        m = source.randint(2 if deficient else 1, 3)
        n = source.randint(m + taller, 5)
        X = random_rational_matrix(source, n, m, rank=source.randint(1, m - 1) if deficient else m)
        yield LinearModel(X, _vector(source, n), rank_deficient="min_norm")


@claim(
    id="C1",
    source="abstract, version 1",
    says="Parameters and data form two categories whose arrows are translations, and prediction F and fit G are functors "
    "between them",
    declared="holds",
)
def functors_between_translations(count: int = 100) -> Evidence:
    right, source = 0, random.Random(1)
    for model in _models(count, 2):
        a, b, c = (_vector(source, model.m) for _ in range(3))
        y, z, w = (_vector(source, model.n) for _ in range(3))
        laws = [
            (Translation(b, c) @ Translation(a, b)).vector == (c - b) + (b - a),
            Translation(a, a).vector.is_zero_matrix,
            # the functor's action on arrows is a matrix; it has to agree with its action on objects
            Translation(model.F(a), model.F(b)).vector == model.X * (b - a),
            Translation(model.G(y), model.G(z)).vector == model.left_inverse * (z - y),
            model.X * (c - a) == model.X * (c - b) + model.X * (b - a),
            model.G(w) - model.G(y) == (model.G(w) - model.G(z)) + (model.G(z) - model.G(y)),
        ]
        right += all(laws)
    return Evidence(
        holds=right == count,
        measured=f"{right} of {count} models satisfy every law",
        expected="all",
        scope=f"{count} random rational models with n up to 5, one random triple of objects on each side",
        kind="identity",
    )


@claim(
    id="C2",
    source="abstract, version 1",
    says=r"$F\dashv G$, with unit 0 in full rank, counit $\rho(y)=(I-P)(y-b)$, and $r\leftrightarrow X^+r$ as the bijection "
    "of arrows",
    declared="holds",
    finding=r"Right in full rank. In deficient rank the unit is $(X^+X-I)a$ and the partner of r is $X^+r+\eta_a$. It "
    "says less than it seems: see C3.",
)
def adjunction_formulas(count: int = 60, deficient: int = 30) -> Evidence:
    source = random.Random(3)
    wrong: list[str] = []
    zero_units = 0
    for model in itertools.chain(_models(count, 4), _models(deficient, 5, deficient=True)):
        parameters = [_vector(source, model.m) for _ in range(2)]
        data = [_vector(source, model.n) for _ in range(2)]
        wrong += [name for name, held in formulas_hold(model, parameters, data).items() if not held]
        zero_units += all(model.unit(a).is_zero_matrix for a in parameters)
    return Evidence(
        holds=not wrong and zero_units == count,
        measured=f"{len(wrong)} identities violated; unit zero for {zero_units} models",
        expected=f"0 violated; unit zero for the {count} models of full rank and for no other",
        scope=f"five identities on {count} random rational models of full rank and {deficient} of deficient rank",
        kind="identity",
    )


def _random_fits(model: LinearModel, source: random.Random) -> dict[str, Fit]:
    A, B = (random_rational_matrix(source, model.m, model.n) for _ in range(2))
    c = _vector(source, model.m)
    return {
        "affine": lambda y: A * y + c,
        "quadratic": lambda y: A * y + B * y.multiply_elementwise(y) + c,
        "sign of the first entry": lambda y: c if y[0] > 0 else -c,
    }


@claim(
    id="C3",
    source="abstract, version 1",
    says="The adjunction captures the essential structure of supervised learning: it singles out the fit by residuals",
    declared="fails",
    finding="With one translation per pair of points *every* map is right adjoint to F, and left adjoint as well. On the "
    "grid there are $7^{31}$ right adjoints, and least squares is one of them.",
)
def adjunction_singles_out_least_squares(count: int = 60) -> Evidence:
    source = random.Random(6)
    passed, trivial = 0, 0
    for model in _models(count, 7, taller=True):
        parameters = [_vector(source, model.m) for _ in range(2)]
        data = [_vector(source, model.n) for _ in range(2)]
        for fit in _random_fits(model, source).values():
            report = adjunction_report(model, fit, parameters, data)
            passed += report.is_adjunction
            trivial += report.trivial_unit and report.normal_equations
    grid = mean_grid()
    right = count_adjoints(right_adjoint_candidates(grid.model.F, *grid.indiscrete_categories()))
    left = count_adjoints(left_adjoint_candidates(grid.model.F, *grid.indiscrete_categories()))
    return Evidence(
        holds=right == 1 and passed == 0,
        measured=f"{passed} of {3 * count} random maps, {trivial} of them least squares, satisfy every equation of the "
        f"adjunction; {right} right and {left} left adjoints on the grid",
        expected="one right adjoint, were the statement true",
        scope=f"{count} random models with three maps each; grid of 7 parameters and 31 data, exhaustively",
        kind="exhaustive",
    )


@claim(
    id="C4",
    source="abstract, version 1",
    says="Variations of parameters and residuals flow both ways: each determines the other",
    declared="holds",
)
def dual_flow(count: int = 60) -> Evidence:
    source, right = random.Random(8), 0
    for model in _models(count, 9):
        a, y = _vector(source, model.m), _vector(source, model.n)
        r, da, P = model.residual(a, y), model.G(y) - a, model.projector()
        right += (
            model.phi(r) == da
            and model.psi(da, y) == r
            and model.left_inverse * model.X == ImmutableMatrix.eye(model.m)
            and P * P == P
            and P == P.T
            and Subspace.column_space(P) == Subspace.column_space(model.X)
        )
    return Evidence(
        holds=right == count,
        measured=f"{right} of {count}",
        expected="all",
        scope=f"{count} random rational models of full rank",
        kind="identity",
    )


def _all_cones_are_limits(size: int) -> tuple[int, int]:
    category = ThinCategory([rational_vector([i, i * i]) for i in range(size)], indiscrete)
    cones = [
        (apex, diagram)
        for apex in category.objects
        for length in range(size + 1)
        for diagram in itertools.combinations(category.objects, length)
    ]
    return sum(category.is_limit_cone(apex, diagram) for apex, diagram in cones), len(cones)


def _preserving_maps() -> tuple[int, int]:
    data = ThinCategory([rational_vector(y) for y in ([0, 0], [1, 1], [0, 2], [1, 0], [2, 2])], indiscrete)
    parameters = ThinCategory([rational_vector([a]) for a in range(3)], indiscrete)
    found = 0
    for values in itertools.product(parameters.objects, repeat=len(data)):
        table = dict(zip(data.objects, values, strict=True))
        exist, kept = preserves_limits(table.__getitem__, data, parameters)
        found += exist == kept
    return found, len(parameters) ** len(data)


def _random_subspace(source: random.Random, ambient: int) -> Subspace:
    size = source.randint(1, ambient - 1)
    return Subspace.span(random_rational_matrix(source, size, ambient, rank=size, size=1))


def _subspace_trials(count: int) -> dict[str, int]:
    source = random.Random(10)
    kept = dict.fromkeys(("meets", "joins", "image meets", "image joins", "adjunction"), 0)
    for _ in range(count):
        X = random_rational_matrix(source, 4, 3, rank=source.randint(2, 3), size=1)
        U, V = (_random_subspace(source, 4) for _ in range(2))
        A, B = (_random_subspace(source, 3) for _ in range(2))
        kept["meets"] += (U & V).preimage(X) == U.preimage(X) & V.preimage(X)
        kept["joins"] += (U | V).preimage(X) == U.preimage(X) | V.preimage(X)
        kept["image meets"] += (A & B).image(X) == A.image(X) & B.image(X)
        kept["image joins"] += (A | B).image(X) == A.image(X) | B.image(X)
        kept["adjunction"] += (A.image(X) <= U) == (U.preimage(X) >= A)
    return kept


@claim(
    id="C5",
    source="abstract, version 1",
    says="Least squares and the minimum residual are related by the preservation of limits: right adjoints preserve them",
    declared="mixed",
    finding="As limits of the paper's categories: true and empty, every cone is a limit and every map preserves it. As "
    "limits of sequences: true and useful, by continuity. As meets in the noise order and of subspaces: true with content.",
)
def preservation_of_limits(steps: int = 8, trials: int = 80) -> Evidence:
    limits, cones = _all_cones_are_limits(4)
    preserving, maps = _preserving_maps()
    identities, checked, monotone = 0, 0, True
    source = random.Random(11)
    for model in [three_points()[0], *_models(8, 12)]:
        y = _vector(source, model.n)
        trace = (model.X.T * model.X).trace()
        states = gradient_descent_exact(model, y, [0] * model.m, 1 / trace, steps)
        fit, rho = model.G(y), model.min_residual(y)
        identities += sum(model.phi(s.r) == fit - s.a and s.r - rho == model.X * (fit - s.a) for s in states)
        checked += len(states)
        squares = [squared_norm(s.r) for s in states]
        monotone &= all(x >= z >= squared_norm(rho) for x, z in itertools.pairwise(squares))
    grid = mean_grid()
    parameters, data = grid.categories(noise_order(grid.model))
    exist, kept = preserves_limits(grid.model.G, data, parameters)
    trials_kept = _subspace_trials(trials)
    return Evidence.combine(
        Evidence(
            holds=limits == cones,
            measured=f"version 1: {limits} of {cones} cones are limits",
            expected="all",
            scope="all cones over all diagrams on 4 objects",
            kind="exhaustive",
        ),
        Evidence(
            holds=preserving == 1,
            measured=f"version 1: {preserving} of {maps} maps preserve all limits",
            expected="one, were preservation to single out the fit",
            scope="all maps from 5 data to 3 parameters",
            kind="exhaustive",
            declared="fails",
        ),
        Evidence(
            holds=identities == checked and monotone,
            measured=f"gradient descent: $X^+r_t=\\hat a-a_t$ and $r_t-\\rho=X(\\hat a-a_t)$ in {identities} of {checked} states",
            expected="all",
            scope=f"{steps} exact steps on 9 models",
            kind="identity",
        ),
        Evidence(
            holds=0 < exist == kept,
            measured=f"noise order: {kept} of {exist} meets preserved",
            expected="all",
            scope="all meets of up to two objects on the grid",
            kind="exhaustive",
        ),
        Evidence(
            holds=trials_kept["meets"] == trials_kept["image joins"] == trials_kept["adjunction"] == trials
            and trials_kept["joins"] < trials
            and trials_kept["image meets"] < trials,
            measured=f"subspaces: preimages keep {trials_kept['meets']} meets and {trials_kept['joins']} joins, images "
            f"{trials_kept['image joins']} joins and {trials_kept['image meets']} meets",
            expected=f"preimages keep {trials} meets, images {trials} joins, the others not all",
            scope=f"{trials} random pairs of subspaces",
            kind="identity",
        ),
    )


def _fit_by(L: ImmutableMatrix, model: LinearModel) -> Fit:
    return lambda y: L * (y - model.b)


@claim(
    id="C6",
    source="title",
    says="The adjunction deserves the name of Gauss and Markov: it expresses that least squares is the best linear "
    "unbiased estimator",
    declared="mixed",
    finding=r"A trivial unit says *linear unbiased*, for affine maps: $LX=I$. *Best* comes from the inner product, and "
    "the adjunction of version 1 does not use it.",
)
def unbiased_and_best(count: int = 60) -> Evidence:
    # the matrices for the converse come from a source of their own: the other counts do not depend on them
    source, metrics = random.Random(13), random.Random(15)
    reached, same, unbiased, excess, normal, adjoint, eligible = 0, 0, 0, 0, 0, 0, 0
    for model in _models(count, 14, taller=True):
        a, y = _vector(source, model.m), _vector(source, model.n)
        Z = random_rational_matrix(source, model.m, model.n)
        L = linear_unbiased(model, Z)
        # a second map, unbiased only by accident: both sides of the equivalence have to agree
        M = random_rational_matrix(source, model.m, model.n)
        basis = [ImmutableMatrix.eye(model.m)[:, j] for j in range(model.m)]
        for matrix in (L, M):
            trivial = all(matrix * (model.F(e) - model.b) == e for e in basis)
            same += trivial == (matrix * model.X == ImmutableMatrix.eye(model.m))
        unbiased += ImmutableMatrix.eye(model.m) == L * model.X
        # conversely an unbiased estimator found in another way has the form of L, with itself for Z
        A = random_rational_matrix(metrics, model.n, model.n, rank=model.n)
        other = estimator_matrix(model.X, A.T * A)
        reached += linear_unbiased(model, other) == other
        rest = ImmutableMatrix.eye(model.n) - model.projector()
        difference = excess_variance(model, Z)
        excess += difference == Z * rest * Z.T and positive_definite(difference, semi=True)
        if model.left_inverse != L:
            eligible += 1
            # X^T (y - F(L(y - b))) = 0 for all y means X^T (I - XL) = 0
            normal += (model.X.T * (ImmutableMatrix.eye(model.n) - model.X * L)).is_zero_matrix
            report = adjunction_report(model, _fit_by(L, model), [a], [y])
            adjoint += report.is_adjunction and report.trivial_unit
    return Evidence.combine(
        Evidence(
            holds=same == 2 * count and unbiased == reached == count,
            measured=f"trivial unit exactly where $LX=I$ for {same} of {2 * count} matrices; {reached} of {count} "
            "weighted fits have the form $X^++Z(I-P)$",
            expected="all; all",
            scope=f"{count} random models, $L=X^++Z(I-P)$, an arbitrary matrix and a random metric for each",
            kind="identity",
        ),
        Evidence(
            holds=excess == count and normal == 0,
            measured=f"excess variance is $Z(I-P)Z^\\top$ and positive semidefinite {excess} times; {normal} of {eligible} "
            "other estimators solve the normal equations",
            expected=f"{count} times; 0",
            scope=f"the same {count} estimators",
            kind="identity",
        ),
        Evidence(
            holds=adjoint == 0,
            measured=f"{adjoint} of {eligible} estimators that are not the best are right adjoints with trivial unit",
            expected="0, were the adjunction to express the theorem",
            scope=f"the {eligible} of them that differ from $X^+$",
            kind="identity",
            declared="fails",
        ),
    )


@claim(
    id="C7",
    source="abstract, version 3, as read here",
    says=r"With distances for arrows, $d(F(a),y)=d(a,G(y))$ for all a and y",
    declared="mixed",
    finding="False for Euclidean distances between data as soon as there is a residual. True for the distance between "
    "projections, where it means least squares, but there the residual has length 0.",
)
def strict_enriched_adjunction() -> Evidence:
    grid = mean_grid()
    P = grid.model.projector()

    def between_parameters(a: Vector, g: Vector) -> sympy.Rational:
        return squared_norm(grid.model.X * (a - g))

    def euclidean(y: Vector, z: Vector) -> sympy.Rational:
        return squared_norm(y - z)

    def projected(y: Vector, z: Vector) -> sympy.Rational:
        return squared_norm(P * (y - z))

    strict = enriched_candidates(grid.model.F, between_parameters, euclidean, grid.parameters, grid.data)
    modulo = enriched_candidates(grid.model.F, between_parameters, projected, grid.parameters, grid.data)
    some = [y for y, found in strict.items() if found]
    noiseless = [y for y in grid.data if grid.model.min_residual(y).is_zero_matrix]
    sees = max(projected(grid.model.F(grid.model.G(y)), y) for y in grid.data)
    return Evidence.combine(
        Evidence(
            holds=count_adjoints(strict) > 0,
            measured=f"Euclidean: {count_adjoints(strict)} right adjoints; {len(some)} of {len(grid.data)} data admit a value, "
            + ("the noise-free ones" if some == noiseless else "not the noise-free ones"),
            expected="at least one, were the statement true",
            scope="grid of 7 parameters and 31 data",
            kind="exhaustive",
            declared="fails",
        ),
        Evidence(
            holds=all(found == [grid.model.G(y)] for y, found in modulo.items()) and sees == 0 and some == noiseless,
            measured=f"projected: {count_adjoints(modulo)} right adjoint; longest counit {sees}",
            expected="1, the mean; 0",
            scope="the same grid",
            kind="exhaustive",
        ),
    )


@claim(
    id="C8",
    source="abstract, version 3, as read here",
    says=r"F and G are functors, one half of the adjunction holds, $d(F(a),y)\ge d(a,G(y))$, and it characterises least "
    "squares",
    declared="holds",
    finding=r"The defect is Pythagoras: $d(F(a),y)^2=d(a,G(y))^2+\|\rho(y)\|^2$. Over all parameters the inequality leaves "
    "only least squares; over a bounded set of them it leaves more, 64 maps on the grid.",
)
def lax_enriched_adjunction(count: int = 60) -> Evidence:
    source = random.Random(15)
    pythagoras, refuted, functors = 0, 0, 0
    for model in _models(count, 16, taller=True):
        a, y = _vector(source, model.m), _vector(source, model.n)
        c, z = _vector(source, model.m), _vector(source, model.n)
        # F keeps distances, G does not increase them
        shorter = squared_norm(model.X * (model.G(y) - model.G(z))) <= squared_norm(y - z)
        functors += bool(shorter) and squared_norm(model.F(a) - model.F(c)) == squared_norm(model.X * (a - c))
        pythagoras += lawvere_defect(model, a, y) == squared_norm(model.min_residual(y))
        g = model.G(y) + _vector(source, model.m)
        while (model.X * (g - model.G(y))).is_zero_matrix:
            g = model.G(y) + _vector(source, model.m)
        bad = violating_parameter(model, y, g)
        refuted += bool(squared_norm(model.residual(bad, y)) < squared_norm(model.X * (bad - g)))
    grid = mean_grid()
    lax = enriched_candidates(
        grid.model.F,
        lambda a, g: squared_norm(grid.model.X * (a - g)),
        lambda y, z: squared_norm(y - z),
        grid.parameters,
        grid.data,
        lax=True,
    )
    included = all(grid.model.G(y) in found for y, found in lax.items())
    return Evidence(
        holds=functors == pythagoras == refuted == count and count_adjoints(lax) == 64 and included,
        measured=f"functors {functors} of {count}; Pythagoras {pythagoras} of {count}; {refuted} of {count} wrong values refuted; "
        f"{count_adjoints(lax)} lax adjoints on the bounded grid",
        expected=f"{count}; {count}; {count}; 64, the mean among them",
        scope=f"{count} random rational models; grid of 7 parameters and 31 data, exhaustively",
        kind="identity",
    )


@claim(
    id="C9",
    source="beyond the paper",
    says="Three small changes of the categories make the adjunction mean least squares: orthogonal differences, weighted "
    "orthogonal differences, and the order of growing noise",
    declared="holds",
    finding="The normal equations *are* the adjunction. Only the noise order has a direction: there the counit is "
    "invertible exactly for noise-free data, and F has no left adjoint.",
)
def repairs_characterise_least_squares(count: int = 40) -> Evidence:
    grid = mean_grid()
    only: list[bool] = []
    left: list[int] = []
    for arrow, fit in grid.repairs().values():
        parameters, data = grid.categories(arrow)
        found = right_adjoint_candidates(grid.model.F, parameters, data)
        only.append(all(choices == [fit(y)] for y, choices in found.items()))
        left.append(count_adjoints(left_adjoint_candidates(grid.model.F, parameters, data)))
    _, ordered = grid.categories(noise_order(grid.model))
    invertible = sum(ordered.isomorphic(grid.model.F(grid.model.G(y)), y) for y in grid.data)
    noise_free = all(
        ordered.isomorphic(grid.model.F(grid.model.G(y)), y) == grid.model.min_residual(y).is_zero_matrix
        for y in grid.data
    )
    source = random.Random(17)
    solutions, weighted = 0, 0
    for model in _models(count, 18):
        y = _vector(source, model.n)
        A = random_rational_matrix(source, model.n, model.n, rank=model.n)
        heavy = LinearModel(model.X, model.b, weights=A.T * A)
        # the parameters related to y form the solution set of the normal equations: one point, and it is G(y)
        for each in (model, heavy):
            gram = each.X.T * each.weights * each.X
            solutions += rational_rank(gram) == each.m and each.is_normal(y, each.G(y))
        weighted += heavy.left_inverse * heavy.X == ImmutableMatrix.eye(heavy.m)
    return Evidence(
        holds=only == [True] * 3
        and left == [1, 1, 0]
        and invertible == 7
        and noise_free
        and solutions == 2 * count
        and weighted == count,
        measured=f"grid: its own fit the only right adjoint in {sum(only)} of {len(only)} categories, left adjoints "
        f"{', '.join(map(str, left))}; counit of the noise order invertible for {invertible} of {len(grid.data)}, "
        f"exactly the noise-free ones: {noise_free}; {solutions} of {2 * count} models with one solution",
        expected="all; 1, 1, 0; 7, True; all",
        scope=f"grid of 7 parameters and 31 data, exhaustively, R1, R2 and R3; {count} random models, with and without weights",
        kind="exhaustive",
    )


@claim(
    id="C10",
    source="abstract",
    says="The adjunction extends denotational semantics to supervised learning and supports its explicability",
    declared="open",
    finding="A matter of interpretation. What it can rest on is exact: every residual splits into a part that a change of "
    "parameters explains and a part that none does.",
)
def residuals_explain() -> Evidence:
    split = 0
    for name in ANSCOMBE:
        model, y = anscombe(name)
        r = model.residual([3, "1/2"], y)
        explained, rest = model.X * model.phi(r), model.min_residual(y)
        split += explained + rest == r and explained.dot(rest) == 0
    return Evidence(
        holds=split == 4,
        measured=f"residual of the line 3 + x/2 split into explained and unexplained part for {split} of 4 data sets",
        expected="4",
        scope="not a mathematical statement; the nearest exact one, on Anscombe's quartet",
        kind="out_of_reach",
    )


@claim(
    id="C11",
    source="abstract",
    says="Linear regression is the most basic case, and the construction extends to other models",
    declared="mixed",
    finding="The first-order counit extends: $J^\\top r=0$ at a stationary point. The unit does not stay trivial: a network "
    "has eight parameters for one function. And the repaired adjunction ends with the first curve.",
)
def nonlinear_models() -> Evidence:
    starts = {"plain": [0, 2, 1, -1, "1/4"], "signs": [0, -2, -1, 1, "-1/4"], "exchanged": [0, -1, "1/4", 2, 1]}
    fits = {name: fit_network(*SMALL_DATA, start) for name, start in starts.items()}
    # a curve with a single bend: the two units stay together, and the Jacobian has equal columns
    merged = fit_network(*SINGLE_BEND, [0, 1, "1/2", 1, "1/2"])
    apart = max(
        abs(p - q) for f in fits.values() for p, q in zip(f.predictions, fits["plain"].predictions, strict=True)
    )
    different = len({tuple(round(float(v), 6) for v in f.parameters) for f in fits.values()})
    rank = sum(s > 1e-8 * merged.singular_values[0] for s in merged.singular_values)
    t = sympy.Symbol("t")
    points = stationary_parameters([t, t**2], [0, "3/2"])
    return Evidence.combine(
        Evidence(
            holds=max(f.relative_gradient for f in [*fits.values(), merged]) < 1e-8,
            measured="relative size of $J^\\top r$ below 1e-8 in "
            f"{sum(f.relative_gradient < 1e-8 for f in [*fits.values(), merged])} of 4 fits",
            expected="4",
            scope="network with two tanh units, 13 data, four starts",
            kind="miniature",
        ),
        Evidence(
            holds=different == 1,
            measured=f"{different} parameters, predictions equal to 20 digits: {bool(apart < 1e-20)}; Jacobian of rank {rank} of 5 "
            "where the two units merge",
            expected="one parameter, were the unit trivial",
            scope="the same network; merged units on 13 data with one bend",
            kind="miniature",
            declared="fails",
        ),
        Evidence(
            holds=len(points) == 1,
            measured=f"the parabola $(t,t^2)$ has stationary points {points} for the data (0, 3/2)",
            expected="one, were the normal equations an adjunction",
            scope="one exact example; see the text for the argument",
            kind="identity",
            declared="fails",
        ),
    )


def _homomorphisms(p: int, rows: int, columns: int) -> list[tuple[tuple[int, ...], ...]]:
    flat = itertools.product(range(p), repeat=rows * columns)
    return [tuple(values[i * columns : (i + 1) * columns] for i in range(rows)) for values in flat]


def _apply(matrix: tuple[tuple[int, ...], ...], vector: tuple[int, ...], p: int) -> tuple[int, ...]:
    return tuple(sum(x * v for x, v in zip(row, vector, strict=True)) % p for row in matrix)


def _plus(u: tuple[int, ...], v: tuple[int, ...], p: int) -> tuple[int, ...]:
    return tuple((x + y) % p for x, y in zip(u, v, strict=True))


def _has_one_object_adjoint(X: tuple[tuple[int, ...], ...], p: int, n: int, m: int) -> bool:
    """Search all G and all bijections of arrows, straight from the definition of an adjunction of one-object categories."""
    data, parameters = (list(itertools.product(range(p), repeat=k)) for k in (n, m))
    if len(data) != len(parameters):
        return False
    for images in itertools.permutations(parameters):
        phi = dict(zip(data, images, strict=True))
        if any(phi[_plus(r, _apply(X, d, p), p)] != _plus(phi[r], d, p) for r in data for d in parameters):
            continue
        for G in _homomorphisms(p, m, n):
            if all(phi[_plus(s, r, p)] == _plus(_apply(G, s, p), phi[r], p) for s in data for r in data):
                return True
    return False


@claim(
    id="B1",
    source="beyond the paper",
    says="If the translations of a space are kept as the arrows of a single object, F has a right adjoint exactly when X is "
    "invertible",
    declared="holds",
    finding="Between *everything is adjoint* and *only isomorphisms are* there is no room for regression without more structure.",
)
def one_object_categories() -> Evidence:
    agree, seen = 0, 0
    for p, n, m in ((2, 1, 1), (2, 2, 1), (2, 1, 2), (2, 2, 2), (3, 1, 1), (5, 1, 1)):
        for X in _homomorphisms(p, n, m):
            seen += 1
            invertible = n == m and sympy.Matrix(X).det() % p != 0
            agree += _has_one_object_adjoint(X, p, n, m) == invertible
    return Evidence(
        holds=agree == seen,
        measured=f"{agree} of {seen} matrices agree",
        expected="all",
        scope="all matrices up to 2 x 2 modulo 2 and 1 x 1 modulo 3 and 5, all candidate G and all bijections",
        kind="exhaustive",
    )


def _cosets(K: frozenset[tuple[int, ...]], p: int) -> Arrow:
    return lambda y, z: tuple((t - s) % p for s, t in zip(y, z, strict=True)) in K


@claim(
    id="B2",
    source="beyond the paper",
    says="Linear unbiased estimators, complements K of the column space, and the categories with arrows $y\\to y'$ for "
    "$y'-y\\in K$ in which F has a right adjoint are the same thing; each is weighted least squares for some metric",
    declared="holds",
    finding="Choosing a category of this kind is choosing an estimator, no more and no less.",
)
def complements_are_estimators(count: int = 40) -> Evidence:
    right, subspaces, spaces, counted = 0, 0, 0, 0
    for p, n in ((2, 2), (2, 3), (3, 2)):
        vectors = list(itertools.product(range(p), repeat=n))
        for m in range(1, n + 1):
            for flat in itertools.product(vectors, repeat=m):
                X = tuple(zip(*flat, strict=True))
                parameters = list(itertools.product(range(p), repeat=m))
                image = {a: _apply(X, a, p) for a in parameters}
                if len(set(image.values())) < len(parameters):
                    continue
                spaces += 1
                with_adjoint = 0
                source = ThinCategory(parameters, lambda a, c: a == c)
                for K in subspaces_modulo(p, n):
                    subspaces += 1
                    data = ThinCategory(vectors, _cosets(K, p))
                    found = count_adjoints(right_adjoint_candidates(image.__getitem__, source, data))
                    complement = len(K) == p ** (n - m) and len(K & set(image.values())) == 1
                    right += found == complement
                    with_adjoint += found
                counted += with_adjoint == p ** (m * (n - m))
    metrics = 0
    source_of_numbers = random.Random(19)
    for model in _models(count, 20, taller=True):
        L = linear_unbiased(model, random_rational_matrix(source_of_numbers, model.m, model.n))
        W = metric_of(model.X, L)
        metrics += (
            positive_definite(W)
            and LinearModel(model.X, weights=W).left_inverse == L
            and estimator_along(model.X, Subspace.kernel(L)) == L
        )
    return Evidence(
        holds=right == subspaces and counted == spaces and metrics == count,
        measured=f"right adjoint exactly for complements in {right} of {subspaces} cases; $p^{{m(n-m)}}$ of them for {counted} of "
        f"{spaces} designs; {metrics} of {count} estimators recovered from their kernel and from their metric",
        expected="all; all; all",
        scope=f"all {spaces} injective X and all subspaces K for spaces of 4, 8 and 9 vectors; {count} random rational models",
        kind="exhaustive",
    )


@claim(
    id="B3",
    source="beyond the paper",
    says="Among these categories least squares has the only one that the reflection in the column space leaves unchanged",
    declared="holds",
    finding="What replaces *best* on the side of categories is symmetry: noise that the reflection $2P-I$ does not change.",
)
def reflection_selects_least_squares(count: int = 60) -> Evidence:
    source, right, other = random.Random(21), 0, 0
    for model in _models(count, 22, taller=True):
        mirror = 2 * model.projector() - ImmutableMatrix.eye(model.n)
        L = linear_unbiased(model, random_rational_matrix(source, model.m, model.n))
        for matrix in (model.left_inverse, L):
            K = Subspace.kernel(matrix)
            right += (K.image(mirror) == K) == (matrix == model.left_inverse)
            other += matrix != model.left_inverse
    return Evidence(
        holds=right == 2 * count and other > count // 2,
        measured=f"{right} of {2 * count} agree, {other} of them not least squares",
        expected="all",
        scope=f"{count} random rational models, least squares and one other estimator each",
        kind="identity",
    )


@claim(
    id="B4",
    source="beyond the paper",
    says="Other estimators are right adjoints in other categories: the smallest entry for the componentwise order (the "
    "largest is the left adjoint), and every estimator that recovers noise-free parameters for its own equivalence",
    declared="holds",
    finding="The word *adjoint* alone prefers none of them; the median is as good as the mean.",
)
def other_estimators_are_adjoints() -> Evidence:
    model = LinearModel([[1], [1], [1]])
    triples = [rational_vector(t) for t in itertools.product(range(3), repeat=3)]
    ends = [rational_vector([c]) for c in range(3)]
    up, cube = ThinCategory(ends, componentwise), ThinCategory(triples, componentwise)
    smallest = right_adjoint_candidates(model.F, up, cube)
    largest = left_adjoint_candidates(model.F, up, cube)
    ordered = all([c[0] for c in smallest[y]] == [min(y)] and [c[0] for c in largest[y]] == [max(y)] for y in triples)
    sixths = [rational_vector([sympy.Rational(k, 6)]) for k in range(13)]
    points = list(dict.fromkeys([*triples, *map(model.F, sixths)]))
    estimators: dict[str, Fit] = {
        "mean": model.G,
        "median": lambda y: rational_vector([sorted(y)[1]]),
        "middle of the range": lambda y: rational_vector([(min(y) + max(y)) / 2]),
        "first": lambda y: rational_vector([y[0]]),
    }
    only = [
        name
        for name, fit in estimators.items()
        if all(
            found == [fit(y)]
            for y, found in right_adjoint_candidates(
                model.F,
                ThinCategory(sixths, equal_predictions(model)),
                ThinCategory(points, same_value(fit)),
            ).items()
        )
    ]
    return Evidence(
        holds=ordered and only == list(estimators),
        measured=f"order: smallest right, largest left adjoint, both unique: {ordered}; own equivalence: {', '.join(only)}",
        expected="True; all four",
        scope=f"all {len(triples)} triples of 0, 1, 2 (and {len(points) - len(triples)} more noise-free data)",
        kind="exhaustive",
    )


def _allowed(y: Vector, g: sympy.Rational, *, largest: bool) -> bool:
    """Decide the lax inequality for a constant and all c: both sides are straight between kinks, and parallel far out."""
    kinks = {*y, g, (min(y) + max(y)) / 2}
    for c in (min(kinks) - 1, *kinks, max(kinks) + 1):
        errors = [abs(c - value) for value in y]
        forth, back = (max(errors), abs(c - g)) if largest else (sum(errors), len(y) * abs(c - g))
        if forth < back:
            return False
    return True


def _ends_of_the_inequality(y: Vector, low: sympy.Rational, high: sympy.Rational, *, largest: bool) -> bool:
    """Whether the inequality allows both ends of an interval and nothing a little outside."""
    little = sympy.Rational(1, 1000)
    inside = _allowed(y, low, largest=largest) and _allowed(y, high, largest=largest)
    return inside and not any(_allowed(y, g, largest=largest) for g in (low - little, high + little))


def _refuted_far_out(line: LinearModel, y: Vector, g: Vector) -> bool:
    """Whether a line far from g, crossing zero between two places or beside all, is nearer to the data than to g."""
    far = 2 * sum(abs(value) for value in line.residual(g, y)) + 1
    steep = [rational_vector([sympy.Rational(1, 2) - k, 1]) for k in range(line.n + 1)]
    for v in (far * sign * direction for direction in steep for sign in (1, -1)):
        if sum(map(abs, line.residual(g + v, y))) < sum(map(abs, line.X * v)):
            return True
    return False


@claim(
    id="B5",
    source="beyond the paper",
    says=r"The lax reading depends on the metric and not on the loss: with sums of absolute values it gives the mean (not the "
    "median) for a constant, nothing at all for noisy data on a line's different places, and with largest entries "
    "a whole interval",
    declared="holds",
    finding="A lax right adjoint is a best *coapproximation*; it agrees with the best approximation for Euclidean distances.",
)
def lax_adjoints_for_other_metrics(count: int = 60) -> Evidence:
    source = random.Random(23)
    constant, lines, none, refuted, exact, interval = 0, 0, 0, 0, 0, 0
    for _ in range(count):
        n = source.randint(3, 6)
        y = _vector(source, n)
        flat = LinearModel([[1]] * n)
        mean = sum(y, sympy.Integer(0)) / n
        constant += (
            location_coapproximations(y, 1) == (mean, mean)
            and absolute_coapproximation(flat, y) == rational_vector([mean])
            and _ends_of_the_inequality(y, mean, mean, largest=False)
        )
        low, high = location_coapproximations(y, "max")
        interval += (low, high) == (min(y), max(y)) and _ends_of_the_inequality(y, low, high, largest=True)
        line = LinearModel([[1, x] for x in range(n)])
        noisy = not line.min_residual(y).is_zero_matrix
        lines += noisy
        none += noisy and absolute_coapproximation(line, y) is None
        refuted += noisy and _refuted_far_out(line, y, line.G(y)) and _refuted_far_out(line, y, _vector(source, 2))
        clean = _vector(source, 2)
        exact += absolute_coapproximation(line, line.F(clean)) == clean
    return Evidence(
        holds=constant == interval == exact == count and none == refuted == lines > 0,
        measured=f"mean {constant} of {count}; interval {interval} of {count}; no value for {none} of {lines} noisy lines, "
        f"where two candidates each are refuted {refuted} times; the line itself for {exact} of {count} without noise",
        expected="all; all; all, all; all",
        scope=f"{count} random data with 3 to 6 entries, a constant and a line at 0, 1, 2, ...; the inequality itself decided at "
        "the kinks of both sides",
        kind="identity",
    )


def _variances_with_rare_errors() -> tuple[sympy.Rational, sympy.Rational]:
    """Return the variances of mean and median of three, for errors -1, 0, 1 with probabilities 1/20, 9/10, 1/20."""
    chances = {-1: sympy.Rational(1, 20), 0: sympy.Rational(9, 10), 1: sympy.Rational(1, 20)}
    mean, median = sympy.Rational(0), sympy.Rational(0)
    for errors in itertools.product(chances, repeat=3):
        chance = math.prod((chances[e] for e in errors), start=sympy.Rational(1))
        mean += chance * sympy.Rational(sum(errors), 3) ** 2
        median += chance * sorted(errors)[1] ** 2
    return mean, median


def _dropped_hypotheses() -> dict[str, bool]:
    """Return for each hypothesis whether the counterexample works: what holds with it fails without it."""
    shifted = LinearModel([[1], [1]], ["1", "1"])
    no_offset = shifted.left_inverse * shifted.F([0]) - rational_vector([0])
    deficient = LinearModel([[1, 1], [1, 1], [1, 1]], rank_deficient="min_norm")
    pairs = [rational_vector(p) for p in itertools.product(range(3), repeat=2)]
    kernel = ThinCategory(pairs, equal_predictions(deficient))
    targets = ThinCategory(list(dict.fromkeys(map(deficient.F, pairs))), orthogonality(deficient))
    indefinite = ImmutableMatrix.diag(1, -1)
    column = LinearModel([[1], [1]])
    flat = [rational_vector(p) for p in itertools.product(range(2), repeat=2)]
    light = ThinCategory(flat, orthogonality(column, indefinite))
    points = ThinCategory([rational_vector([c]) for c in range(2)], equal_predictions(column))
    short, double = LinearModel([["1/2"]]), LinearModel([[2]])
    grid = mean_grid()
    strict = ThinCategory(grid.data, noise_order(grid.model, strict=True))
    # below both of these lie the three arrangements of (0, 1, 1), none of them greatest in the strict order
    twins = [y for y in grid.data if sorted(y) == [0, 0, 2]][:2]
    model, _ = three_points()
    covariance = ImmutableMatrix.diag(1, 1, 9)
    weighted = LinearModel(model.X, weights=covariance.inv())
    ordinary, general = model.left_inverse, weighted.left_inverse
    gap = ordinary * covariance * ordinary.T - general * covariance * general.T
    mean_variance, median_variance = _variances_with_rare_errors()
    meets = ThinCategory(grid.data, noise_order(grid.model)).limits(twins)
    found = {
        "G subtracts b": no_offset == rational_vector([1]),
        "full rank, for the unit": not deficient.unit([1, 0]).is_zero_matrix,
        # the sums 0 to 4 are reached by 1, 2, 3, 2 and 1 pairs
        "full rank, for uniqueness": count_adjoints(right_adjoint_candidates(deficient.F, kernel, targets)) == 12,
        "a definite metric": count_adjoints(right_adjoint_candidates(column.F, points, light)) == 0,
        # over two elements the vector (1, 1) is orthogonal to itself
        "numbers whose squares are positive": sum(v * v for v in (1, 1)) % 2 == 0,
        "distance of parameters by predictions, for F": squared_norm(double.F([0]) - double.F([1])) > 1,
        "distance of parameters by predictions, for the inequality": squared_norm(short.residual([0], [1]))
        < squared_norm(short.G([1])),
        "equality allowed in growing noise": not strict.limits(twins) and bool(meets),
        "equal variances": positive_definite(gap, semi=True) and not gap.is_zero_matrix,
        "linear estimators": median_variance < mean_variance,
    }
    return {name: bool(works) for name, works in found.items()}


@claim(
    id="B6",
    source="beyond the paper",
    says="Ten hypotheses of the statements in this chapter are needed: dropping any of them, there is a counterexample",
    declared="holds",
    finding=r"Two are *not* needed. For weighted least squares W need not be positive, it is enough that $X^\top WX$ is "
    "invertible: fitting the first two points is a right adjoint of this kind. And an order that translations respect has a "
    "right adjoint only if it is an equivalence.",
)
def hypotheses_are_needed() -> Evidence:
    found = _dropped_hypotheses()
    model, _ = three_points()
    two = estimator_matrix(model.X, ImmutableMatrix.diag(1, 1, 0))
    semidefinite = two == ImmutableMatrix([[1, 0, 0], [-1, 1, 0]])
    grid = mean_grid()
    plain = orthogonality(grid.model)

    def half(y: Vector, z: Vector) -> bool:
        return plain(y, z) and (z[2] - y[2], z[1] - y[1]) >= (0, 0)

    one_sided = count_adjoints(right_adjoint_candidates(grid.model.F, *grid.categories(half)))
    return Evidence(
        holds=len(found) == 10 and all(found.values()) and semidefinite and one_sided == 0,
        measured=f"{sum(found.values())} of {len(found)} counterexamples work; weights 1, 1, 0 fit the first two points: "
        f"{semidefinite}; right adjoints for one half of orthogonality: {one_sided}",
        expected="10 of 10; True; 0",
        scope="; ".join(found),
        kind="identity",
    )


@claim(
    id="B7",
    source="beyond the paper",
    says="Longley's data need exact arithmetic or a good method: at 53 to 96 bits the normal equations lag far behind "
    "reflections",
    declared="holds",
    finding="The lag is 15 to 20 bits. In 53 bits the normal equations keep seven digits and reflections twelve; in 24 "
    "bits the normal equations break down.",
)
def bits_of_longley() -> Evidence:
    model, y = longley()
    exact = model.G(y)
    published = {0: "-3482258.634595818", 1: "15.0618722713733", 6: "1829.15146461355"}
    agree = sum(
        bool(abs(exact[j] / sympy.Rational(text) - 1) < sympy.Rational(1, 10**13)) for j, text in published.items()
    )
    lags = [
        math.log2(coefficient_error(model, y, bits, METHODS[0]) / coefficient_error(model, y, bits, METHODS[1]))
        for bits in (53, 64, 80, 96)
    ]
    broken = math.isinf(coefficient_error(model, y, 24, METHODS[0]))
    single = coefficient_error(model, y, 24, METHODS[1])
    # seven digits against twelve
    double = [coefficient_error(model, y, 53, method) for method in METHODS]
    return Evidence(
        holds=agree == 3
        and (model.X.T * model.min_residual(y)).is_zero_matrix
        and min(lags) > 14.5
        and max(lags) < 20.5
        and double[0] < 1e-7
        and double[1] < 1e-12
        and broken
        and single < 0.01,
        measured=f"lag of {', '.join(f'{lag:.0f}' for lag in lags)} bits at 53, 64, 80 and 96 bits; in 24 bits breakdown: "
        f"{broken}; {agree} of 3 published coefficients met",
        expected="15 to 20 bits each; True; 3",
        scope="16 years, 7 coefficients; arithmetic in software, the same on every machine",
        kind="identity",
    )
