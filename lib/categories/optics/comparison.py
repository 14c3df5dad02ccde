"""Lenses against optics: reify, erase, and the 2-cells that compare the two composition rules."""

from __future__ import annotations

from lib.categories.optics.composites import Boundary, Lens, Optic
from lib.categories.optics.finite import Fn, evaluate, exponential, pair
from lib.categories.optics.two_cells import TwoCell


def reify(lens: Lens) -> Optic:
    r"""Return :math:`L(g,p)=(A,\langle\mathrm{id},g\rangle,p)`: the optic that stores the input.

    Examples
    --------
    >>> from lib.categories.optics.finite import finite
    >>> from lib.categories.optics.composites import boundary
    >>> reify(Lens.identity(boundary(finite(2)))).residual
    2
    """
    fwd = pair(Fn.identity(lens.a.forward), lens.get)
    return Optic(lens.a, lens.b, lens.a.forward, fwd, lens.put, name=lens.name, lens=lens)


def erase(optic: Optic) -> Lens:
    r"""Return :math:`U(M,f,b)`: the lens that behaves alike, with ``put(a, b') = b(f(a)_M, b')``.

    Examples
    --------
    >>> from lib.categories.optics.finite import finite
    >>> from lib.categories.optics.composites import boundary
    >>> one = Lens.identity(boundary(finite(2)))
    >>> erase(reify(one)) == one
    True
    """
    put = optic.kept.cross(Fn.identity(optic.b.backward)) >> optic.bwd
    return Lens(optic.a, optic.b, optic.shown, put, name=optic.name)


def counit(optic: Optic) -> TwoCell:
    r"""Return :math:`\epsilon_o:LU(o)\Rightarrow o`: compute the residual from the stored input.

    Examples
    --------
    >>> from lib.categories.optics.finite import finite
    >>> from lib.categories.optics.composites import boundary
    >>> counit(Optic.identity(boundary(finite(2)))).r.table
    (0, 0)
    """
    return TwoCell(optic.kept, reify(erase(optic)), optic)


def oplaxator(first: Lens, second: Lens) -> TwoCell:
    r"""Return :math:`\delta_{l,m}:L(l;m)\Rightarrow L(l);L(m)`: recompute the value in the middle.

    Its map of residuals is :math:`\langle\mathrm{id},g_l\rangle:A\to A\times B`.

    Examples
    --------
    >>> from lib.categories.optics.finite import finite
    >>> from lib.categories.optics.composites import boundary
    >>> two = boundary(finite(2))
    >>> flip = Lens(two, two, Fn(finite(2), finite(2), (1, 0)), Fn.projection(finite(2), finite(2), 1))
    >>> oplaxator(flip, flip).r.table  # a goes to (a, 1 - a)
    (1, 2)
    """
    middle = pair(Fn.identity(first.a.forward), first.get)
    return TwoCell(middle, reify(first >> second), reify(first) >> reify(second))


def oplax_unitor(a: Boundary) -> TwoCell:
    r"""Return :math:`\iota_A:L(\mathrm{id})\Rightarrow\mathrm{id}`: forget the stored input.

    Examples
    --------
    >>> from lib.categories.optics.finite import finite
    >>> from lib.categories.optics.composites import boundary
    >>> oplax_unitor(boundary(finite(3))).r.table
    (0, 0, 0)
    """
    return TwoCell(Fn.discard(a.forward), reify(Lens.identity(a)), Optic.identity(a))


def linear_form(lens: Lens) -> Optic:
    r"""Return :math:`T(l)=([B',A'],\langle\mathrm{curry}\,p,g\rangle,\mathrm{eval})`: store the backward function.

    Nothing is left to compute backwards but to apply what was stored.

    Raises
    ------
    ValueError
        If there are more than a million functions from B' to A'.

    Examples
    --------
    >>> from lib.categories.optics.finite import finite
    >>> from lib.categories.optics.composites import boundary
    >>> linear_form(Lens.identity(boundary(finite(2)))).residual
    4
    """
    back = exponential(lens.b.backward, lens.a.backward)
    fwd = pair(lens.put.curry(lens.a.forward), lens.get)
    return Optic(lens.a, lens.b, back, fwd, evaluate(lens.b.backward, lens.a.backward), name=lens.name)


def to_linear(optic: Optic) -> TwoCell:
    """Return the only 2-cell from an optic to the linear form of its lens: curry the backward map.

    Examples
    --------
    >>> from lib.categories.optics.finite import finite
    >>> from lib.categories.optics.composites import boundary
    >>> to_linear(Optic.identity(boundary(finite(2)))).r.table  # the identity, function number 1 of 4
    (1,)
    """
    return TwoCell(optic.bwd.curry(optic.residual), optic, linear_form(erase(optic)))


def laxator(first: Lens, second: Lens) -> TwoCell:
    r"""Return :math:`T(l);T(m)\Rightarrow T(l;m)`: compose the two stored functions.

    Examples
    --------
    >>> from lib.categories.optics.finite import finite
    >>> from lib.categories.optics.composites import boundary
    >>> one = Lens.identity(boundary(finite(2)))
    >>> laxator(one, one).src.residual, laxator(one, one).tgt.residual
    (4×4, 4)
    """
    return to_linear(linear_form(first) >> linear_form(second))
