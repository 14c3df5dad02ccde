"""Exact mathematics that several papers share: the standard library, sympy and networkx only."""
