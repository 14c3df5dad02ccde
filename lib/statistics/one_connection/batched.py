"""Covariances and Jacobian ranks of many points at once, on any device.

The only file of the room that needs torch (and jaxtyping); nothing else here imports it.
"""

from __future__ import annotations

import torch
from jaxtyping import Float, Int
from torch import Tensor

from lib.statistics.one_connection.finiteness import PRIME


def covariance(
    lam: Float[Tensor, "batch n n"], omega: Float[Tensor, "batch n n"], device: str | torch.device = "cpu"
) -> Float[Tensor, "batch n n"]:
    r"""Return :math:`(I-\Lambda)^{-\mathsf T}\Omega(I-\Lambda)^{-1}` for a batch of parameters in float64.

    Raises
    ------
    ValueError
        If an omega is not symmetric or an I - Λ is singular.

    Notes
    -----
    Two triangular solves a point: O(batch n^3) time, O(batch n^2) memory.

    Examples
    --------
    >>> lam = torch.tensor([[[0.0, 0.5], [0.0, 0.0]]])
    >>> covariance(lam, torch.eye(2)[None]).tolist()
    [[[1.0, 0.5], [0.5, 1.25]]]
    """
    lam, omega = lam.to(device, torch.float64), omega.to(device, torch.float64)
    if not torch.equal(omega, omega.transpose(1, 2)):
        raise ValueError("omega must be symmetric")
    matrix = torch.eye(lam.shape[1], dtype=torch.float64, device=device) - lam
    inverse, failed = torch.linalg.inv_ex(matrix)
    if bool(failed.any()):
        raise ValueError(f"lam must leave I - Λ invertible, got a singular matrix at {int(failed.argmax())}")
    return inverse.transpose(1, 2) @ omega @ inverse


def batched_rank_mod_p(matrices: Int[Tensor, "batch rows columns"], prime: int = PRIME) -> Int[Tensor, batch]:
    """Return the ranks of a batch of integer matrices modulo a prime, all eliminated in step.

    Parameters
    ----------
    matrices
        Residues as int64, on any device.
    prime
        A prime of at most 2^31 - 1, so that products fit into int64.

    Raises
    ------
    ValueError
        If the prime is too small or too large.

    Notes
    -----
    One pass over the columns, every matrix choosing its own pivot: O(batch rows^2 columns) time.

    Examples
    --------
    >>> batched_rank_mod_p(torch.tensor([[[1, 2], [2, 4]], [[0, 1], [1, 0]]])).tolist()
    [1, 2]
    """
    if not 2 <= prime <= 2**31 - 1:
        raise ValueError(f"prime must lie in 2..2**31 - 1, got {prime}")
    work = matrices.to(torch.int64) % prime
    batch, height, width = work.shape
    every = torch.arange(batch, device=work.device)
    rows = torch.arange(height, device=work.device)
    rank = torch.zeros(batch, dtype=torch.int64, device=work.device)
    for column in range(width):
        candidates = (work[:, :, column] != 0) & (rows >= rank[:, None])
        found = candidates.any(dim=1)
        pivot = torch.where(found, candidates.to(torch.int8).argmax(dim=1), rank.clamp(max=height - 1))
        here = rank.clamp(max=height - 1)
        lead, other = work[every, pivot].clone(), work[every, here].clone()
        work[every, pivot] = other
        work[every, here] = lead
        inverse = _inverse(lead[:, column], prime)
        below = (rows > here[:, None]) & found[:, None]
        factor = work[:, :, column] * inverse[:, None] % prime * below
        work = (work - factor[:, :, None] * lead[:, None, :] % prime) % prime
        rank = rank + found
    return rank


def _inverse(values: Int[Tensor, batch], prime: int) -> Int[Tensor, batch]:
    # Fermat: the power prime - 2, by squaring
    result, base, exponent = torch.ones_like(values), values % prime, prime - 2
    while exponent:
        if exponent & 1:
            result = result * base % prime
        base = base * base % prime
        exponent >>= 1
    return result
