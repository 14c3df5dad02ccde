"""Causal de Finetti.

The chapter is ``chapters/statistics/causal_de_finetti``.
"""
