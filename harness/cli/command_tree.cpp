#include "harness/cli/command_tree.h"

#include <CLI/CLI.hpp>
#include <algorithm>

namespace cli {
namespace {

// CLI11 shows what IsMember allows as "TEXT:{a,b}".
std::vector<std::string> words_of(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const std::size_t open = type.find('{'), close = type.find('}');
  std::vector<std::string> words;
  if (open == std::string::npos || close == std::string::npos) return words;
  for (std::size_t at = open + 1; at < close;) {
    const std::size_t end = std::min(type.find(',', at), close);
    words.push_back(type.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

}  // namespace

CommandTree command_tree() {
  CommandTree tree;
  tree.app = std::make_unique<CLI::App>("swarmperf answers: did this change make the program slower?", "swarmperf");
  tree.app->set_version_flag("--version", std::string("swarmperf ") + SWARMPERF_VERSION);
  tree.app->allow_extras();
  std::sort(verbs().begin(), verbs().end(), [](const Verb& a, const Verb& b) { return a.name < b.name; });
  for (const Verb& verb : verbs()) {
    CLI::App* command = tree.app->add_subcommand(verb.name, verb.help);
    command->allow_extras();
    tree.commands.emplace_back(command, verb.make(*command));
  }
  tree.app->require_subcommand(0, 1);
  return tree;
}

std::vector<OptionText> options_of(const CLI::App& command) {
  std::vector<OptionText> texts;
  for (const CLI::Option* option : command.get_options()) {
    OptionText text;
    if (!option->get_snames().empty()) text.short_name = option->get_snames()[0];
    if (!option->get_lnames().empty()) text.long_name = option->get_lnames()[0];
    if (text.short_name.empty() && text.long_name.empty()) text.name = option->get_name(true);
    text.help = option->get_description();
    text.takes_value = option->get_items_expected_max() > 0;
    text.words = words_of(*option);
    texts.push_back(std::move(text));
  }
  return texts;
}

std::vector<const CLI::App*> parts_of(const CLI::App& verb) {
  return verb.get_subcommands([](const CLI::App*) { return true; });
}

std::vector<OptionText> following(const CLI::App& verb) {
  std::vector<OptionText> texts = options_of(verb);
  OptionText names;
  names.name = "part";
  for (const CLI::App* part : parts_of(verb)) {
    names.words.push_back(part->get_name());
    for (OptionText& option : options_of(*part)) {
      const auto same = [&](const OptionText& known) { return known.long_name == option.long_name; };
      if (option.name.empty() && std::none_of(texts.begin(), texts.end(), same)) texts.push_back(std::move(option));
    }
  }
  if (!names.words.empty()) texts.push_back(std::move(names));
  return texts;
}

}  // namespace cli
