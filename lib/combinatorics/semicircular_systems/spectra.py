"""Spectra on tensors: commutators as dense matrices, and random matrices that stand in for free variables.

The only file of the room that needs torch (and jaxtyping); nothing else here imports it at module level.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from jaxtyping import Complex, Float, Inexact
from torch import Tensor

from lib.combinatorics.semicircular_systems.fock import check_natural, check_word, commutator, words


def commutator_matrix(
    letters: int, degree: int, generators: Sequence[int] = (1,), device: str | torch.device = "cpu"
) -> Float[Tensor, "target source"]:
    """Return the commutators with some generators as one dense matrix.

    Parameters
    ----------
    letters
        The number q of letters.
    degree
        N: columns are the words of length at most N, once for each generator; rows those of length at most N + 1.
    generators
        The letters i.
    device
        Where the matrix lives.

    Raises
    ------
    ValueError
        If a letter is outside 1..q or a number is out of range.

    Notes
    -----
    Memory O(q**(2N + 1)) numbers.

    Examples
    --------
    >>> commutator_matrix(2, 1).shape, int(torch.linalg.matrix_rank(commutator_matrix(2, 3)))
    (torch.Size([7, 3]), 11)
    """
    chosen = check_word(list(generators), "generators", check_natural(letters, "letters", 1))
    rows = {word: i for i, word in enumerate(words(letters, check_natural(degree, "degree") + 1))}
    source = list(words(letters, degree))
    places, values = [], []
    for block, generator in enumerate(chosen):
        for column, word in enumerate(source):
            for image, value in commutator(generator, {word: 1}).items():
                places.append((rows[image], block * len(source) + column))
                values.append(float(value))
    matrix = torch.zeros(len(rows), len(source) * len(chosen), dtype=torch.float64)
    if places:
        index = torch.tensor(places).T
        matrix[index[0], index[1]] = torch.tensor(values, dtype=torch.float64)
    return matrix.to(device)


def complement_projection(
    matrix: Inexact[Tensor, "target source"], tolerance: float = 1e-9
) -> Inexact[Tensor, "target target"]:
    """Return the orthogonal projection onto the complement of a matrix's range, from its singular vectors.

    Parameters
    ----------
    matrix
        Any matrix, real or complex.
    tolerance
        Singular values below this count as 0.

    Raises
    ------
    ValueError
        If the tolerance is not positive.

    Notes
    -----
    O(target^2 source) operations.

    Examples
    --------
    >>> complement_projection(torch.tensor([[1.0], [1.0]])).round(decimals=3).tolist()
    [[0.5, -0.5], [-0.5, 0.5]]
    """
    # so that NaN is refused too
    if not tolerance > 0:
        raise ValueError(f"tolerance must be positive, got {tolerance}")
    left_vectors, values, _ = torch.linalg.svd(matrix, full_matrices=False)
    image = left_vectors[:, values > tolerance]
    return torch.eye(len(matrix), dtype=matrix.dtype, device=matrix.device) - image @ image.mH


def smallest_gap(letters: int, degree: int, device: str | torch.device = "cpu") -> float:
    r"""Return the least value of :math:`\sum_i\|[s_i,x]\|_2^2` over unit vectors of degree at most N without constant term.

    Raises
    ------
    ValueError
        If a number is out of range; the degree must be at least 1.

    Notes
    -----
    The least eigenvalue of a dense symmetric matrix with q + ... + q**N rows: O(q**(3N)) operations.

    Examples
    --------
    >>> round(smallest_gap(2, 3), 3)
    1.127
    """
    check_natural(degree, "degree", 1)
    size = sum(letters**n for n in range(degree + 1))
    stacked = commutator_matrix(letters, degree, range(1, letters + 1), device)
    blocks = [stacked[:, i * size + 1 : (i + 1) * size] for i in range(letters)]
    total = sum(block.T @ block for block in blocks)
    return float(torch.linalg.eigvalsh(total)[0])


def gue(n: int, generator: torch.Generator, device: str | torch.device = "cpu") -> Complex[Tensor, "n n"]:
    r"""Draw a Hermitian matrix of the Gaussian unitary ensemble with :math:`E|X_{ij}|^2=1/n`.

    Parameters
    ----------
    n
        Its size.
    generator
        The source of random numbers, on the CPU.
    device
        Where the matrix goes.

    Raises
    ------
    ValueError
        If the size is below 1.

    Examples
    --------
    >>> matrix = gue(50, torch.Generator().manual_seed(0))
    >>> bool(torch.equal(matrix, matrix.mH)), round(float((matrix.abs() ** 2).sum() / 50), 1)
    (True, 1.0)
    """
    check_natural(n, "n", 1)
    real, imaginary = torch.randn(2, n, n, generator=generator, dtype=torch.float64)
    full = torch.complex(real, imaginary) / (2 * n**0.5)
    return (full + full.mH).to(device)


def gue_pair(
    n: int, seed: int, device: str | torch.device = "cpu"
) -> tuple[Complex[Tensor, "n n"], Complex[Tensor, "n n"]]:
    """Draw two independent matrices of the Gaussian unitary ensemble.

    Parameters
    ----------
    n, device
        As for :func:`gue`.
    seed
        A non-negative integer.

    Raises
    ------
    ValueError
        If the size is below 1 or the seed negative.

    Examples
    --------
    >>> first, second = gue_pair(3, seed=0)
    >>> bool(torch.equal(first, second))
    False
    """
    generator = torch.Generator().manual_seed(check_natural(seed, "seed"))
    return gue(n, generator, device), gue(n, generator, device)


def _check_hermitian(first: Tensor, second: Tensor) -> None:
    if first.shape != second.shape or first.shape[0] != first.shape[1]:
        raise ValueError(
            f"first and second must be square of one size, got {tuple(first.shape)} and {tuple(second.shape)}"
        )
    # a matrix with NaN is not close to its adjoint and is refused here as well
    if not (torch.allclose(first, first.mH) and torch.allclose(second, second.mH)):
        raise ValueError("first and second must be Hermitian")


def diagonal_part(first: Complex[Tensor, "n n"], second: Complex[Tensor, "n n"]) -> Float[Tensor, " n"]:
    """Return the diagonal of the second Hermitian matrix in an eigenbasis of the first.

    Its normalised squared length, the mean of the squares, is the squared distance of the second matrix from all
    commutators with the first, provided that the eigenvalues of the first are distinct.

    Raises
    ------
    ValueError
        If the matrices do not have the same square shape, or one of them is not Hermitian.

    Notes
    -----
    O(n^3).

    Examples
    --------
    >>> swap = torch.tensor([[0, 1], [1, 0]], dtype=torch.complex128)
    >>> sign = torch.tensor([[1, 0], [0, -1]], dtype=torch.complex128)
    >>> diagonal_part(sign, swap).tolist(), diagonal_part(sign, sign).sort().values.tolist()
    ([0.0, 0.0], [-1.0, 1.0])
    """
    _check_hermitian(first, second)
    _, vectors = torch.linalg.eigh(first)
    return torch.einsum("ik,ij,jk->k", vectors.conj(), second, vectors).real


def spectrum(matrix: Complex[Tensor, "n n"]) -> Float[Tensor, " n"]:
    """Return the eigenvalues of a Hermitian matrix in increasing order.

    Raises
    ------
    ValueError
        If the matrix is not Hermitian.

    Examples
    --------
    >>> spectrum(torch.tensor([[0, 1], [1, 0]], dtype=torch.complex128)).tolist()
    [-1.0, 1.0]
    """
    if matrix.shape[0] != matrix.shape[1] or not torch.allclose(matrix, matrix.mH):
        raise ValueError(f"matrix must be Hermitian, got shape {tuple(matrix.shape)}, not equal to its adjoint")
    return torch.linalg.eigvalsh(matrix)


def commutator_spectrum(first: Complex[Tensor, "n n"], second: Complex[Tensor, "n n"]) -> Float[Tensor, " n"]:
    r"""Return the eigenvalues of :math:`\mathrm i[X,Y]` for two Hermitian matrices, in increasing order.

    Raises
    ------
    ValueError
        If the matrices do not have the same square shape, or one of them is not Hermitian.

    Examples
    --------
    >>> swap = torch.tensor([[0, 1], [1, 0]], dtype=torch.complex128)
    >>> sign = torch.tensor([[1, 0], [0, -1]], dtype=torch.complex128)
    >>> commutator_spectrum(swap, sign).tolist()
    [-2.0, 2.0]
    """
    _check_hermitian(first, second)
    return torch.linalg.eigvalsh(1j * (first @ second - second @ first))
