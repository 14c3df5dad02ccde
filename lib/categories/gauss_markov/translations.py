"""The categories of version 1: one translation between any two vectors, and the adjunction written out in arrows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lib.categories.gauss_markov.model import Fit, LinearModel, Vector
from lib.exact.linear_algebra import rational_vector


@dataclass(frozen=True)
class Translation:
    r"""The one arrow from ``source`` to ``target``: the vector that leads there.

    Examples
    --------
    >>> step = Translation.between([0, 0], [1, 2])
    >>> (step @ Translation.between([1, 1], [0, 0])).vector.T
    Matrix([[0, 1]])
    """

    source: Vector
    target: Vector

    @classmethod
    def between(cls, source: object, target: object) -> Translation:
        """Return the arrow between two vectors of equal length.

        Raises
        ------
        ValueError
            If the lengths differ.
        """
        start = rational_vector(source, "source")
        return cls(start, rational_vector(target, "target", start.rows))

    @property
    def vector(self) -> Vector:
        """The translation as a vector."""
        return self.target - self.source

    def __matmul__(self, first: Translation) -> Translation:
        """Return this arrow after another one.

        Raises
        ------
        ValueError
            If the first arrow does not end where this one starts.
        """
        if first.target != self.source:
            raise ValueError(
                f"arrows must meet: the first ends at {list(first.target)}, the second starts at {list(self.source)}"
            )
        return Translation(first.source, self.target)


@dataclass(frozen=True)
class AdjunctionReport:
    r"""Which equations a map G' satisfied at every sample.

    The first four are what an adjunction of the translation categories asks for; ``trivial_unit``
    (:math:`G'F=\mathrm{id}`) and ``normal_equations`` (:math:`X^\top W\epsilon=0`) are what least squares has besides.
    """

    unit_natural: bool
    counit_natural: bool
    triangles: bool
    bijection: bool
    trivial_unit: bool
    normal_equations: bool

    @property
    def is_adjunction(self) -> bool:
        """Whether all equations of an adjunction hold."""
        return all((self.unit_natural, self.counit_natural, self.triangles, self.bijection))


def adjunction_report(
    model: LinearModel, G: Fit, parameters: Iterable[object], data: Iterable[object]
) -> AdjunctionReport:
    r"""Test the equations of :math:`F\dashv G'` for a map G', linear or not, at every pair of samples.

    Every arrow is built by composition, so arrows that do not meet would raise.  Once they meet, two arrows with the
    same ends are equal: the equations of the adjunction hold for *any* G'.  That is the finding, not a weakness of the
    test; the last two entries of the report are those that can turn out either way.

    Parameters
    ----------
    model
        The linear model, which supplies F on objects (:math:`a\mapsto Xa+b`) and on arrows (multiplication by X).
    G
        Any map from data to parameters.
    parameters, data
        Samples of both kinds.

    Returns
    -------
    AdjunctionReport
        Each equation, and whether it held at all samples.

    Raises
    ------
    ValueError
        If a sample, or a value of G, has the wrong length; or if arrows do not meet, as happens when the model's F on
        objects does not fit its matrix X on arrows.

    Notes
    -----
    O(p^2 + d^2 + p d) vector operations for p parameters and d data.

    Examples
    --------
    >>> model = LinearModel([[1, 0], [1, 1], [1, 2]])
    >>> zero = lambda y: rational_vector([0, 0])
    >>> report = adjunction_report(model, zero, [[1, 2], [0, 1]], [[1, 2, 4], [0, 0, 1]])
    >>> report.is_adjunction, report.trivial_unit, report.normal_equations
    (True, False, False)
    """
    a_s = [rational_vector(a, "parameters", model.m) for a in parameters]
    y_s = [rational_vector(y, "data", model.n) for y in data]
    fitted: dict[Vector, Vector] = {}

    def g(y: Vector) -> Vector:
        if y not in fitted:
            fitted[y] = rational_vector(G(y), "G(y)", model.m)
        return fitted[y]

    def on_parameters(t: Translation) -> Translation:
        start = model.F(t.source)
        return Translation(start, start + model.X * t.vector)

    def on_data(t: Translation) -> Translation:
        return Translation(g(t.source), g(t.target))

    def eta(a: Vector) -> Translation:
        return Translation(a, g(model.F(a)))

    def epsilon(y: Vector) -> Translation:
        return Translation(model.F(g(y)), y)

    def phi(r: Translation, a: Vector) -> Translation:
        return on_data(r) @ eta(a)

    def psi(d: Translation, y: Vector) -> Translation:
        return epsilon(y) @ on_parameters(d)

    steps = [Translation(a, c) for a in a_s for c in a_s]
    shifts = [Translation(y, z) for y in y_s for z in y_s]
    pairs = [(a, y) for a in a_s for y in y_s]
    return AdjunctionReport(
        unit_natural=all(eta(t.target) @ t == on_data(on_parameters(t)) @ eta(t.source) for t in steps),
        counit_natural=all(epsilon(t.target) @ on_parameters(on_data(t)) == t @ epsilon(t.source) for t in shifts),
        triangles=all((epsilon(model.F(a)) @ on_parameters(eta(a))).vector.is_zero_matrix for a in a_s)
        and all((on_data(epsilon(y)) @ eta(g(y))).vector.is_zero_matrix for y in y_s),
        bijection=all(
            psi(phi(Translation(model.F(a), y), a), y) == Translation(model.F(a), y)
            and phi(psi(Translation(a, g(y)), y), a) == Translation(a, g(y))
            for a, y in pairs
        ),
        trivial_unit=all(eta(a).vector.is_zero_matrix for a in a_s),
        normal_equations=all(model.is_normal(y, g(y)) for y in y_s),
    )


def formulas_hold(model: LinearModel, parameters: Iterable[object], data: Iterable[object]) -> dict[str, bool]:
    r"""Test the closed formulas of the least-squares adjunction, each against what it stands for.

    Parameters
    ----------
    model
        The model, of any rank.
    parameters, data
        Samples of both kinds.

    Returns
    -------
    dict
        One entry per identity: the unit :math:`(LX-I)a` is :math:`GF(a)-a` and killed by X, the counit is
        :math:`\rho(y)` and killed by :math:`X^\top W`, the two triangles, the bijection
        :math:`X^+r\leftrightarrow X\delta a+\rho(y)`, and naturality of the counit.

    Examples
    --------
    >>> all(formulas_hold(LinearModel([[1, 0], [1, 1], [1, 2]]), [[1, 2]], [[1, 2, 4]]).values())
    True
    """
    X, L = model.X, model.left_inverse
    a_s = [rational_vector(a, "parameters", model.m) for a in parameters]
    y_s = [rational_vector(y, "data", model.n) for y in data]
    full = model.rank == model.m

    def zero(v: Vector) -> bool:
        return bool(v.is_zero_matrix)

    return {
        "unit": all(
            model.unit(a) == model.G(model.F(a)) - a and zero(X * model.unit(a)) and (zero(model.unit(a)) or not full)
            for a in a_s
        ),
        "counit": all(
            model.counit(y) == model.min_residual(y) and zero(X.T * model.weights * model.counit(y)) for y in y_s
        ),
        "triangles": all(zero(model.counit(model.F(a)) + X * model.unit(a)) for a in a_s)
        and all(zero(L * model.counit(y) + model.unit(model.G(y))) for y in y_s),
        # phi gives G(y) - a up to the unit, which vanishes in full rank
        "bijection": all(
            model.phi(model.residual(a, y)) == model.G(y) - a - model.unit(a)
            and model.psi(model.phi(model.residual(a, y)), y) == model.residual(a, y)
            and model.phi(model.psi(model.G(y) - a, y)) == model.G(y) - a - model.unit(a)
            for a in a_s
            for y in y_s
        ),
        "naturality": all(model.counit(z) + X * L * (z - y) == (z - y) + model.counit(y) for y in y_s for z in y_s),
    }
