"""A folder of reports as a site, and the report as Markdown."""
import subprocess
import sys

from reports import demo
from reports.conftest import Parsed
from reports.index import index
from reports.load import load
from reports.markdown import markdown
from reports.render import render
from reports.test_main import ROOT


def test_the_index_lists_every_report_newest_first_and_no_stranger(gate, tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a & b.html").write_text(gate[1])
    (tmp_path / "run.html").write_text(render(load(str(gate[0]), "1")))
    (tmp_path / "stranger.html").write_text("<p>hello</p>")
    (tmp_path / "liar.html").write_text('<meta name="swarmperf" content="[1, 2">')
    html, strangers = index(str(tmp_path))
    page = Parsed(html)
    assert strangers == 2 and "2 HTML files beside them are no report" in page.text
    assert page.open == [] and [row[1][:3] for row in page.rows_of("")][1:] == ["fea", "old"]
    hrefs = [attributes["href"] for tag, attributes in page.elements if tag == "a"]
    assert hrefs == ["#content", "sub/a%20%26%20b.html", "run.html"]
    assert page.row("gate #3")[3].startswith("1 failed, 1 slower")


def test_an_empty_folder_says_so(tmp_path):
    assert "No report is in this folder yet" in Parsed(index(str(tmp_path))[0]).text


def test_the_command_writes_it_and_refuses_what_is_no_folder(tmp_path):
    def call(*arguments):
        return subprocess.run([sys.executable, "-m", "reports", *arguments], cwd=ROOT, capture_output=True, text=True)
    assert call("--index", str(tmp_path)).returncode == 0 and (tmp_path / "index.html").is_file()
    refused = call("--index", str(tmp_path / "nowhere"))
    assert refused.returncode == 2 and "no such folder" in refused.stderr
    assert call("--index", str(tmp_path), "--db", "x").returncode == 2


def test_markdown_tells_what_changed_and_trusts_no_character(gate, tmp_path):
    text = markdown(load(str(gate[0])))
    assert text.startswith("# feature against main") and "▲ slower | core/dot/n=64" in text
    assert "why it is failed" in text and "proven to be the same" in text
    path = tmp_path / "hostile.db"
    demo.hostile(path)
    text = markdown(load(str(path)))
    assert "<script" not in text and "<b>" not in text and "\u202e" not in text and "&#60;script&#62;" in text
    demo.gate(tmp_path / "gate.db")
    text = markdown(load(str(tmp_path / "gate.db")))
    for words in ("## Regressions that stand", "## Scorecard", "71 to 88 of 100", "Tier 2, missed"):
        assert words in text
