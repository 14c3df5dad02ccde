"""What the chapter measures: convergence with the sample size, and how well classes are told apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from jaxtyping import Float, Int

from lib.networks.multipersistence.bifiltration import Bifiltration
from lib.networks.multipersistence.candidates import Box, mma
from lib.networks.multipersistence.clouds import annulus, delay_embedding, density_alpha, jittered, picture_bifiltration
from lib.networks.multipersistence.intervals import Drawing, IntervalModule
from lib.networks.multipersistence.invariants import hilbert_function
from lib.networks.multipersistence.representations import pixel_grid, scdr
from lib.networks.multipersistence.slices import bars

ANNULUS_BOX: Box = ((0.0, 1.0), (1.2, 3.0))
DIGIT_BOX: Box = ((0.0, 0.0), (16.0, 16.0))
SERIES_BOX: Box = ((0.0, 0.5), (1.0, 4.0))

Features = Float[np.ndarray, "samples features"]


def annulus_picture(
    points: int, seed: int, *, delta: float = 0.1, p: float = 1.0, max_error: float = 0.05, pixels: int = 25
) -> Float[torch.Tensor, "pixels pixels"]:
    """Return the stable picture of the degree-one module of a random annulus, by scale and codensity.

    Examples
    --------
    >>> annulus_picture(50, 0).shape
    torch.Size([25, 25])
    """
    modules = mma(density_alpha(annulus(points, seed)), max_error, ANNULUS_BOX)[1]
    return scdr(modules, pixel_grid(*ANNULUS_BOX, pixels), delta, p)


def convergence(
    sizes: Sequence[int], pairs: int, *, seed: int = 0, picture: Callable[[int, int], torch.Tensor] = annulus_picture
) -> Float[np.ndarray, "sizes pairs"]:
    """Return the sup distances between pictures of independent samples, pair by pair.

    Parameters
    ----------
    sizes
        Numbers of points.
    pairs
        Pairs of samples for each size; no sample is used twice, so distances are independent.
    seed
        The first seed.
    picture
        From a size and a seed to a picture.

    Raises
    ------
    ValueError
        If there are no sizes or no pairs.

    Notes
    -----
    Samples go through joblib, one task each.
    """
    from joblib import Parallel, delayed

    if not sizes or pairs < 1:
        raise ValueError(f"sizes must not be empty and pairs at least 1, got {list(sizes)} and {pairs}")
    tasks = [(n, seed + i) for n in sizes for i in range(2 * pairs)]
    pictures = Parallel()(delayed(picture)(n, s) for n, s in tasks)
    stacked = torch.stack(pictures).reshape(len(sizes), pairs, 2, -1)
    return (stacked[:, :, 0] - stacked[:, :, 1]).abs().amax(-1).numpy()


def loglog_slope(sizes: Sequence[int], distances: Float[np.ndarray, "sizes pairs"]) -> tuple[float, float, float]:
    """Fit a power law and return its exponent with a 95 percent interval.

    Raises
    ------
    ValueError
        If a distance is not positive, there are fewer than three of them, or the sizes do not fit.

    Examples
    --------
    >>> loglog_slope([1, 2, 4], np.array([[1.0, 1.0], [0.5, 0.5], [0.25, 0.25]]))[0]
    -1.0
    """
    from scipy import stats

    if distances.size < 3 or not (distances > 0).all() or not np.isfinite(distances).all():
        raise ValueError(f"distances must be at least three positive numbers, got {distances.tolist()}")
    if len(sizes) != len(distances) or len(set(sizes)) < 2 or min(sizes) <= 0:
        raise ValueError(f"sizes must be positive, one for each row of distances and not all equal, got {list(sizes)}")
    x = np.repeat(np.log(sizes), distances.shape[1])
    fit = stats.linregress(x, np.log(distances.ravel()))
    half = float(stats.t.ppf(0.975, distances.size - 2)) * float(fit.stderr)
    return float(fit.slope), float(fit.slope) - half, float(fit.slope) + half


def picture_features(
    f: Bifiltration,
    box: Box,
    *,
    delta: float,
    max_error: float,
    pixels: int,
    degrees: Sequence[int] = (0, 1),
    p: float = 1.0,
    kind: Drawing = "diagonal",
    normalized: bool = False,
) -> Float[np.ndarray, " features"]:
    """Return the stable pictures of the candidate decompositions, one degree after another, as one vector."""
    candidates = mma(f, max_error, box, degrees)
    grid = pixel_grid(*box, pixels)
    pictures = []
    for degree in degrees:
        if normalized and not candidates[degree]:
            pictures.append(torch.zeros(pixels, pixels, dtype=torch.float64))
        else:
            pictures.append(scdr(candidates[degree], grid, delta, p, kind, normalized=normalized, device="cpu"))
    return torch.stack(pictures).reshape(-1).numpy()


def one_parameter_features(
    f: Bifiltration, box: Box, *, delta: float, pixels: int, degrees: Sequence[int] = (0, 1)
) -> Float[np.ndarray, " features"]:
    """Return the same representation of the first parameter alone, with as many pixels."""
    values = {simplex: value[0] for simplex, value in f.values.items()}
    low, high = box[0][0], box[1][0]
    grid = pixel_grid((low,), (high,), pixels**2)
    found = []
    for degree in degrees:
        clipped = [(max(b, low), min(d, high)) for b, d in bars(values, degree)]
        modules = [IntervalModule.rectangle((b,), (d,)) for b, d in clipped if b < d]
        found.append(scdr(modules, grid, delta, 1.0, normalized=False, device="cpu"))
    return torch.cat(found).numpy()


def hilbert_features(
    f: Bifiltration, box: Box, *, pixels: int, degrees: Sequence[int] = (0, 1)
) -> Float[np.ndarray, " features"]:
    """Return the Hilbert function at the same pixels."""
    grid = [axis.tolist() for axis in pixel_grid(*box, pixels)]
    return np.concatenate([hilbert_function(f, degree, grid).ravel() for degree in degrees]).astype(np.float64)


def digit_features(
    images: Float[np.ndarray, "samples 8 8"], *, delta: float = 2.0, p: float = 1.0, pixels: int = 9
) -> dict[str, Float[np.ndarray, "samples features"]]:
    """Return four descriptions of small grey pictures: stable pictures, one parameter, Hilbert function, raw pixels.

    Notes
    -----
    Pictures go through joblib, one task each.

    Examples
    --------
    >>> from sklearn.datasets import load_digits
    >>> {name: table.shape[1] for name, table in digit_features(load_digits().images[:2]).items()}
    {'two parameters': 162, 'one parameter': 162, 'Hilbert function': 162, 'raw': 64}
    """
    from joblib import Parallel, delayed

    if not len(images):
        raise ValueError("images must hold at least one, got none")

    def describe(image: np.ndarray) -> tuple[np.ndarray, ...]:
        f = picture_bifiltration(image)
        return (
            picture_features(f, DIGIT_BOX, delta=delta, p=p, max_error=1.0, pixels=pixels),
            one_parameter_features(f, DIGIT_BOX, delta=delta, pixels=pixels),
            hilbert_features(f, DIGIT_BOX, pixels=pixels),
        )

    rows = Parallel()(delayed(describe)(image) for image in images)
    names = ("two parameters", "one parameter", "Hilbert function")
    found = {name: np.stack(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)}
    return {**found, "raw": images.reshape(len(images), -1).astype(np.float64)}


def series_features(
    series: Float[np.ndarray, "samples length"], *, delay: int, step: int, delta: float = 0.1, pixels: int = 16
) -> dict[str, Float[np.ndarray, "samples features"]]:
    """Return four descriptions of time series, by delay embedding in space, scale and codensity.

    Examples
    --------
    >>> from lib.data import italy_power_demand
    >>> rows = series_features(italy_power_demand().train[:1], delay=1, step=1)
    >>> {name: table.shape[1] for name, table in rows.items()}
    {'two parameters': 512, 'one parameter': 512, 'Hilbert function': 512, 'raw': 24}
    """
    from joblib import Parallel, delayed

    if not len(series):
        raise ValueError("series must hold at least one, got none")

    def describe(index: int) -> tuple[np.ndarray, ...]:
        cloud = jittered(delay_embedding(series[index], 3, delay, step), index)
        f = density_alpha(cloud, 0.4)
        return (
            picture_features(f, SERIES_BOX, delta=delta, max_error=0.05, pixels=pixels),
            one_parameter_features(f, SERIES_BOX, delta=delta, pixels=pixels),
            hilbert_features(f, SERIES_BOX, pixels=pixels),
        )

    rows = Parallel()(delayed(describe)(i) for i in range(len(series)))
    names = ("two parameters", "one parameter", "Hilbert function")
    found = {name: np.stack(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)}
    return {**found, "raw": np.asarray(series, dtype=np.float64)}


@dataclass(frozen=True)
class Comparison:
    """Accuracies of one description on the same random splits as the others."""

    name: str
    accuracies: tuple[float, ...]
    test_share: float

    @property
    def mean(self) -> float:
        """The mean accuracy."""
        return float(np.mean(self.accuracies))

    def ahead_of(self, other: Comparison) -> tuple[float, float, float]:
        """Return the mean difference with a 95 percent interval that allows for splits sharing data.

        The variance of a mean over random splits is raised by the ratio of test to training samples (Nadeau and Bengio).

        Raises
        ------
        ValueError
            If the numbers of splits differ, or there is only one.
        """
        from scipy import stats

        if not 1 < len(self.accuracies) == len(other.accuracies):
            raise ValueError(
                f"both must have the same splits, at least two, got {len(self.accuracies)} and {len(other.accuracies)}"
            )
        gap = np.subtract(self.accuracies, other.accuracies)
        ratio = self.test_share / (1 - self.test_share)
        spread = float(np.sqrt((1 / len(gap) + ratio) * gap.var(ddof=1)))
        half = float(stats.t.ppf(0.975, len(gap) - 1)) * spread
        return float(gap.mean()), float(gap.mean()) - half, float(gap.mean()) + half


def compare_features(
    tables: dict[str, Float[np.ndarray, "samples _"]],
    labels: Int[np.ndarray, " samples"],
    *,
    splits: int = 20,
    test_share: float = 0.2,
    model: str = "logistic",
    seed: int = 0,
) -> dict[str, Comparison]:
    """Train the same classifier on each description over the same random splits.

    Parameters
    ----------
    tables
        The descriptions.
    labels
        The classes, at least two.
    splits, test_share, seed
        How many stratified random splits, the share held out, the seed.
    model
        ``"logistic"`` (C = 0.1), ``"forest"`` (300 trees) or ``"svm"`` (radial, C = 10), after standardising.

    Raises
    ------
    ValueError
        If there is one class only, no splits, an unknown model, or a table with missing values or another number of rows.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> labels = np.repeat([0, 1], 30)
    >>> found = compare_features({"good": labels[:, None] + rng.normal(0, 0.1, (60, 1))}, labels, splits=3)
    >>> found["good"].mean
    1.0
    """
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedShuffleSplit
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    from sklearn.svm import SVC

    makers: dict[str, Callable[[], Any]] = {
        "logistic": lambda: LogisticRegression(C=0.1, max_iter=2000),
        "forest": lambda: RandomForestClassifier(300, random_state=seed),
        "svm": lambda: SVC(C=10),
    }
    if model not in makers:
        raise ValueError(f"model must be one of {sorted(makers)}, got {model!r}")
    if len(np.unique(labels)) < 2:
        raise ValueError(f"labels must name at least two classes, got {np.unique(labels).tolist()}")
    if splits < 2 or not 0 < test_share < 1:
        raise ValueError(f"splits must be at least 2 and test_share between 0 and 1, got {splits} and {test_share}")
    for name, table in tables.items():
        if len(table) != len(labels) or not np.isfinite(table).all():
            raise ValueError(
                f"tables must be finite with one row for each of the {len(labels)} labels, got shape {table.shape} for {name!r}"
            )
    cuts = list(StratifiedShuffleSplit(splits, test_size=test_share, random_state=seed).split(labels, labels))
    found = {}
    for name, table in tables.items():
        scores = []
        for train, test in cuts:
            fitted = make_pipeline(StandardScaler(), makers[model]()).fit(table[train], labels[train])
            scores.append(float(fitted.score(table[test], labels[test])))
        found[name] = Comparison(name, tuple(scores), test_share)
    return found
