"""Loaders for real data that ships inside installable packages, and generators."""
