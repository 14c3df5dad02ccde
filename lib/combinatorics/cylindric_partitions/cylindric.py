"""Cylindric plane partitions: profiles, objects, faces with their hooks, and Borodin's product."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lib.combinatorics.cylindric_partitions.strips import (
    _above,
    check_partition,
    horizontal_strips_below,
    interlaces,
)
from lib.exact import Partition, partitions

Profile = tuple[int, ...]
CPP = tuple[Partition, ...]
Face = tuple[int, int, int]


def check_profile(profile: Sequence[int]) -> Profile:
    """Return the profile as a tuple, if it is a non-empty word in the letters 1 (grow) and 0 (shrink).

    Raises
    ------
    TypeError
        If it is not a sequence of integers.
    ValueError
        If it is empty or has another letter; the message names the first bad position.

    Examples
    --------
    >>> check_profile([1, 0, 1, 0])
    (1, 0, 1, 0)
    """
    if isinstance(profile, str) or not isinstance(profile, Sequence):
        raise TypeError(f"profile must be a sequence of 0s and 1s, got {profile!r}")
    if not profile:
        raise ValueError("profile must have at least one letter, got an empty one")
    for position, letter in enumerate(profile, start=1):
        if not isinstance(letter, int) or isinstance(letter, bool):
            raise TypeError(f"profile must hold the integers 0 and 1, got {letter!r} at position {position}")
        if letter not in (0, 1):
            raise ValueError(f"profile must hold only 0 and 1, got {letter} at position {position}")
    return tuple(profile)


def validate(profile: Sequence[int], cpp: Sequence[Partition]) -> CPP:
    """Return the sequence of partitions if it is a cylindric plane partition with that profile.

    Parameters
    ----------
    profile
        Letters for the steps 1 to T: 1 where the partition grows by a horizontal strip, 0 where it shrinks by one.
    cpp
        The T + 1 partitions before, between and after the steps; the last equals the first.

    Raises
    ------
    TypeError
        If the profile or a partition is not made of integers.
    ValueError
        If the length is wrong, the two ends differ, or a step is not a horizontal strip; the first bad step is named.

    Examples
    --------
    >>> validate((1, 0), ((1,), (2, 1), (1,)))
    ((1,), (2, 1), (1,))
    """
    word = check_profile(profile)
    if not isinstance(cpp, Sequence) or isinstance(cpp, str):
        raise TypeError(f"cpp must be a sequence of partitions, got {cpp!r}")
    if len(cpp) != len(word) + 1:
        raise ValueError(f"cpp must have {len(word) + 1} partitions, one more than the profile, got {len(cpp)}")
    shapes = tuple(check_partition(shape, f"cpp[{k}]") for k, shape in enumerate(cpp))
    if shapes[0] != shapes[-1]:
        raise ValueError(f"cpp must end where it starts, got {shapes[0]} and {shapes[-1]}")
    for k, letter in enumerate(word, start=1):
        smaller, larger = (shapes[k - 1], shapes[k]) if letter else (shapes[k], shapes[k - 1])
        if not interlaces(larger, smaller):
            verb = "grow" if letter else "shrink"
            raise ValueError(
                f"cpp must {verb} by a horizontal strip in step {k}, got {shapes[k - 1]} followed by {shapes[k]}"
            )
    return shapes


def weight(cpp: Sequence[Partition]) -> int:
    """Return the number of boxes, the first and the last partition counted once between them.

    Raises
    ------
    ValueError
        If there are fewer than two partitions.

    Examples
    --------
    >>> weight(((2,), (3, 1), (1,), (4, 1), (2,)))
    12
    """
    if len(cpp) < 2:
        raise ValueError(f"cpp must have at least two partitions, got {len(cpp)}")
    return sum(map(sum, cpp[1:]))


def cylindric_plane_partitions(profile: Sequence[int], max_weight: int) -> Iterator[CPP]:
    """Yield every cylindric plane partition of a profile up to a given weight.

    Parameters
    ----------
    profile
        As in :func:`validate`.
    max_weight
        The largest weight.

    Yields
    ------
    CPP
        The tuple of T + 1 partitions, each object once.

    Raises
    ------
    TypeError, ValueError
        If the profile is bad or the weight negative.

    Notes
    -----
    A depth-first walk that never enters a dead end: to close up at ``end``, the partition in front of ``s`` shrinking
    and ``g`` growing steps must have ``end[i+g] <= now[i]`` and ``now[i+s] <= end[i]``, and among the ways to close up
    the lightest has ``max(now[i+s], end[i+g])`` in row ``i``.  So the time is proportional to the output times the
    number of strips tried at a step, and the memory to one object.

    Examples
    --------
    >>> [sum(1 for _ in cylindric_plane_partitions((1, 0, 1, 0), n)) for n in range(5)]
    [1, 3, 6, 12, 22]
    """
    word = check_profile(profile)
    if max_weight < 0:
        raise ValueError(f"max_weight must be at least 0, got {max_weight}")
    return _walks(word, max_weight)


def _walks(word: Profile, max_weight: int) -> Iterator[CPP]:
    grow_left = [sum(word[k:]) for k in range(len(word) + 1)]
    shrink_left = [len(word) - k - grow_left[k] for k in range(len(word) + 1)]

    def lightest(now: Partition, k: int, end: Partition) -> int:
        """Return the least weight of the vertices after k on a way from ``now`` to ``end``."""
        total = 0
        for later in range(k + 1, len(word) + 1):
            total += _size_of_union(now[shrink_left[k] - shrink_left[later] :], end[grow_left[later] :])
        return total

    def can_close(now: Partition, k: int, end: Partition) -> bool:
        return _inside(end[grow_left[k] :], now) and _inside(now[shrink_left[k] :], end)

    def walk(path: tuple[Partition, ...], room: int) -> Iterator[CPP]:
        k, now, end = len(path) - 1, path[-1], path[0]
        if k == len(word):
            yield path
            return
        steps = _above(now, room - sum(now)) if word[k] else horizontal_strips_below(now)
        for then in steps:
            left = room - sum(then)
            if can_close(then, k + 1, end) and lightest(then, k + 1, end) <= left:
                yield from walk((*path, then), left)

    for size in range(max_weight + 1):
        for end in partitions(size):
            if lightest(end, 0, end) <= max_weight:
                yield from walk((end,), max_weight)


def _size_of_union(one: Partition, two: Partition) -> int:
    shorter, longer = sorted((one, two), key=len)
    return sum(map(max, shorter, longer)) + sum(longer[len(shorter) :])


def _inside(small: Partition, large: Partition) -> bool:
    return len(small) <= len(large) and all(a <= b for a, b in zip(small, large, strict=False))


def hook_length(face: Face, period: int) -> int:
    """Return the cylindric hook length ``j - i + k T`` of the face ``(i, j, k)``.

    Raises
    ------
    ValueError
        If the result is not positive: then this is not a face of any profile of that length.

    Examples
    --------
    >>> hook_length((3, 2, 1), 4)
    3
    """
    i, j, k = face
    hook = j - i + k * period
    if hook < 1 or not (1 <= i <= period and 1 <= j <= period):
        raise ValueError(f"face must be (i, j, k) with steps in 1..{period} and j - i + {period} k >= 1, got {face}")
    return hook


def faces_of_hook(profile: Profile, hook: int) -> list[Face]:
    """Return the faces of one hook length, for a profile known to be good.

    Examples
    --------
    >>> faces_of_hook((1, 0, 1, 0), 3)
    [(1, 4, 0), (3, 2, 1)]
    """
    period = len(profile)
    found = []
    for i, letter in enumerate(profile, start=1):
        around, last = divmod(i + hook - 1, period)
        if letter == 1 and profile[last] == 0:
            found.append((i, last + 1, around))
    return found


def cylindric_faces(profile: Sequence[int], max_hook: int) -> list[tuple[int, Face]]:
    """Return the faces ``(i, j, k)`` with their hook lengths, shortest first.

    A face is a meeting of the growing step ``i`` with the shrinking step ``j`` after ``k`` windings around the
    cylinder; ``k >= 0`` if ``i < j`` and ``k >= 1`` otherwise.

    Parameters
    ----------
    profile
        As in :func:`validate`.
    max_hook
        The largest hook length.

    Raises
    ------
    TypeError, ValueError
        If the profile is bad or ``max_hook`` negative.

    Notes
    -----
    Linear in ``max_hook`` times the number of growing steps.

    Examples
    --------
    >>> cylindric_faces((0, 1, 1, 0, 1), 3)
    [(1, (3, 4, 0)), (1, (5, 1, 1)), (2, (2, 4, 0)), (3, (3, 1, 1))]
    """
    word = check_profile(profile)
    if max_hook < 0:
        raise ValueError(f"max_hook must be at least 0, got {max_hook}")
    return [(hook, face) for hook in range(1, max_hook + 1) for face in faces_of_hook(word, hook)]


def check_labels(profile: Profile, labels: Mapping[Face, int]) -> dict[Face, int]:
    """Return the non-zero labels, if every key is a face of the profile and every label a non-negative integer.

    Raises
    ------
    TypeError
        If a label is not an integer.
    ValueError
        If a label is negative or a key is not a face.

    Examples
    --------
    >>> check_labels((1, 0), {(1, 2, 0): 3, (1, 2, 1): 0})
    {(1, 2, 0): 3}
    """
    period = len(profile)
    for face, label in labels.items():
        if not isinstance(face, tuple) or len(face) != 3 or any(not isinstance(entry, int) for entry in face):
            raise ValueError(f"labels must have faces (i, j, k) as keys, got {face!r}")
        i, j, k = face
        if not (1 <= i <= period and 1 <= j <= period and profile[i - 1] == 1 and profile[j - 1] == 0):
            raise ValueError(f"labels: {face} is no face, step i must be a 1 and step j a 0 of the profile {profile}")
        if k < (0 if i < j else 1):
            raise ValueError(f"labels: {face} is no face, k must be at least {0 if i < j else 1} for i = {i}, j = {j}")
        if not isinstance(label, int) or isinstance(label, bool):
            raise TypeError(f"labels[{face}] must be an integer, got {label!r}")
        if label < 0:
            raise ValueError(f"labels[{face}] must not be negative, got {label}")
    return {face: label for face, label in labels.items() if label}


def product_hooks(profile: Profile, order: int, boundary: str) -> tuple[list[int], list[int]]:
    """Return the exponents of the factors of the product up to an order: those of the faces, those of gamma.

    Raises
    ------
    ValueError
        If the order is negative or the boundary is neither ``"any"`` nor ``"empty"``.

    Examples
    --------
    >>> product_hooks((1, 0, 1, 0), 5, "any")
    ([1, 1, 3, 3, 5, 5], [4])
    """
    if order < 0:
        raise ValueError(f"order must be at least 0, got {order}")
    if boundary not in ("any", "empty"):
        raise ValueError(f"boundary must be 'any' or 'empty', got {boundary!r}")
    faces = cylindric_faces(profile, order)
    if boundary == "empty":
        return [hook for hook, (i, j, k) in faces if k == 0 and i < j], []
    return [hook for hook, _ in faces], list(range(len(profile), order + 1, len(profile)))


def borodin_series(profile: Sequence[int], order: int, boundary: str = "any") -> list[int]:
    r"""Return the coefficients of Borodin's product, the number of cylindric plane partitions of each weight.

    .. math:: \prod_{n\ge1}\frac1{1-z^{nT}}\prod_{\text{faces}}\frac1{1-z^{h}}

    Parameters
    ----------
    profile
        As in :func:`validate`.
    order
        The last power of z.
    boundary
        ``"any"`` for all of them, ``"empty"`` for those that start and end at the empty partition (reverse plane
        partitions): then only the faces with i < j and k = 0 remain, and the factors without a face go.

    Returns
    -------
    list of int
        Coefficients of :math:`z^0,\dots,z^{order}`.

    Raises
    ------
    TypeError, ValueError
        If the profile is bad, the order negative or the boundary unknown.

    Notes
    -----
    About ``T order^2 / 4`` additions of integers.

    References
    ----------
    Borodin, *Periodic Schur process and cylindric partitions*, Duke Math. J. 140 (2007).

    Examples
    --------
    >>> borodin_series((1, 0, 1, 0), 8)
    [1, 2, 3, 6, 10, 16, 25, 38, 57]
    """
    face_hooks, gamma_hooks = product_hooks(check_profile(profile), order, boundary)
    series = [1] + [0] * order
    for step in face_hooks + gamma_hooks:
        for n in range(step, order + 1):
            series[n] += series[n - step]
    return series
