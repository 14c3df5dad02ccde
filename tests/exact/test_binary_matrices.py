"""Elimination over two elements against brute force and numpy."""

from __future__ import annotations

from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.exact import BinaryBasis, binary_apply, binary_kernel, binary_product, binary_rank, bits

vectors = st.lists(st.integers(0, 63), max_size=7)


def span(rows: list[int]) -> set[int]:
    found = {0}
    for row in rows:
        found |= {row ^ other for other in found}
    return found


@given(vectors)
def test_rank_and_kernel_against_all_combinations(rows: list[int]) -> None:
    assert 2 ** binary_rank(rows) == len(span(rows))
    kernel = binary_kernel(rows)
    assert len(kernel) == len(rows) - binary_rank(rows)
    assert binary_rank(kernel) == len(kernel)
    zero = {mask for mask in range(2 ** len(rows)) if binary_apply(rows, mask) == 0}
    assert span(kernel) == zero


@given(vectors, st.integers(0, 63))
def test_coordinates_write_a_vector(rows: list[int], vector: int) -> None:
    basis = BinaryBasis(rows)
    used = basis.coordinates(vector)
    assert (used is not None) == (vector in span(rows)) == (vector in basis)
    if used is not None:
        assert binary_apply(rows, used) == vector
    left, combination = basis.reduce(vector)
    assert left ^ vector == binary_apply(rows, combination)
    assert basis.size == len(rows)


@given(vectors, st.integers(0, 63))
def test_adding_says_whether_the_rank_grows(rows: list[int], vector: int) -> None:
    basis = BinaryBasis(rows)
    twin = basis.copy()
    new = twin.add(vector)
    assert twin.rank == basis.rank + bool(new)
    assert basis.rank == binary_rank(rows)


@given(
    st.lists(st.integers(0, 15), min_size=4, max_size=4), st.lists(st.integers(0, 15), max_size=4), st.integers(0, 15)
)
def test_products_compose(left: list[int], right: list[int], vector: int) -> None:
    vector &= (1 << len(right)) - 1
    assert binary_apply(binary_product(left, right), vector) == binary_apply(left, binary_apply(right, vector))


@given(st.integers(0, 2**70))
def test_bits(vector: int) -> None:
    assert sum(1 << place for place in bits(vector)) == vector


@pytest.mark.parametrize("call", [binary_rank, binary_kernel, BinaryBasis])
def test_bad_vectors(call) -> None:
    with pytest.raises(TypeError, match="must be a non-negative integer"):
        call([1, "x"])
    with pytest.raises(ValueError, match="must be a non-negative integer"):
        call([-1])


def test_empty() -> None:
    assert binary_rank([]) == 0
    assert binary_kernel([]) == []
    assert list(chain.from_iterable(combinations(bits(0), 1))) == []
