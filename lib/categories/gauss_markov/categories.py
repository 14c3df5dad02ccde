"""Categories in which there is at most one arrow between two objects, and adjunctions between them by exhaustion."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, TypeAlias

from lib.categories.gauss_markov.model import LinearModel, Vector, squared_norm

Arrow: TypeAlias = Callable[[Any, Any], bool]


class ThinCategory:
    """Finitely many objects with at most one arrow between any two: a preorder.

    Parameters
    ----------
    objects
        The objects, hashable and all different.
    arrow
        Whether there is an arrow from the first to the second.

    Raises
    ------
    ValueError
        If there are no objects, one comes twice, an identity is missing, or two arrows have no composite.

    Notes
    -----
    The laws are checked for every triple: O(n^3) set operations in the worst case, n the number of objects.

    Examples
    --------
    >>> divides = ThinCategory([1, 2, 3, 6], lambda a, b: b % a == 0)
    >>> divides.limits([2, 3]), divides.limits([2, 6])
    ([1], [2])
    """

    def __init__(self, objects: Iterable[Any], arrow: Arrow) -> None:
        self.objects: tuple[Any, ...] = tuple(objects)
        if not self.objects:
            raise ValueError("objects must not be empty")
        if len(set(self.objects)) < len(self.objects):
            raise ValueError("objects must be all different, got one of them twice")
        self._above = {x: frozenset(y for y in self.objects if arrow(x, y)) for x in self.objects}
        for x, above in self._above.items():
            if x not in above:
                raise ValueError(f"arrow must be reflexive, got no identity at {x!r}")
            for y in above:
                if not self._above[y] <= above:
                    raise ValueError(f"arrow must be transitive, got no composite through {x!r} and {y!r}")

    def __len__(self) -> int:
        return len(self.objects)

    def __contains__(self, thing: object) -> bool:
        return thing in self._above

    def arrow(self, x: Any, y: Any) -> bool:
        """Whether there is an arrow from x to y."""
        return y in self._above[x]

    def isomorphic(self, x: Any, y: Any) -> bool:
        """Whether there are arrows both ways."""
        return self.arrow(x, y) and self.arrow(y, x)

    def is_limit_cone(self, apex: Any, diagram: Sequence[Any]) -> bool:
        """Whether the cone from the apex is a limit of the diagram: a greatest lower bound.

        In a thin category every diagram commutes, so a finite diagram is the set of its objects.
        """
        below = all(self.arrow(apex, d) for d in diagram)
        return below and all(self.arrow(q, apex) for q in self.objects if all(self.arrow(q, d) for d in diagram))

    def limits(self, diagram: Sequence[Any]) -> list[Any]:
        """Return every object that is a limit of the diagram; several of them are isomorphic."""
        return [apex for apex in self.objects if self.is_limit_cone(apex, diagram)]


def _image(F: Callable[[Any], Any], source: ThinCategory, target: ThinCategory) -> dict[Any, Any]:
    image = {a: F(a) for a in source.objects}
    outside = next((a for a, y in image.items() if y not in target), None)
    if outside is not None:
        raise ValueError(f"F must map objects into the target category, got {image[outside]!r} for {outside!r}")
    return image


def right_adjoint_candidates(
    F: Callable[[Any], Any], source: ThinCategory, target: ThinCategory
) -> dict[Any, list[Any]]:
    r"""Return for each object y the objects g that may serve as :math:`G(y)` in an adjunction.

    Between thin categories, G is right adjoint to F exactly when there is an arrow :math:`F(a)\to y` if and only if
    there is one :math:`a\to G(y)`, for all a and y.  That asks for each y separately.

    Parameters
    ----------
    F
        The functor's action on objects.
    source, target
        The two categories.

    Raises
    ------
    ValueError
        If F leaves the target.

    Notes
    -----
    O(p^2 d) lookups for p objects in the source and d in the target.

    Examples
    --------
    >>> small, large = ThinCategory([0, 2, 4], int.__le__), ThinCategory(range(6), int.__le__)
    >>> right_adjoint_candidates(lambda a: a, small, large)
    {0: [0], 1: [0], 2: [2], 3: [2], 4: [4], 5: [4]}
    """
    image = _image(F, source, target)
    found: dict[Any, list[Any]] = {}
    for y in target.objects:
        wanted = [target.arrow(image[a], y) for a in source.objects]
        found[y] = [g for g in source.objects if [source.arrow(a, g) for a in source.objects] == wanted]
    return found


def left_adjoint_candidates(
    F: Callable[[Any], Any], source: ThinCategory, target: ThinCategory
) -> dict[Any, list[Any]]:
    r"""Return for each y the objects h that may serve as :math:`H(y)` with H left adjoint to F.

    Examples
    --------
    >>> small, large = ThinCategory([0, 2, 4], int.__le__), ThinCategory(range(5), int.__le__)
    >>> left_adjoint_candidates(lambda a: a, small, large)
    {0: [0], 1: [2], 2: [2], 3: [4], 4: [4]}
    """
    image = _image(F, source, target)
    found: dict[Any, list[Any]] = {}
    for y in target.objects:
        wanted = [target.arrow(y, image[a]) for a in source.objects]
        found[y] = [h for h in source.objects if [source.arrow(h, a) for a in source.objects] == wanted]
    return found


def count_adjoints(candidates: dict[Any, list[Any]]) -> int:
    """Return how many functors the candidates make up: one free choice for each object.

    Examples
    --------
    >>> count_adjoints({0: ["a", "b"], 1: ["a"], 2: ["b", "c"]})
    4
    """
    return math.prod(len(choices) for choices in candidates.values())


def is_adjunction(
    F: Callable[[Any], Any],
    G: Callable[[Any], Any],
    source: ThinCategory,
    target: ThinCategory,
) -> bool:
    r"""Whether F is left adjoint to G: an arrow :math:`F(a)\to y` exactly when there is one :math:`a\to G(y)`.

    Raises
    ------
    ValueError
        If F or G leaves its target.

    Examples
    --------
    >>> evens, numbers = ThinCategory([0, 2, 4], int.__le__), ThinCategory(range(6), int.__le__)
    >>> is_adjunction(lambda a: a, lambda y: y - y % 2, evens, numbers)
    True
    """
    forth, back = _image(F, source, target), _image(G, target, source)
    return all(
        target.arrow(forth[a], y) == source.arrow(a, back[y])
        for a, y in itertools.product(source.objects, target.objects)
    )


def preserves_limits(
    G: Callable[[Any], Any], source: ThinCategory, target: ThinCategory, *, largest: int = 2
) -> tuple[int, int]:
    """Return how many limits of diagrams with up to ``largest`` objects exist, and how many of them G preserves.

    Raises
    ------
    ValueError
        If G leaves its target or ``largest`` is negative.

    Examples
    --------
    >>> numbers = ThinCategory([1, 2, 3, 4, 6, 12], lambda a, b: b % a == 0)
    >>> preserves_limits(lambda n: n, numbers, numbers)
    (22, 22)
    """
    if largest < 0:
        raise ValueError(f"largest must be at least 0, got {largest}")
    image = _image(G, source, target)
    exist, kept = 0, 0
    for size in range(largest + 1):
        for diagram in itertools.combinations(source.objects, size):
            limits = source.limits(diagram)
            exist += bool(limits)
            kept += bool(limits) and all(target.is_limit_cone(image[p], [image[d] for d in diagram]) for p in limits)
    return exist, kept


def indiscrete(x: Vector, y: Vector) -> bool:
    """Say yes to every pair: one arrow between any two objects, as in version 1 of the paper."""
    return True


def equal_predictions(model: LinearModel) -> Arrow:
    r"""Arrows between parameters with the same predictions, :math:`X(a'-a)=0`; only identities in full rank.

    Examples
    --------
    >>> model = LinearModel([[1, 1], [1, 1]], rank_deficient="min_norm")
    >>> equal_predictions(model)(Vector([1, 0]), Vector([0, 1]))
    True
    """
    return lambda a, other: (model.X * (other - a)).is_zero_matrix


def orthogonality(model: LinearModel, W: Vector | None = None) -> Arrow:
    r"""Arrows between data whose difference is orthogonal to the model, :math:`X^\top W(y'-y)=0`.

    Parameters
    ----------
    model
        The model; its own weights are used if none are given.
    W
        Any square matrix.

    Examples
    --------
    >>> model = LinearModel([[1], [1], [1]])
    >>> arrow = orthogonality(model)
    >>> arrow(Vector([1, 1, 1]), Vector([0, 1, 2])), arrow(Vector([0, 0, 0]), Vector([0, 1, 2]))
    (True, False)
    """
    test = model.X.T * (model.weights if W is None else W)
    return lambda y, other: (test * (other - y)).is_zero_matrix


def noise_order(model: LinearModel, *, strict: bool = False) -> Arrow:
    r"""Arrows that add noise: orthogonal difference, and the minimum residual does not get shorter.

    With ``strict`` it has to get longer, apart from identities.

    Examples
    --------
    >>> arrow = noise_order(LinearModel([[1], [1], [1]]))
    >>> mean, data = Vector([1, 1, 1]), Vector([0, 1, 2])
    >>> arrow(mean, data), arrow(data, mean)
    (True, False)
    """
    same = orthogonality(model)

    def arrow(y: Vector, other: Vector) -> bool:
        if not same(y, other):
            return False
        before, after = squared_norm(model.min_residual(y)), squared_norm(model.min_residual(other))
        return y == other or before < after if strict else bool(before <= after)

    return arrow


def componentwise(x: Vector, y: Vector) -> bool:
    """Arrows upwards: no entry gets smaller.

    Examples
    --------
    >>> componentwise(Vector([0, 1]), Vector([2, 1]))
    True
    """
    return all(a <= b for a, b in zip(x, y, strict=True))


def same_value(key: Callable[[Any], Hashable]) -> Arrow:
    """Arrows between objects to which a function gives the same value.

    Examples
    --------
    >>> same_value(abs)(-2, 2)
    True
    """
    return lambda x, y: key(x) == key(y)
