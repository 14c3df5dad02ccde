"""Torch numerics that several papers share."""

from lib.numeric.devices import generator, resolve_device

__all__ = ["generator", "resolve_device"]
