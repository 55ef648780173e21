// Runs a command line through the shell and keeps what it said: for git and for a project's own build commands.
#pragma once

#include <map>
#include <string>

namespace harness {

struct ShellResult {
  int exit = 0;
  std::string output;  // the end of stdout, without the last newline
  std::string errors;  // the end of stderr
};

ShellResult shell(const std::string& line, const std::string& folder = "",
                  const std::map<std::string, std::string>& added = {}, double limit_s = 3600);

// Quotes one argument for the shell, where anything in it would mean something to it.
std::string quoted(const std::string& argument);

}  // namespace harness
