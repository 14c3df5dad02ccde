"""Part *networks* of the book: one room per paper."""
