"""Torch numerics that several papers share."""
