"""Strangers' text: what is seen is what is stored, and nothing of it acts."""
import pytest

from reports import text


@pytest.mark.parametrize("raw, shown", [
    ("core/dot", "core/dot"),
    ("a\nb\tc\0", "a↵b⟨0009⟩c⟨0000⟩"),
    ("\u202eevil\u2066", "⟨202E⟩evil⟨2066⟩"),
    ("שלום 🚀 “q”", "שלום 🚀 “q”"),
    ("\ud800", "⟨D800⟩"),
    ("x" * 10_000, "x" * text.LONGEST + "… (10000 characters)"),
])
def test_visible(raw, shown):
    assert text.visible(raw) == shown


def test_a_name_is_escaped_isolated_and_breakable():
    assert text.name("<b>/\"x\"") == "<bdi>&lt;b&gt;/<wbr>&#34;x&#34;</bdi>"


def test_slugs_are_ascii_and_differ_where_names_differ():
    slugs = {text.slug(name) for name in ("a/b", "a-b", "A/b", "", "ä", "x" * 500, "x" * 501)}
    assert len(slugs) == 7
    assert all(slug.isascii() and " " not in slug for slug in slugs)


def test_numbers_in_names_sort_as_numbers():
    names = ["agents=20", "agents=5", "agents=100", "a", "agents=5/w=1", "9" * 40]
    assert sorted(names, key=text.natural) == ["9" * 40, "a", "agents=5", "agents=5/w=1", "agents=20", "agents=100"]


def test_json_of_any_shape_becomes_rows():
    assert text.flat({"a": {"b": 1}, "c": [1, 2], "d": [{"e": True}], "f": None, "g": "", "h": 23.540576934}) == [
        ("a.b", "1"), ("c", "1 2"), ("d[0].e", "yes"), ("f", "–"), ("h", "23.5406")]
    assert text.flat("no JSON") == [("", "no JSON")]
    deep = []
    for _ in range(900):
        deep = [deep]
    assert len(text.flat(deep)) == 1
    assert len(text.flat({str(i): i for i in range(1000)})) == text.MOST_DETAILS + 1


@pytest.mark.parametrize("ns, shown", [(1_790_000_000_000_000_000, "21 Sep 2026, 14:13 UTC"), (None, "unknown"),
                                       (10**30, "unknown")])
def test_when(ns, shown):
    assert text.when(ns) == shown
