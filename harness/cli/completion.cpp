// completion: what bash, zsh or fish need to complete verbs, options and their words; made from the command tree.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "harness/cli/codes.h"
#include "harness/cli/command_tree.h"

namespace cli {
namespace {

std::string joined(const std::vector<std::string>& words) { return fmt::format("{}", fmt::join(words, " ")); }

// In single quotes for a shell; fish and the POSIX ones agree on this form.
std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::vector<std::string> flags_of(const OptionText& option) {
  std::vector<std::string> flags;
  if (!option.long_name.empty()) flags.push_back("--" + option.long_name);
  if (!option.short_name.empty()) flags.push_back("-" + option.short_name);
  return flags;
}

// Words that a verb's positional may be; empty: files.
std::vector<std::string> words_of(const std::string& verb, const OptionText& option) {
  if (verb != "explain" || option.name.empty()) return option.words;
  std::vector<std::string> names;
  for (const auto& [code, text] : codes()) names.push_back(code);
  return names;
}

std::string bash(const CommandTree& tree) {
  std::vector<std::string> names;
  std::string cases, values;
  for (const auto& [command, action] : tree.commands) {
    names.push_back(command->get_name());
    std::vector<std::string> words;
    for (const OptionText& option : following(*command)) {
      const std::vector<std::string> flags = flags_of(option);
      words.insert(words.end(), flags.begin(), flags.end());
      const std::vector<std::string> choices = words_of(command->get_name(), option);
      if (flags.empty()) {
        words.insert(words.end(), choices.begin(), choices.end());
      } else if (option.takes_value) {
        std::string pattern;
        for (const std::string& flag : flags)
          pattern += (pattern.empty() ? "" : "|") + command->get_name() + "," + flag;
        values += fmt::format("    {}) COMPREPLY=({}); return ;;\n", pattern,
                              choices.empty() ? "$(compgen -f -- \"$word\")"
                                              : fmt::format("$(compgen -W {} -- \"$word\")", quoted(joined(choices))));
      }
    }
    cases += fmt::format("    {}) words={} ;;\n", command->get_name(), quoted(joined(words)));
  }
  return fmt::format(R"sh(# bash completion of swarmperf {0}: eval "$(swarmperf completion bash)"
_swarmperf() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD-1]}} verb=${{COMP_WORDS[1]}} words
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W {1} -- "$word"))
    return
  fi
  case $verb,$before in
{2}  esac
  case $verb in
{3}    *) words= ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
  [[ $word == -* ]] || COMPREPLY+=($(compgen -f -- "$word"))
}}
complete -o filenames -F _swarmperf swarmperf
)sh",
                     SWARMPERF_VERSION, quoted(joined(names) + " --help --version"), values, cases);
}

// zsh wants brackets and colons of a description escaped.
std::string zsh_text(const std::string& text) {
  std::string out;
  for (const char c : text)
    out += (c == '[' || c == ']' || c == ':' || c == '\\') ? std::string("\\") + c : std::string(1, c);
  return out;
}

std::string zsh(const CommandTree& tree) {
  std::string names, cases;
  for (const auto& [command, action] : tree.commands) {
    names += fmt::format("    {}\n", quoted(command->get_name() + ":" + zsh_text(command->get_description())));
    cases += fmt::format("    {})\n      _arguments -s", command->get_name());
    bool positional = false;
    for (const OptionText& option : following(*command)) {
      const std::vector<std::string> choices = words_of(command->get_name(), option);
      const std::string action_text = choices.empty() ? "_files" : "(" + joined(choices) + ")";
      if (option.long_name.empty() && option.short_name.empty()) {
        if (!positional) cases += " " + quoted("*:" + option.name + ":" + action_text);
        positional = true;
      }
      for (const std::string& flag : flags_of(option)) {
        cases += " " + quoted("*" + flag + "[" + zsh_text(option.help) + "]" +
                              (option.takes_value ? ":value:" + action_text : ""));
      }
    }
    cases += "\n      ;;\n";
  }
  return fmt::format(R"sh(#compdef swarmperf
# zsh completion of swarmperf {0}: swarmperf completion zsh > "${{fpath[1]}}/_swarmperf"
_swarmperf() {{
  local -a verbs
  verbs=(
{1}  )
  if ((CURRENT == 2)); then
    _describe verb verbs
    return
  fi
  local verb=$words[2]
  words=("${{(@)words[2,-1]}}")
  ((CURRENT--))
  case $verb in
{2}  esac
}}
compdef _swarmperf swarmperf
)sh",
                     SWARMPERF_VERSION, names, cases);
}

std::string fish(const CommandTree& tree) {
  std::string out = fmt::format(
      "# fish completion of swarmperf {}: swarmperf completion fish > ~/.config/fish/completions/swarmperf.fish\n",
      SWARMPERF_VERSION);
  for (const auto& [command, action] : tree.commands) {
    out += fmt::format("complete -c swarmperf -n __fish_use_subcommand -f -a {} -d {}\n", command->get_name(),
                       quoted(command->get_description()));
    for (const OptionText& option : following(*command)) {
      const std::vector<std::string> choices = words_of(command->get_name(), option);
      const bool positional = option.long_name.empty() && option.short_name.empty();
      if (positional && choices.empty()) continue;
      std::string line = fmt::format("complete -c swarmperf -n '__fish_seen_subcommand_from {}'", command->get_name());
      if (!option.long_name.empty()) line += " -l " + option.long_name;
      if (!option.short_name.empty()) line += " -s " + option.short_name;
      if (!choices.empty()) line += (positional ? " -f -a " : " -x -a ") + quoted(joined(choices));
      if (choices.empty() && option.takes_value) line += " -r";
      out += line + " -d " + quoted(option.help) + "\n";
    }
  }
  return out;
}

VERB("completion", "Print what a shell needs to complete swarmperf's verbs and options", [](CLI::App& app) {
  auto shell = std::make_shared<std::string>();
  app.add_option("shell", *shell, "bash, zsh or fish")->required()->check(CLI::IsMember({"bash", "zsh", "fish"}));
  return [shell] {
    const CommandTree tree = command_tree();
    fmt::print("{}", *shell == "bash" ? bash(tree) : *shell == "zsh" ? zsh(tree) : fish(tree));
    return Exit::ok;
  };
});

}  // namespace
}  // namespace cli
