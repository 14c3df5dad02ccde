"""Where tensors live and where random numbers come from."""

from __future__ import annotations

import torch


def resolve_device(device: str | torch.device | None = None) -> torch.device:
    """Return the device to compute on: the one asked for, else CUDA where there is one, else the CPU.

    Parameters
    ----------
    device
        A device or its name.

    Raises
    ------
    ValueError
        If CUDA is asked for on a machine without it.

    Examples
    --------
    >>> resolve_device("cpu")
    device(type='cpu')
    """
    if device is None:
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    found = torch.device(device)
    if found.type == "cuda" and not torch.cuda.is_available():
        raise ValueError(f"device must be available on this machine, got {device!r} without CUDA")
    return found


def generator(seed: int, device: str | torch.device = "cpu") -> torch.Generator:
    """Return a seeded source of random numbers.

    Parameters
    ----------
    seed
        A non-negative integer.
    device
        Where the numbers are drawn.  Drawn on the CPU and moved, they are the same on every device.

    Raises
    ------
    ValueError
        If the seed is negative.

    Examples
    --------
    >>> torch.rand(2, generator=generator(0)).tolist() == torch.rand(2, generator=generator(0)).tolist()
    True
    """
    if seed < 0:
        raise ValueError(f"seed must be at least 0, got {seed}")
    return torch.Generator(device).manual_seed(seed)
