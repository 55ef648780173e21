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
      {"N034",
       {"no profiles",
        "profile reads samples from the kernel's perf_event_open, which is refused here: set "
        "kernel.perf_event_paranoid to "
        "2 or\n"
        "less (sysctl, as root); in a container let the call through its seccomp profile. All other verbs do "
        "without."}},
      {"N036",
       {"layouts cannot be shuffled",
        "Refs are linked in many orders of their functions by Ninja and lld: apt-get install ninja-build lld. Without "
        "them\n"
        "a difference of a few per cent may be code layout."}},
      {"N035",
       {"nothing can be counted",
        "--metrics instructions and allocations are counted by Valgrind: apt-get install valgrind. Times do without."}},
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
      {"C505",
       {"a control was not measured",
        "The budget was over before one of the session's controls had its first eight pairs, so it neither held nor "
        "failed. The\nverdicts stand, unchecked; give the session more time with --budget."}},
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
        "release under [gate] is a pattern of tags, and none of base's history matches, or builds were compared and "
        "not\n"
        "refs. Nothing was compared with a release; tag one, or correct the pattern. A shallow clone has no tags: "
        "fetch\n"
        "the whole history."}},
      {"P408",
       {"not compared with the last release",
        "Head was judged against base, and its comparison with the release ended early: the text says why, the exit "
        "code\n"
        "with it. What was measured is kept; repair the cause and run the gate again."}},
      {"W121",
       {"disturbed pairs",
        "The host took the core away for more than a tenth of the time, or the twins hardly ran at the same time. Such "
        "pairs\n"
        "are taken again, a quarter of them at most; then they count as they are, and this says so. The measured "
        "times\n"
        "themselves never decide it. Look at swarmperf doctor, or give longer launches. Suites of which one takes "
        "seconds "
        "to start\n"
        "meet with --pairing lockstep, if both know it: then they wait for each other."}},
      {"W150",
       {"not counted",
        "Instructions and allocations are counted by Valgrind, in native code of one thread, at most with AVX2, and in "
        "the\n"
        "loops of Google Benchmark or what else a suite marks as timed (docs/judging.md, Counts instead of times). "
        "What "
        "is\n"
        "named here has no verdict on them; its time, where that was asked for, has one."}},
      {"W151",
       {"counts that do not repeat",
        "The same build needed another number of instructions, or of allocations, when it was launched again: it "
        "depends on\n"
        "addresses, on time or on chance. Such a count proves nothing and was not judged. Seed what is random, and "
        "keep the\n"
        "order of what is hashed by address out of the work."}},
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
      {"W111",
       {"base and head are the same build",
        "Both refs have the same tree, or both executables the same bytes and arguments. What is measured is this "
        "machine's\n"
        "noise, for which doctor --measure and validate --real are made; PASS says nothing of a change. Look at the "
        "refs:\n"
        "was the change committed, and the executable built?"}},
      {"W112",
       {"the commit is in doubt",
        "The store has these executables, byte for byte, under another commit, and they were not built again since: "
        "what was\n"
        "checked out or committed later need not be in them. The run is kept without a commit. Build them anew, and "
        "run again."}},
      {"W113",
       {"layouts were not shuffled",
        "Refs are compared in 24 random orders of their functions, so that where the linker put them is spread and no "
        "bias.\n"
        "That needs a link command that Ninja tells and lld: add -G Ninja to cmake in the commands of bench.toml, and "
        "install\n"
        "ninja-build and lld. Without them both sides have one order each, and a difference of a few per cent may be "
        "layout."}},
      {"W140",
       {"the profile is of the whole process",
        "This suite does not say when its batches ran, so that its start, its setup and its own loop have their part "
        "in "
        "the\n"
        "shares. Where that is much, measure longer: fewer, larger operations, or more of them. Suites that declare "
        "themselves\n"
        "(docs/suite-protocol.md) have only what they timed in their profile."}},
      {"W141",
       {"the room for samples was used up",
        "The kernel keeps some 16 s of one core's time for a launch that is watched; what came later is not in the "
        "shares.\n"
        "Profile a smaller case of the same benchmark."}},
      {"W120",
       {"iterations differ",
        "This suite chooses its own iterations, and chose more than twice as many on one side. Caches and predictors "
        "were\n"
        "warmed differently. Give it a fixed iteration count, or longer runs."}},
      {"H601",
       {"a clock went back",
        "A session says that it started before one that was stored earlier, or ended before it started. Points with a\n"
        "commit stand in the order of commits and do not mind; others stand where their clock put them. Databases "
        "that\n"
        "were merged look the same, and are fine."}},
      {"H602",
       {"commits are not in this history",
        "The history was rewritten (rebase, force push), or the database belongs to another clone. Change points stay\n"
        "where they are, but no list of commits, and no bisection, can be had between commits that are gone."}},
      {"H604",
       {"values that are not finite",
        "A sample holds NaN or infinity: a broken counter, or a division by zero in a suite. Such points are left "
        "out."}},
      {"H605",
       {"changed without a commit",
        "The level changed between two runs of one commit, so the machine or its system changed, not the code. "
        "Compare\n"
        "across it with swarmperf ab only."}},
      {"H611",
       {"the database is damaged",
        "SQLite or our own check finds rows that cannot be. Restore a copy; what can still be read can be joined into "
        "a\n"
        "new file: swarmperf db merge --db new.db damaged.db."}},
      {"H612",
       {"a session whose process is gone",
        "It was killed. What had finished is kept; the next start marks it partial."}},
      {"H613",
       {"two databases have different parts of one session",
        "They share its uuid, but the other has more launches. Ours was kept: measurements of one session are never "
        "mixed.\n"
        "Merge in the other direction to get the larger part."}},
      {"W201",
       {"not interleaved",
        "Two runs at different times differ by what the machine did meanwhile: 5 to 15 % on shared machines, with "
        "perfectly\n"
        "tight intervals. compare shows the difference and cannot say whose it is. swarmperf ab measures both at "
        "once."}},
      {"W202",
       {"two machines", "Absolute times of different machines are not comparable. Measure both on one: swarmperf ab."}},
      {"W203",
       {"values of one process",
        "A file from one process (Google Benchmark's repetitions, criterion's samples) gives tight intervals, but the "
        "luck of\n"
        "a process (layout, allocation, turbo) is in every one of its values alike. Start it several times and import "
        "each\n"
        "file, or let swarmperf ab start it."}},
      {"W204",
       {"suspected, not confirmed",
        "gate calls nothing slower or faster before fresh pairs confirm it. A file can confirm by its own later "
        "rounds, "
        "if\n"
        "there are 8 of them or more after the look that found the suspect; this one has too few."}},
      {"W205",
       {"not in the file, or left out of it",
        "What a foreign file says that our store has no place for, or does not say and a session must have. Nothing "
        "else\n"
        "of it was changed."}},
      {"W206",
       {"samples that look wrong",
        "A side is missing, values repeat exactly, one pair stands alone, or a launch is far from all others. They are "
        "judged\n"
        "as given where they can be: ranks are not moved by one outlier. Look at how they were taken."}},
      {"W207",
       {"measured by somebody else",
        "The rule is gate's, the pairs are not: an answer is as good as their interleaving. Give base and head of a "
        "round at\n"
        "the same time on the same core, draw which starts first, and keep all rounds."}},
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
