"""Stands in for rpds-py, which is compiled: the three persistent collections that jsonschema and referencing use."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


class HashTrieMap(dict[Any, Any]):
    """A mapping whose changes return new mappings."""

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    @classmethod
    def convert(cls, value: Any) -> HashTrieMap:
        """Return ``value`` as a map."""
        return value if isinstance(value, cls) else cls(value)

    def insert(self, key: Any, value: Any) -> HashTrieMap:
        """Return a map with one more entry."""
        return HashTrieMap({**self, key: value})

    def remove(self, key: Any) -> HashTrieMap:
        """Return a map without an entry that it has."""
        self[key]
        return HashTrieMap({k: v for k, v in self.items() if k != key})

    def update(self, *others: Any, **more: Any) -> HashTrieMap:  # type: ignore[override]
        """Return a map with all these entries too."""
        return HashTrieMap({**self, **dict(*others, **more)})


class HashTrieSet(frozenset[Any]):
    """A set whose changes return new sets."""

    def insert(self, value: Any) -> HashTrieSet:
        """Return a set with one more member."""
        return HashTrieSet(self | {value})

    def update(self, *others: Iterable[Any]) -> HashTrieSet:
        """Return a set with all these members too."""
        return HashTrieSet(self.union(*others))


class List(tuple[Any, ...]):
    """A list whose changes return new lists; it grows at the front."""

    __slots__ = ()

    def push_front(self, value: Any) -> List:
        """Return a list with one more member at the front."""
        return List([value, *self])
