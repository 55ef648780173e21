// Finds the verb, runs it, prints what went wrong in one or two lines, and returns the exit code.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <functional>
#include <system_error>

#include "harness/cli/command_tree.h"
#include "harness/cli/verb.h"
#include "harness/config/config.h"
#include "harness/output/json.h"
#include "harness/suite/interrupt.h"
#include "harness/suite/machine.h"

namespace cli {
namespace {

int fail(Exit exit, const std::string& text) {
  std::fputs(fmt::format("swarmperf: {}\n", text).c_str(), stderr);
  return int(exit);
}

// What was printed may not have arrived. Who closed a pipe, as head does, has read what he wanted.
int output_failed(int error) {
  return error == EPIPE ? int(Exit::unread)
                        : fail(Exit::usage, fmt::format("standard output cannot be written: {}", std::strerror(error)));
}

// What CLI11 did not understand, with the option that was probably meant.
std::string advice(const CLI::App& app, const std::vector<std::string>& unknown) {
  const CLI::App* where = &app;
  for (const CLI::App* chosen : app.get_subcommands()) where = chosen;
  std::vector<std::string> names;
  for (const CLI::Option* option : where->get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  if (where == &app) {
    for (const Verb& verb : verbs()) names.push_back(verb.name);
  }
  std::string word = unknown.empty() ? "" : unknown.front();
  word = word.substr(0, word.find('='));
  const std::string near = harness::did_you_mean(word, names);
  if (near == word && where != &app) {
    return fmt::format("'{}': options follow the verb: swarmperf {} {} ...", word, where->get_name(), word);
  }
  const std::string help = where == &app ? "swarmperf --help" : "swarmperf " + where->get_name() + " --help";
  return fmt::format("'{}': no such {}; {}", word,
                     word.starts_with("-") ? "option"
                     : where == &app       ? "verb"
                                           : "argument",
                     near.empty() ? "see " + help : "did you mean '" + near + "'?");
}

// "" unless a verb was named whose parts are to be named too, and none was.
std::string missing_part(const CLI::App& app) {
  for (const CLI::App* verb : app.get_subcommands()) {
    std::vector<std::string> parts;
    for (const CLI::App* part : parts_of(*verb)) parts.push_back(part->get_name());
    if (parts.empty() || !verb->get_subcommands().empty()) continue;
    const std::vector<std::string> unknown = verb->remaining();
    const std::string word = unknown.empty() ? "" : unknown.front(), near = harness::did_you_mean(word, parts);
    return fmt::format("{} {} {}: {}", verb->get_name(), word.empty() ? "does" : "does no",
                       word.empty() ? "one of" : "'" + word + "'",
                       near.empty() ? fmt::format("{}", fmt::join(parts, ", ")) : "did you mean '" + near + "'?");
  }
  return "";
}

Exit orient() {
  const std::string project = harness::find_project(".");
  fmt::print("swarmperf {}: did this change make the program slower?\n\n", SWARMPERF_VERSION);
  if (project.empty()) {
    fmt::print(
        "No bench.toml here or above. To compare two Google Benchmark executables, none is needed:\n"
        "  swarmperf ab ./old_bench ./new_bench\n");
    return Exit::ok;
  }
  const auto config = harness::read_config(project);
  fmt::print("project   {}\nsuites   ", project);
  for (const auto& suite : config->suites) fmt::print(" {}", suite.name);
  const std::string db = store_path({});
  fmt::print("\ndatabase  {}{}\n\nnext\n", db, std::filesystem::exists(db) ? "" : " (none yet)");
  fmt::print(
      "  swarmperf run      measure this build and store it\n"
      "  swarmperf gate     judge what is not on main yet\n"
      "  swarmperf report   write report.html\n");
  return Exit::ok;
}

// What a verb was interrupted in can often be gone on with, and then it is the next thing to know.
Error with_next_step(const CLI::App& command, const Error& error) {
  const bool was_stopped = error.exit == Exit::interrupted || error.exit == Exit::terminated;
  if (!was_stopped || command.get_option_no_throw("--resume") == nullptr) return error;
  return {error.exit, std::string(error.what()) + "; the same command with --resume goes on"};
}

// Of the verb, or of the part of it that was named.
bool wants_json(const CLI::App& command) {
  const CLI::Option* json = command.get_option_no_throw("--json");
  if (json != nullptr && json->count() > 0) return true;
  const auto named = command.get_subcommands();
  return std::any_of(named.begin(), named.end(), [](const CLI::App* part) { return wants_json(*part); });
}

// Who wants JSON gets an object in any case.
Exit act(const CLI::App& command, const std::function<Exit()>& action) {
  const auto tell = [&](Exit exit, const char* what) {
    if (!wants_json(command) || std::ferror(stdout) != 0) return;
    nlohmann::json out = harness::json_head(harness::this_machine());
    out["exit"] = int(exit);
    out["error"] = what;
    fmt::print("{}", harness::json_text(out));
  };
  try {
    return action();
  } catch (const Error& thrown) {
    const Error error = with_next_step(command, thrown);
    tell(error.exit, error.what());
    throw error;
  } catch (const std::exception& error) {
    tell(Exit::internal, error.what());
    throw;
  }
}

int run(int argc, char** argv) {
  const CommandTree tree = command_tree();
  CLI::App& app = *tree.app;
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {
    return app.exit(success);
  } catch (const CLI::ParseError& error) {
    const std::string part = missing_part(app);
    return fail(Exit::usage, part.empty() ? error.what() : part);
  }
  if (const auto unknown = app.remaining(true); !unknown.empty()) return fail(Exit::usage, advice(app, unknown));
  for (const auto& [command, action] : tree.commands) {
    if (command->parsed()) return int(act(*command, action));
  }
  return int(orient());
}

}  // namespace

std::vector<Verb>& verbs() {
  static std::vector<Verb> all;
  return all;
}

}  // namespace cli

int main(int argc, char** argv) {
  harness::watch_interrupts();
  harness::allowed_cores();  // as given to us, before the harness leaves one of them
  int code = 0;
  try {
    code = cli::run(argc, argv);
  } catch (const harness::Error& error) {
    code = cli::fail(error.exit, error.what());
  } catch (const std::exception& error) {
    const auto* failed = dynamic_cast<const std::system_error*>(&error);
    if (failed != nullptr && std::ferror(stdout) != 0) return cli::output_failed(failed->code().value());
    code = cli::fail(harness::Exit::internal,
                     fmt::format("internal error: {}; please report it with the command", error.what()));
  }
  return std::fflush(stdout) == 0 ? code : cli::output_failed(errno);
}
