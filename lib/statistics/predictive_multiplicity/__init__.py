"""Predictive multiplicity.

The chapter is ``chapters/statistics/predictive_multiplicity``.
"""
