"""2-cells between optics: changes of the residual that cannot be seen from outside."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from lib.categories.optics.composites import Optic
from lib.categories.optics.finite import Fn


def failing_equations(r: Fn, src: Optic, tgt: Optic) -> tuple[str, ...]:
    r"""Return which of the two equations of a 2-cell r : (M, f, b) ⇒ (N, h, k) fail.

    The forward equation is :math:`f;(r\times B)=h`, the backward equation :math:`(r\times B');k=b`.

    Parameters
    ----------
    r
        A map from the residual M of the source to the residual N of the target.
    src, tgt
        The optics.

    Returns
    -------
    tuple of str
        Some of ``"forward"``, ``"backward"``.

    Raises
    ------
    ValueError
        If the optics have different boundaries, or r is not a map between their residuals.

    Notes
    -----
    One look-up for each point of A and of M × B'.

    Examples
    --------
    >>> from lib.categories.optics.finite import finite
    >>> from lib.categories.optics.composites import boundary
    >>> one = Optic.identity(boundary(finite(2)))
    >>> failing_equations(Fn.identity(one.residual), one, one)
    ()
    """
    _check_parallel(src, tgt)
    if (r.dom, r.cod) != (src.residual, tgt.residual):
        raise ValueError(
            f"r must go from the source's residual {src.residual} to the target's residual {tgt.residual}, "
            f"got {r.dom} to {r.cod}"
        )
    failing = []
    if src.fwd >> r.cross(Fn.identity(src.b.forward)) != tgt.fwd:
        failing.append("forward")
    if r.cross(Fn.identity(src.b.backward)) >> tgt.bwd != src.bwd:
        failing.append("backward")
    return tuple(failing)


def is_two_cell(r: Fn, src: Optic, tgt: Optic) -> bool:
    """Return whether a map of residuals is a 2-cell; see :func:`failing_equations`.

    Examples
    --------
    >>> from lib.categories.optics.finite import finite
    >>> from lib.categories.optics.composites import boundary
    >>> one = Optic.identity(boundary(finite(2)))
    >>> is_two_cell(Fn.identity(one.residual), one, one)
    True
    """
    return not failing_equations(r, src, tgt)


@dataclass(frozen=True)
class TwoCell:
    """A 2-cell r : src ⇒ tgt; its equations are checked when it is made.

    Parameters
    ----------
    r
        The map of residuals.
    src, tgt
        The optics it goes between; the residual changes towards the target.

    Raises
    ------
    ValueError
        If the boundaries differ, the residuals do not fit, or an equation fails; the message names which.
    """

    r: Fn
    src: Optic
    tgt: Optic

    def __post_init__(self) -> None:
        failing = failing_equations(self.r, self.src, self.tgt)
        if failing:
            raise ValueError(f"r must satisfy both equations of a 2-cell; the {' and the '.join(failing)} one fails")

    @classmethod
    def identity(cls, optic: Optic) -> TwoCell:
        """Return the identity 2-cell.

        Examples
        --------
        >>> from lib.categories.optics.finite import finite
        >>> from lib.categories.optics.composites import boundary
        >>> TwoCell.identity(Optic.identity(boundary(finite(2)))).r.table
        (0,)
        """
        return cls(Fn.identity(optic.residual), optic, optic)

    def vcomp(self, other: TwoCell) -> TwoCell:
        """Compose vertically: o ⇒ p ⇒ q, residual map after residual map.

        Raises
        ------
        ValueError
            If the first does not end at the optic where the other starts.
        """
        if self.tgt != other.src:
            raise ValueError("other must start at the optic where this 2-cell ends; it starts at a different optic")
        return TwoCell(self.r >> other.r, self.src, other.tgt)

    def hcomp(self, other: TwoCell) -> TwoCell:
        """Compose horizontally: side by side on the composites o >> p, residual map beside residual map.

        Raises
        ------
        ValueError
            If the optics do not compose.
        """
        return TwoCell(self.r.cross(other.r), self.src >> other.src, self.tgt >> other.tgt)


def two_cells(src: Optic, tgt: Optic) -> Iterator[Fn]:
    """Yield every 2-cell between two optics, as a map of residuals.

    Both equations bind one point of the residual at a time: the backward one says which points n behave like m, the
    forward one fixes n where m is reached.  So the 2-cells are a product of small sets of choices.

    Raises
    ------
    ValueError
        If the optics have different boundaries.

    Notes
    -----
    One step for each point of A and of M × B', one for each pair of points of M and N that answer alike, and one for each
    2-cell, instead of trying all maps from M to N.

    Examples
    --------
    Storing one bit or two: there is one way to forget, none to recover.

    >>> from lib.categories.optics.finite import finite
    >>> from lib.categories.optics.composites import boundary
    >>> two, bit = boundary(finite(2)), finite(2)
    >>> back = Fn.projection(bit, bit, 1)
    >>> careful = Optic(two, two, bit, Fn.copy(bit), back)
    >>> len(list(two_cells(careful, Optic.identity(two)))), len(list(two_cells(Optic.identity(two), careful)))
    (1, 0)
    """
    choices = residual_choices(src, tgt)
    for images in itertools.product(*choices):
        yield Fn(src.residual, tgt.residual, images)


def count_two_cells(src: Optic, tgt: Optic) -> int:
    """Return the number of 2-cells without listing them.

    Examples
    --------
    >>> from lib.categories.optics.finite import finite
    >>> from lib.categories.optics.composites import boundary
    >>> one = Optic.identity(boundary(finite(2)))
    >>> count_two_cells(one, one)
    1
    """
    count = 1
    for images in residual_choices(src, tgt):
        count *= len(images)
    return count


def residual_choices(src: Optic, tgt: Optic) -> list[list[int]]:
    """Return, for each point of the source's residual, where a 2-cell may send it.

    Raises
    ------
    ValueError
        If the optics have different boundaries.

    Examples
    --------
    >>> from lib.categories.optics.finite import finite
    >>> from lib.categories.optics.composites import boundary
    >>> one = Optic.identity(boundary(finite(2)))
    >>> residual_choices(one, one)
    [[0]]
    """
    _check_parallel(src, tgt)
    width, back = src.b.forward.size, src.b.backward.size
    rows = [tgt.bwd.table[n * back : (n + 1) * back] for n in range(tgt.residual.size)]
    alike: dict[tuple[int, ...], list[int]] = {}
    for n, row in enumerate(rows):
        alike.setdefault(row, []).append(n)
    forced: dict[int, set[int]] = {}
    for before, after in zip(src.fwd.table, tgt.fwd.table, strict=True):
        (m, shown), (n, other) = divmod(before, width), divmod(after, width)
        forced.setdefault(m, set()).update((n,) if shown == other else (n, -1))
    choices = []
    for m in range(src.residual.size):
        behaving = alike.get(src.bwd.table[m * back : (m + 1) * back], [])
        if m in forced:
            behaving = [n for n in behaving if {n} == forced[m]]
        choices.append(behaving)
    return choices


def _check_parallel(src: Optic, tgt: Optic) -> None:
    for name, optic in (("src", src), ("tgt", tgt)):
        if not isinstance(optic, Optic):
            raise TypeError(f"{name} must be an Optic, got {type(optic).__name__}")
    if (src.a, src.b) != (tgt.a, tgt.b):
        raise ValueError(f"src and tgt must have the same boundaries, got {src.a} to {src.b} and {tgt.a} to {tgt.b}")
