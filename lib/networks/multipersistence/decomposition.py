"""Modules on finite grids, their endomorphisms over two elements, and their true decompositions."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf
from typing import TypeAlias

from lib.exact.binary_matrices import BinaryBasis, binary_apply, binary_kernel, binary_product, bits
from lib.networks.multipersistence.bifiltration import Bifiltration, Number, check_degree, check_grid
from lib.networks.multipersistence.intervals import IntervalModule

Place: TypeAlias = tuple[int, ...]
Matrix: TypeAlias = tuple[int, ...]  # columns, as bit vectors


@dataclass(frozen=True)
class GridModule:
    """A persistence module on a finite grid over two elements: a space at each point and a map along each step.

    Parameters
    ----------
    axes
        The grid.
    dimensions
        The dimension at each place (a tuple of indices into the axes).
    maps
        For a place and a parameter, the columns of the map to the next place in that parameter.
    """

    axes: tuple[tuple[Number, ...], ...]
    dimensions: Mapping[Place, int]
    maps: Mapping[tuple[Place, int], Matrix]

    def places(self) -> Iterator[Place]:
        """Yield all places of the grid, every place after those below it."""
        return itertools.product(*(range(len(axis)) for axis in self.axes))

    @property
    def total_dimension(self) -> int:
        """The sum of the dimensions over the grid."""
        return sum(self.dimensions.values())

    def transport(self, a: Place, b: Place) -> Matrix:
        """Return the map from place ``a`` to place ``b`` above it."""
        columns: Matrix = tuple(1 << i for i in range(self.dimensions[a]))
        here = a
        for k in range(len(a)):
            while here[k] < b[k]:
                columns = binary_product(self.maps[here, k], columns)
                here = _step(here, k)
        return columns

    def rank(self, a: Place, b: Place) -> int:
        """Return the rank of the map from ``a`` to ``b``."""
        return BinaryBasis(self.transport(a, b)).rank

    def compressed(self) -> GridModule:
        """Return the same module without the grid lines at which nothing changes.

        A line goes if every map into it is an isomorphism: what stands there is a copy of what stands before.
        """
        kept: list[list[int]] = []
        for k, axis in enumerate(self.axes):
            keep = [0]
            for i in range(1, len(axis)):
                before = [(place, matrix) for (place, j), matrix in self.maps.items() if j == k and place[k] == i - 1]
                if not all(
                    len(matrix) == self.dimensions[_step(place, k)] == BinaryBasis(matrix).rank
                    for place, matrix in before
                ):
                    keep.append(i)
            kept.append(keep)
        axes = tuple(tuple(axis[i] for i in keep) for axis, keep in zip(self.axes, kept, strict=True))
        maps, dimensions = {}, {}
        for place in itertools.product(*(range(len(keep)) for keep in kept)):
            here = tuple(keep[i] for keep, i in zip(kept, place, strict=True))
            dimensions[place] = self.dimensions[here]
            for k, keep in enumerate(kept):
                if place[k] + 1 < len(keep):
                    maps[place, k] = self.transport(here, (*here[:k], keep[place[k] + 1], *here[k + 1 :]))
        return GridModule(axes, dimensions, maps)

    @cached_property
    def endomorphisms(self) -> Endomorphisms:
        """The endomorphism algebra."""
        return Endomorphisms(self)

    def interval(self) -> IntervalModule | None:
        """Return this module as an interval, or ``None`` if it is none."""
        support = {place for place, dimension in self.dimensions.items() if dimension}
        if not support or any(self.dimensions[place] > 1 for place in support):
            return None
        steps = [(place, k) for place in support for k in range(len(self.axes)) if _step(place, k) in support]
        if any(self.maps[step] != (1,) for step in steps):
            return None
        # connected: every place is reached from the first
        neighbours: dict[Place, set[Place]] = {place: set() for place in support}
        for place, k in steps:
            neighbours[place].add(_step(place, k))
            neighbours[_step(place, k)].add(place)
        reached, waiting = set(), [next(iter(support))]
        while waiting:
            place = waiting.pop()
            if place not in reached:
                reached.add(place)
                waiting.extend(neighbours[place])
        if reached != support:
            return None
        births = [tuple(axis[i] for axis, i in zip(self.axes, place, strict=True)) for place in support]
        deaths = [
            tuple(axis[i + 1] if i + 1 < len(axis) else inf for axis, i in zip(self.axes, place, strict=True))
            for place in support
        ]
        return IntervalModule(births, deaths)


def _step(place: Place, k: int) -> Place:
    return (*place[:k], place[k] + 1, *place[k + 1 :])


def homology_module(f: Bifiltration, degree: int, grid: Sequence[Iterable[Number]] | None = None) -> GridModule:
    r"""Return :math:`H_k` of a bifiltration with all its maps.

    Parameters
    ----------
    f, degree, grid
        As for :func:`~lib.networks.multipersistence.hilbert_function`.

    Notes
    -----
    One elimination for each grid point and one reduction for each basis vector and parameter.

    Examples
    --------
    >>> from lib.networks.multipersistence import three_arms
    >>> module = homology_module(three_arms(), 0)
    >>> module.dimensions[0, 0], module.rank((0, 0), (2, 2)), module.total_dimension
    (3, 1, 18)
    """
    check_degree(degree)
    axes = check_grid(f, grid)
    bases: dict[Place, tuple[BinaryBasis, list[int], list[int]]] = {}
    dimensions: dict[Place, int] = {}
    cycles = {tail: f.cycles(degree, tail) for tail in itertools.product(*axes[1:])}
    for place in itertools.product(*(range(len(axis)) for axis in axes)):
        a = tuple(axis[i] for axis, i in zip(axes, place, strict=True))
        basis = f.boundaries(degree, a)
        representatives, numbers = [], []
        for time, cycle in cycles[a[1:]]:
            if time <= a[0] and basis.add(cycle):
                representatives.append(cycle)
                numbers.append(basis.size - 1)
        bases[place] = (basis, representatives, numbers)
        dimensions[place] = len(representatives)
    maps: dict[tuple[Place, int], Matrix] = {}
    for place, (_, representatives, _) in bases.items():
        for k in range(len(axes)):
            if place[k] + 1 < len(axes[k]):
                basis, _, numbers = bases[_step(place, k)]
                maps[place, k] = tuple(_class(basis, numbers, cycle) for cycle in representatives)
    return GridModule(axes, dimensions, maps)


def _class(basis: BinaryBasis, numbers: list[int], cycle: int) -> int:
    """Write a cycle's class in the chosen basis of the homology."""
    used = basis.coordinates(cycle)
    if used is None:
        raise AssertionError("a cycle must be one at every later place")
    return sum(1 << i for i, number in enumerate(numbers) if used >> number & 1)


Element: TypeAlias = tuple[Matrix, ...]  # the action at each place where generators are born


class Endomorphisms:
    """The endomorphism algebra of a grid module over two elements, found by linear algebra.

    An endomorphism is determined by where the generators of the module go, and any choice that respects the relations
    among them is one. ``basis`` lists solutions as bit vectors over the coordinates of the generators' images.

    Examples
    --------
    >>> from lib.networks.multipersistence import three_arms
    >>> algebra = homology_module(three_arms(), 0).endomorphisms
    >>> algebra.dimension, algebra.is_local()
    (4, False)

    Notes
    -----
    The unknowns number the sum, over generators, of the dimension where they are born; each relation gives as many
    equations as the dimension where it holds.
    """

    def __init__(self, module: GridModule) -> None:
        self.module = module
        self._generators: list[Place] = []
        self._images: dict[Place, dict[int, int]] = {}
        self._carried: dict[tuple[Place, Place], Matrix] = {}
        self._sections: dict[Place, tuple[BinaryBasis, list[int]]] = {}
        relations = self._present()
        self._offsets = [0, *itertools.accumulate(module.dimensions[g] for g in self._generators)]
        self.basis = self._solve(relations)
        self._born = sorted(set(self._generators))

    @property
    def dimension(self) -> int:
        """The number of independent endomorphisms."""
        return len(self.basis)

    def _present(self) -> list[tuple[Place, int]]:
        """Find generators, their images everywhere, and relations that do not follow from earlier ones."""
        module = self.module
        relations: list[tuple[Place, int]] = []
        kernels: dict[Place, list[int]] = {}
        for place in module.places():
            images: dict[int, int] = {}
            known = BinaryBasis()
            for k in range(len(place)):
                if place[k]:
                    before = (*place[:k], place[k] - 1, *place[k + 1 :])
                    for g, vector in self._images[before].items():
                        images.setdefault(g, binary_apply(module.maps[before, k], vector))
                    for relation in kernels[before]:
                        known.add(relation)
            span = BinaryBasis(images.values())
            for i in range(module.dimensions[place]):
                if span.add(1 << i):
                    images[len(self._generators)] = 1 << i
                    self._generators.append(place)
            self._images[place] = images
            names = list(images)
            self._sections[place] = (BinaryBasis(images.values()), names)
            kernels[place] = [
                sum(1 << names[i] for i in bits(mask)) for mask in binary_kernel([images[g] for g in names])
            ]
            relations += [(place, relation) for relation in kernels[place] if known.add(relation)]
        return relations

    def _carry(self, a: Place, b: Place) -> Matrix:
        if (a, b) not in self._carried:
            self._carried[a, b] = self.module.transport(a, b)
        return self._carried[a, b]

    def _solve(self, relations: list[tuple[Place, int]]) -> list[int]:
        columns = [0] * self._offsets[-1]
        row = 0
        for place, relation in relations:
            for g in bits(relation):
                for j, image in enumerate(self._carry(self._generators[g], place)):
                    columns[self._offsets[g] + j] ^= image << row
            row += self.module.dimensions[place]
        return binary_kernel(columns)

    def action(self, vector: int, place: Place) -> Matrix:
        """Return the matrix by which an endomorphism acts at a place."""
        section, names = self._sections[place]
        moved = []
        for g in names:
            size = self.module.dimensions[self._generators[g]]
            image = vector >> self._offsets[g] & ((1 << size) - 1)
            moved.append(binary_apply(self._carry(self._generators[g], place), image))
        columns = []
        for i in range(self.module.dimensions[place]):
            used = section.coordinates(1 << i)
            if used is None:
                raise AssertionError("generators must span the module")
            columns.append(binary_apply(moved, used))
        return tuple(columns)

    def element(self, vector: int) -> Element:
        """Return the action at the places where generators are born, which determines the endomorphism."""
        return tuple(self.action(vector, place) for place in self._born)

    def _vector(self, element: Element) -> int:
        """Return where the generators go: the way back from :meth:`element`."""
        vector = 0
        for g, place in enumerate(self._generators):
            image = binary_apply(element[self._born.index(place)], self._images[place][g])
            vector |= image << self._offsets[g]
        return vector

    @cached_property
    def _one(self) -> Element:
        return tuple(tuple(1 << i for i in range(self.module.dimensions[place])) for place in self._born)

    def _splits(self, element: Element) -> bool:
        """Whether an endomorphism is neither nilpotent nor invertible: by Fitting's lemma the module then falls apart."""
        return not _nilpotent(element) and not _invertible(element)

    def is_local(self) -> bool:
        """Whether the module is indecomposable: its endomorphism algebra is local exactly then.

        Raises
        ------
        NotImplementedError
            If the algebra's residue field has more than two elements, which is not decided here.
        """
        return self.splitting() is None

    def splitting(self) -> int | None:
        r"""Return an endomorphism that splits the module, or ``None`` with a proof behind it that there is none.

        Add the identity to those basis elements that are not nilpotent. If all are nilpotent then and their span is closed
        under multiplication, it is a nilpotent ideal, because nilpotent matrices have trace zero and so cannot span a matrix
        algebra; the algebra is :math:`\mathbb Z/2` plus that ideal, hence local. Otherwise it is not local, or its residue
        field has more than two elements, and random elements are tried until one splits the module. (In a local algebra
        with two residues the elements so shifted span the radical, which is closed, so the search is not for nothing.)

        Raises
        ------
        NotImplementedError
            If the algebra's residue field has more than two elements.
        """
        if not self.module.total_dimension:
            raise ValueError("module must not be zero")
        one = self._vector(self._one)
        nilpotent: list[Element] = []
        for vector in self.basis:
            element, shifted = self.element(vector), self.element(vector ^ one)
            if self._splits(element):
                return vector
            if self._splits(shifted):
                return vector ^ one
            if not (_nilpotent(element) or _nilpotent(shifted)):
                return self._search()
            nilpotent.append(element if _nilpotent(element) else shifted)
        span = BinaryBasis(self._vector(element) for element in nilpotent)
        closed = all(self._vector(_times(a, b)) in span for a in nilpotent for b in nilpotent)
        return None if closed else self._search()

    def _search(self, tries: int = 400) -> int:
        source = random.Random(0)
        for _ in range(tries):
            vector = 0
            for element in self.basis:
                if source.random() < 0.5:
                    vector ^= element
            if self._splits(self.element(vector)):
                return vector
        raise NotImplementedError(
            f"the residue field of this endomorphism algebra of dimension {self.dimension} seems to have more than two "
            "elements; that case is not decided here"
        )


def _times(left: Element, right: Element) -> Element:
    return tuple(binary_product(a, b) for a, b in zip(left, right, strict=True))


def _nilpotent(element: Element) -> bool:
    return all(not any(_stable_power(matrix)) for matrix in element)


def _invertible(element: Element) -> bool:
    return all(BinaryBasis(matrix).rank == len(matrix) for matrix in element)


def _stable_power(matrix: Matrix) -> Matrix:
    """Return a power so high that image and kernel no longer change."""
    power, reached = matrix, 1
    while reached < len(matrix):
        power, reached = binary_product(power, power), 2 * reached
    return power


def decompose(module: GridModule) -> list[GridModule]:
    """Split a grid module into indecomposable summands, with proof that they are.

    Parameters
    ----------
    module
        A module, as :func:`homology_module` returns it.

    Returns
    -------
    list of GridModule
        Indecomposable modules whose direct sum it is; unique up to isomorphism and order (Krull, Remak, Schmidt).

    Raises
    ------
    NotImplementedError
        If an endomorphism algebra over two elements has a larger residue field.

    Notes
    -----
    Every step solves for the endomorphism algebra, cubic in the number of unknowns at worst, and takes the image and the kernel
    of a high power of an element that is neither nilpotent nor invertible (Fitting's lemma).

    Examples
    --------
    >>> from lib.networks.multipersistence import three_arms
    >>> for part in decompose(homology_module(three_arms(), 0)):
    ...     print(part.dimensions[0, 0], part.interval())
    1 births (0, 0); deaths (inf, inf)
    2 None
    """
    if not module.total_dimension:
        return []
    waiting, found = [module.compressed()], []
    while waiting:
        part = waiting.pop()
        vector = part.endomorphisms.splitting()
        if vector is None:
            found.append(part)
            continue
        image, kernel = {}, {}
        for place in part.places():
            power = _stable_power(part.endomorphisms.action(vector, place))
            span = BinaryBasis()
            image[place] = [column for column in power if span.add(column)]
            kernel[place] = binary_kernel(power)
        waiting += [_submodule(part, image), _submodule(part, kernel)]
    return sorted(found, key=lambda part: (max(part.dimensions.values()), part.total_dimension))


def _submodule(module: GridModule, vectors: Mapping[Place, list[int]]) -> GridModule:
    bases = {place: BinaryBasis(span) for place, span in vectors.items()}
    maps: dict[tuple[Place, int], Matrix] = {}
    for (place, k), matrix in module.maps.items():
        images = [bases[_step(place, k)].coordinates(binary_apply(matrix, vector)) for vector in vectors[place]]
        if None in images:
            raise AssertionError("a summand must be mapped into itself")
        maps[place, k] = tuple(image for image in images if image is not None)
    return GridModule(module.axes, {place: len(span) for place, span in vectors.items()}, maps)
