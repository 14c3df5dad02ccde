"""Covariances of cyclic models beside sympy's inverses, and an elimination beside Macaulay2 (where installed).

``python -m benchmarks.one_connection record census`` (``generators``, ``stability``) repeats the recorded runs.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import sympy
from sympy.polys.matrices import DomainMatrix

from benchmarks.timing import best_of, row
from lib.book import record
from lib.statistics.one_connection import (
    MixedGraph,
    chord_invariant,
    complete_digraph,
    covariance_at,
    covariance_numerators,
    determinant,
    directed_cycle,
    fibre,
    fibre_degree,
    is_stable,
    numerators,
    simple_mixed_graphs,
)

INVARIANT = MixedGraph.from_text("1->2->3->4->1, 1<->3")
RUNNING = MixedGraph.from_text("1->2->3->1, 3->4, 1<->4")
# A peer that needs longer is stopped; its ratio is then a lower bound.
PATIENCE = 10
# The graphs whose generators are recorded, with the degree up to which the chapter's search goes.
ELIMINATED = {
    "1->2->3": 3,
    "1->2->3->1, 3->4": 3,
    "1->2->3->1, 4->1": 3,
    "1->2->3->4->1": 3,
    "1->2->3->4->5->1": 3,
    "1->2, 1->3, 2->3, 3->4, 2<->4": 4,
}


def elimination(graph: MixedGraph) -> str:
    """Return a Macaulay2 program: the fibre equations with det(I - Λ) inverted, the coefficients eliminated."""
    n = graph.n
    lam = [f"l{i}{j}" for i, j in graph.directed]
    sigma = [f"s{i}{j}" for i, j in graph.pairs]
    rows = [[f"l{i}{j}" if (i, j) in graph.directed else "0" for j in graph.vertices] for i in graph.vertices]
    moments = [[f"s{min(i, j)}{max(i, j)}" for j in graph.vertices] for i in graph.vertices]
    matrix = ["matrix{" + ",".join("{" + ",".join(row) + "}" for row in table) + "}" for table in (rows, moments)]
    free = [f"M_({i - 1},{j - 1})" for i, j in graph.pairs if i != j and (i, j) not in graph.bidirected]
    return f"""
R = QQ[{",".join(["t", *lam, *sigma])},MonomialOrder=>Eliminate {len(lam) + 1}]
K = id_(R^{n}) - {matrix[0]}
M = transpose(K)*({matrix[1]})*K
start = cpuTime()
E = selectInSubring(1, gens gb(ideal({",".join(free)}) + ideal(t*det(K)-1)))
print(cpuTime()-start)
print(apply(flatten entries E, f -> {{first degree f, size f}}))
I = trim sub(ideal E, QQ[{",".join(sigma)}])
print toString(first entries gens I, codim I, degree I)
exit 0
"""


def within(seconds: int, run: Callable[[], Any]) -> float | None:
    """Return the wall time of one run, None if it had to be stopped after a number of seconds (Unix only)."""

    def stop(signum: int, frame: Any) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    start = time.perf_counter()
    try:
        run()
        return time.perf_counter() - start
    except TimeoutError:
        return None
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def symbolic(graph: MixedGraph) -> sympy.Matrix:
    """Return I - Λ as a matrix of sympy expressions."""
    return sympy.Matrix(graph.n, graph.n, lambda i, j: int(i == j) - graph.coefficient(i + 1, j + 1).as_expr())


def inverted(graph: MixedGraph, method: str) -> sympy.Matrix:
    """Return the covariance matrix as sympy's Matrix.inv and two products give it, nothing simplified."""
    omega = sympy.Matrix(graph.n, graph.n, lambda i, j: graph.error_covariance(i + 1, j + 1).as_expr())
    inverse = symbolic(graph).inv(method=method)
    return inverse.T * omega * inverse


def agrees(graph: MixedGraph, matrix: sympy.Matrix) -> bool:
    """Return whether a symbolic covariance matrix takes the closed form's value at a rational point."""
    point = {gen.as_expr(): sympy.Rational(k + 1, k + 3) for k, gen in enumerate(graph.ring.gens)}
    values = {key: Fraction(k + 1, k + 3) for k, key in enumerate(graph.keys)}
    lam = {(i, j): value for (letter, i, j), value in values.items() if letter == "λ"}
    omega = {(i, j): value for (letter, i, j), value in values.items() if letter == "ω"}
    exact = covariance_at(graph, lam, omega)
    return matrix.subs(point) == sympy.Matrix(graph.n, graph.n, lambda i, j: sympy.Rational(str(exact[i][j])))


def beside_inverses() -> list[dict[str, Any]]:
    """Time the closed form beside sympy's symbolic inverses: the covariance matrix first, then the inverse alone."""
    found = []
    cases = [("4-cycle", directed_cycle(4), method) for method in ("GE", "LU", "ADJ")]
    cases += [("cycle of 3 with a tail", RUNNING, "GE"), ("complete, n = 4", complete_digraph(4), "ADJ")]
    for name, graph, method in cases:
        ours = best_of(5, lambda graph=graph: (determinant(graph), covariance_numerators(graph)))
        theirs = best_of(1, lambda graph=graph, method=method: inverted(graph, method))
        same = agrees(graph, inverted(graph, method))
        note = "ours as polynomials over det^2, the peer's not simplified; "
        note += "equal at a rational point" if same else "DIFFERENT"
        found.append(row("covariance matrix", name, ours, f"sympy Matrix.inv, method {method}", theirs, note))
    cases = [(f"{n}-cycle", directed_cycle(n), "GE") for n in (3, 4, 5)]
    cases += [(f"complete, n = {n}", complete_digraph(n), "ADJ") for n in (3, 4, 5)]
    cases += [("complete, n = 4", complete_digraph(4), method) for method in ("GE", "LU")]
    for name, graph, method in cases:
        ours = best_of(5, lambda graph=graph: numerators(graph))
        theirs = within(PATIENCE, lambda graph=graph, method=method: symbolic(graph).inv(method=method))
        note = "" if theirs else f"the peer was stopped after {PATIENCE} s, the ratio is a lower bound"
        peer = f"sympy Matrix.inv, method {method}"
        found.append(row("inverse of I - Λ", name, ours, peer, theirs or PATIENCE, note))
    for name, graph in (("4-cycle", directed_cycle(4)), ("complete, n = 4", complete_digraph(4))):
        ours = best_of(5, lambda graph=graph: numerators(graph))
        theirs = best_of(1, lambda graph=graph: DomainMatrix.from_Matrix(symbolic(graph)).to_field().inv())
        found.append(row("inverse of I - Λ", name, ours, "sympy DomainMatrix.inv over the field", theirs))
    return found


def fraction_free(graph: MixedGraph, errors: bool) -> list[list[Any]]:
    """Return the covariance numerators (or the adjugate alone) as sympy's fraction-free elimination gives them."""
    ring, n = graph.ring, graph.n
    rows = [[ring(int(i == j)) - graph.coefficient(i, j) for j in graph.vertices] for i in graph.vertices]
    adjugate = DomainMatrix(rows, (n, n), ring.to_domain()).adj_det()[0]
    if not errors:
        return adjugate.to_list()
    omega = [[graph.error_covariance(i, j) for j in graph.vertices] for i in graph.vertices]
    return (adjugate.transpose() * DomainMatrix(omega, (n, n), ring.to_domain()) * adjugate).to_list()


def random_digraph(n: int, edges: int, seed: int) -> MixedGraph:
    """Return a cycle through all vertices with random edges added."""
    source = random.Random(seed)
    chosen = set(directed_cycle(n).directed)
    while len(chosen) < edges:
        chosen.add(tuple(source.sample(range(1, n + 1), 2)))
    return MixedGraph(n, sorted(chosen))


def macaulay2(program_text: str) -> list[str] | None:
    """Return the lines that a Macaulay2 program prints, None where Macaulay2 is absent."""
    program = shutil.which("M2")
    if program is None:
        return None
    run = subprocess.run([program, "--script", "/dev/stdin"], input=program_text, capture_output=True, text=True)
    return run.stdout.splitlines() + run.stderr.splitlines()


def eliminated_invariant() -> float | None:
    """Return the seconds that Macaulay2's elimination of the degree-10 invariant takes, None where it is absent."""
    printed = macaulay2(elimination(INVARIANT))
    if printed is None:
        return None
    if printed[1].replace(" ", "") != "{{10,187}}":
        raise RuntimeError(f"Macaulay2 should find one generator of degree 10 with 187 terms, got {printed[1]}")
    return float(printed[0])


def rows() -> list[dict[str, Any]]:
    """Time inverses, covariances and the invariant."""
    found = beside_inverses()
    cases = [(f"complete, n = {n}", complete_digraph(n)) for n in (4, 5)]
    cases += [(f"n = {n}, {edges} edges", random_digraph(n, edges, seed=1)) for n, edges in ((8, 12), (12, 14))]
    for name, graph in cases:
        ours = best_of(3, lambda graph=graph: covariance_numerators(graph))
        theirs = best_of(2, lambda graph=graph: fraction_free(graph, errors=True))
        note = (
            "the same polynomials" if covariance_numerators(graph) == fraction_free(graph, errors=True) else "DIFFERENT"
        )
        found.append(row("covariance numerators", name, ours, "sympy adj_det and two products", theirs, note))
    for name, graph in [*cases, ("complete, n = 6", complete_digraph(6))]:
        ours = best_of(3, lambda graph=graph: numerators(graph))
        theirs = best_of(2, lambda graph=graph: fraction_free(graph, errors=False))
        found.append(row("cofactors of I - Λ", name, ours, "sympy DomainMatrix.adj_det", theirs))
    ours = best_of(3, chord_invariant)
    note = "our time is for the polynomial and its proof by fixed points; the peer's is its own clock without start-up"
    found.append(
        row("degree-10 invariant", "4-cycle, 1<->3", ours, "Macaulay2 elimination", eliminated_invariant(), note)
    )
    return found


def census() -> None:
    """Record the fibre degrees of the cyclic simple graphs on up to 5 vertices, those with at most 9 edges on 5."""
    lines = []
    for n in (3, 4, 5):
        degrees: Counter[int] = Counter()
        examples: dict[int, str] = {}
        acyclic = skipped = 0
        for graph in simple_mixed_graphs(n):
            if graph.is_acyclic:
                acyclic += 1
                continue
            if len(graph.directed) + len(graph.bidirected) > 9:  # minutes each for a Gröbner basis in Python
                skipped += 1
                continue
            degree = fibre_degree(graph)
            if degree is None:
                raise RuntimeError(f"a simple graph with infinite fibres would refute the theorem: {graph}")
            degrees[degree] += 1
            examples.setdefault(degree, str(graph))
        lines.append(
            {
                "n": n,
                "acyclic": acyclic,
                "cyclic": sum(degrees.values()),
                "skipped": skipped,
                "degrees": {str(d): degrees[d] for d in sorted(degrees)},
                "examples": {str(d): examples[d] for d in sorted(examples)},
            }
        )
        print(lines[-1])
        keep("census", lines, seed=0)


def generators() -> None:
    """Record what Macaulay2 says: generators by elimination, and how its package meets a cyclic graph."""
    lines: list[dict[str, Any]] = []
    for text, degree in ELIMINATED.items():
        printed = macaulay2(elimination(MixedGraph.from_text(text)))
        if printed is None:
            raise RuntimeError("Macaulay2 is not installed here")
        found = re.fullmatch(r"\({(.*)}, ?(\d+), ?(\d+)\)", printed[2])
        if found is None:
            raise RuntimeError(f"Macaulay2 was expected to print generators, codimension and degree, got {printed[2:]}")
        lines.append(
            {
                "graph": text,
                "max_degree": degree,
                "generators": [g.strip().replace("s", "σ").replace("^", "**") for g in found[1].split(",")],
                "codim": int(found[2]),
                "degree": int(found[3]),
            }
        )
        print(lines[-1])
    refusal = macaulay2(
        'needsPackage "GraphicalModels"\n'
        "G = mixedGraph(digraph {{1,{2}},{2,{3}},{3,{1,4}}}, bigraph {{1,4}})\n"
        "gaussianVanishingIdeal gaussianRing G\n"
    )
    message = next(line.split("error: ")[1] for line in refusal or [] if "error: " in line)
    lines.append({"graph": "1->2->3->1, 3->4, 1<->4", "gaussianVanishingIdeal": message})
    print(lines[-1])
    keep("generators", lines, seed=0)


def keep(name: str, lines: list[dict[str, Any]], seed: int) -> None:
    """Write one recorded run."""
    record(
        f"statistics/one_connection/{name}",
        lines,
        command=f"python -m benchmarks.one_connection record {name}",
        seed=seed,
        packages=("networkx", "sympy"),
        where=Path(__file__).parents[1] / "results",
    )


VALUES = [
    Fraction(sign * a, b) for sign in (1, -1) for a, b in ((1, 1), (1, 2), (2, 1), (1, 3), (3, 1), (3, 2), (2, 3))
]


def stable_sample(graph: MixedGraph, source: random.Random) -> tuple[dict[Any, Fraction], dict[Any, Fraction]]:
    """Return random stable coefficients and a positive definite Ω with small numerators and denominators."""
    while True:
        lam = {edge: source.choice(VALUES) for edge in graph.directed}
        omega = {(v, v): Fraction(source.choice((1, 1, 2, 3))) for v in graph.vertices}
        omega |= {edge: source.choice(VALUES) for edge in graph.bidirected}
        matrix = sympy.Matrix(
            graph.n, graph.n, lambda i, j, w=omega: sympy.Rational(str(w.get((min(i, j) + 1, max(i, j) + 1), 0)))
        )
        if is_stable(graph, lam) and matrix.is_positive_definite:
            return lam, omega


def near(value: Any) -> Fraction | None:
    """Return a real number to 30 digits as a fraction, None for a complex one."""
    if isinstance(value, Fraction):
        return value
    number = sympy.N(value, 40)
    if abs(sympy.im(number)) > sympy.Float("1e-25"):
        return None
    return Fraction(str(sympy.N(sympy.re(number), 30)))


def stability(samples: int = 250, seed: int = 1) -> None:
    """Record how often a fibre with a stable point has a second stable point, for each class on 4 vertices."""
    lines = []
    source = random.Random(seed)
    for graph in simple_mixed_graphs(4):
        if graph.is_acyclic or (degree := fibre_degree(graph)) == 1:
            continue
        seen = real_twins = second = 0
        example: dict[str, Any] | None = None
        height = 0
        while seen < samples:
            lam, omega = stable_sample(graph, source)
            try:
                points = fibre(graph, covariance_at(graph, lam, omega))
            except ValueError:  # a special point: infinite fibre or points that coincide
                continue
            seen += 1
            others = [{e: near(x) for e, x in point.items()} for point, _ in points if point != lam]
            real = [point for point in others if None not in point.values()]
            real_twins += bool(real)
            twins = [point for point in real if is_stable(graph, point)]
            second += bool(twins)
            size = max((x.denominator for point in twins for x in point.values()), default=0)
            if twins and (example is None or size < height):
                height = size
                example = {
                    name: {f"{i},{j}": str(x) for (i, j), x in values.items()}
                    for name, values in (("lam", lam), ("omega", omega), ("twin", twins[0]))
                }
        lines.append(
            {
                "graph": str(graph),
                "degree": degree,
                "samples": seen,
                "real_twin": real_twins,
                "stable_twin": second,
                "example": example,
            }
        )
        print(lines[-1])
        keep("stability", lines, seed=seed)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("action", choices=["record"])
    parser.add_argument("run", choices=["census", "generators", "stability"])
    {"census": census, "generators": generators, "stability": stability}[parser.parse_args().run]()
