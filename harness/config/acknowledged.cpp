// baselines/acknowledged.toml: regressions that somebody accepted, and until when. A file of its own, so that a code
// owner can watch it.
#include "harness/config/toml_reader.h"

namespace harness {
namespace {

Date read_date(TomlReader& reader, const char* key) {
  const toml::node* node = reader.find(key);
  if (node == nullptr) reader.fail_here(fmt::format("an [[acknowledged]] needs {}, such as 2026-12-31", key));
  const auto date = node->value_exact<toml::date>();
  if (!date) reader.fail(node->source(), fmt::format("{} must be a date without quotes: 2026-12-31", key));
  return Date(std::chrono::year(date->year), std::chrono::month(date->month), std::chrono::day(date->day));
}

std::string needed(TomlReader& reader, const char* key) {
  const std::string text = reader.text(key, "");
  if (text.empty()) reader.fail_here(fmt::format("an [[acknowledged]] needs {}", key));
  return text;
}

Acknowledgement read_one(TomlReader& reader) {
  Acknowledgement a;
  // All keys are known before any complaint, so that a misspelt one is called unknown, and its neighbour not missing.
  for (const char* key : {"benchmarks", "lane", "reason", "owner", "limit", "until"}) reader.find(key);
  reader.refuse_unknown_keys();
  a.benchmarks = needed(reader, "benchmarks");
  a.lane = reader.text("lane", "");
  a.reason = needed(reader, "reason");
  a.owner = needed(reader, "owner");
  const auto limit = reader.parsed("limit", parse_share);
  if (!limit) reader.fail_here("an [[acknowledged]] needs a limit, such as \"+12%\"");
  a.limit = *limit;
  a.until = read_date(reader, "until");
  return a;
}

}  // namespace

std::vector<Acknowledgement> parse_acknowledgements(const std::string& text, const std::string& shown_as) {
  const toml::table document = parse_toml(text, shown_as);
  TomlReader top(shown_as, document, "acknowledged.toml");
  std::vector<Acknowledgement> out;
  for (TomlReader& reader : top.tables("acknowledged")) out.push_back(read_one(reader));
  top.refuse_unknown_keys();
  return out;
}

}  // namespace harness
