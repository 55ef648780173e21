"""What docs/json.md tells of each verb, for tests that hold it to what is printed."""

import json
import re

from conftest import ROOT

PAGE = (ROOT / "docs/json.md").read_text()
# Described as a whole: what the machine is like, parts of a benchmark's name, groups and names of metrics, the tables of
# a study.
OPAQUE = {"environment", "params", "metrics", "checks", "power", "sessions_of_50", "coverage", "peers"}


def documented(*verbs):
    """The keys of the page that hold for these verbs."""
    sections = re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]
    its = [s for s in sections if set(verbs) & set(re.findall(r"[a-z]+", s.splitlines()[0]))]
    assert its, f"docs/json.md has no section of {verbs}"
    every = next(s for s in sections if s.startswith("Every verb"))
    return {part for s in [every, *its] for word in re.findall(r"`([a-z_.0-9]+)`", s) for part in word.split(".")}


def keys(value):
    if isinstance(value, list):
        return {key for one in value for key in keys(one)}
    if not isinstance(value, dict):
        return set()
    return set(value) | {key for name, one in value.items() if name not in OPAQUE for key in keys(one)}


def holds(verb, printed, *within):
    """`within` are the verbs whose results stand in this one's."""
    said = json.loads(printed)
    assert said["schema"] == 1
    undocumented = keys(said) - documented(verb, *within)
    assert not undocumented, f"docs/json.md does not tell of {sorted(undocumented)} of {verb}"
    return said
