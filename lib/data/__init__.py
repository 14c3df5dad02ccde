"""Loaders for real data that ships inside installable packages, and generators."""

from lib.data.compositions import Composition, forensic_glass, roman_glass_cups, romano_british_pottery
from lib.data.shipped import shipped_file

__all__ = ["Composition", "forensic_glass", "roman_glass_cups", "romano_british_pottery", "shipped_file"]
