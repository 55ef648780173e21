// man: the manual pages, one of the whole and one per verb, made from the command tree.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>

#include "harness/cli/command_tree.h"

namespace cli {
namespace {

namespace fs = std::filesystem;

struct ExitText {
  Exit exit;
  const char* text;
};
constexpr ExitText exit_texts[] = {
    {Exit::ok, "done; gate: no confirmed regression"},
    {Exit::regression, "a confirmed regression; budget --check: a tier-1 budget is missed"},
    {Exit::usage, "usage or configuration error"},
    {Exit::no_verdict, "no verdict: too noisy, or too little measured"},
    {Exit::incomparable, "incomparable: benchmark set, machine or version differ"},
    {Exit::benchmark, "a benchmark crashed, hung, or returned a wrong result"},
    {Exit::build, "a ref did not build"},
    {Exit::store, "the store is locked, damaged, or of a newer schema"},
    {Exit::internal, "internal error"},
    {Exit::interrupted, "interrupted; what had finished is kept"}};

// Text that means nothing to roff: a backslash, a dash that is one, a dot or quote at the beginning of a line.
std::string roff(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c == '\n' ? ' ' : c;
    }
  }
  return out.starts_with('.') || out.starts_with('\'') ? "\\&" + out : out;
}

std::string head(const std::string& name, const std::string& what) {
  return fmt::format(".TH {} 1 \"\" \"swarmperf {}\" \"User Commands\"\n.SH NAME\n{} \\- {}\n.SH SYNOPSIS\n",
                     roff(name), SWARMPERF_VERSION, roff(name), roff(what));
}

std::string option_text(const OptionText& option) {
  std::string flags;
  if (!option.short_name.empty()) flags = "\\fB\\-" + roff(option.short_name) + "\\fR";
  if (!option.long_name.empty())
    flags += (flags.empty() ? "" : ", ") + ("\\fB\\-\\-" + roff(option.long_name)) + "\\fR";
  if (flags.empty())
    flags = "\\fI" + roff(option.name) + "\\fR";
  else if (option.takes_value)
    flags += " \\fIVALUE\\fR";
  std::string text = ".TP\n" + flags + "\n" + roff(option.help);
  if (!option.words.empty()) {
    text += ": one of";
    for (const std::string& word : option.words) text += " " + roff(word);
  }
  return text + "\n";
}

struct Usage {
  std::string synopsis = "[options]", operands, options;
};
Usage usage_of(const CLI::App& command) {
  Usage usage;
  for (const OptionText& option : options_of(command)) {
    const bool positional = !option.name.empty();
    if (positional) usage.synopsis += " [\\fI" + roff(option.name) + "\\fR]";
    (positional ? usage.operands : usage.options) += option_text(option);
  }
  return usage;
}

std::string verb_page(const CLI::App& command) {
  std::string page = head("swarmperf-" + command.get_name(), command.get_description());
  const Usage usage = usage_of(command);
  const std::string name = ".B swarmperf " + command.get_name();
  std::string synopsis, parts;
  for (const CLI::App* part : parts_of(command)) {
    const Usage of_part = usage_of(*part);
    synopsis += name + " " + roff(part->get_name()) + "\n" + of_part.synopsis + "\n.br\n";
    parts += ".SS " + roff(part->get_name()) + "\n" + roff(part->get_description()) + ".\n" + of_part.operands +
             of_part.options;
  }
  if (parts.empty()) synopsis = name + "\n" + usage.synopsis + "\n";
  page += synopsis + ".SH DESCRIPTION\n" + roff(command.get_description()) + ".\n";
  if (!usage.operands.empty()) page += ".SH OPERANDS\n" + usage.operands;
  page += ".SH OPTIONS\n" + (parts.empty() ? usage.options : parts);
  return page + ".SH SEE ALSO\n\\fBswarmperf\\fR(1)\n";
}

std::string main_page(const CommandTree& tree) {
  std::string page = head("swarmperf", "did this change make the program slower?");
  page += ".B swarmperf\n\\fIverb\\fR [options]\n.SH DESCRIPTION\n";
  page +=
      "swarmperf runs two versions of a program at the same time on the same core, so that the noise of a shared "
      "machine "
      "hits both alike, and answers slower, faster, same or unsure. It stores every launch, and writes reports.\n";
  page += ".SH VERBS\n";
  for (const auto& [command, action] : tree.commands) {
    page += fmt::format(".TP\n\\fB{}\\fR\n{}; see \\fBswarmperf\\-{}\\fR(1)\n", roff(command->get_name()),
                        roff(command->get_description()), roff(command->get_name()));
  }
  page += ".SH EXIT STATUS\n";
  for (const ExitText& exit : exit_texts) page += fmt::format(".TP\n\\fB{}\\fR\n{}\n", int(exit.exit), roff(exit.text));
  page +=
      ".SH ENVIRONMENT\n.TP\nSWARMPERF_DB\nthe database, where \\-\\-db is not given\n.TP\nNO_COLOR\nno colours\n"
      ".SH FILES\n.TP\nbench.toml\nsuites, how a ref is built, and the gate's policy\n";
  return page;
}

void write(const fs::path& path, const std::string& text) {
  errno = 0;
  std::ofstream file(path, std::ios::binary);
  file << text << std::flush;
  if (!file) throw Error(Exit::usage, fmt::format("writing {}: {}", path.string(), std::strerror(errno)));
}

VERB("man", "Print or write the manual pages", [](CLI::App& app) {
  struct Options {
    std::string verb, out;
  };
  auto options = std::make_shared<Options>();
  app.add_option("verb", options->verb, "the page to print (default: that of swarmperf)");
  app.add_option("-o,--out", options->out, "a folder to write all pages to, such as ~/.local/share/man/man1");
  return [options] {
    const CommandTree tree = command_tree();
    if (!options->out.empty()) {
      std::error_code failed;
      fs::create_directories(options->out, failed);
      write(fs::path(options->out) / "swarmperf.1", main_page(tree));
      for (const auto& [command, action] : tree.commands) {
        write(fs::path(options->out) / ("swarmperf-" + command->get_name() + ".1"), verb_page(*command));
      }
      fmt::print("{} pages in {}\n", tree.commands.size() + 1, options->out);
      return Exit::ok;
    }
    if (options->verb.empty()) {
      fmt::print("{}", main_page(tree));
      return Exit::ok;
    }
    for (const auto& [command, action] : tree.commands) {
      if (command->get_name() != options->verb) continue;
      fmt::print("{}", verb_page(*command));
      return Exit::ok;
    }
    throw Error(Exit::usage, fmt::format("'{}': no such verb; swarmperf --help lists them", options->verb));
  };
});

}  // namespace
}  // namespace cli
