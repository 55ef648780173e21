#include "harness/swebench/report.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/error.h"
#include "harness/formats/format.h"
#include "harness/formats/json_records.h"
#include "harness/whole_file.h"

namespace harness::swebench {
namespace {

std::set<std::string> ids_of(const json& object, const char* key) {
  const json& list = member(object, key, "");
  if (!list.is_array()) throw BadFormat(fmt::format("\"{}\" is no list", key));
  std::set<std::string> ids;
  for (const json& id : list) {
    if (!id.is_string()) throw BadFormat(fmt::format("\"{}\" holds what is no name", key));
    ids.insert(id.get<std::string>());
  }
  return ids;
}

std::set<std::string> without(const std::set<std::string>& these, const std::set<std::string>& those) {
  std::set<std::string> left;
  std::set_difference(these.begin(), these.end(), those.begin(), those.end(), std::inserter(left, left.end()));
  return left;
}

}  // namespace

void Report::add(const std::string& id, Resolution resolution) {
  submitted.insert(id);
  std::set<std::string>* const of[] = {&resolved, &unresolved, &empty_patch, &error};
  of[int(resolution)]->insert(id);
}

Report read_report(const std::string& path) {
  const auto text = whole_file(path);
  if (!text) throw Error(Exit::usage, fmt::format("reading {}: no such file", path));
  try {
    const json object = parse_json(*text);
    Report r;
    r.name = path;
    r.total = std::size_t(number_of(member(object, "total_instances", ""), "\"total_instances\": "));
    r.submitted = ids_of(object, "submitted_ids");
    r.resolved = ids_of(object, "resolved_ids");
    r.unresolved = ids_of(object, "unresolved_ids");
    r.empty_patch = ids_of(object, "empty_patch_ids");
    r.error = ids_of(object, "error_ids");
    if (const auto stray = without(r.resolved, r.submitted); !stray.empty())
      throw BadFormat(*stray.begin() + " is resolved and was not submitted");
    return r;
  } catch (const BadFormat& error) {
    throw Error(Exit::usage, fmt::format("reading {}: {}; it wants a report of an evaluation (docs/swebench.md)", path,
                                         error.what()));
  }
}

std::string report_text(const Report& r) {
  std::set<std::string> completed = r.resolved;
  completed.insert(r.unresolved.begin(), r.unresolved.end());
  const json object = {{"schema_version", 2},
                       {"total_instances", r.total},
                       {"submitted_instances", r.submitted.size()},
                       {"completed_instances", completed.size()},
                       {"resolved_instances", r.resolved.size()},
                       {"unresolved_instances", r.unresolved.size()},
                       {"empty_patch_instances", r.empty_patch.size()},
                       {"error_instances", r.error.size()},
                       {"submitted_ids", r.submitted},
                       {"completed_ids", completed},
                       {"resolved_ids", r.resolved},
                       {"unresolved_ids", r.unresolved},
                       {"empty_patch_ids", r.empty_patch},
                       {"error_ids", r.error}};
  return object.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

Contrast contrast(const Report& base, const Report& head) {
  Contrast c;
  c.missing_base = without(head.submitted, base.submitted);
  c.missing_head = without(base.submitted, head.submitted);
  for (const std::string& id : base.submitted) {
    if (!head.submitted.contains(id)) continue;
    const bool in_base = base.resolved.contains(id), in_head = head.resolved.contains(id);
    c.both += in_base && in_head;
    c.neither += !in_base && !in_head;
    if (in_base && !in_head) c.only_base.insert(id);
    if (in_head && !in_base) c.only_head.insert(id);
  }
  return c;
}

}  // namespace harness::swebench
