"""Part *dynamics* of the book: one room per paper."""
