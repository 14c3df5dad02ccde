"""The unrolled graph of an ICM process, d-separation by reachability, and what separations tell about a DAG."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Sequence
from typing import Literal

import networkx as nx

from lib.exact import bits
from lib.statistics.causal_de_finetti.dags import check_parents, is_integer, strict_descendants

# Variable i in sample n of an environment; samples count from 1, as in the paper.
Node = tuple[int, int]


class UnrolledICM:
    """The graph ICM(G): a copy of the DAG for each sample, and one hidden cause for each mechanism.

    Observed nodes are pairs (i, n) of a variable and a sample.  The hidden parameter of variable i points to (i, n)
    for every n, and is never conditioned on.

    Parameters
    ----------
    parents
        The DAG's parent sets.
    n_samples
        Samples in an environment.
    latents
        Whether the hidden parameters are there; without them the samples are independent, as for i.i.d. data.
    confounded
        Pairs of variables whose parameters depend on each other, through a further hidden cause.

    Raises
    ------
    ValueError
        If ``n_samples`` is not positive, or a confounded pair is not two variables.

    References
    ----------
    Guo et al. (2023), the graph of an ICM-generative process.

    Examples
    --------
    >>> two = UnrolledICM([(), (0,)], n_samples=2)
    >>> two.d_separated((0, 1), (1, 2), [(0, 2)]), two.d_separated((1, 1), (0, 2), [(1, 2)])
    (True, False)
    """

    def __init__(
        self,
        parents: Sequence[Collection[int]],
        n_samples: int,
        *,
        latents: bool = True,
        confounded: Collection[tuple[int, int]] = (),
    ) -> None:
        self.parents = check_parents(parents)
        if not is_integer(n_samples) or n_samples < 1:
            raise ValueError(f"n_samples must be an integer from 1 on, got {n_samples!r}")
        self.d, self.n_samples = len(self.parents), int(n_samples)
        self.latents = latents
        self.confounded = tuple(confounded)
        for pair in self.confounded:
            if (
                not isinstance(pair, tuple)
                or len(pair) != 2
                or pair[0] == pair[1]
                or not all(i in range(self.d) for i in pair)
            ):
                raise ValueError(f"confounded must hold pairs of variables among 0..{self.d - 1}, got {pair}")
        self._build()

    def _build(self) -> None:
        # sets of nodes are integers, bit by bit: observed nodes first, then parameters, then causes of parameters
        d, shown = self.d, self.d * self.n_samples
        above = [0] * shown
        for n in range(self.n_samples):
            for i, given in enumerate(self.parents):
                above[n * d + i] = sum(1 << (n * d + p) for p in given)
        if self.latents:
            for i in range(shown):
                above[i] |= 1 << (shown + i % d)
            above += [0] * d
            for number, (i, j) in enumerate(self.confounded):
                above.append(0)
                above[shown + i] |= 1 << (shown + d + number)
                above[shown + j] |= 1 << (shown + d + number)
        below = [0] * len(above)
        for v, mask in enumerate(above):
            for p in bits(mask):
                below[p] |= 1 << v
        self._above, self._below = above, below
        self._shown = (1 << shown) - 1

    def mask(self, nodes: Collection[Node], name: str = "nodes") -> int:
        """Return a set of observed nodes as an integer, one bit for each.

        Raises
        ------
        ValueError
            If a node is not a variable in a sample of this graph.
        """
        found = 0
        for node in nodes:
            if not isinstance(node, tuple) or len(node) != 2:
                raise ValueError(f"{name} must hold pairs (variable, sample), got {node!r}")
            i, n = node
            if i not in range(self.d) or n not in range(1, self.n_samples + 1):
                raise ValueError(
                    f"{name} must hold (variable, sample) with variable in 0..{self.d - 1} and sample in "
                    f"1..{self.n_samples}, got {node!r}"
                )
            found |= 1 << int((n - 1) * self.d + i)
        return found

    def reachable(self, start: int, cond: int) -> int:
        """Return the observed nodes that are d-connected to some node of ``start`` given ``cond``, all as bit masks.

        Notes
        -----
        A ball bounces through the graph: from a node not in ``cond`` it may leave upwards or downwards if it came from
        below, only downwards if it came from above; at a node in ``cond`` that it enters from above it may turn upwards
        (and so comes back up to a node with a descendant in ``cond``).  Each node is left at most once in each way, so time grows with the number of arrows.
        """
        above, below = self._above, self._below
        up, down = start & ~cond, 0
        seen_up = seen_down = 0
        while up or down:
            seen_up |= up
            seen_down |= down
            next_up = next_down = 0
            while up:
                bit = up & -up
                up ^= bit
                v = bit.bit_length() - 1
                next_up |= above[v]
                next_down |= below[v]
            turned = down & cond
            while turned:
                bit = turned & -turned
                turned ^= bit
                next_up |= above[bit.bit_length() - 1]
            down &= ~cond
            while down:
                bit = down & -down
                down ^= bit
                next_down |= below[bit.bit_length() - 1]
            up = next_up & ~cond & ~seen_up
            down = next_down & ~seen_down
        return (seen_up | seen_down) & self._shown & ~cond

    def d_separated(self, a: Node | Collection[Node], b: Node | Collection[Node], cond: Collection[Node] = ()) -> bool:
        """Whether every path between two sets of observed nodes is blocked by a third.

        Parameters
        ----------
        a, b
            A node (variable, sample) each, or a collection of nodes.
        cond
            The nodes conditioned on.

        Raises
        ------
        ValueError
            If the three sets are not disjoint, ``a`` or ``b`` is empty, or a node does not exist.

        Notes
        -----
        Time grows with the number of arrows of the unrolled graph, memory likewise.

        Examples
        --------
        >>> collider = UnrolledICM([(), (), (0, 1)], 1)
        >>> collider.d_separated((0, 1), (1, 1)), collider.d_separated((0, 1), (1, 1), [(2, 1)])
        (True, False)
        """
        first, second = self.mask(_as_set(a), "a"), self.mask(_as_set(b), "b")
        given = self.mask(cond, "cond")
        if not first or not second:
            raise ValueError("a and b must hold at least one node each, got an empty set")
        if first & second or first & given or second & given:
            raise ValueError(f"a, b and cond must be disjoint, got {a}, {b} and {sorted(cond)}")
        return not self.reachable(first, given) & second

    def to_networkx(self) -> nx.DiGraph:
        """Return the graph for networkx; hidden parameters are named ``("theta", i)``.

        Examples
        --------
        >>> graph = UnrolledICM([(), (0,)], 2).to_networkx()
        >>> graph.number_of_nodes(), graph.number_of_edges()
        (6, 6)
        """
        graph = nx.DiGraph()
        graph.add_nodes_from((i, n) for n in range(1, self.n_samples + 1) for i in range(self.d))
        graph.add_edges_from(
            ((p, n), (i, n))
            for n in range(1, self.n_samples + 1)
            for i, given in enumerate(self.parents)
            for p in given
        )
        if self.latents:
            graph.add_edges_from((("theta", i), (i, n)) for i in range(self.d) for n in range(1, self.n_samples + 1))
            for i, j in self.confounded:
                graph.add_edges_from([(("cause", i, j), ("theta", i)), (("cause", i, j), ("theta", j))])
        return graph


def _as_set(nodes: Node | Collection[Node]) -> Collection[Node]:
    if isinstance(nodes, tuple) and len(nodes) == 2 and all(is_integer(part) for part in nodes):
        return [nodes]
    return nodes  # type: ignore[return-value]


def markov_class_signature(
    parents: Sequence[Collection[int]],
    n_samples: int = 2,
    *,
    conditioning: Literal["first", "all"] = "first",
    latents: bool = True,
) -> tuple[int, ...]:
    """Return all separations of single nodes in the unrolled graph: equal for two DAGs iff they imply the same ones.

    Parameters
    ----------
    parents
        The DAG's parent sets.
    n_samples
        Samples of an environment; 1 gives what i.i.d. data show, the Markov equivalence class.
    conditioning
        ``"first"``: statements about a node of sample 1 and any other, given nodes of sample 1.  ``"all"``: every
        statement about two nodes given any others.
    latents
        Without the hidden parameters every number of samples is i.i.d.

    Returns
    -------
    tuple
        For each node and each set conditioned on, the bit mask of what stays connected.

    Raises
    ------
    ValueError
        If ``conditioning`` is unknown, or the graph has more than 12 observed nodes.

    Notes
    -----
    Separation of sets is separation of all pairs, so single nodes suffice.  Time grows like $k2^k$ times the number
    of arrows, with $k=d$ for ``"first"`` and $k=dN$ for ``"all"``.

    Examples
    --------
    >>> forth, back = [(), (0,)], [(1,), ()]
    >>> markov_class_signature(forth, 1) == markov_class_signature(back, 1)
    True
    >>> markov_class_signature(forth, 2) == markov_class_signature(back, 2)
    False
    """
    graph = UnrolledICM(parents, n_samples, latents=latents)
    if conditioning not in ("first", "all"):
        raise ValueError(f"conditioning must be 'first' or 'all', got {conditioning!r}")
    k = graph.d if conditioning == "first" else graph.d * n_samples
    if k > 12:
        raise ValueError(f"parents and n_samples must give at most 12 nodes to condition on, got {k}")
    return tuple(
        graph.reachable(1 << a, cond) for a, cond in itertools.product(range(k), range(1 << k)) if not cond >> a & 1
    )


def markov_statements(
    parents: Sequence[Collection[int]], n_samples: int = 2
) -> list[tuple[list[Node], list[Node], list[Node]]]:
    r"""Return the statements of the causal de Finetti theorem for each variable, as triples (a, b, cond).

    For variable $i$ and every $n<N$: the variable in samples $1..n$ is independent of its non-descendants that are
    not parents in these samples, and of all its non-descendants in sample $n+1$, given its parents in samples $1..n$.

    Examples
    --------
    >>> markov_statements([(), (0,)], 2)
    [([(1, 1)], [(0, 2)], [(0, 1)])]
    """
    graph = UnrolledICM(parents, n_samples)
    below = strict_descendants(graph.parents)
    found = []
    for i in range(graph.d):
        others = [v for v in range(graph.d) if v != i and v not in below[i]]
        for n in range(1, n_samples):
            past = range(1, n + 1)
            b = [(v, m) for v in others if v not in graph.parents[i] for m in past] + [(v, n + 1) for v in others]
            if b:
                found.append(([(i, m) for m in past], b, [(p, m) for p in graph.parents[i] for m in past]))
    return found
