"""Labelled time series of equal length, from the archive of the University of California at Riverside."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from jaxtyping import Float64, Int64

from lib.data.shipped import shipped_file

LICENCE = "shipped inside aeon (BSD-3-Clause); UCR archive, free for research"


@dataclass(frozen=True)
class TimeSeries:
    """Univariate series of equal length with class labels, in the archive's own split."""

    name: str
    train: Float64[np.ndarray, "train length"]
    train_labels: Int64[np.ndarray, " train"]
    test: Float64[np.ndarray, "test length"]
    test_labels: Int64[np.ndarray, " test"]
    source: str
    licence: str

    @property
    def length(self) -> int:
        """The number of values in each series."""
        return self.train.shape[1]


def gun_point() -> TimeSeries:
    """Return GunPoint: the height of a hand that draws a gun (1) or points a finger (2), from ``aeon``.

    Returns
    -------
    TimeSeries
        50 training and 150 test series of 150 values, standardised by the archive.

    Raises
    ------
    ModuleNotFoundError
        If the package ``aeon`` is not installed; the message says how.

    References
    ----------
    Ratanamahatana, Keogh, *Everything you know about dynamic time warping is wrong*, 3rd Workshop on Mining Temporal
    and Sequential Data (2004).

    Examples
    --------
    >>> data = gun_point()
    >>> data.train.shape, data.test.shape
    ((50, 150), (150, 150))
    """
    return _read("GunPoint", "Ratanamahatana and Keogh (2004)")


def italy_power_demand() -> TimeSeries:
    """Return ItalyPowerDemand: one day's hourly demand, October to March (1) or April to September (2), from ``aeon``.

    Returns
    -------
    TimeSeries
        67 training and 1,029 test series of 24 values, standardised by the archive.

    Raises
    ------
    ModuleNotFoundError
        If the package ``aeon`` is not installed; the message says how.

    References
    ----------
    Keogh et al., *Intelligent icons: integrating lite-weight data mining and visualization into GUI operating systems*,
    ICDM (2006).

    Examples
    --------
    >>> data = italy_power_demand()
    >>> data.train.shape, data.test.shape
    ((67, 24), (1029, 24))
    """
    return _read("ItalyPowerDemand", "Keogh et al. (2006)")


@lru_cache(maxsize=4)
def _read(name: str, source: str) -> TimeSeries:
    train, train_labels = _table(name, "TRAIN")
    test, test_labels = _table(name, "TEST")
    return TimeSeries(name, train, train_labels, test, test_labels, source, LICENCE)


def _table(name: str, part: str) -> tuple[np.ndarray, np.ndarray]:
    # text: a header of lines with # or @, then values separated by commas, a colon, the class
    text = shipped_file("aeon", f"data/{name}/{name}_{part}.ts").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.strip() and line[0] not in "#@"]
    rows, labels = zip(*(line.rsplit(":", 1) for line in lines), strict=True)
    values = np.array([row.split(",") for row in rows], dtype=np.float64)
    classes = np.array([int(float(label)) for label in labels], dtype=np.int64)
    values.flags.writeable = classes.flags.writeable = False
    return values, classes
