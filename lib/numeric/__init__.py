"""Torch numerics and intervals that several papers share."""

from lib.numeric.devices import generator, resolve_device
from lib.numeric.intervals import mean_interval, wilson_interval

__all__ = ["generator", "mean_interval", "resolve_device", "wilson_interval"]
