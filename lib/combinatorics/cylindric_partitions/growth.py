"""The cylindric growth diagram: a cylindric plane partition traded, square by square, for labels and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from lib.combinatorics.cylindric_partitions.cylindric import (
    CPP,
    Face,
    Profile,
    check_labels,
    check_profile,
    cylindric_faces,
    faces_of_hook,
    hook_length,
    validate,
)
from lib.combinatorics.cylindric_partitions.local_rules import BURGE_RULE, LocalRule
from lib.combinatorics.cylindric_partitions.strips import check_partition
from lib.exact import Partition

Choice = Callable[[list[Face]], Face]


@dataclass(frozen=True)
class Square:
    """One square of the diagram: its face, its four corners, its label, and the boundary after it was crossed."""

    face: Face
    hook: int
    alpha: Partition
    beta: Partition
    outer: Partition
    inner: Partition
    label: int
    boundary: tuple[Partition, ...]


@dataclass(frozen=True)
class Decomposition:
    """What the diagram makes of a cylindric plane partition: the last partition, the labels, the way there."""

    gamma: Partition
    labels: dict[Face, int]
    squares: tuple[Square, ...] = ()

    def weight(self, period: int) -> int:
        r"""Return :math:`T|\gamma|+\sum d\,h`, the weight of the cylindric plane partition it came from.

        Examples
        --------
        >>> Decomposition((2, 1), {(2, 4, 0): 1}).weight(5)
        17
        """
        return period * sum(self.gamma) + sum(d * hook_length(face, period) for face, d in self.labels.items())


class Boundary:
    """The boundary of the diagram while squares are crossed: T vertices on a circle and the steps between them.

    Parameters
    ----------
    profile
        A profile known to be good.
    vertices
        The partition in front of each step.

    Notes
    -----
    Steps keep the name (1 to T) of the place where they started.  ``place[name]`` counts windings too, so that the
    place of a growing step only increases and that of a shrinking one only decreases.
    """

    def __init__(self, profile: Profile, vertices: Sequence[Partition]) -> None:
        self.profile = profile
        self.vertices = list(vertices)
        self.place = [name - 1 for name in range(len(profile) + 1)]

    def is_constant(self) -> bool:
        """Return whether all vertices carry the same partition."""
        first = self.vertices[0]
        return all(shape == first for shape in self.vertices)

    def moves(self) -> list[Face]:
        """Return the faces that can be crossed now: a growing step directly in front of a shrinking one."""
        period = len(self.profile)
        at = {self.place[name] % period: name for name in range(1, period + 1)}
        found = []
        for position in range(period):
            i, j = at[position], at[(position + 1) % period]
            if self.profile[i - 1] == 1 and self.profile[j - 1] == 0:
                found.append((i, j, (self.place[i] + 1 - self.place[j]) // period))
        return found

    def cross(self, face: Face, rule: LocalRule) -> Square:
        """Push the boundary over a square and return it with its label."""
        i, j, _ = face
        period = len(self.profile)
        before = self.place[i] % period
        middle, after = (before + 1) % period, (before + 2) % period
        alpha, outer, beta = self.vertices[before], self.vertices[middle], self.vertices[after]
        label, inner = rule.pull(alpha, beta, outer)
        self.vertices[middle] = inner
        self.place[i] += 1
        self.place[j] -= 1
        return Square(face, hook_length(face, period), alpha, beta, outer, inner, label, tuple(self.vertices))

    def uncross(self, face: Face, label: int, rule: LocalRule) -> None:
        """Pull the boundary back over a square that carries a label."""
        i, j, _ = face
        period = len(self.profile)
        self.place[i] -= 1
        self.place[j] += 1
        before = self.place[i] % period
        middle, after = (before + 1) % period, (before + 2) % period
        alpha, inner, beta = self.vertices[before], self.vertices[middle], self.vertices[after]
        if label or alpha != inner or beta != inner:
            self.vertices[middle] = rule.push(alpha, beta, inner, label)


def _by_hook(profile: Profile) -> Iterator[Face]:
    for hook in count(1):
        yield from faces_of_hook(profile, hook)


def decompose(
    profile: Sequence[int],
    cpp: Sequence[Partition],
    rule: LocalRule = BURGE_RULE,
    *,
    trace: bool = False,
    choose: Choice | None = None,
) -> Decomposition:
    r"""Trade a cylindric plane partition for a partition and an arbitrary labelling of the faces.

    Parameters
    ----------
    profile, cpp
        As in :func:`validate`.
    rule
        The local rule; the thesis uses Burge's.
    trace
        Whether to keep every square that was crossed.
    choose
        Picks the next face among those that can be crossed.  Left out, faces are crossed by increasing hook length;
        the result does not depend on it, as long as no face is put off for ever.

    Returns
    -------
    Decomposition
        The partition :math:`\gamma` and the non-zero labels.

    Raises
    ------
    TypeError, ValueError
        As :func:`validate`; ``ValueError`` also if ``choose`` returns a face that cannot be crossed.

    Notes
    -----
    No face with :math:`k>|c|/T+1` is reached, so there are at most about :math:`n_0n_1(|c|/T+2)` squares for
    :math:`n_1` growing and :math:`n_0` shrinking steps; each takes time linear in the boxes of its sides at most.

    References
    ----------
    Langer, thesis (2013), part 1; the local rule is in its section 2.2.10.

    Examples
    --------
    >>> decompose((1, 0, 1, 0), ((2,), (3, 1), (1,), (4, 1), (2,)))
    Decomposition(gamma=(), labels={(1, 2, 0): 2, (3, 4, 0): 3, (3, 2, 2): 1}, squares=())
    """
    shapes = validate(profile, cpp)
    word = check_profile(profile)
    boundary = Boundary(word, shapes[:-1])
    ahead = _by_hook(word)
    labels: dict[Face, int] = {}
    squares: list[Square] = []
    while not boundary.is_constant():
        if choose is None:
            face = next(ahead)
        elif (face := choose(moves := boundary.moves())) not in moves:
            raise ValueError(f"choose must return one of {moves}, got {face!r}")
        square = boundary.cross(face, rule)
        if square.label:
            labels[face] = square.label
        if trace:
            squares.append(square)
    return Decomposition(boundary.vertices[0], labels, tuple(squares))


def compose(
    profile: Sequence[int],
    gamma: Partition,
    labels: Mapping[Face, int],
    rule: LocalRule = BURGE_RULE,
) -> CPP:
    """Return the cylindric plane partition that :func:`decompose` turns into this partition and these labels.

    Parameters
    ----------
    profile
        As in :func:`validate`.
    gamma
        Any partition.
    labels
        Non-negative integers on faces; faces left out carry 0.
    rule
        The local rule.

    Raises
    ------
    TypeError, ValueError
        If the profile or the partition is bad, a key is not a face, or a label is negative or no integer.

    Notes
    -----
    One local rule for each face whose hook is at most the longest labelled one, :math:`n_0n_1` of them a winding.

    Examples
    --------
    >>> compose((1, 0, 1, 0), (), {(1, 2, 0): 2, (3, 4, 0): 3, (3, 2, 2): 1})
    ((2,), (3, 1), (1,), (4, 1), (2,))
    """
    word = check_profile(profile)
    last = check_partition(gamma, "gamma")
    return compose_checked(word, last, check_labels(word, labels), rule)


def compose_checked(word: Profile, gamma: Partition, labels: Mapping[Face, int], rule: LocalRule) -> CPP:
    """Compose from input known to be good."""
    boundary = Boundary(word, (gamma,) * len(word))
    longest = max((hook_length(face, len(word)) for face in labels), default=0)
    faces = [face for _, face in cylindric_faces(word, longest)]
    for i, j, _ in faces:
        boundary.place[i] += 1
        boundary.place[j] -= 1
    for face in reversed(faces):
        boundary.uncross(face, labels.get(face, 0), rule)
    return (*boundary.vertices, boundary.vertices[0])
