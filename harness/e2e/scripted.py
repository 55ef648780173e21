"""A project whose suite reports the times that a file says, a little disturbed: what the gate makes of verdicts can be
tested without a compiler, and without waiting for work that would be timed."""

import json

SUITE = r"""#!/bin/sh
# Speaks the suite protocol; times.txt has one "name nanoseconds" a line, and may add "0,6": per cent that are added to
# one launch after the other; "wrong" in place of a time answers that the result was wrong.
for argument; do
  case $argument in
    --benchmark_list_tests*) list=yes ;;
    --benchmark_out=*) out=${argument#*=} ;;
    --benchmark_filter=*) filter=${argument#*=} ;;
  esac
done
cd "$(dirname "$0")" || exit 1
if [ "$list" ]; then
  cp declaration.json "$out"
  cut -d' ' -f1 times.txt
  exit
fi
awk -v filter="$filter" -v seed="$(od -An -N4 -tu4 /dev/urandom)" '
  BEGIN { srand(seed); printf "{\"benchmarks\": [" }
  $1 ~ filter && $2 == "wrong" {
    printf "{\"name\": \"%s\", \"run_type\": \"iteration\", \"error_occurred\": true, \"error_message\": \"wrong result\"}", $1 }
  $1 ~ filter && $2 != "wrong" { t = $2 * (1 + 0.004 * (rand() - 0.5))
    if (NF == 3) { getline count < "count"; close("count"); print ++count > "count"
      t *= 1 + turns[count % split($3, turns, ",") + 1] / 100 }
    printf "{\"name\": \"%s\", \"run_type\": \"iteration\", \"iterations\": 1, \"real_time\": %f, \"cpu_time\": %f, \"time_unit\": \"ns\"}", $1, t, t }
  END { print "]}" }' times.txt > "$out"
"""
TOML = """schema = 1
[build]
commands = ["true"]
artefacts = ["suite.sh", "times.txt", "declaration.json"]
[[suite]]
name = "scripted"
command = "sh suite.sh"
"""


def files(times, more="", tags=None):
    """The project's files when its benchmarks take `times`; `more` is added to bench.toml. Tags are "gate", but for the
    benchmarks that `tags` has."""
    declared = {"protocol": 1, "lane": "native", "threads": "single",
                "benchmarks": [{"name": name, "source": f"src/{name}.cpp:{i}", "tags": [(tags or {}).get(name, "gate")]} for i, name in enumerate(times, 1)]}
    return {"suite.sh": SUITE, "bench.toml": TOML + more, "times.txt": "".join(f"{n} {t}\n" for n, t in times.items()),
            "declaration.json": json.dumps({"context": {"swarmperf": json.dumps(declared)}, "benchmarks": []})}


def commit(project, times, more="", acknowledged=None):
    """Commits a state of the project and returns its hash; `acknowledged` is the text of baselines/acknowledged.toml."""
    for name, text in files(times, more).items():
        (project.folder / name).write_text(text)
    if acknowledged is not None:
        (project.folder / "baselines").mkdir(exist_ok=True)
        (project.folder / "baselines/acknowledged.toml").write_text(acknowledged)
    return project.commit("a state")
