// Our own JSON: sessions with every launch, value, verdict and finding, exactly; what is written reads back as the
// same.
#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <set>
#include <tuple>

#include "harness/formats/format.h"
#include "harness/formats/json_records.h"

namespace harness {
namespace {

constexpr int schema = 1;

// --- writing ---

template <class T>
json maybe(const std::optional<T>& value) {
  return value ? json(*value) : json(nullptr);
}

// JSON has no word for infinity and NaN.
json number(double value) {
  if (std::isfinite(value)) return value;
  return std::isnan(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
}
json number(const std::optional<double>& value) { return value ? number(*value) : json(nullptr); }

json of(const std::optional<Build>& build) {
  if (!build) return nullptr;
  return {{"key", build->key},       {"label", build->label},
          {"commit", build->commit}, {"commit_time_s", maybe(build->commit_time_s)},
          {"dirty", build->dirty},   {"details", build->details}};
}

json of(const Series& s) {
  return {{"benchmark", s.benchmark}, {"version", s.version},
          {"metric", s.metric},       {"unit", s.unit},
          {"better", s.better},       {"kind", s.kind},
          {"exact", s.exact},         {"primary", s.primary},
          {"judged", s.judged},       {"impl", s.impl},
          {"lane", s.lane},           {"clock", s.clock},
          {"mode", s.mode},           {"machine_class", s.machine_class}};
}

json of(const Launch& l) {
  json out = {{"round", l.round},
              {"side", l.side},
              {"slot", l.slot},
              {"impl", l.impl},
              {"lane", l.lane},
              {"mode", l.mode},
              {"pairing", l.pairing},
              {"seed", l.seed},
              {"layout_seed", maybe(l.layout_seed)},
              {"started_ns", l.started_ns},
              {"elapsed_ns", l.elapsed_ns},
              {"core", maybe(l.core)},
              {"overlap", number(l.overlap)},
              {"steal", number(l.steal)},
              {"user_ns", l.user_ns},
              {"system_ns", l.system_ns},
              {"peak_rss_bytes", l.peak_rss_bytes},
              {"switches", l.switches},
              {"exit", l.exit},
              {"failure", l.failure},
              {"benchmarks", l.benchmarks},
              {"samples", json::array()}};
  for (const Sample& sample : l.samples) {
    json values = json::array();
    for (const double value : sample.values) values.push_back(number(value));
    out["samples"].push_back(
        {{"series", of(sample.series)}, {"iterations", sample.iterations}, {"values", std::move(values)}});
  }
  return out;
}

json of(const Verdict& v) {
  return {{"series", of(v.series)},
          {"verdict", v.verdict},
          {"severity", v.severity},
          {"pairs", v.pairs},
          {"base_median", number(v.base_median)},
          {"head_median", number(v.head_median)},
          {"change", number(v.change)},
          {"lo", number(v.lo)},
          {"hi", number(v.hi)},
          {"error", number(v.error)},
          {"p", number(v.p)},
          {"tolerance", v.tolerance},
          {"detectable", number(v.detectable)},
          {"confirmed", maybe(v.confirmed)},
          {"note", v.note},
          {"pairing", v.pairing},
          {"spread", number(v.spread)},
          {"layout_spread", number(v.layout_spread)},
          {"acknowledged", v.acknowledged},
          {"source", v.source}};
}

std::string write(const std::vector<Record>& records) {
  json out = {{"schema", schema},
              {"tool", {{"name", "swarmperf"}, {"version", SWARMPERF_VERSION}}},
              {"sessions", json::array()}};
  for (const Record& r : records) {
    const Session& s = r.session;
    json session = {
        {"uuid", s.uuid},
        {"kind", s.kind},
        {"state", s.state},
        {"parent", r.parent_uuid.empty() ? json(nullptr) : json(r.parent_uuid)},
        {"machine",
         {{"fingerprint", s.machine.fingerprint}, {"class", s.machine.machine_class}, {"details", s.machine.details}}},
        {"started_ns", s.started_ns},
        {"ended_ns", maybe(s.ended_ns)},
        {"process", s.process},
        {"process_started", s.process_started},
        {"seed", s.seed},
        {"base", of(s.base)},
        {"head", of(s.head)},
        {"tool", s.tool},
        {"details", s.details},
        {"launches", json::array()},
        {"verdicts", json::array()},
        {"findings", json::array()}};
    for (const Launch& launch : r.launches) session["launches"].push_back(of(launch));
    for (const Verdict& verdict : r.verdicts) session["verdicts"].push_back(of(verdict));
    for (const Finding& f : r.findings)
      session["findings"].push_back({{"code", f.code}, {"subject", f.subject}, {"text", f.text}});
    out["sessions"].push_back(std::move(session));
  }
  return out.dump(1, '\t', false, json::error_handler_t::replace) + "\n";
}

// --- reading ---

// One JSON object whose members are wanted by type; what is missing or of another type is told with where it is.
class Members {
 public:
  Members(const json& object, std::string where) : object_(object), where_(std::move(where)) {
    if (!object.is_object()) throw BadFormat(where_ + "it is no object");
  }

  const json& raw(const char* key) const { return member(object_, key, where_); }
  const std::string& where() const { return where_; }

  template <class T>
  void get(const char* key, T& into) const {
    read(raw(key), key, into);
  }
  template <class T>
  void get(const char* key, std::optional<T>& into) const {
    into.reset();
    if (raw(key).is_null()) return;
    T value{};
    read(raw(key), key, value);
    into = std::move(value);
  }
  void get(const char* key, std::string& into, const std::set<std::string>& words) const {
    get(key, into);
    if (words.contains(into)) return;
    std::string known;
    for (const std::string& word : words) known += (known.empty() ? "'" : ", '") + word + "'";
    throw BadFormat(fmt::format("{}\"{}\" is '{}'; want {}", where_, key, into.substr(0, 40), known));
  }

 private:
  [[noreturn]] void wants(const char* key, const char* what) const {
    throw BadFormat(fmt::format("{}\"{}\" is no {}", where_, key, what));
  }
  void read(const json& value, const char* key, std::string& into) const {
    if (!value.is_string()) wants(key, "string");
    into = value.get<std::string>();
  }
  void read(const json& value, const char* key, bool& into) const {
    if (!value.is_boolean()) wants(key, "true or false");
    into = value.get<bool>();
  }
  void read(const json& value, const char* key, std::int64_t& into) const {
    if (!value.is_number_integer() ||
        (value.is_number_unsigned() &&
         value.get<std::uint64_t>() > std::uint64_t(std::numeric_limits<std::int64_t>::max())))
      wants(key, "whole number");
    into = value.get<std::int64_t>();
  }
  void read(const json& value, const char* key, int& into) const {
    std::int64_t wide = 0;
    read(value, key, wide);
    if (wide < std::numeric_limits<int>::min() || wide > std::numeric_limits<int>::max())
      wants(key, "small whole number");
    into = int(wide);
  }
  void read(const json& value, const char* key, double& into) const {
    if (value.is_number()) {
      into = value.get<double>();
    } else if (value == "Infinity" || value == "-Infinity") {
      into = (value == "Infinity" ? 1 : -1) * std::numeric_limits<double>::infinity();
    } else if (value == "NaN") {
      into = std::numeric_limits<double>::quiet_NaN();
    } else {
      wants(key, "number");
    }
  }
  void read(const json& value, const char* key, std::vector<double>& into) const {
    if (!value.is_array()) wants(key, "array");
    for (const json& one : value) {
      into.emplace_back();
      read(one, key, into.back());
    }
  }
  void read(const json& value, const char* key, std::vector<std::string>& into) const {
    if (!value.is_array()) wants(key, "array");
    for (const json& one : value) {
      into.emplace_back();
      read(one, key, into.back());
    }
  }

  const json& object_;
  std::string where_;
};

std::optional<Build> build_of(const json& from, const std::string& where) {
  if (from.is_null()) return std::nullopt;
  const Members m(from, where);
  Build b;
  m.get("key", b.key), m.get("label", b.label), m.get("commit", b.commit), m.get("commit_time_s", b.commit_time_s);
  m.get("dirty", b.dirty), m.get("details", b.details);
  return b;
}

Series series_of(const json& from, const std::string& where) {
  const Members m(from, where + "series: ");
  Series s;
  m.get("benchmark", s.benchmark), m.get("version", s.version), m.get("metric", s.metric), m.get("unit", s.unit);
  m.get("better", s.better, {"less", "more"});
  m.get("kind", s.kind, {"time", "bytes", "count", "share"});
  m.get("exact", s.exact), m.get("primary", s.primary), m.get("judged", s.judged), m.get("impl", s.impl);
  m.get("lane", s.lane), m.get("clock", s.clock), m.get("mode", s.mode, {"time", "alloc", "insn", "profile"});
  m.get("machine_class", s.machine_class);
  return s;
}

Launch launch_of(const json& from, const std::string& where) {
  const Members m(from, where);
  Launch l;
  m.get("round", l.round), m.get("side", l.side, {"base", "head", "solo"}), m.get("slot", l.slot),
      m.get("impl", l.impl);
  m.get("lane", l.lane), m.get("mode", l.mode);
  m.get("pairing", l.pairing, {"solo", "twin", "lockstep", "alternate"});
  m.get("seed", l.seed), m.get("layout_seed", l.layout_seed), m.get("started_ns", l.started_ns);
  m.get("elapsed_ns", l.elapsed_ns), m.get("core", l.core), m.get("overlap", l.overlap), m.get("steal", l.steal);
  m.get("user_ns", l.user_ns), m.get("system_ns", l.system_ns), m.get("peak_rss_bytes", l.peak_rss_bytes);
  m.get("switches", l.switches), m.get("exit", l.exit), m.get("failure", l.failure), m.get("benchmarks", l.benchmarks);
  const json& samples = m.raw("samples");
  if (!samples.is_array()) throw BadFormat(where + "\"samples\" is no array");
  for (const json& one : samples) {
    const Members sample(one, where + "sample: ");
    Sample s;
    s.series = series_of(sample.raw("series"), where);
    sample.get("iterations", s.iterations);
    sample.get("values", s.values);
    if (s.values.empty()) throw BadFormat(where + "a sample has no value");
    l.samples.push_back(std::move(s));
  }
  return l;
}

Verdict verdict_of(const json& from, const std::string& where) {
  const Members m(from, where);
  Verdict v;
  v.series = series_of(m.raw("series"), where);
  m.get("verdict", v.verdict, {"slower", "faster", "same", "unsure", "failed", "missing", "new", "incomparable"});
  m.get("severity", v.severity, {"", "warning", "critical"});
  m.get("pairs", v.pairs), m.get("base_median", v.base_median), m.get("head_median", v.head_median);
  m.get("change", v.change), m.get("lo", v.lo), m.get("hi", v.hi), m.get("error", v.error), m.get("p", v.p);
  m.get("tolerance", v.tolerance);
  if (std::isnan(v.tolerance)) throw BadFormat(where + "\"tolerance\" is no number");
  m.get("detectable", v.detectable), m.get("confirmed", v.confirmed);
  m.get("note", v.note), m.get("pairing", v.pairing), m.get("spread", v.spread);
  m.get("layout_spread", v.layout_spread), m.get("acknowledged", v.acknowledged), m.get("source", v.source);
  return v;
}

// What a store tells series by; a series has one sample in a launch, and one verdict in a session.
class Once {
 public:
  explicit Once(const std::string& machine_class) : machine_class_(machine_class) {}
  void add(const Series& s, const std::string& where) {
    const std::string& on = s.machine_class.empty() ? machine_class_ : s.machine_class;
    if (!seen_.insert({s.benchmark, s.version, s.metric, s.impl, s.lane, s.clock, s.mode, on}).second)
      throw BadFormat(where + "one series is there twice");
  }

 private:
  using Key = std::tuple<std::string, std::int64_t, std::string, std::string, std::string, std::string, std::string,
                         std::string>;
  const std::string& machine_class_;
  std::set<Key> seen_;
};

Record record_of(const json& from, std::size_t number) {
  const std::string where = fmt::format("session {}: ", number);
  const Members m(from, where);
  Record r;
  Session& s = r.session;
  m.get("uuid", s.uuid), m.get("kind", s.kind, {"run", "ab", "gate", "confirm", "profile", "import"});
  m.get("state", s.state, {"running", "done", "partial"});
  std::optional<std::string> parent;
  m.get("parent", parent);
  r.parent_uuid = parent.value_or("");
  const Members machine(m.raw("machine"), where + "machine: ");
  machine.get("fingerprint", s.machine.fingerprint), machine.get("class", s.machine.machine_class);
  machine.get("details", s.machine.details);
  m.get("started_ns", s.started_ns), m.get("ended_ns", s.ended_ns), m.get("process", s.process);
  m.get("process_started", s.process_started), m.get("seed", s.seed), m.get("tool", s.tool),
      m.get("details", s.details);
  s.base = build_of(m.raw("base"), where + "base: ");
  s.head = build_of(m.raw("head"), where + "head: ");
  if (s.uuid.empty()) throw BadFormat(where + "\"uuid\" is empty");
  std::size_t count = 0;
  for (const json& one : m.raw("launches")) {
    const std::string place = fmt::format("{}launch {}: ", where, ++count);
    r.launches.push_back(launch_of(one, place));
    if (!(r.launches.back().side == "base" ? s.base : s.head)) throw BadFormat(place + "its side has no build");
    Once once(s.machine.machine_class);
    for (const Sample& sample : r.launches.back().samples) once.add(sample.series, place);
  }
  count = 0;
  Once once(s.machine.machine_class);
  for (const json& one : m.raw("verdicts")) {
    const std::string place = fmt::format("{}verdict {}: ", where, ++count);
    r.verdicts.push_back(verdict_of(one, place));
    once.add(r.verdicts.back().series, place);
  }
  for (const json& one : m.raw("findings")) {
    const Members finding(one, where + "finding: ");
    Finding& f = r.findings.emplace_back();
    finding.get("code", f.code), finding.get("subject", f.subject), finding.get("text", f.text);
  }
  return r;
}

std::vector<Record> read(const Input& input) {
  std::vector<Record> records;
  const json rest = parse_records(input.text, "sessions", [&](std::size_t number, json& session) {
    records.push_back(record_of(session, number));
  });
  if (member(rest, "schema", "") != schema)
    throw BadFormat(fmt::format("\"schema\" is not {}; use a newer swarmperf", schema));
  return records;
}

IMPORT({"json", "what swarmperf export --format json writes",
        [](const Input& in) {
          return looks_like(in.text, '{', {"\"schema\"", "\"sessions\""});
        },
        read});
EXPORT({"json", "everything, exactly: reads back as the same sessions", write});

}  // namespace
}  // namespace harness
