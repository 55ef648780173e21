#include "harness/formats/format.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

namespace harness {
namespace {

template <class Format>
std::vector<Format>& all() {
  static std::vector<Format> formats;
  return formats;
}

template <class Format>
void add(Format format) {
  auto& formats = all<Format>();
  formats.push_back(std::move(format));
  std::sort(formats.begin(), formats.end(), [](const Format& a, const Format& b) { return a.name < b.name; });
}

template <class Format>
std::string names(const std::vector<Format>& formats) {
  std::string text;
  for (const Format& format : formats) text += (text.empty() ? "" : ", ") + format.name;
  return text;
}

std::string whole_file(const std::string& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  const auto size = file.tellg();
  if (!file || size < 0) throw BadFormat(errno != 0 ? std::strerror(errno) : "it cannot be read");
  std::string text(std::size_t(size), '\0');
  file.seekg(0);
  file.read(text.data(), size);
  if (!file) throw BadFormat("it cannot be read to its end");
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  return text;
}

const ImportFormat& chosen(const Input& input, const std::string& name) {
  std::vector<const ImportFormat*> fitting;
  for (const ImportFormat& format : import_formats()) {
    if (name.empty() ? format.fits(input) : format.name == name) fitting.push_back(&format);
  }
  const std::string known = names(import_formats());
  if (fitting.empty() && !name.empty()) throw BadFormat(fmt::format("no format '{}'; there are {}", name, known));
  if (fitting.empty()) throw BadFormat("its format is none of " + known + "; name one with --format");
  if (fitting.size() > 1) {
    throw BadFormat(fmt::format("it may be {} or {}; name one with --format", fitting[0]->name, fitting[1]->name));
  }
  return *fitting[0];
}

}  // namespace

const std::vector<ImportFormat>& import_formats() { return all<ImportFormat>(); }
const std::vector<ExportFormat>& export_formats() { return all<ExportFormat>(); }
ImportRegistration::ImportRegistration(ImportFormat format) { add(std::move(format)); }
ExportRegistration::ExportRegistration(ExportFormat format) { add(std::move(format)); }

const ExportFormat& export_format(const std::string& name) {
  for (const ExportFormat& format : export_formats()) {
    if (format.name == name) return format;
  }
  throw BadFormat(fmt::format("no format '{}'; there are {}", name, names(export_formats())));
}

std::vector<Record> read_records(const std::string& path, const std::string& name) {
  Input input{path, ""};
  std::error_code none;
  if (!std::filesystem::is_directory(path, none)) {
    input.text = whole_file(path);
    if (input.text.find_first_not_of(" \t\r\n") == std::string::npos) throw BadFormat("it is empty");
  }
  const ImportFormat& format = chosen(input, name);
  std::vector<Record> records;
  try {
    records = format.read(input);
  } catch (const nlohmann::json::exception&) {
    throw BadFormat("it is not " + format.what + ": a member is of another type than there");
  }
  const bool anything = std::any_of(records.begin(), records.end(), [](const Record& record) {
    return !record.launches.empty() || !record.verdicts.empty();
  });
  if (!anything) throw BadFormat("it holds no measurement");
  for (Record& record : records) {
    if (!record.session.uuid.empty()) continue;  // a session of our own
    record.session.details = nlohmann::json{{"file", path}, {"format", format.name}}.dump(
        -1, ' ', false, nlohmann::json::error_handler_t::replace);
  }
  return records;
}

}  // namespace harness
