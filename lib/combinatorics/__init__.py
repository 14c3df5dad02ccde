"""Part *combinatorics* of the book: one room per paper."""
