"""What pages say of themselves to machines."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "_ext"))

from page_facts import described, way_out

TAGS = '<meta property="og:description" content="first words K_N" />\n<meta name="description" content="first words K_N" />'


def test_the_authors_description_replaces_first_words() -> None:
    tags = described(TAGS, 'Two words & "three"\n more')
    assert tags.count('content="Two words &amp; &quot;three&quot; more"') == 2
    assert "first words" not in tags


def test_backslashes_in_a_description_are_kept() -> None:
    assert r"content=" r'"a \1 b"' in described(TAGS, r"a \1 b")


def test_the_way_out_leads_to_the_page_under_the_sites_own_path() -> None:
    assert '"/worked-papers/" + "404.html"' in way_out("https://worked-papers.github.io/worked-papers/")
