#include "harness/refs/shell.h"

#include <algorithm>
#include <cctype>
#include <cstring>

#include "harness/error.h"
#include "harness/suite/process.h"

namespace harness {

ShellResult shell(const std::string& line, const std::string& folder, const std::map<std::string, std::string>& added,
                  double limit_s) {
  Command command;
  command.arguments = {"/bin/sh", "-c", line};
  command.folder = folder;
  command.added = added;
  command.output = Command::Keep::end;
  Outcome outcome = run(command, {limit_s, "", 0});
  ShellResult result{outcome.exit, std::move(outcome.output), std::move(outcome.errors)};
  if (!outcome.failure.empty()) {
    result.exit = 1;
    result.errors += outcome.failure;
  }
  while (!result.output.empty() && result.output.back() == '\n') result.output.pop_back();
  return result;
}

std::string quoted(const std::string& argument) {
  const auto plain = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || std::strchr("_-./=:@+,%^~", c);
  };
  // A tilde means a home at the start only.
  if (!argument.empty() && argument[0] != '~' && std::all_of(argument.begin(), argument.end(), plain)) return argument;
  std::string out = "'";
  for (const char c : argument) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

}  // namespace harness
