// Files of other tools, and our own: each format is one file here that announces itself with IMPORT or EXPORT. Readers
// give sessions as our store keeps them, in base units; a file with an error gives nothing and names line or record.
#pragma once

#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "harness/model.h"

namespace harness {

// What is wrong with a file, beginning with where: "line 7: ...", "record 3 ('name'): ...".
struct BadFormat : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Input {
  std::string path;  // as given; a folder for formats that are one
  std::string text;  // "" for a folder
};

struct ImportFormat {
  std::string name, what;
  // Whether the file looks like one of this format, by its beginning and its name.
  std::function<bool(const Input&)> fits;
  // Throws BadFormat. Sessions have what the file says; empty fields are the caller's to fill.
  std::function<std::vector<Record>(const Input&)> read;
};

struct ExportFormat {
  std::string name, what;
  std::function<std::string(const std::vector<Record>&)> write;
};

// All that are linked in, sorted by name.
const std::vector<ImportFormat>& import_formats();
const std::vector<ExportFormat>& export_formats();
const ExportFormat& export_format(const std::string& name);  // throws BadFormat that lists what there is

// Reads `path`, a file or a folder, in the format named, or in the only one that fits where `name` is "". Throws
// BadFormat; gives at least one record with at least one launch or verdict.
std::vector<Record> read_records(const std::string& path, const std::string& name);

struct ImportRegistration {
  explicit ImportRegistration(ImportFormat format);
};
struct ExportRegistration {
  explicit ExportRegistration(ExportFormat format);
};

}  // namespace harness

#define IMPORT static const ::harness::ImportRegistration import_registration
#define EXPORT static const ::harness::ExportRegistration export_registration
