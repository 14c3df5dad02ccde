"""Devices and seeds."""

from __future__ import annotations

import pytest
import torch

from lib.numeric import generator, resolve_device


def test_default_device() -> None:
    assert resolve_device().type == ("cuda" if torch.cuda.is_available() else "cpu")


def test_missing_cuda_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(ValueError, match="without CUDA"):
        resolve_device("cuda")


def test_seeds() -> None:
    assert torch.equal(torch.rand(3, generator=generator(4)), torch.rand(3, generator=generator(4)))
    with pytest.raises(ValueError, match="seed must be at least 0"):
        generator(-1)
