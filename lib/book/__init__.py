"""What chapters share: claims and their tables, figures, controls, recorded runs.

Standard library only at import time, so that symbolic chapters also run in a browser; charts, widgets and matplotlib
are imported where they are drawn.
"""

from lib.book.claims import Claim, Evidence, Result, claim, claim_modules, claims_of
from lib.book.controls import Explorer, explore
from lib.book.drawing import BookFigure, figure
from lib.book.results import record, recorded
from lib.book.table import ClaimTable, Row, claim_table
from lib.book.theme import DIVERGING, PALETTE, SEQUENTIAL, new_figure

__all__ = [
    "DIVERGING",
    "PALETTE",
    "SEQUENTIAL",
    "BookFigure",
    "Claim",
    "ClaimTable",
    "Evidence",
    "Explorer",
    "Result",
    "Row",
    "claim",
    "claim_modules",
    "claim_table",
    "claims_of",
    "explore",
    "figure",
    "new_figure",
    "record",
    "recorded",
]
