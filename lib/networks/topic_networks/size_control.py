"""Controlling for size by regression, as the released pipeline does, with what it does not look at: the overlap."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import stats
from scipy.interpolate import BSpline

from lib.networks.topic_networks.collaboration import check_count
from lib.networks.topic_networks.comparison import SHARE, check_table, popular_niche_split
from lib.networks.topic_networks.measures import METRICS, PROPORTIONS

Size = Literal["rough", "authors"]
Scale = Literal["all", "groups"]
Spec = Literal["binary", "log", "percentile", "z-score", "rank", "quadratic"]
SPECS: tuple[Spec, ...] = ("binary", "log", "percentile", "z-score", "rank", "quadratic")
OUTLYING = 3.0
LEVEL = 0.05


class DisjointSizesWarning(UserWarning):
    """The two groups share no size: what is called controlling is extrapolating."""


@dataclass(frozen=True)
class Overlap:
    """Where the sizes of the two groups lie, on the scale of the size term."""

    popular: tuple[float, float]
    niche: tuple[float, float]
    shared: float  # share of the two groups' topics whose size lies inside the range of the other group
    spread: tuple[float, float]  # standard deviations of the size term, popular and niche

    @property
    def disjoint(self) -> bool:
        """Whether no size occurs in both ranges."""
        return self.popular[0] > self.niche[1] or self.niche[0] > self.popular[1]


@dataclass(frozen=True)
class SizeControl:
    """Popularity's coefficients with and without a size term.

    ``table`` is indexed by measure: ``raw`` and ``raw p`` (popularity alone), ``controlled``, ``se`` and ``controlled p``
    (with the size term, HC3), ``interaction`` and ``interaction p`` (their product, HC3), ``label``, and ``used``, the
    topics left after outliers went.  ``inflation`` says how many times the variance of the controlled coefficient
    exceeds what it would be if popularity and size were uncorrelated.
    """

    table: pd.DataFrame
    overlap: Overlap
    inflation: float
    size: Size
    spec: Spec


def size_controlled_regression(
    table: pd.DataFrame,
    metrics: Iterable[str] = METRICS,
    *,
    size: Size = "rough",
    spec: Spec = "binary",
    spline_df: int | None = None,
    share: float = SHARE,
    scale: Scale = "all",
    on_disjoint: Literal["warn", "ignore", "raise"] = "warn",
) -> SizeControl:
    """Regress each measure on popularity, without and with a control for size (D5).

    Parameters
    ----------
    table
        One row a topic, with the measures and the columns ``papers``, ``collaborative`` and ``authors``.
    metrics
        The measures.
    size
        ``"rough"``: log(1 + 2C) with C collaborative papers, as in the pipeline; ``"authors"``: log(1 + n), the authors.
    spec
        Popularity: ``"binary"`` on the two extreme groups only; else of all topics ``"log"`` (of 1 + P), ``"percentile"``,
        ``"z-score"`` (of P), ``"rank"`` (scaled to [0, 1]), or ``"quadratic"``, the logarithm and its square.
    spline_df
        Instead of a straight line in the size term, a cubic spline with so many degrees of freedom, at least 3.
    share
        Of topics in each extreme group.
    scale
        Whether measure and size are standardised on all topics, as the released scripts do, or on the topics that are
        used.  That changes the unit of the coefficients, no p-value.
    on_disjoint
        What to do if the two groups share no size, in the binary design.

    Returns
    -------
    SizeControl
        Coefficients of standardised measures; continuous popularity is standardised too, the binary one is not.

    Raises
    ------
    TypeError, ValueError
        If a column is missing or not finite, a count negative, an option unknown, popularity or size constant, or the two
        are collinear; or, if asked for, if the groups share no size.

    Warns
    -----
    DisjointSizesWarning
        If the groups share no size, unless told otherwise.

    Notes
    -----
    As in the pipeline, proportions are clipped to [0, 1], values more than three standard deviations off the mean are
    left out, both on all topics, before the groups are cut.  Linear in the topics.

    References
    ----------
    Hepler (2025), the two regression scripts of the released pipeline.

    Examples
    --------
    >>> papers = np.arange(15, 115)
    >>> table = pd.DataFrame({"papers": papers, "collaborative": papers, "authors": papers, "m": papers ** -0.5})
    >>> found = size_controlled_regression(table, ["m"], on_disjoint="ignore")
    >>> found.overlap.disjoint, found.table.label["m"]
    (True, 'reversed')
    """
    chosen = check_table(table, metrics, ("papers", "collaborative", "authors"))
    options = (("size", size, ("rough", "authors")), ("spec", spec, SPECS), ("scale", scale, ("all", "groups")))
    for name, value, allowed in options:
        if value not in allowed:
            raise ValueError(f"{name} must be one of {allowed}, got {value!r}")
    if on_disjoint not in ("warn", "ignore", "raise"):
        raise ValueError(f"on_disjoint must be 'warn', 'ignore' or 'raise', got {on_disjoint!r}")
    if spline_df is not None:
        check_count(spline_df, "spline_df", 3)
    numbers = table[["papers", "collaborative", "authors", *chosen]].to_numpy(dtype=float)
    if not np.isfinite(numbers).all():
        raise ValueError("table must hold finite numbers, got NaN or infinite ones")
    if (numbers[:, :3] < 0).any():
        raise ValueError("table must count papers and authors from 0 on, got negative numbers")
    x = np.log1p(2 * table["collaborative"] if size == "rough" else table["authors"]).to_numpy(dtype=float)
    papers = table["papers"].to_numpy(dtype=float)
    popular, niche = popular_niche_split(papers, share)
    overlap = _overlap(x[popular], x[niche])
    kept = np.ones(len(papers), dtype=bool)
    if spec == "binary":
        kept[:] = False
        kept[popular] = kept[niche] = True
        _complain(overlap, on_disjoint)
    popularity = _popularity(papers, popular, spec)
    size_std = standardised(x, "the size term")
    rows, inflations = {}, []
    for name in chosen:
        y = cleaned(table[name].to_numpy(dtype=float), clip=name in PROPORTIONS)
        used = kept & ~np.isnan(y)
        response, control = _standardised_present(y)[used], size_std[used]
        if scale == "groups":
            response, control = _standardised_present(response), standardised(control, "the size term")
        rows[name], inflation = _fit(response, popularity[used], control, spline_df)
        inflations.append(inflation)
    return SizeControl(pd.DataFrame.from_dict(rows, orient="index"), overlap, float(np.mean(inflations)), size, spec)


def _popularity(papers: np.ndarray, popular: np.ndarray, spec: Spec) -> np.ndarray:
    """One column, or two for the quadratic: the first is the one whose coefficient is reported."""
    if spec == "binary":
        column = np.zeros(len(papers))
        column[popular] = 1
        return column[:, None]
    scale = {
        "log": np.log1p(papers),
        "quadratic": np.log1p(papers),
        "percentile": stats.rankdata(papers) / len(papers) * 100,
        "z-score": papers,
        "rank": len(papers) - stats.rankdata(-papers, method="min") + 1,
    }[spec]
    column = standardised(scale, "popularity")
    return np.stack([column, column**2], axis=1) if spec == "quadratic" else column[:, None]


def cleaned(values: np.ndarray, *, clip: bool) -> np.ndarray:
    """Clip a proportion to [0, 1], and set what is more than three standard deviations off the mean to NaN."""
    found = np.clip(values, 0, 1) if clip else values.astype(float)
    deviation = found.std()
    if deviation > 0:
        found = np.where(np.abs(found - found.mean()) > OUTLYING * deviation, np.nan, found)
    return found


def standardised(values: np.ndarray, name: str) -> np.ndarray:
    """Subtract the mean and divide by the standard deviation (over n)."""
    # what is left of a constant after rounding is no spread
    if values.std() <= 1e-12 * max(1.0, float(np.abs(values).max())):
        raise ValueError(f"{name} must vary between topics, got the constant {values[0]:.6g}")
    return (values - values.mean()) / values.std()


def _standardised_present(values: np.ndarray) -> np.ndarray:
    deviation = np.nanstd(values)
    return (values - np.nanmean(values)) / (deviation if deviation > 0 else 1.0)


def _overlap(popular: np.ndarray, niche: np.ndarray) -> Overlap:
    p, q = ((float(values.min()), float(values.max())) for values in (popular, niche))
    inside = [((a >= low) & (a <= high)).sum() for a, (low, high) in ((popular, q), (niche, p))]
    return Overlap(
        p,
        q,
        float(sum(inside) / (len(popular) + len(niche))),
        (float(popular.std()), float(niche.std())),
    )


def _complain(overlap: Overlap, on_disjoint: str) -> None:
    if not overlap.disjoint or on_disjoint == "ignore":
        return
    text = (
        "popular and niche topics must share sizes for a size control, got popular from "
        f"{overlap.popular[0]:.3f} to {overlap.popular[1]:.3f} and niche from {overlap.niche[0]:.3f} to "
        f"{overlap.niche[1]:.3f}: the controlled coefficient is an extrapolation"
    )
    if on_disjoint == "raise":
        raise ValueError(text)
    warnings.warn(text, DisjointSizesWarning, stacklevel=3)


def _fit(
    y: np.ndarray, popularity: np.ndarray, x: np.ndarray, spline_df: int | None
) -> tuple[dict[str, float | int | str], float]:
    one = np.ones((len(y), 1))
    control = x[:, None] if spline_df is None else spline_basis(x, spline_df)
    raw, _, raw_p = least_squares(np.hstack([one, popularity[:, :1]]), y)
    value, se, p = least_squares(np.hstack([one, popularity, control]), y, robust=True)
    product, _, product_p = least_squares(
        np.hstack([one, popularity, x[:, None], popularity[:, :1] * x[:, None]]), y, robust=True
    )
    row: dict[str, float | int | str] = {
        "raw": raw[1],
        "raw p": raw_p[1],
        "controlled": value[1],
        "se": se[1],
        "controlled p": p[1],
        "interaction": product[-1],
        "interaction p": product_p[-1],
        "label": control_label(raw[1], raw_p[1], value[1], p[1]),
        "used": len(y),
    }
    others = np.hstack([one, popularity[:, 1:], control])
    fitted = others @ np.linalg.lstsq(others, popularity[:, 0], rcond=None)[0]
    return row, float(popularity[:, 0].var() / (popularity[:, 0] - fitted).var())


def control_label(raw: float, raw_p: float, controlled: float, controlled_p: float, level: float = LEVEL) -> str:
    """Name what a control did to an effect, in the paper's words.

    Returns
    -------
    str
        ``"robust"`` (significant in both, one sign), ``"reversed"`` (in both, the sign flips), ``"confounded"``
        (significant only without), ``"emergent"`` (only with), or ``"absent"``.

    Raises
    ------
    ValueError
        If a p-value does not lie in [0, 1], or a coefficient is not finite.

    Examples
    --------
    >>> control_label(0.5, 0.001, -0.2, 0.01), control_label(0.5, 0.001, 0.1, 0.3)
    ('reversed', 'confounded')
    """
    if not (0 <= raw_p <= 1 and 0 <= controlled_p <= 1):
        raise ValueError(f"raw_p and controlled_p must lie in [0, 1], got {raw_p!r} and {controlled_p!r}")
    if not np.isfinite([raw, controlled]).all():
        raise ValueError(f"raw and controlled must be finite, got {raw!r} and {controlled!r}")
    before, after = raw_p < level, controlled_p < level
    if before and after:
        return "robust" if (raw > 0) == (controlled > 0) else "reversed"
    return "confounded" if before else "emergent" if after else "absent"


def least_squares(X: ArrayLike, y: ArrayLike, *, robust: bool = False) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    r"""Return coefficients, standard errors and two-sided p-values (t) of a linear regression.

    Parameters
    ----------
    X, y
        Regressors, a column of ones included, and response.
    robust
        Standard errors robust to unequal variances, HC3: each squared residual over :math:`(1-h_{ii})^2`.

    Raises
    ------
    ValueError
        If the shapes do not fit, a number is not finite, there are not more rows than columns, or the columns are
        linearly dependent.

    Examples
    --------
    >>> coefficients, _, _ = least_squares(np.array([[1.0, 0], [1, 1], [1, 2], [1, 3]]), np.array([1.0, 3, 5, 8]))
    >>> coefficients.round(6).tolist()
    [0.8, 2.3]
    """
    X, y = np.asarray(X, dtype=float), np.asarray(y, dtype=float)
    if X.ndim != 2 or y.shape != X.shape[:1]:
        raise ValueError(f"X must be a table with one row for each number in y, got shapes {X.shape} and {y.shape}")
    if not (np.isfinite(X).all() and np.isfinite(y).all()):
        raise ValueError("X and y must be finite, got NaN or infinite numbers")
    rows, columns = X.shape
    if rows <= columns:
        raise ValueError(f"X must have more rows than its {columns} columns, got {rows}")
    Q, R = np.linalg.qr(X)
    size = np.abs(np.diag(R))
    if size.min() < 1e-10 * size.max():
        raise ValueError("X must have linearly independent columns, got popularity and size that are collinear")
    inverse = np.linalg.inv(R)
    coefficients = inverse @ (Q.T @ y)
    residuals = y - X @ coefficients
    if robust:
        # a row that alone carries a column has leverage 1 and residual 0
        left = np.maximum(1 - (Q**2).sum(axis=1), 1e-12)
        half = (Q * (residuals / left)[:, None]) @ inverse.T
        se = np.sqrt((half**2).sum(axis=0))
    else:
        se = np.sqrt(residuals @ residuals / (rows - columns) * (inverse**2).sum(axis=1))
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.where(se > 0, coefficients / se, np.where(np.abs(coefficients) > 0, np.inf, 0.0))
    return coefficients, se, 2 * stats.t.sf(np.abs(t), rows - columns)


def spline_basis(x: ArrayLike, df: int, at: ArrayLike | None = None) -> np.ndarray:
    """Return a cubic B-spline basis without the constant, inner knots at quantiles of x, evaluated at x or elsewhere.

    Raises
    ------
    ValueError
        If ``df`` is below 3 or x has fewer different values than that, x is not finite, or ``at`` leaves its range.

    Examples
    --------
    >>> spline_basis(np.linspace(0, 1, 9), 4).shape
    (9, 4)
    """
    check_count(df, "df", 3)
    x = np.asarray(x, dtype=float)
    at = x if at is None else np.asarray(at, dtype=float)
    if x.ndim != 1 or not np.isfinite(x).all():
        raise ValueError(f"x must be a list of finite numbers, got shape {x.shape}")
    if len(np.unique(x)) <= df:
        raise ValueError(f"df must be below the number of different sizes, got {df}")
    if at.ndim != 1 or not ((at >= x.min()) & (at <= x.max())).all():
        raise ValueError(f"at must lie between {x.min():.6g} and {x.max():.6g}, the smallest and the largest x")
    inner = np.quantile(x, np.linspace(0, 1, df - 1)[1:-1])
    knots = np.concatenate([[x.min()] * 4, inner, [x.max()] * 4])
    return BSpline.design_matrix(at, knots, 3).toarray()[:, 1:]


def straight_line_coefficients(
    f: ArrayLike, papers: ArrayLike, share: float = SHARE, group: int | None = None
) -> tuple[float, float]:
    """Return popularity's coefficients without and with the size control, for a measure that is a function of size (R3).

    Measure and size are standardised on the two groups, and nothing is clipped or left out as outlying: the numbers are
    those of the chapter's theorem.

    Parameters
    ----------
    f
        The measure of every topic, a function of C alone.
    papers
        The numbers of papers, all collaborative: C = P.
    share
        Of topics in each group.
    group
        The number of topics in each group, instead of a share.

    Returns
    -------
    tuple of float
        Standardised coefficients.  Nothing depends on popularity, yet the second is 0 only if f is linear in log size.

    Raises
    ------
    ValueError
        If there is not one finite value of the measure for every topic, the measure is constant, or as
        :func:`popular_niche_split`.

    Examples
    --------
    >>> P = np.arange(15, 65)
    >>> [round(value, 4) for value in straight_line_coefficients(1 - P ** -0.5, P, group=10)]
    [1.9401, -0.5171]
    """
    values, sizes = np.asarray(f, dtype=float), np.asarray(papers, dtype=float)
    if values.shape != sizes.shape or not np.isfinite(values).all():
        raise ValueError(f"f must hold one finite number for each of {sizes.size} topics, got shape {values.shape}")
    popular, niche = popular_niche_split(sizes, share if group is None else (group + 0.5) / max(sizes.size, 1))
    part, one = np.concatenate([popular, niche]), np.ones((2 * len(popular), 1))
    y = standardised(values[part], "f")
    x = standardised(np.log1p(2 * sizes[part]), "the size term")
    design = np.hstack([one, np.repeat([[1.0], [0.0]], len(popular), axis=0), x[:, None]])
    return float(least_squares(design[:, :2], y)[0][1]), float(least_squares(design, y)[0][1])
