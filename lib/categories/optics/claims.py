"""What Gavranović (2022) says about lenses and optics, as functions that return evidence; our own findings beside it."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import combinations, pairwise, product
from typing import Any

from lib.book import Evidence, claim, recorded
from lib.categories.optics.bracketings import (
    Bracketing,
    Schedule,
    all_bracketings,
    all_schedules,
    as_schedule,
    balanced,
    fold,
    left_nested,
    right_nested,
    segments,
)
from lib.categories.optics.checkpoints import (
    binomial_bound,
    compared_programs,
    fewest_gets,
    optimal_bracketing,
    optimal_schedule,
    unzip,
)
from lib.categories.optics.comparison import (
    counit,
    erase,
    laxator,
    linear_form,
    oplax_unitor,
    oplaxator,
    reify,
    to_linear,
)
from lib.categories.optics.composites import Lens, Optic, boundary
from lib.categories.optics.cost import extra_gets, peak_storage, trace
from lib.categories.optics.finite import Fn, finite, pair
from lib.categories.optics.generate import (
    all_lenses,
    random_boundary,
    random_cell_from,
    random_chain,
    random_lens,
    random_optic,
)
from lib.categories.optics.hom_categories import hom_category
from lib.categories.optics.policies import bracketed, policy, policy_cell
from lib.categories.optics.prisms import prism_of, store_answer, sum_hom_category, sum_two_cells
from lib.categories.optics.two_cells import TwoCell, count_two_cells, two_cells

BIT = boundary(finite(2))


def _optics_in_a_row(rng: random.Random, length: int) -> list[Optic]:
    ends = [random_boundary(rng) for _ in range(length + 1)]
    return [random_optic(rng, a, b, rng.randint(1, 3)) for a, b in pairwise(ends)]


def _count(cases: int, seed: int, check: Callable[[random.Random], bool]) -> int:
    rng = random.Random(seed)
    return sum(check(rng) for _ in range(cases))


@claim(
    id="C1",
    source="abstract",
    says="Over a cartesian category lenses and optics are denotationally isomorphic: an optic's behaviour is a lens, and "
    "optics that behave alike are connected by 2-cells",
    declared="holds",
)
def components_are_lenses(largest: int = 2) -> Evidence:
    matched, seen, components, small, faithful = 0, 0, 0, "", True
    for sizes in product(range(1, largest + 1), repeat=4):
        a, b = boundary(finite(sizes[0]), finite(sizes[1])), boundary(finite(sizes[2]), finite(sizes[3]))
        category = hom_category(a, b, largest)
        parts = category.components()
        behaviours = [
            {(erase(category.objects[i]).get, erase(category.objects[i]).put) for i in part} for part in parts
        ]
        faithful = faithful and all(map(_erased_lens_behaves_alike, category.objects))
        lenses = {(lens.get, lens.put) for lens in all_lenses(a, b)}
        distinct = set().union(*behaviours)
        matched += all(len(found) == 1 for found in behaviours) and len(parts) == len(distinct) and distinct == lenses
        seen += 1
        components += len(parts)
        small = f"{len(category.objects)} optics, {category.number_of_cells} 2-cells, {len(parts)} components"
    return Evidence(
        holds=matched == seen and faithful and small == "272 optics, 1232 2-cells, 64 components",
        measured=f"{matched} of {seen} boundaries match, {components} components in all; run point by point, "
        f"{'every' if faithful else 'not every'} optic answers like its lens; at size 2: {small}",
        expected="all; one component for each lens; at size 2: 272 optics, 1232 2-cells (identities included), 64 components",
        scope=f"all boundaries of sets of size 1..{largest}, all residuals of size 1..{largest}",
        kind="exhaustive",
    )


def _erased_lens_behaves_alike(optic: Optic) -> bool:
    """Run an optic forward and backward on every input and response, beside the lens that it is said to be."""
    lens, width, back = erase(optic), optic.b.forward.size, optic.b.backward.size
    for a, stored_and_shown in enumerate(optic.fwd.table):
        m, shown = divmod(stored_and_shown, width)
        answers = tuple(optic.bwd.table[m * back + response] for response in range(back))
        if lens.get.table[a] != shown or lens.put.table[a * back : (a + 1) * back] != answers:
            return False
    return True


@claim(
    id="C1a",
    source="abstract",
    says="Erasing the residual respects composition: the lens of a composite optic is the composite of the lenses",
    declared="holds",
)
def erase_is_a_functor(cases: int = 300) -> Evidence:
    def check(rng: random.Random) -> bool:
        o, p = _optics_in_a_row(rng, 2)
        lens = erase(o)
        return (
            erase(o >> p) == lens >> erase(p)
            and erase(Optic.identity(o.a)) == Lens.identity(o.a)
            and erase(reify(lens)) == lens
        )

    right = _count(cases, 0, check)
    return Evidence(right == cases, f"{right} of {cases}", "all", f"{cases} random pairs, sizes 1..3", "identity")


def _calls(tree: Any, layers: int) -> tuple[Counter[int], int]:
    """Compose Python closures as the definition of lens composition says; count their calls of each get."""
    calls: Counter[int] = Counter()

    def leaf(k: int) -> tuple[Callable[[int], int], Callable[[int, int], int]]:
        def get(a: int) -> int:
            calls[k] += 1
            return a + k

        return get, lambda a, response: a * response + k

    Pair = tuple[Callable[[int], int], Callable[[int, int], int]]

    def node(first: Pair, second: Pair) -> Pair:
        return lambda a: second[0](first[0](a)), lambda a, c: first[1](a, second[1](first[0](a), c))

    get, put = fold(tree, leaf, node)
    get(1)
    return calls, put(1, 1)


def _gets(program: Bracketing | Schedule) -> Counter[int]:
    return Counter(event.layer for event in trace(program) if event.kind == "get")


def _most_stored(program: Bracketing | Schedule) -> int:
    stored, most = 0, 0
    for event in trace(program):
        stored += (event.kind == "store") - (event.kind == "free")
        most = max(most, stored)
    return most


@claim(
    id="C2",
    source="abstract",
    says="Lenses and optics compose by different rules: a composite lens recomputes, a composite optic stores",
    declared="holds",
    finding="Costs in closed form: a composite lens makes $\\sum$ (leaves of left subtrees) extra gets, an optic none.",
)
def composition_rules_differ(largest: int = 8) -> Evidence:
    agree, seen = 0, 0
    for n in range(1, largest + 1):
        for tree in all_bracketings(n):
            calls, _ = _calls(tree.tree, n)
            seen += 1
            agree += (
                calls == _gets(tree)
                and calls.total() == n + extra_gets(tree)
                and _most_stored(tree) == peak_storage(tree)
            )
    closed = all(
        (extra_gets(left_nested(n)), peak_storage(left_nested(n))) == (n * (n - 1) // 2, 2)
        and (extra_gets(right_nested(n)), peak_storage(right_nested(n))) == (n - 1, n)
        and (extra_gets(segments([1] * n)), peak_storage(segments([1] * n))) == (0, n)
        for n in range(2, 65)
    ) and all((extra_gets(balanced(2**k)), peak_storage(balanced(2**k))) == (k * 2**k // 2, k + 1) for k in range(1, 7))
    return Evidence(
        holds=agree == seen and closed,
        measured=f"calls of composed closures match the trace and the formulas for {agree} of {seen} bracketings; "
        f"closed forms up to 64 lenses: {'all' if closed else 'not all'}",
        expected="all; $N(N-1)/2$ with 2 stored (left), $\\frac N2\\log_2N$ with $1+\\log_2N$ (balanced), $N-1$ with $N$ "
        "(right), 0 with $N$ (optic)",
        scope=f"all bracketings of up to {largest} lenses",
        kind="exhaustive",
    )


@claim(
    id="C2b",
    source="essay",
    says="In a composite of $N$ lenses the first layer is computed $N$ times, the second $N-1$ times, and so on",
    declared="mixed",
    finding="True for one nesting only, the left one. Nested to the right the same lens computes every layer at most twice, "
    "$2N-1$ times in all. The $N$ counts the forward pass; the backward pass alone recomputes the first layer $N-1$ times.",
)
def recomputed_n_times(n: int = 8) -> Evidence:
    def fits(tree: Bracketing) -> bool:
        return all(_calls(tree.tree, tree.size)[0][k] == tree.size - k + 1 for k in range(1, tree.size + 1))

    lefts = sum(fits(left_nested(size)) for size in range(2, 33))
    trees = list(all_bracketings(n))
    fitting = [tree for tree in trees if fits(tree)]
    right = _calls(right_nested(n).tree, n)[0]
    return Evidence.combine(
        Evidence(lefts == 31, f"left-nested: right for {lefts} of 31 lengths", "all", "2 to 32 lenses", "exhaustive"),
        Evidence(
            len(fitting) == len(trees),
            f"any nesting: right for {len(fitting)} of {len(trees)} bracketings ("
            f"{'the left one' if fitting == [left_nested(n)] else 'others'}); the right one makes {right.total()} gets",
            "all",
            f"all bracketings of {n} lenses",
            "exhaustive",
            declared="fails",
        ),
    )


@claim(
    id="C2c",
    source="beyond the paper",
    says="The best bracketing with at most $s$ stored inputs meets the binomial checkpointing bound "
    "$R(N,s)=rN-\\binom{s-1+r}{r-1}$",
    declared="holds",
    finding="Choosing where to put brackets in a composite of lenses is choosing checkpoints; the proof is in the chapter.",
)
def best_bracketing_is_binomial(n: int = 120, slots: int = 12, brute: int = 9) -> Evidence:
    cost, _ = fewest_gets(n, slots)
    table = sum(cost[s][k] == binomial_bound(k, s) for s in range(2, slots + 1) for k in range(1, n + 1))
    best: dict[tuple[int, int], int] = {}
    for size in range(2, brute + 1):
        for tree in all_bracketings(size):
            key = (size, peak_storage(tree))
            best[key] = min(best.get(key, extra_gets(tree)), extra_gets(tree))
    front = sum(
        min(extra for (k, peak), extra in best.items() if k == size and peak <= s) == binomial_bound(size, s)
        for size in range(2, brute + 1)
        for s in range(2, size + 1)
    )
    trees = all(
        extra_gets(optimal_bracketing(k, s)) == binomial_bound(k, s) and peak_storage(optimal_bracketing(k, s)) <= s
        for k in (12, 32, 64)
        for s in range(2, 9)
    )
    fronts = brute * (brute - 1) // 2
    return Evidence(
        holds=table == n * (slots - 1) and front == fronts and trees,
        measured=f"dynamic programme = formula in {table} of {n * (slots - 1)} cases; plain search in {front} of {fronts}; "
        f"the bracketings built {'reach' if trees else 'miss'} it",
        expected="all",
        scope=f"N ≤ {n}, 2 ≤ s ≤ {slots}; every bracketing of up to {brute} lenses",
        kind="exhaustive",
    )


@claim(
    id="C2d",
    source="beyond the paper",
    says="Optics across and lenses inside beat every pure lens: cutting a bracketing along its right spine keeps its peak and saves "
    "exactly $N-1$ gets, so a forward and backward pass takes $R(N,s)+1$ gets, which no schedule with that peak undercuts",
    declared="holds",
    finding="The efficient programs are mixtures; a pure lens of two or more layers always pays for one forward sweep twice.",
)
def unzipping_saves_a_sweep(n: int = 8) -> Evidence:
    saved, seen = 0, 0
    for size in range(1, n + 1):
        for tree in all_bracketings(size):
            cut = unzip(tree)
            seen += 1
            saved += (peak_storage(cut), extra_gets(cut)) == (peak_storage(tree), extra_gets(tree) - size + 1)
    best = dict.fromkeys(range(2, n + 1), n * n)
    for schedule in all_schedules(n):
        for s in range(max(2, peak_storage(schedule)), n + 1):
            best[s] = min(best[s], extra_gets(schedule))
    optimal = all(
        best[s] == binomial_bound(n, s) - n + 1 == extra_gets(optimal_schedule(n, s)) for s in range(2, n + 1)
    )
    return Evidence(
        holds=saved == seen and optimal,
        measured=f"{saved} of {seen} bracketings save N - 1; best of all {sum(1 for _ in all_schedules(n))} schedules of {n}"
        f" layers by slots: {list(best.values())}",
        expected=f"all; $R({n},s)-{n - 1}$ = {[binomial_bound(n, s) - n + 1 for s in range(2, n + 1)]}",
        scope=f"every bracketing of up to {n} lenses, every schedule of {n}",
        kind="exhaustive",
    )


@claim(
    id="C3",
    source="abstract",
    says="Lenses and optics stand at two opposite ends of a spectrum",
    declared="holds",
    finding="Made precise: storing the input is initial among the optics that behave alike, storing the backward function is "
    "terminal. The full optic of a chain is a point between, with every stored value visible.",
)
def two_ends() -> Evidence:
    optics = hom_category(BIT, BIT, 2).objects
    below = sum(list(two_cells(reify(erase(o)), o)) == [counit(o).r] for o in optics)
    above = sum(list(two_cells(o, linear_form(erase(o)))) == [to_linear(o).r] for o in optics)
    return Evidence(
        holds=below == above == len(optics) == 272,
        measured=f"one 2-cell from the stored input to {below} of {len(optics)} optics, one to the stored function from {above}",
        expected="272 and 272",
        scope="all optics between boundaries of size 2, residuals of size 1 and 2",
        kind="exhaustive",
    )


@claim(
    id="C3a",
    source="beyond the paper",
    says="Between the ends lie the $2^{N-1}$ policies of a chain, with a canonical 2-cell whenever more is stored",
    declared="holds",
)
def policy_lattice(chains: int = 12, length: int = 4) -> Evidence:
    rng = random.Random(4)
    cells, composable, seen, ends = 0, 0, 0, 0
    cuts = [frozenset(c) for k in range(length) for c in combinations(range(1, length), k)]
    for _ in range(chains):
        chain = random_chain(rng, length)
        ends += policy(chain, ()) == reify(bracketed(chain, left_nested(length)))
        for small in cuts:
            for large in (c for c in cuts if small <= c):
                cell = policy_cell(chain, small, large)
                seen += 1
                cells += isinstance(cell, TwoCell)
                full = cuts[-1]
                composable += cell.vcomp(policy_cell(chain, large, full)) == policy_cell(chain, small, full)
    return Evidence(
        holds=cells == seen == composable == chains * 3 ** (length - 1) and ends == chains,
        measured=f"{cells} of {seen} canonical 2-cells valid, {composable} compose; the least policy is the lens in {ends}"
        f" of {chains} chains",
        expected=f"{chains * 3 ** (length - 1)} of {chains * 3 ** (length - 1)}",
        scope=f"all pairs of policies of {chains} random chains of {length} lenses, sizes 1..3",
        kind="exhaustive",
    )


@claim(
    id="C3b",
    source="beyond the paper",
    says="Storing the backward function, $T$, is the mirror image of storing the input: $T$ is lax, and composing with the "
    "laxator $T(l);T(m)\\Rightarrow T(l;m)$ is composing the stored functions, coherently",
    declared="holds",
)
def linear_form_is_lax(cases: int = 60) -> Evidence:
    def check(rng: random.Random) -> bool:
        ends = [boundary(finite(rng.randint(1, 2)), finite(rng.randint(1, 2))) for _ in range(4)]
        first, second, third = (random_lens(rng, a, b) for a, b in pairwise(ends))
        one = laxator(first, second).hcomp(TwoCell.identity(linear_form(third))).vcomp(laxator(first >> second, third))
        two = TwoCell.identity(linear_form(first)).hcomp(laxator(second, third)).vcomp(laxator(first, second >> third))
        o = random_optic(rng, ends[0], ends[1], rng.randint(1, 3))
        p = random_optic(rng, ends[1], ends[2], rng.randint(1, 3))
        natural = to_linear(o).hcomp(to_linear(p)).vcomp(laxator(erase(o), erase(p)))
        stays = TwoCell.identity(linear_form(first))
        start, end = (to_linear(Optic.identity(at)) for at in ends[:2])
        left = start.hcomp(stays).vcomp(laxator(Lens.identity(ends[0]), first))
        right = stays.hcomp(end).vcomp(laxator(first, Lens.identity(ends[1])))
        composed = laxator(first, second).r.table == _composites(*(at.backward.size for at in ends[:3]))
        return one == two and natural == to_linear(o >> p) and left == stays == right and composed

    right = _count(cases, 7, check)
    scope = f"{cases} random triples, sizes 1..2, one associativity and two unit laws, every pair of stored functions"
    return Evidence(right == cases, f"{right} of {cases}", "all", scope, "identity")


def _composites(a: int, b: int, c: int) -> tuple[int, ...]:
    """Number x ↦ f(g(x)) for all f from b to a points and g from c to b points; functions are numbered by their tables."""
    number = {table: k for k, table in enumerate(product(range(a), repeat=c))}
    return tuple(
        number[tuple(f[y] for y in g)] for f in product(range(a), repeat=b) for g in product(range(b), repeat=c)
    )


@claim(
    id="C4",
    source="abstract",
    says="Optics without the quotient, with maps of residuals as 2-cells, form a 2-category",
    declared="holds",
)
def two_category(cases: int = 300) -> Evidence:
    def check(rng: random.Random) -> bool:
        o, p, q = _optics_in_a_row(rng, 3)
        strict = (o >> p) >> q == o >> (p >> q) and Optic.identity(o.a) >> o == o == o >> Optic.identity(o.b)
        r, s = counit(o), counit(p)
        further, beside = random_cell_from(rng, o), random_cell_from(rng, p)
        interchange = r.vcomp(further).hcomp(s.vcomp(beside)) == r.hcomp(s).vcomp(further.hcomp(beside))
        units = r.vcomp(TwoCell.identity(o)) == r == TwoCell.identity(r.src).vcomp(r)
        identities = TwoCell.identity(o).hcomp(TwoCell.identity(p)) == TwoCell.identity(o >> p)
        t = counit(q)
        sideways = r.hcomp(s).hcomp(t) == r.hcomp(s.hcomp(t))
        upright = r.vcomp(further).vcomp(last := random_cell_from(rng, further.tgt)) == r.vcomp(further.vcomp(last))
        return strict and interchange and units and identities and sideways and upright

    right = _count(cases, 1, check)
    return Evidence(
        right == cases,
        f"{right} of {cases} cases satisfy associativity, units, interchange; every composite is a 2-cell",
        "all",
        f"{cases} random cases, sizes 1..3, exact tables",
        "identity",
    )


@claim(
    id="C5",
    source="abstract",
    says="The ordinary category of optics arises by quotienting the connected components of each hom-category",
    declared="holds",
)
def quotient_by_components(cases: int = 300) -> Evidence:
    category = hom_category(BIT, BIT, 2)
    leader = list(range(len(category.objects)))

    def find(i: int) -> int:
        while leader[i] != i:
            leader[i] = leader[leader[i]]
            i = leader[i]
        return i

    for i, j in category.graph.edges:
        leader[find(i)] = find(j)
    classes = len({find(i) for i in range(len(leader))})

    def check(rng: random.Random) -> bool:
        o, p = _optics_in_a_row(rng, 2)
        r, s = random_cell_from(rng, o), random_cell_from(rng, p)
        whole = r.hcomp(s)
        return (whole.src, whole.tgt) == (o >> p, r.tgt >> s.tgt) and erase(whole.src) == erase(whole.tgt)

    right = _count(cases, 2, check)
    return Evidence(
        holds=classes == 64 and right == cases,
        measured=f"{classes} classes by union and find; composition respects the classes in {right} of {cases} cases",
        expected="64 classes, one for each lens; all",
        scope=f"all 272 optics of size 2; {cases} random pairs of 2-cells, sizes 1..3",
        kind="identity",
    )


@claim(
    id="C6",
    source="abstract",
    says="The embedding of lenses into optics is no longer a functor but an oplax functor",
    declared="holds",
    finding="The comparison 2-cell is never invertible unless $|B|=1$ (or $A$ is empty), and for 1664 of the 4096 pairs at size "
    "2 there is not even some other 2-cell back.",
)
def embedding_is_oplax(cases: int = 300) -> Evidence:
    lenses = list(all_lenses(BIT, BIT))
    stored = {lens: reify(lens) for lens in lenses}
    valid, unequal, back, inverse = 0, 0, 0, 0
    for first, second in product(lenses, repeat=2):
        fine = stored[first] >> stored[second]
        cell = TwoCell(pair(Fn.identity(first.a.forward), first.get), reify(first >> second), fine)
        valid += 1
        unequal += cell.src != fine
        back += count_two_cells(fine, cell.src) > 0
        inverse += len(set(cell.r.table)) == cell.r.cod.size
    coherent = _count(cases, 3, _oplax_coherent)
    return Evidence(
        holds=(valid, unequal, back, inverse) == (4096, 4096, 2432, 0) and coherent == cases,
        measured=f"{valid} comparison 2-cells valid, {unequal} pairs where $L(l;m)\\ne L(l);L(m)$, {inverse} invertible, some "
        f"2-cell back for {back}; coherence in {coherent} of {cases} cases",
        expected=f"4096, 4096, 0, 2432 (none back for 1664); {cases}",
        scope=f"all pairs of lenses of size 2; {cases} random triples, sizes 1..3, one associativity and two unit laws",
        kind="exhaustive",
    )


def _oplax_coherent(rng: random.Random) -> bool:
    first, second, third = random_chain(rng, 3)
    here, there = TwoCell.identity(reify(third)), TwoCell.identity(reify(first))
    one = oplaxator(first >> second, third).vcomp(oplaxator(first, second).hcomp(here))
    two = oplaxator(first, second >> third).vcomp(there.hcomp(oplaxator(second, third)))
    left = oplaxator(Lens.identity(first.a), first).vcomp(oplax_unitor(first.a).hcomp(there))
    right = oplaxator(first, Lens.identity(first.b)).vcomp(there.hcomp(oplax_unitor(first.b)))
    return one == two and left == there == right


@claim(
    id="C6b",
    source="abstract",
    says="The oplaxator detects the different composition rule",
    declared="holds",
    finding="It is $\\langle\\mathrm{id},\\mathrm{get}\\rangle$: compute the middle value again. No other 2-cell is possible.",
)
def oplaxator_recomputes(cases: int = 300) -> Evidence:
    def check(rng: random.Random) -> bool:
        first, second = random_chain(rng, 2)
        cell = oplaxator(first, second)
        recompute = Fn(
            first.a.forward,
            first.a.forward * first.b.forward,
            tuple(a * first.b.forward.size + first.get.table[a] for a in range(first.a.forward.size)),
        )
        return cell.r == recompute and count_two_cells(cell.src, cell.tgt) == 1

    right = _count(cases, 5, check)
    return Evidence(
        right == cases, f"{right} of {cases} equal and unique", "all", f"{cases} random pairs, sizes 1..3", "identity"
    )


def _icon_adjunction(rng: random.Random) -> bool:
    o, p = _optics_in_a_row(rng, 2)
    composite = oplaxator(erase(o), erase(p)).vcomp(counit(o).hcomp(counit(p))) == counit(o >> p)
    unit = counit(Optic.identity(o.a)) == oplax_unitor(o.a)
    lens = erase(o)
    triangles = counit(reify(lens)) == TwoCell.identity(reify(lens)) and erase(counit(o).src) == lens
    cell = random_cell_from(rng, o)
    natural = counit(o).vcomp(cell) == counit(cell.tgt)
    return composite and unit and triangles and natural


@claim(
    id="C7",
    source="abstract",
    says="It is difficult to make the oplax functor part of an adjunction in any of the standard 2-categories",
    declared="open",
    finding="The paper's survey of settings was not available to us, so this row neither confirms nor contradicts it. In one "
    "setting, 2-categories with oplax functors and icons, every equation of an adjunction held.",
)
def adjunction_difficulties(cases: int = 300) -> Evidence:
    right = _count(cases, 6, _icon_adjunction)
    return Evidence(
        holds=right == cases,
        measured=f"proxy: compatibility with composition and units, naturality, both triangles in {right} of {cases} cases",
        expected="all",
        scope=f"a statement about many settings, whose text we did not have; proxy on {cases} random pairs, sizes 1..3",
        kind="out_of_reach",
    )


@claim(
    id="C7a",
    source="beyond the paper",
    says="$L\\dashv U$ in the 2-category of 2-categories, oplax functors and icons: unit the identity, counit "
    "$\\epsilon_o:LU(o)\\Rightarrow o$",
    declared="holds",
    finding="Our own observation, with the setting stated: icons are transformations whose components on objects are identities.",
)
def icon_adjunction(cases: int = 300) -> Evidence:
    right = _count(cases, 8, _icon_adjunction)
    census = hom_category(BIT, BIT, 2)
    local = 0
    for part in census.components():
        first = reify(erase(census.objects[part[0]]))
        local += [census.objects[i] for i in census.initial(part) if census.objects[i] == first] == [first]
    return Evidence(
        holds=right == cases and local == 64,
        measured=f"all equations in {right} of {cases} cases; $L(l)$ initial in {local} of 64 components",
        expected=f"{cases} of {cases}; 64 of 64",
        scope=f"{cases} random pairs, sizes 1..3; all components of size 2 with residuals of size 1 and 2",
        kind="identity",
    )


@claim(
    id="C8",
    source="abstract",
    says="Conjecture: the isomorphism of lenses and optics comes from a lax 2-adjunction of double categories",
    declared="open",
    finding="A conjecture, and its exact statement was not available to us.",
)
def double_categorical_conjecture(cases: int = 100) -> Evidence:
    right = _count(cases, 9, _icon_adjunction)
    return Evidence(
        holds=right == cases,
        measured=f"proxy: the adjunction with icons (C7a) in {right} of {cases} cases",
        expected="all",
        scope="conjectured in the paper; nothing finite decides it",
        kind="out_of_reach",
    )


def _programs(n: int) -> Iterator[Schedule]:
    root = [4] * (n // 4) + [n % 4] * (n % 4 > 0)
    for plan in (left_nested(n), right_nested(n), balanced(n), optimal_bracketing(n, 5), optimal_schedule(n, 5)):
        yield as_schedule(plan)
    yield segments([1] * n)
    yield segments(root)
    yield segments(root, left_nested)


@claim(
    id="C9",
    source="abstract and essay",
    says="Reverse-mode differentiation through composed lenses and composed optics gives one gradient at different costs in "
    "space and time",
    declared="holds",
    finding="Work is $3N+\\mathrm{extra}$ matrix products and the allocator's peak is the number of stored inputs plus two, exactly.",
)
def gradients_and_costs(n: int = 16, width: int = 64, batch: int = 16) -> Evidence:
    from lib.categories.optics.torch_optics import measure

    plans = list(_programs(n))
    single, double = (measure(plans, width=width, batch=batch, double=wide) for wide in (False, True))
    close = max(cost.error for cost in single) < 1e-5 and max(cost.error for cost in double) < 1e-12
    runs = list(zip(plans + plans, single + double, strict=True))
    counted = sum(
        (cost.gets, cost.held, cost.peak) == (n + extra_gets(plan), plan.held, peak_storage(plan))
        for plan, cost in runs
    )
    space = sum(cost.allocated == peak_storage(plan) + 2 for plan, cost in runs)
    work = sum(cost.products == 3 * n + extra_gets(plan) for plan, cost in runs)
    return Evidence(
        holds=close and counted == space == work == len(runs),
        measured=f"gradients {'equal' if close else 'differ from'} autograd's; {counted} of {len(runs)} runs match in gets and "
        f"stored inputs, {space} in allocated peak, {work} in matrix products",
        expected="equal to 1e-5 in float32 and 1e-12 in float64; all",
        scope=f"{n} tanh layers of width {width}, batch {batch}, 8 programs, two precisions",
        kind="miniature",
    )


@claim(
    id="C9a",
    source="beyond the paper",
    says="At 32 layers, measured times of lens, optic and checkpointed composition are in the predicted order and within 5 % of "
    "the predicted ratios; the allocated peak and the matrix products are exactly as predicted",
    declared="holds",
    finding="Processor time of a recorded run: 512 units, batch 256, float32, one thread, with autograd and "
    "`checkpoint_sequential` beside it.",
)
def measured_ratios(tolerance: float = 0.05) -> Evidence:
    run = recorded("categories/optics/space_time")["data"]
    n = run["layers"]
    known = compared_programs(n)
    lines = {line["program"]: line for line in run["programs"]}
    predicted = {name: 3 * n + extra_gets(plan) for name, plan in known.items()}
    time = [abs(lines[name]["time_ratio"] * 3 * n / products - 1) for name, products in predicted.items()]
    ordered = sorted(known, key=lambda name: lines[name]["time_ratio"]) == sorted(known, key=predicted.__getitem__)
    work = sum(lines[name]["products"] == products for name, products in predicted.items())
    space = sum(lines[name]["allocated"] == peak_storage(plan) + 2 for name, plan in known.items())
    return Evidence(
        holds=n == 32 and max(time) <= tolerance and ordered and work == space == len(known),
        measured=f"largest deviation in time {max(time):.1%}, order {'as predicted' if ordered else 'different'}; {space} of "
        f"{len(known)} peaks and {work} counts of products exact".replace("%", " %"),
        expected=f"at most {tolerance:.0%}; as predicted; all".replace("%", " %"),
        scope=f"recorded: {len(known)} programs on {n} layers",
        kind="miniature",
    )


@claim(
    id="C9b",
    source="beyond the paper",
    says="One training step of a network of 16 layers on real handwritten digits: lens, optic and checkpointed composition give "
    "identical gradients of all weights",
    declared="holds",
    finding="Identical to the last bit, since recomputing an activation repeats the very operations that made it.",
)
def one_step_on_digits(layers: int = 16) -> Evidence:
    import torch

    from lib.categories.optics.torch_optics import Meter
    from lib.categories.optics.training import digits, tanh_network, training_step, training_step_by_autograd

    images, labels = digits()
    weights = tanh_network([64] * layers + [10], seed=0)
    loss, expected = training_step_by_autograd(weights, images, labels)
    plans = list(compared_programs(layers).values())
    first: list[torch.Tensor] = []
    same, counted, error = 0, 0, 0.0
    for plan in plans:
        meter = Meter()
        found, gradients = training_step(weights, images, labels, plan, meter)
        first = first or gradients
        same += found == loss and all(map(torch.equal, gradients, first))
        counted += meter.gets == layers + extra_gets(plan)
        deviations = [float((a - b).abs().max() / b.abs().max()) for a, b in zip(gradients, expected, strict=True)]
        error = max(error, *deviations)
    after, _ = training_step_by_autograd([w - 0.3 * g for w, g in zip(weights, first, strict=True)], images, labels)
    return Evidence(
        holds=same == counted == len(plans) and error < 1e-12 and after < loss,
        measured=f"{same} of {len(plans)} programs give the same bits, {counted} the predicted number of gets; autograd's "
        f"gradients {'agree' if error < 1e-12 else 'differ'} to 1e-12; the loss {'falls' if after < loss else 'does not fall'}",
        expected="all; all; agree; falls",
        scope=f"1797 images, {layers} tanh layers, {len(plans)} programs, float64, one step",
        kind="miniature",
    )


@claim(
    id="C10",
    source="abstract",
    says="Lifted to the 2-categorical level, the operational concerns become visible",
    declared="mixed",
    finding="The memory held between the passes is visible, as the size of the residual. Time and the peak inside a pass are not: "
    "bracketings that differ in both are the same morphism of the base category, so they need a finer notion of program, here "
    "the trace.",
)
def what_two_cells_see(chains: int = 40, length: int = 5) -> Evidence:
    rng = random.Random(10)
    grows, pairs, same, equal_cost, equal_peak, seen = 0, 0, 0, 0, 0, 0
    trees = list(all_bracketings(length))
    for _ in range(chains):
        chain = random_chain(rng, length)
        for cut in range(1, length):
            before, after = policy(chain, set(range(1, cut))), policy(chain, set(range(1, cut + 1)))
            pairs += 1
            grows += after.residual.size == before.residual.size * chain[cut].a.forward.size
        first = bracketed(chain, trees[0])
        for tree in trees[1:]:
            seen += 1
            same += reify(bracketed(chain, tree)) == reify(first)
            equal_cost += extra_gets(tree) == extra_gets(trees[0])
            equal_peak += peak_storage(tree) == peak_storage(trees[0])
    return Evidence.combine(
        Evidence(
            grows == pairs and same == seen,
            f"storing one more value multiplies the residual by its size in {grows} of {pairs} cases; {same} of {seen} other "
            "bracketings give the same optic",
            "all",
            f"{chains} random chains of {length} lenses",
            "exhaustive",
        ),
        Evidence(
            equal_cost == seen,
            f"of these equal optics {equal_cost} cost the same",
            "all, if the optic determined the time",
            f"{chains} random chains of {length} lenses",
            "exhaustive",
            declared="fails",
        ),
        Evidence(
            equal_peak == seen,
            f"{equal_peak} have the same peak",
            "all, if it determined the peak",
            f"{chains} random chains of {length} lenses",
            "exhaustive",
            declared="fails",
        ),
    )


@claim(
    id="C11",
    source="essay",
    says="The same story applies to other optics, for instance prisms",
    declared="mixed",
    finding="Components still are prisms, but the picture is upside down: the concrete prism (residual $A'$) is terminal, not "
    "initial, so there the embedding is lax.",
)
def prisms_upside_down() -> Evidence:
    category = sum_hom_category(BIT, BIT, 2)
    parts = category.components()
    prisms = {prism_of(optic) for optic in category.objects}
    alike = all(len({prism_of(category.objects[i]) for i in part}) == 1 for part in parts)
    concrete = [store_answer(prism_of(category.objects[part[0]])) for part in parts]
    last = sum(
        all(len(list(sum_two_cells(category.objects[i], answer))) == 1 for i in part)
        for part, answer in zip(parts, concrete, strict=True)
    )
    first = sum(
        all(len(list(sum_two_cells(answer, category.objects[i]))) == 1 for i in part)
        for part, answer in zip(parts, concrete, strict=True)
    )
    rng = random.Random(11)
    drawn = [(rng.choice(category.objects), rng.choice(category.objects)) for _ in range(300)]
    functor = sum(prism_of(o >> p) == prism_of(o) >> prism_of(p) for o, p in drawn)
    pairs = [(store_answer(p) >> store_answer(q), store_answer(p >> q)) for p in prisms for q in prisms]
    lax = sum(len(list(sum_two_cells(apart, whole))) == 1 for apart, whole in pairs)
    oplax = sum(next(sum_two_cells(whole, apart), None) is not None for apart, whole in pairs)
    counts = f"{len(category.objects)} optics, {len(parts)} components, {len(prisms)} prisms"
    scope = "all coproduct optics of size 2, residuals of size 0..2"
    return Evidence.combine(
        Evidence(
            alike
            and counts == "344 optics, 64 components, 64 prisms"
            and last == 64
            and functor == 300
            and lax == 4096,
            f"{counts}; the concrete prism is terminal in {last} components; composites behave like composed prisms in "
            f"{functor} of 300 cases; one 2-cell from the composite of two concrete prisms to the concrete composite for {lax} pairs",
            "344, 64, 64; 64; 300; 4096",
            scope,
            "exhaustive",
        ),
        Evidence(
            first == 64 and oplax == 4096,
            f"it is initial in {first}; a 2-cell the other way for {oplax} pairs",
            "64 and 4096, if prisms were like lenses",
            scope,
            "exhaustive",
            declared="fails",
        ),
    )
