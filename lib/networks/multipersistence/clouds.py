"""Bifiltrations of real things: point clouds by scale and density, pictures by intensity and place, series by their delays."""

from __future__ import annotations

from math import inf
from typing import Any

import numpy as np
from jaxtyping import Float

from lib.networks.multipersistence.bifiltration import Bifiltration

Cloud = Float[np.ndarray, "points d"]


def annulus(
    points: int, seed: int = 0, *, radii: tuple[float, float] = (0.8, 1.2), outliers: int = 0
) -> Float[np.ndarray, "total 2"]:
    """Draw points between two circles, uniform in angle and in radius, with outliers uniform in a square around.

    Raises
    ------
    ValueError
        If there is no point, a number is negative, or the radii are not finite, increasing and positive.

    Examples
    --------
    >>> annulus(100, outliers=20).shape
    (120, 2)
    """
    if points < 1 or outliers < 0 or seed < 0:
        raise ValueError(
            f"points must be at least 1, outliers and seed at least 0, got {points}, {outliers} and {seed}"
        )
    if len(radii) != 2 or not 0 < radii[0] < radii[1] < inf:
        raise ValueError(f"radii must be positive, finite and increasing, got {radii}")
    rng = np.random.default_rng(seed)
    angle, radius = rng.uniform(0, 2 * np.pi, points), rng.uniform(*radii, points)
    ring = radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return np.concatenate([ring, rng.uniform(-radii[1], radii[1], (outliers, 2))])


def codensity(cloud: Float[np.ndarray, "points d"], bandwidth: float) -> Float[np.ndarray, " points"]:
    r"""Return minus the logarithm of a Gaussian density estimate, low where points are dense.

    It is minus the logarithm of the mean of :math:`\exp(-\lVert x_i-x_j\rVert^2/(2h^2))` over :math:`j`, between 0 and :math:`\log n`.

    Raises
    ------
    ValueError
        If the cloud is empty or not finite, or the bandwidth is not positive.

    Notes
    -----
    Quadratic in the number of points in time and memory.

    Examples
    --------
    >>> codensity(np.zeros((4, 2)), 1.0).tolist()
    [0.0, 0.0, 0.0, 0.0]
    """
    cloud = _table(cloud, "cloud")
    if not (bandwidth > 0 and 0 < bandwidth**2 < inf):
        raise ValueError(f"bandwidth must be a positive number with a positive square, got {bandwidth}")
    squares = ((cloud[:, None] - cloud[None]) ** 2).sum(-1)
    # adding zero turns a negative zero into a positive one
    return -np.log(np.exp(-squares / (2 * bandwidth**2)).mean(1)) + 0.0


def _table(values: Any, name: str) -> Float[np.ndarray, "rows columns"]:
    """Return numbers of any kind (lists, frames, bytes, whose differences would wrap around) as a finite table of floats."""
    table = np.asarray(values, dtype=np.float64)
    if table.ndim != 2 or not table.size:
        raise ValueError(f"{name} must be a table of at least one point, got shape {table.shape}")
    if not np.isfinite(table).all():
        raise ValueError(f"{name} must be finite, got infinite or missing values")
    return table


def density_alpha(cloud: Float[np.ndarray, "points d"], bandwidth: float = 0.4) -> Bifiltration:
    """Return the alpha complex of a cloud, filtered by radius and by codensity.

    The first parameter is the alpha radius (not squared), the second the largest codensity among a simplex's vertices.

    Parameters
    ----------
    cloud
        Points in general position (add a tiny jitter to points on a lattice).
    bandwidth
        As for :func:`codensity`.

    Raises
    ------
    ValueError
        As for :func:`codensity`.
    ImportError
        If gudhi is not installed.

    Notes
    -----
    The Delaunay triangulation has a number of simplices linear in the number of points in the plane, and at most quadratic
    in space.

    Examples
    --------
    >>> density_alpha(annulus(30))
    Bifiltration(155 simplices, 2 parameters)
    """
    cloud = _table(cloud, "cloud")
    height = codensity(cloud, bandwidth)
    try:
        import gudhi
    except ImportError:
        raise ImportError(
            "alpha complexes are computed by gudhi, which is not installed: pip install gudhi==3.11.0"
        ) from None
    complex_ = gudhi.AlphaComplex(points=cloud.tolist(), precision="safe")
    values: dict[tuple[int, ...], tuple[float, float]] = {}
    # vertices bear the numbers of the points; of points that coincide the complex keeps one, and they are equally dense
    for simplex, squared in complex_.create_simplex_tree().get_filtration():
        radius = float(np.sqrt(max(squared, 0.0)))
        values[tuple(simplex)] = (radius, float(max(height[v] for v in simplex)))
    return Bifiltration(values)


def rips_density(cloud: Float[np.ndarray, "points d"], bandwidth: float = 0.4, *, top: int = 2) -> Bifiltration:
    """Return the Vietoris-Rips complex of a small cloud, filtered by diameter and by codensity.

    Parameters
    ----------
    cloud, bandwidth
        As for :func:`density_alpha`.
    top
        The largest dimension of a simplex.

    Notes
    -----
    All simplices up to dimension ``top``: of the order of the number of points to the power ``top + 1``.

    Examples
    --------
    >>> rips_density(annulus(6))
    Bifiltration(41 simplices, 2 parameters)
    """
    from itertools import combinations

    if top < 0:
        raise ValueError(f"top must be at least 0, got {top}")
    cloud = _table(cloud, "cloud")
    height = codensity(cloud, bandwidth)
    gap = np.sqrt(((cloud[:, None] - cloud[None]) ** 2).sum(-1))
    return Bifiltration(
        {
            simplex: (
                max((float(gap[u, v]) for u, v in combinations(simplex, 2)), default=0.0),
                float(max(height[v] for v in simplex)),
            )
            for size in range(1, top + 2)
            for simplex in combinations(range(len(cloud)), size)
        }
    )


def picture_bifiltration(picture: Float[np.ndarray, "rows columns"], *, row_step: float = 2.0) -> Bifiltration:
    """Return a grey picture as a triangulated grid, filtered by darkness and by row.

    Bright pixels come first in the first parameter, high rows first in the second. Each square of four pixels is cut along one
    diagonal (Freudenthal); edges and triangles enter with their last vertex.

    Parameters
    ----------
    picture
        Intensities.
    row_step
        The second parameter of pixel ``(i, j)`` is ``row_step * i``.

    Raises
    ------
    ValueError
        If the picture is empty or not finite, or the step is not positive.

    Examples
    --------
    >>> from sklearn.datasets import load_digits
    >>> picture_bifiltration(load_digits().images[0])
    Bifiltration(323 simplices, 2 parameters)
    """
    picture = _table(picture, "picture")
    if not 0 < row_step < inf:
        raise ValueError(f"row_step must be a positive number, got {row_step}")
    rows, columns = picture.shape
    dark = float(picture.max()) - picture
    cells: list[tuple[tuple[int, int], ...]] = []
    for i in range(rows):
        for j in range(columns):
            cells.append(((i, j),))
            cells += [((i, j), (i + 1, j)), ((i, j), (i, j + 1)), ((i, j), (i + 1, j + 1))]
            cells += [((i, j), (i + 1, j), (i + 1, j + 1)), ((i, j), (i, j + 1), (i + 1, j + 1))]
    return Bifiltration(
        {
            tuple(i * columns + j for i, j in cell): (
                max(float(dark[place]) for place in cell),
                row_step * max(i for i, _ in cell),
            )
            for cell in cells
            if all(i < rows and j < columns for i, j in cell)
        }
    )


def delay_embedding(
    series: Float[np.ndarray, " length"], dimension: int = 3, delay: int = 1, step: int = 1
) -> Float[np.ndarray, "points d"]:
    """Return the points ``(x[t], x[t + delay], ...)`` of a series.

    Parameters
    ----------
    series
        The values.
    dimension, delay
        How many values make a point, and how far apart they are.
    step
        Keep every ``step``-th point.

    Raises
    ------
    ValueError
        If a number is not positive, or the series is too short for one point or not finite.

    Examples
    --------
    >>> delay_embedding(np.arange(6.0), 3, 2).tolist()
    [[0.0, 2.0, 4.0], [1.0, 3.0, 5.0]]
    """
    if min(dimension, delay, step) < 1:
        raise ValueError(f"dimension, delay and step must be at least 1, got {dimension}, {delay} and {step}")
    series = np.asarray(series, dtype=np.float64)
    if series.ndim != 1 or not np.isfinite(series).all():
        raise ValueError(f"series must be a finite sequence of numbers, got shape {series.shape}")
    count = len(series) - (dimension - 1) * delay
    if count < 1:
        raise ValueError(f"series must have more than {(dimension - 1) * delay} values, got {len(series)}")
    return np.stack([series[k * delay : k * delay + count] for k in range(dimension)], axis=1)[::step]


def jittered(cloud: Float[np.ndarray, "points d"], seed: int = 0, size: float = 1e-6) -> Float[np.ndarray, "points d"]:
    """Move every point by a tiny random amount, so that an alpha complex finds general position.

    Examples
    --------
    >>> bool(np.abs(jittered(np.zeros((3, 2)))).max() < 1e-5)
    True
    """
    noise: Any = np.random.default_rng(seed).normal(0, size, cloud.shape)
    return cloud + noise
