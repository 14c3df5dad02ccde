"""Tensors of the room on semicircular systems: shapes, normalisation, and random matrices against exact laws."""

from __future__ import annotations

import itertools
import math

import pytest
import torch

from lib.combinatorics import semicircular_systems as sc
from lib.combinatorics.semicircular_systems import spectra

SWAP = torch.tensor([[0, 1], [1, 0]], dtype=torch.complex128)
NILPOTENT = torch.tensor([[0, 1], [0, 0]], dtype=torch.complex128)


def test_commutator_matrices_have_the_exact_ranks() -> None:
    for degree in range(5):
        matrix = spectra.commutator_matrix(2, degree)
        assert matrix.shape == (sc.dimension(2, degree + 1), sc.dimension(2, degree))
        assert int(torch.linalg.matrix_rank(matrix)) == sc.commutator_rank(2, degree)
    both = spectra.commutator_matrix(2, 3, (1, 2))
    assert both.shape == (31, 30)
    assert int(torch.linalg.matrix_rank(both)) == 31 - sc.necklace_count(2, 4)


def test_complement_is_a_projection() -> None:
    projection = spectra.complement_projection(spectra.commutator_matrix(2, 4))
    assert torch.allclose(projection @ projection, projection, atol=1e-12)
    assert torch.allclose(projection, projection.T, atol=1e-12)
    assert float(projection.trace()) == pytest.approx(sc.dimension(2, 5) - sc.commutator_rank(2, 4))
    # over the complex numbers the adjoint counts, not the transpose
    column = torch.tensor([[1], [1j]], dtype=torch.complex128)
    projection = spectra.complement_projection(column)
    assert torch.allclose(projection @ column, torch.zeros_like(column), atol=1e-12)
    assert float(projection.trace().real) == pytest.approx(1)


@pytest.mark.parametrize(("letters", "largest"), [(1, 4), (2, 6), (3, 4)])
def test_least_values_stay_above_the_gap_and_fall(letters: int, largest: int) -> None:
    least = [spectra.smallest_gap(letters, degree) for degree in range(1, largest + 1)]
    assert all(value >= float(sc.gap(letters)) - 1e-9 for value in least)
    assert all(a >= b - 1e-9 for a, b in itertools.pairwise(least))


def test_gue_is_normalised_and_semicircular() -> None:
    first, second = spectra.gue_pair(300, seed=0)
    assert torch.equal(first, first.mH)
    assert float((first.abs() ** 2).mean()) == pytest.approx(1 / 300, rel=0.02)
    values = spectra.spectrum(first)
    for k in (2, 4, 6):
        assert float((values**k).mean()) == pytest.approx(sc.moment((1,) * k), rel=0.05)
    again, _ = spectra.gue_pair(300, seed=0)
    assert torch.equal(first, again)
    assert abs(float(torch.trace(first @ second).real)) / 300 < 0.05


def test_commutator_spectrum_follows_its_law() -> None:
    values = spectra.commutator_spectrum(*spectra.gue_pair(300, seed=1))
    for k, value in ((2, 2), (4, 10), (6, 66)):
        assert float((values**k).mean()) == pytest.approx(value, rel=0.08)
    assert 3.1 < float(values.abs().max()) < 3.45


def test_diagonal_part_is_the_distance_from_commutators() -> None:
    # against least squares over all matrices Z, in small size
    n = 5
    first, second = spectra.gue_pair(n, seed=2)
    eye = torch.eye(n, dtype=torch.complex128)
    bracket = torch.kron(first, eye) - torch.kron(eye, first.T.contiguous())
    goal = second.reshape(-1, 1)
    left, values, _ = torch.linalg.svd(bracket)
    image = left[:, values > 1e-9]
    residual = goal - image @ (image.mH @ goal)
    wanted = float((residual.abs() ** 2).sum())
    assert float((spectra.diagonal_part(first, second) ** 2).sum()) == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: spectra.commutator_matrix(2, 1, (3,)), ValueError, r"letters in 1\.\.2"),
        (lambda: spectra.commutator_matrix(2, -1), ValueError, "degree must be at least 0"),
        (lambda: spectra.complement_projection(torch.eye(2), tolerance=0), ValueError, "tolerance must be positive"),
        (lambda: spectra.complement_projection(torch.eye(2), math.nan), ValueError, "tolerance must be positive"),
        (lambda: spectra.diagonal_part(NILPOTENT, SWAP), ValueError, "must be Hermitian"),
        (lambda: spectra.diagonal_part(SWAP, NILPOTENT), ValueError, "must be Hermitian"),
        (lambda: spectra.diagonal_part(SWAP, math.nan * SWAP), ValueError, "must be Hermitian"),
        (lambda: spectra.commutator_spectrum(NILPOTENT, SWAP), ValueError, "must be Hermitian"),
        (lambda: spectra.commutator_spectrum(math.nan * SWAP, SWAP), ValueError, "must be Hermitian"),
        (lambda: spectra.smallest_gap(2, 0), ValueError, "degree must be at least 1"),
        (lambda: spectra.gue(0, torch.Generator()), ValueError, "n must be at least 1"),
        (lambda: spectra.gue_pair(3, -1), ValueError, "seed must be at least 0"),
        (lambda: spectra.spectrum(torch.ones(2, 3, dtype=torch.complex128)), ValueError, "must be Hermitian"),
        (
            lambda: spectra.diagonal_part(
                torch.ones(2, 2, dtype=torch.complex128), torch.ones(3, 3, dtype=torch.complex128)
            ),
            ValueError,
            "square of one size",
        ),
        (
            lambda: spectra.commutator_spectrum(
                torch.ones(2, 3, dtype=torch.complex128), torch.ones(2, 3, dtype=torch.complex128)
            ),
            ValueError,
            "square of one size",
        ),
    ],
)
def test_bad_input_is_refused(call, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        call()


@pytest.mark.gpu
def test_cuda_gives_the_same_projection() -> None:
    here = spectra.complement_projection(spectra.commutator_matrix(2, 5))
    there = spectra.complement_projection(spectra.commutator_matrix(2, 5, device="cuda")).cpu()
    assert torch.allclose(here, there, atol=1e-10)
