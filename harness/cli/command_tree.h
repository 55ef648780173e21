// The tree of verbs and their options, as the command line parses it, and as completion and the manual read it.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "harness/cli/verb.h"

namespace cli {

struct CommandTree {
  std::unique_ptr<CLI::App> app;
  std::vector<std::pair<CLI::App*, std::function<Exit()>>> commands;  // sorted by name
};
CommandTree command_tree();

// What a reader of the tree wants to know of an option.
struct OptionText {
  std::string short_name, long_name;  // without dashes; both "" for a positional
  std::string name;                   // of a positional
  std::string help;
  bool takes_value = false;
  std::vector<std::string> words;  // what it may be; empty: anything
};
std::vector<OptionText> options_of(const CLI::App& command);
// The parts of a verb that are named after it: merge of db.
std::vector<const CLI::App*> parts_of(const CLI::App& verb);
// What may follow a verb: its own options and, where it has parts, their names and the options of all of them.
std::vector<OptionText> following(const CLI::App& verb);

}  // namespace cli
