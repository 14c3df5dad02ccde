"""Random alternating sign matrices that follow the terms of the one-parameter lambda-determinant."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from lib.combinatorics.lambda_determinants.arithmetic import exact
from lib.combinatorics.lambda_determinants.layers import matrices_above, matrix_of_corner_sums
from lib.combinatorics.lambda_determinants.matrices import ASM, check_size, corner_sums


def _positive(lam: Any) -> Fraction:
    value = exact(lam, "lam")
    if not isinstance(value, Fraction) or value <= 0:
        raise ValueError(f"lam must be a positive rational number, got {lam!r}")
    return value


def random_pair(n: int, lam: Any = 1, *, seed: int) -> tuple[ASM, ASM]:
    """Draw a compatible pair of sizes n - 1 and n with probability proportional to its power of lambda.

    Parameters
    ----------
    n
        The size of the larger matrix, at least 1.
    lam
        A positive rational number; mu is 1.
    seed
        Of the random numbers.

    Returns
    -------
    tuple
        The two matrices.  The larger one has probability lam^inv (1 + 1/lam)^minus_ones / (1 + lam)^(n(n-1)/2), its term
        in the lambda-determinant of the matrix of ones.

    Raises
    ------
    ValueError, TypeError
        If n is not a positive integer, or lam is not a positive rational number.

    Notes
    -----
    Start with the matrix (1).  Given A, each entry 1 of A leaves the corner sum of B there free between two values; take
    the smaller with probability lam / (1 + lam).  The choices are independent, and B is the next A.  That is domino
    shuffling on corner sums.  O(n^3) coin flips and additions, O(n^2) memory.

    Examples
    --------
    >>> A, B = random_pair(3, seed=1)
    >>> B
    ((0, 0, 1), (1, 0, 0), (0, 1, 0))
    """
    check_size(n)
    share = _positive(lam)
    rng = random.Random(seed)
    heads = share.numerator
    coin = share.numerator + share.denominator
    a: list[list[int]] = [[0]]
    b: list[list[int]] = [[0, 0], [0, 1]]
    for size in range(1, n):
        a = b
        b = [[min(i, j) if size + 1 in (i, j) else 0 for j in range(size + 2)] for i in range(size + 2)]
        for i in range(1, size + 1):
            north, here, new = a[i - 1], a[i], b[i]
            for j in range(1, size + 1):
                least = max(north[j], here[j - 1])
                if min(here[j], north[j - 1] + 1) > least:
                    least += rng.randrange(coin) >= heads
                new[j] = least
    return matrix_of_corner_sums(a), matrix_of_corner_sums(b)


def random_asm(n: int, lam: Any = 1, *, seed: int) -> ASM:
    """Draw an alternating sign matrix with probability proportional to its term in the lambda-determinant of ones.

    Parameters
    ----------
    n, lam, seed
        As for :func:`random_pair`.

    Raises
    ------
    ValueError, TypeError
        As for :func:`random_pair`.

    Notes
    -----
    O(n^3).

    Examples
    --------
    >>> from lib.combinatorics.lambda_determinants.matrices import is_asm
    >>> is_asm(random_asm(20, Fraction(1, 2), seed=0))
    True
    """
    return random_pair(n, lam, seed=seed)[1]


def shuffling_law(n: int, lam: Any = 1) -> dict[ASM, Fraction]:
    """Return the exact distribution of :func:`random_asm`, by following every coin.

    Parameters
    ----------
    n, lam
        As for :func:`random_pair`.

    Returns
    -------
    dict
        Each matrix with its probability.

    Raises
    ------
    ValueError, TypeError
        As for :func:`random_pair`.

    Notes
    -----
    One step for each compatible pair of every size up to n: for n <= 5.

    Examples
    --------
    >>> [str(p) for p in shuffling_law(2, Fraction(1, 2)).values()]
    ['1/3', '2/3']
    """
    check_size(n)
    share = _positive(lam)
    law: dict[ASM, Fraction] = {((1,),): Fraction(1)}
    for _ in range(1, n):
        after: dict[ASM, Fraction] = {}
        for A, probability in law.items():
            a = corner_sums(A)
            for B in matrices_above(A):
                b = corner_sums(B)
                chance = probability
                for i in range(1, len(a)):
                    for j in range(1, len(a)):
                        if A[i - 1][j - 1] == 1:
                            smaller = b[i][j] == max(a[i - 1][j], a[i][j - 1])
                            chance *= (share if smaller else 1) / (1 + share)
                after[B] = after.get(B, Fraction(0)) + chance
        law = after
    return law
