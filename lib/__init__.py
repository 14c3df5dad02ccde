"""Worked Papers: the mathematics behind the book, one room per paper.

Importing ``lib`` alone imports nothing heavy.  Each paper lives in ``lib.<part>.<paper>``; what several papers share
lives in :mod:`lib.exact`, :mod:`lib.numeric`, :mod:`lib.data` and :mod:`lib.book`.
"""

__version__ = "0.1.0"
