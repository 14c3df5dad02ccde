"""Cylindric plane partitions.

The chapter is ``chapters/combinatorics/cylindric_partitions``.
"""
