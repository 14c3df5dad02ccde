"""What the paper says, as functions that return evidence."""

from __future__ import annotations

from lib.book import Evidence, claim


@claim(id="X1", source="first statement", says="The sum of the first n odd numbers is $n^2$", declared="holds")
def odd_numbers_sum_to_squares(n: int = 100) -> Evidence:
    right = sum(sum(range(1, 2 * k, 2)) == k * k for k in range(1, n + 1))
    return Evidence(right == n, f"{right} of {n}", "all", f"n = 1 to {n}", "exhaustive")
