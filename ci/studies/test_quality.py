"""What counts as a documented symbol, and the suite's answers."""
import json
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import quality  # noqa: E402

HEADER = '''// Frames of letters. finish() ends one.
#pragma once

namespace n {

// How a frame is read.
enum class Read { near, far };
struct Naked {
  int field = 0;
};

class Frame {
 public:
  explicit Frame(int size);
  Frame(const Frame&) = delete;
  // Adds one.
  bool add(int letter);
  int size() const { return size_; }

  int age() const;
  void finish();

 private:
  void hidden();
  int size_;
};

inline constexpr int bare = 3;
int beside(int x);  // twice x
int body(int x) {
  int inside = x;
  return inside;
}

}  // namespace n
'''


def test_comments_above_beside_and_in_the_head_count():
    assert quality.symbols(HEADER, "frame") == {
        "Read": True, "Naked": True, "Frame": True, "Frame::add": True, "Frame::size": True, "Frame::age": False,
        "Frame::finish": True, "bare": False, "beside": True, "body": False}


def test_the_namesake_of_a_file_is_what_its_head_is_about():
    text = "// Of many.\n#pragma once\n\nclass RunQueues {\n};\nclass Other {\n};\n"
    assert quality.symbols(text, "run_queues") == {"RunQueues": True, "Other": False}
    assert quality.symbols(text, "another")["RunQueues"] is False


def test_nothing_to_count_is_no_share():
    with pytest.raises(AssertionError):
        quality.share([])


@pytest.mark.parametrize("hits, of, want", [(0, 600, 0.00613), (3, 100, 0.08518), (1, 20, 0.24873), (5, 5, 1.0)])
def test_the_bound_is_that_of_clopper_and_pearson(hits, of, want):  # scipy.stats.beta.ppf(0.975, hits + 1, of - hits)
    assert quality.at_most(hits, of) == pytest.approx(want, abs=1e-5)


def suite(*arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, quality.__file__, *arguments], capture_output=True, text=True)


def test_the_suite_lists_measures_and_refuses(tmp_path):
    assert suite("--benchmark_list_tests=true").stdout.split() == list(quality.BENCHMARKS)
    out = tmp_path / "out.json"
    assert suite("--benchmark_filter=^(quality/documented)$", f"--benchmark_out={out}").returncode == 0
    answer = json.loads(out.read_text())
    assert [one["name"] for one in answer["benchmarks"]] == ["quality/documented"]
    assert 0.5 < answer["benchmarks"][0]["share"] <= 1
    assert json.loads(answer["context"]["swarmperf"])["lane"] == "source"
    refused = suite("--iterations=3")
    assert (refused.returncode, refused.stderr) == (2, "quality: unknown flag --iterations\n")
