"""Covariances around a feedback loop.

The chapter is ``chapters/statistics/one_connection``.
"""
