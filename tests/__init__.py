"""The suite. Its runtime type checker is beartype, with an int accepted where a float is."""

from __future__ import annotations

from beartype import BeartypeConf, beartype

check = beartype(conf=BeartypeConf(is_pep484_tower=True))
