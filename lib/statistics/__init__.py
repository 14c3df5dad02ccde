"""Part *statistics* of the book: one room per paper."""
