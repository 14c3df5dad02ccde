"""Linear algebra over the field with two elements: a vector is a Python integer, one bit for each coordinate.

Addition is ``^``, and one operation handles all coordinates at once.  A matrix is the sequence of its columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence


def check_vector(vector: object, name: str = "vector") -> int:
    """Return a bit vector, or say why it is none.

    Raises
    ------
    TypeError
        If it is not an integer.
    ValueError
        If it is negative.

    Examples
    --------
    >>> check_vector(0b101)
    5
    """
    if isinstance(vector, bool) or not isinstance(vector, int):
        raise TypeError(f"{name} must be a non-negative integer, its bits the coordinates, got {vector!r}")
    if vector < 0:
        raise ValueError(f"{name} must be a non-negative integer, its bits the coordinates, got {vector}")
    return vector


def bits(vector: int) -> Iterator[int]:
    """Yield the places of the ones in a bit vector, lowest first.

    Examples
    --------
    >>> list(bits(0b10110))
    [1, 2, 4]
    """
    while vector:
        low = vector & -vector
        yield low.bit_length() - 1
        vector ^= low


class BinaryBasis:
    """A growing list of vectors over two elements, reduced as it grows.

    Every vector that is put in gets a number, in order.  The basis remembers which of them add up to which reduced
    vector, so it can write any vector of the span as a combination of those put in.

    Examples
    --------
    >>> basis = BinaryBasis([0b011, 0b110])
    >>> basis.add(0b101), basis.rank
    (0, 2)
    >>> bin(basis.coordinates(0b101))
    '0b11'
    >>> basis.coordinates(0b001) is None
    True

    Notes
    -----
    Adding or reducing a vector takes at most ``rank`` additions of integers as long as the vectors.
    """

    def __init__(self, vectors: Iterable[int] = ()) -> None:
        self._by_lead: dict[int, tuple[int, int]] = {}
        self._count = 0
        for vector in vectors:
            self.add(check_vector(vector))

    def copy(self) -> BinaryBasis:
        """Return an independent copy."""
        twin = BinaryBasis()
        twin._by_lead = dict(self._by_lead)
        twin._count = self._count
        return twin

    @property
    def rank(self) -> int:
        """The dimension of the span."""
        return len(self._by_lead)

    @property
    def size(self) -> int:
        """How many vectors were put in."""
        return self._count

    def reduce(self, vector: int) -> tuple[int, int]:
        """Return what is left of a vector after elimination, and which of the vectors put in were added to it."""
        used = 0
        table = self._by_lead
        left = vector
        # an entry of the table cancels the leading one; what is not cancelled stays in front
        kept = 0
        while left:
            lead = left.bit_length()
            found = table.get(lead)
            if found is None:
                kept |= 1 << (lead - 1)
                left ^= 1 << (lead - 1)
            else:
                left ^= found[0]
                used ^= found[1]
        return kept, used

    def add(self, vector: int) -> int:
        """Put a vector in; return what is new about it, 0 if it was in the span already."""
        table = self._by_lead
        left, used = vector, 1 << self._count
        self._count += 1
        while left:
            lead = left.bit_length()
            found = table.get(lead)
            if found is None:
                table[lead] = (left, used)
                return left
            left ^= found[0]
            used ^= found[1]
        return 0

    def __contains__(self, vector: int) -> bool:
        return self.coordinates(vector) is not None

    def coordinates(self, vector: int) -> int | None:
        """Return which of the vectors put in add up to this one, as a bit vector; ``None`` outside the span."""
        left, used = self.reduce(vector)
        return None if left else used


def binary_rank(vectors: Iterable[int]) -> int:
    """Return the rank over two elements.

    Raises
    ------
    TypeError, ValueError
        If a vector is not a non-negative integer.

    Examples
    --------
    >>> binary_rank([0b011, 0b110, 0b101])
    2
    """
    return BinaryBasis(vectors).rank


def binary_kernel(columns: Sequence[int]) -> list[int]:
    """Return a basis of the combinations of columns that add up to zero; bit i stands for column i.

    Raises
    ------
    TypeError, ValueError
        If a column is not a non-negative integer.

    Notes
    -----
    One elimination: at most ``len(columns) * rank`` additions of long integers.

    Examples
    --------
    >>> [bin(mask) for mask in binary_kernel([0b011, 0b110, 0b101, 0])]
    ['0b111', '0b1000']
    """
    basis = BinaryBasis()
    kernel = []
    for i, column in enumerate(columns):
        left, used = basis.reduce(check_vector(column, f"columns[{i}]"))
        if left:
            basis.add(column)
        else:
            basis.add(0)  # keeps the numbering
            kernel.append(used | 1 << i)
    return kernel


def binary_apply(columns: Sequence[int], vector: int) -> int:
    """Multiply a matrix, given by its columns, by a vector.

    Examples
    --------
    >>> binary_apply([0b01, 0b11], 0b11)
    2
    """
    result = 0
    for place in bits(vector):
        result ^= columns[place]
    return result


def binary_product(left: Sequence[int], right: Sequence[int]) -> tuple[int, ...]:
    """Multiply two matrices, given by their columns.

    Examples
    --------
    >>> binary_product([0b01, 0b11], [0b11, 0b10])
    (2, 3)
    """
    return tuple(binary_apply(left, column) for column in right)
