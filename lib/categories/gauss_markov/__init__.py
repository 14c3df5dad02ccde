"""Least squares as an adjunction.

The chapter is ``chapters/categories/gauss_markov``.
"""
