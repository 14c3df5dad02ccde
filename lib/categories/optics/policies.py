"""The policy lattice: which intermediate values of a chain of lenses to store."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from itertools import pairwise
from operator import rshift

from lib.categories.optics.bracketings import Bracketing, Schedule, fold
from lib.categories.optics.comparison import reify
from lib.categories.optics.composites import Lens, Optic
from lib.categories.optics.finite import FinObj, Fn, pair
from lib.categories.optics.two_cells import TwoCell


def check_cuts(length: int, cuts: Iterable[int], name: str = "cuts") -> tuple[int, ...]:
    """Return the cuts in order if each lies between two lenses of the chain.

    Raises
    ------
    ValueError
        If a cut is outside 1..length - 1 or is given twice.

    Examples
    --------
    >>> check_cuts(4, {3, 1})
    (1, 3)
    """
    listed = sorted(cuts)
    if len(set(listed)) < len(listed) or any(not 1 <= cut < length for cut in listed):
        raise ValueError(f"{name} must be different numbers in 1..{length - 1}, got {listed}")
    return tuple(listed)


def bracketed(lenses: Sequence[Lens], bracketing: Bracketing) -> Lens:
    """Compose lenses as a bracketing says.

    Raises
    ------
    ValueError
        If the numbers of lenses differ, or two neighbours do not fit.

    Examples
    --------
    >>> from lib.categories.optics.bracketings import right_nested
    >>> from lib.categories.optics.generate import random_chain
    >>> import random
    >>> chain = random_chain(random.Random(0), 3)
    >>> bracketed(chain, right_nested(3)) == chain[0] >> chain[1] >> chain[2]
    True
    """
    if bracketing.size != len(lenses):
        raise ValueError(f"bracketing must have one leaf for each of the {len(lenses)} lenses, got {bracketing.size}")
    return fold(bracketing.tree, lambda leaf: lenses[leaf - 1], rshift)


def policy(lenses: Sequence[Lens], cuts: Iterable[int]) -> Optic:
    r"""Return the optic :math:`O_S`: optics across the cuts S, lenses inside the segments.

    Its residual is :math:`A_0\times\prod_{i\in S}A_i`.

    Parameters
    ----------
    lenses
        A chain that composes.
    cuts
        Numbers in 1..N-1; cut i stores the value between lens i and lens i + 1.

    Raises
    ------
    ValueError
        If there is no lens, neighbours do not fit, or a cut is out of range.

    Examples
    --------
    >>> from lib.categories.optics.generate import random_chain
    >>> import random
    >>> chain = random_chain(random.Random(3), 4)
    >>> policy(chain, {2}).residual == chain[0].a.forward * chain[2].a.forward
    True
    """
    if not lenses:
        raise ValueError("lenses must hold at least one lens, got none")
    ends = (0, *check_cuts(len(lenses), cuts), len(lenses))
    return reduce(rshift, (reify(reduce(rshift, lenses[i:j])) for i, j in pairwise(ends)))


def scheduled(lenses: Sequence[Lens], schedule: Schedule) -> Optic:
    """Compose lenses as a schedule says: each segment as a bracketed lens, reified, and optics across.

    Raises
    ------
    ValueError
        If the numbers of lenses differ, or two neighbours do not fit.

    Examples
    --------
    >>> from lib.categories.optics.bracketings import segments
    >>> from lib.categories.optics.generate import random_chain
    >>> import random
    >>> chain = random_chain(random.Random(3), 4)
    >>> scheduled(chain, segments([2, 2])) == policy(chain, {2})
    True
    """
    if schedule.size != len(lenses):
        raise ValueError(f"schedule must have as many lenses as the chain, {len(lenses)}, got {schedule.size}")
    parts, first = [], 0
    for segment in schedule.segments:
        parts.append(reify(bracketed(lenses[first : first + segment.size], segment)))
        first += segment.size
    return reduce(rshift, parts)


def policy_cell(lenses: Sequence[Lens], coarse: Iterable[int], fine: Iterable[int]) -> TwoCell:
    r"""Return the canonical 2-cell :math:`O_S\Rightarrow O_{S'}` for :math:`S\subseteq S'`.

    Each missing value is recomputed from the nearest stored one before it.

    Parameters
    ----------
    lenses
        A chain that composes.
    coarse, fine
        The cuts S and S'.

    Raises
    ------
    ValueError
        If a cut is out of range, or S is not a subset of S'.

    Examples
    --------
    >>> from lib.categories.optics.generate import random_chain
    >>> import random
    >>> chain = random_chain(random.Random(0), 3)
    >>> cell = policy_cell(chain, set(), {1, 2})
    >>> cell.r(1) == (1, *chain[0].get(1), *(chain[0].get >> chain[1].get)(1))
    True
    """
    less = check_cuts(len(lenses), coarse, "coarse")
    more = check_cuts(len(lenses), fine, "fine")
    if not set(less) <= set(more):
        raise ValueError(f"coarse must be a subset of fine, got {list(less)} and {list(more)}")
    blocks = [_refine(lenses, start, stop, more) for start, stop in pairwise((0, *less, len(lenses)))]
    return TwoCell(reduce(Fn.cross, blocks), policy(lenses, less), policy(lenses, more))


def _refine(lenses: Sequence[Lens], start: int, stop: int, cuts: tuple[int, ...]) -> Fn:
    """Return x ↦ (x, the values at the cuts strictly between start and stop), computed from x."""
    here: FinObj = lenses[start].a.forward
    kept, run = Fn.identity(here), Fn.identity(here)
    for k in range(start + 1, stop):
        run = run >> lenses[k - 1].get
        if k in cuts:
            kept = pair(kept, run)
    return kept
