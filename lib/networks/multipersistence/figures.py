"""The chapter's pictures and controls."""

from __future__ import annotations


def dots(n: int) -> str:
    """Draw n rows of n dots.

    Raises
    ------
    ValueError
        If n is negative.

    Examples
    --------
    >>> dots(2).count("o")
    4
    """
    if n < 0:
        raise ValueError(f"n must be at least 0, got {n}")
    return "\n".join("o " * n for _ in range(n))
