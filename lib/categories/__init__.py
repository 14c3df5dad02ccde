"""Part *categories* of the book: one room per paper."""
