"""Multiparameter persistence: pictures of decompositions.

The chapter is ``chapters/networks/multipersistence``.
"""
