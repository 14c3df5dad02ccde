"""Lenses, optics and what they remember.

The chapter is ``chapters/categories/optics``.
"""
