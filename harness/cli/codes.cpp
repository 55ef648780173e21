#include "harness/cli/codes.h"

namespace cli {

const std::map<std::string, Code>& codes() {
  static const std::map<std::string, Code> all = {
      {"N010",
       {"virtual machine",
        "The host may take the core away, and frequencies are not visible. Twins see the same host, so their ratio "
        "stays\n"
        "true; absolute times move from day to day. Nothing to do; compare with ab or gate, not across days."}},
      {"N011",
       {"frequency may change",
        "The governor is not 'performance': a core speeds up and slows down with load. Twins share the core and its\n"
        "frequency. For steadier absolute times: cpupower frequency-set -g performance."}},
      {"N020",
       {"other programs are running",
        "The load is not only ours. Twins stay fair beside a busy neighbour, spreads grow a little and pairs take "
        "longer.\n"
        "Wait for the others, or give a larger --budget."}},
      {"N021",
       {"only one core",
        "The harness must share the measuring core. Run it where at least two cores are allowed (taskset, container "
        "limits)."}},
      {"N030", {"Node is missing or too old", "WebAssembly lanes need Node 18 or newer on PATH."}},
      {"N031",
       {"no Python for reports",
        "The report needs a Python with scipy, matplotlib and jinja2: apt-get install python3-scipy "
        "python3-matplotlib\n"
        "python3-jinja2, or point SWARMPERF_PYTHON at one."}},
      {"N032",
       {"git is missing", "Refs are read with git: apt-get install git. Two executables can be compared without it."}},
      {"N033",
       {"no compiler", "Refs are built by the project's own commands; they will need one: apt-get install g++."}},
      {"C501",
       {"a control alarmed",
        "Identical work was read as changed: something disturbed one side of every pair. No verdict of this session "
        "can be\n"
        "believed; run it again, and look at swarmperf doctor --measure."}},
      {"C502",
       {"a planted slowdown was missed",
        "The session's own control, slowed by twice the tolerance, was called same. It would miss a real one: run it "
        "again."}},
      {"C503",
       {"no controls",
        "The control suite swarmperf-control belongs beside swarmperf; without it a session is not checked."}},
      {"C504",
       {"a control did not run", "The control suite crashed or hung: look at the machine (memory, limits) first."}},
      {"P401",
       {"policy of head",
        "Base has no bench.toml, so head's was used: a change that writes its own policy can loosen it. Read it."}},
      {"P402",
       {"this change edits the policy",
        "bench.toml of head says something else of tolerances, tags, strictness, budget or overrides than base's. A "
        "change\n"
        "cannot loosen its own gate: base's was used, and the edits count once they are merged. Review them as such."}},
      {"P403",
       {"this change edits the acknowledgements",
        "baselines/acknowledged.toml differs between base and head. Base's was used. To accept a slowdown, merge the\n"
        "acknowledgement first, then the change that needs it."}},
      {"P404",
       {"an acknowledgement has expired",
        "Its last day has passed, so it excuses nothing: what it covered fails again. Remove it, fix the slowdown, or "
        "renew\n"
        "it with a new date and reason."}},
      {"P405",
       {"compared under another name",
        "Head's bench.toml says that a benchmark was renamed, so it was compared with its old self, under the old name "
        "and\n"
        "its policy. Check that both measure the same work. The [[rename]] can go once it is merged."}},
      {"P406",
       {"slower than the last release",
        "Head is slower than the release by more than the tolerance, confirmed in a fresh session. No single change "
        "need have\n"
        "done it: small ones, each within the tolerance, add up. swarmperf trend shows where; acknowledge it in\n"
        "baselines/acknowledged.toml, or win it back."}},
      {"P407",
       {"no release to compare with",
        "release under [gate] is a pattern of tags, and none of base's history matches. Nothing was compared with a\n"
        "release; tag one, or correct the pattern. A shallow clone has no tags: fetch the whole history."}},
      {"W121",
       {"disturbed pairs",
        "The host took the core away for more than a tenth of the time, or the twins hardly ran at the same time. Such "
        "pairs\n"
        "are taken again, a quarter of them at most; then they count as they are, and this says so. The measured "
        "times\n"
        "themselves never decide it. Look at swarmperf doctor, or give longer launches."}},
      {"W130",
       {"its speed depends on code layout",
        "Pairs in which the linker's order of functions was drawn anew differ more than pairs in which it was held: "
        "the loop is\n"
        "sensitive to where it lies. Such a benchmark moves by that much whenever anything is linked differently; its "
        "verdict\n"
        "already allows for it. To steady it, align its hot loop (-falign-loops=32), or keep the function out of "
        "line."}},
      {"W110",
       {"finished executables: layout may speak",
        "Where the linker puts code changes the speed of some loops by several per cent, without any change to them, "
        "and no\n"
        "repetition shows it. Compare refs: both sides are then built with -falign-functions=64 -ffunction-sections, "
        "so that\n"
        "a change in one function does not move the inside of another. Or build both executables with these flags."}},
      {"W120",
       {"iterations differ",
        "This suite chooses its own iterations, and chose more than twice as many on one side. Caches and predictors "
        "were\n"
        "warmed differently. Give it a fixed iteration count, or longer runs."}},
      {"W201",
       {"not interleaved",
        "Two runs at different times differ by what the machine did meanwhile: 5 to 15 % on shared machines, with "
        "perfectly\n"
        "tight intervals. compare shows the difference and cannot say whose it is. swarmperf ab measures both at "
        "once."}},
      {"W202",
       {"two machines", "Absolute times of different machines are not comparable. Measure both on one: swarmperf ab."}},
      {"W901",
       {"the report computes another verdict",
        "The report recomputes every verdict from the stored launches with scipy, and got another one. That is a "
        "defect of\n"
        "swarmperf: please report it with the database."}},
      {"W902",
       {"a stored sample cannot be used",
        "Its numbers are not finite, or its bytes are damaged. The report leaves it out and says so. Check the file:\n"
        "sqlite3 swarmperf.db 'PRAGMA integrity_check'."}},
  };
  return all;
}

}  // namespace cli
