"""Many lambda-determinants at once in floating point, on any device.

The only file of the room that needs torch (and jaxtyping); nothing else here imports it.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from jaxtyping import Bool, Float
from torch import Tensor


class Batched(NamedTuple):
    """Values of a batch of determinants, and which of them are finite."""

    values: Float[Tensor, batch]
    finite: Bool[Tensor, batch]


def batched_condensation(
    x: Float[Tensor, "batch n n"],
    lam: float | Float[Tensor, "n n"],
    mu: float | Float[Tensor, "n n"] = 1.0,
    x0: Float[Tensor, "batch m m"] | None = None,
    device: str | torch.device = "cpu",
) -> Batched:
    """Return the two-index lambda-determinants of a batch of matrices by condensation in floating point.

    Parameters
    ----------
    x
        The matrices, of a floating type.
    lam, mu
        One number, or a tensor of size n x n read at (i, j) and (i, j + k), counted from 1 in the text and from 0 here.
    x0
        The layer below, of size n + 1 each; all ones if not given.
    device
        Where to compute.

    Returns
    -------
    Batched
        ``values`` and ``finite``.  Where ``finite`` is False a minor vanished or overflowed and the value means nothing.

    Raises
    ------
    ValueError
        If the matrices are not square, or another argument has the wrong size.
    TypeError
        If ``x`` is not of a floating type.

    Notes
    -----
    n steps on tensors, O(batch n^3) operations and O(batch n^2) memory.  Small minors are divisors: condensation loses
    one to one and a half digits each time n doubles, where elimination with pivots does not.  A value may be finite and
    inaccurate; the exact functions of this room never are.

    Examples
    --------
    >>> matrix = torch.tensor([[[2.0, 1, 3], [1, 4, 1], [5, 1, 2]]], dtype=torch.float64)
    >>> batched_condensation(matrix, 1.0)
    Batched(values=tensor([88.5000], dtype=torch.float64), finite=tensor([True]))
    """
    if not x.is_floating_point():
        raise TypeError(f"x must be of a floating type, got {x.dtype}")
    if x.ndim != 3 or x.shape[1] != x.shape[2] or x.shape[1] == 0:
        raise ValueError(f"x must have shape (batch, n, n) with n at least 1, got {tuple(x.shape)}")
    batch, n, _ = x.shape
    if x0 is not None and x0.shape != (batch, n + 1, n + 1):
        raise ValueError(f"x0 must have shape {(batch, n + 1, n + 1)}, got {tuple(x0.shape)}")
    left, right = _family(lam, "lam", x, device), _family(mu, "mu", x, device)
    here = x.to(device)
    under = torch.ones(batch, n + 1, n + 1, dtype=x.dtype, device=device) if x0 is None else x0.to(device, x.dtype)
    for k in range(1, n):
        m = n - k
        diagonal = right[:m, k : k + m] * here[:, :-1, :-1] * here[:, 1:, 1:]
        other = left[:m, :m] * here[:, :-1, 1:] * here[:, 1:, :-1]
        under, here = here, (diagonal + other) / under[:, 1:-1, 1:-1]
    values = here[:, 0, 0]
    return Batched(values, torch.isfinite(values))


def _family(given: float | Tensor, name: str, x: Tensor, device: str | torch.device) -> Tensor:
    n = x.shape[1]
    values = torch.as_tensor(given, dtype=x.dtype, device=device)
    if values.ndim == 0:
        return values.expand(n, n)
    if values.shape != (n, n):
        raise ValueError(f"{name} must be one number or have shape {(n, n)}, got {tuple(values.shape)}")
    return values
