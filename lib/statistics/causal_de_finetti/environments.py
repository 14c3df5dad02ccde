"""Binary data by environment, sample and variable: what is allowed, as tensors, and without repetitions."""

from __future__ import annotations

import numpy as np
import torch
from jaxtyping import Integer
from numpy.typing import ArrayLike


def check_environments(data: ArrayLike, samples: int = 1) -> Integer[np.ndarray, "env sample var"]:
    """Return binary data as an array of 64-bit integers, or say what is wrong with them.

    Parameters
    ----------
    data
        Zeros and ones by environment, sample and variable.
    samples
        How many samples each environment must have at least.

    Raises
    ------
    ValueError
        If the data do not have three axes, are empty, have too few samples, or hold anything but 0 and 1.

    Examples
    --------
    >>> check_environments([[[False, True], [True, True]]]).tolist()
    [[[0, 1], [1, 1]]]
    """
    values = np.asarray(data)
    if values.ndim != 3 or values.size == 0:
        raise ValueError(f"data must have three axes (env, sample, var), none of them empty, got shape {values.shape}")
    if values.shape[1] < samples:
        raise ValueError(
            "data must have at least two samples in each environment (env, sample, var): with one there is no test "
            f"across samples, got shape {values.shape}"
        )
    odd = values[(values != 0) & (values != 1)]
    if len(odd):
        raise ValueError(f"data must hold only 0 and 1, got {odd[0]}")
    return values.astype(np.int64)


def distinct_environments(
    data: Integer[torch.Tensor, "env sample var"],
) -> tuple[Integer[torch.Tensor, "kinds sample var"], Integer[torch.Tensor, " kinds"]]:
    """Return the environments that differ, and how often each occurs: at most $2^{dN}$, however many there are.

    Examples
    --------
    >>> kinds, copies = distinct_environments(torch.tensor([[[0, 1]], [[1, 1]], [[0, 1]]]))
    >>> kinds.tolist(), copies.tolist()
    ([[[0, 1]], [[1, 1]]], [2, 1])
    """
    env, n, d = data.shape
    if n * d > 62:
        return data, torch.ones(env, dtype=torch.int64)
    weights = 1 << torch.arange(n * d, device=data.device)
    code, copies = torch.unique((data.reshape(env, -1).to(torch.int64) * weights).sum(1), return_counts=True)
    return (code[:, None] >> torch.arange(n * d, device=data.device) & 1).reshape(-1, n, d), copies


def as_tensor(data: Integer[np.ndarray, "env sample var"]) -> Integer[torch.Tensor, "env sample var"]:
    """Return the array as a tensor of 64-bit integers.

    Raises
    ------
    ValueError
        If it does not hold zeros and ones by environment, sample and variable.

    Examples
    --------
    >>> as_tensor(np.zeros((1, 2, 3), dtype=np.int8)).dtype
    torch.int64
    """
    return torch.from_numpy(np.ascontiguousarray(check_environments(data)))
