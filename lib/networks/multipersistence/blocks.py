"""Complexes whose modules are known by construction."""

from __future__ import annotations

from lib.networks.multipersistence.bifiltration import Bifiltration, Degree


def _check_corners(birth: Degree, death: Degree) -> None:
    if len(birth) != 2 or len(death) != 2:
        raise ValueError(f"birth and death must be points of the plane, got {birth} and {death}")
    if not all(x < y for x, y in zip(birth, death, strict=True)):
        raise ValueError(f"birth must lie below death in both parameters, got {birth} and {death}")


def l_shape(birth: Degree, death: Degree) -> Bifiltration:
    r"""Return a triangle whose :math:`H_1` is the interval :math:`\{x\ge b,\ x\not\ge d\}`, an L.

    Two edges enter at the coordinates of ``birth``, the third at their join, the filling at ``death``.

    Raises
    ------
    ValueError
        If ``birth`` is not below ``death`` in both parameters.

    Examples
    --------
    >>> from lib.networks.multipersistence import hilbert_function
    >>> hilbert_function(l_shape((1, 1), (3, 2)), 1, [range(5), range(5)]).tolist()
    [[0, 0, 0, 0, 0], [0, 1, 1, 1, 1], [0, 1, 1, 1, 1], [0, 1, 0, 0, 0], [0, 1, 0, 0, 0]]
    """
    _check_corners(birth, death)
    start = tuple(min(0, x) for x in birth)
    vertices: dict[tuple[int, ...], Degree] = {(v,): start for v in range(3)}
    edges: dict[tuple[int, ...], Degree] = {(0, 1): (birth[0], start[1]), (1, 2): (start[0], birth[1]), (0, 2): birth}
    return Bifiltration({**vertices, **edges, (0, 1, 2): death})


def rectangle(birth: Degree, death: Degree) -> Bifiltration:
    r"""Return five vertices whose :math:`H_1` is the rectangle :math:`[b,d)`.

    The boundary of a triangle enters at ``birth`` and two cones fill it, one when the first parameter reaches
    :math:`d_1`, one when the second reaches :math:`d_2`.

    Raises
    ------
    ValueError
        If ``birth`` is not below ``death`` in both parameters.

    Examples
    --------
    >>> from lib.networks.multipersistence import hilbert_function
    >>> hilbert_function(rectangle((1, 1), (3, 2)), 1, [range(4), range(4)]).tolist()
    [[0, 0, 0, 0], [0, 1, 0, 0], [0, 1, 0, 0], [0, 0, 0, 0]]
    """
    _check_corners(birth, death)
    start = tuple(min(0, x) for x in birth)
    values: dict[tuple[int, ...], Degree] = {(v,): start for v in range(5)}
    triangle = [(0, 1), (0, 2), (1, 2)]
    values |= dict.fromkeys(triangle, birth)
    for apex, enters in ((3, (death[0], birth[1])), (4, (birth[0], death[1]))):
        values |= {(v, apex): enters for v in range(3)}
        values |= {(*edge, apex): enters for edge in triangle}
    return Bifiltration(values)


def three_arms() -> Bifiltration:
    r"""Return the smallest complex of the chapter whose module no list of intervals describes.

    Three points at the origin, joined two by two at :math:`(0,2)`, :math:`(1,1)` and :math:`(2,0)`. Its :math:`H_0` is a
    quadrant and a plane with three different quotients of dimension one, an indecomposable of the quiver
    :math:`D_4`.

    Examples
    --------
    >>> len(three_arms())
    6
    """
    vertices: dict[tuple[int, ...], Degree] = {(v,): (0, 0) for v in range(3)}
    return Bifiltration({**vertices, (0, 1): (0, 2), (1, 2): (1, 1), (0, 2): (2, 0)})


def disjoint_union(*parts: Bifiltration) -> Bifiltration:
    """Put complexes side by side: their modules add up.

    Raises
    ------
    ValueError
        If no complex is given, or numbers of parameters differ.

    Examples
    --------
    >>> disjoint_union(three_arms(), l_shape((1, 1), (3, 2)))
    Bifiltration(13 simplices, 2 parameters)
    """
    if not parts:
        raise ValueError("parts must name at least one bifiltration, got none")
    values: dict[tuple[int, ...], Degree] = {}
    shift = 0
    for part in parts:
        lowest = min(v for simplex in part.values for v in simplex)
        values |= {tuple(v - lowest + shift for v in simplex): value for simplex, value in part.values.items()}
        shift = max(v for simplex in values for v in simplex) + 1
    return Bifiltration(values)
