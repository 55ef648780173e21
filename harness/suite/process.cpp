#include "harness/suite/process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <sstream>

#include "harness/error.h"
#include "harness/launch/report.h"
#include "harness/suite/interrupt.h"
#include "harness/suite/machine.h"
#include "harness/suite/pipe.h"

extern char** environ;

namespace harness {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::size_t output_limit_bytes = 16 << 20;
constexpr std::size_t end_limit_bytes = 64 << 10;
constexpr const char* too_large = "its result file outgrew 64 MiB";
constexpr int grace_ms = 400;  // for a child to end its own children
constexpr int tick_ms = 200;   // how often a watched file's size is looked at

std::int64_t since_epoch_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

// The harness may have left the measuring core: what is measured gets back what the harness was given.
cpu_set_t cores_of(const Command& command) {
  cpu_set_t set;
  CPU_ZERO(&set);
  for (const int core : command.cores.empty() ? allowed_cores() : command.cores) CPU_SET(std::size_t(core), &set);
  return set;
}

const std::string& launcher() {
  static const std::string path = beside_this_executable("swarmperf-launch");
  return path;
}

// Where a command is, for who starts it does not look; "" where it is nowhere.
std::string found_in_path(const std::string& name) {
  if (name.find('/') != std::string::npos) return name;
  const char* path = std::getenv("PATH");
  std::istringstream folders(path == nullptr ? "/bin:/usr/bin" : path);
  for (std::string folder; std::getline(folders, folder, ':');) {
    const std::filesystem::path file = std::filesystem::path(folder.empty() ? "." : folder) / name;
    std::error_code none;
    if (access(file.c_str(), X_OK) == 0 && std::filesystem::is_regular_file(file, none)) return file;
  }
  return "";
}

// One started child; ends its whole group when it goes out of scope.
class Child {
 public:
  explicit Child(const Command& command) : command_(command) {
    std::vector<char*> arguments;
    std::string report = std::to_string(report_.write_end()),
                file = launched() ? found_in_path(command.arguments[0]) : "";
    if (launched()) arguments = {const_cast<char*>(launcher().c_str()), report.data(), file.data()};
    for (const std::string& argument : command.arguments) arguments.push_back(const_cast<char*>(argument.c_str()));
    arguments.push_back(nullptr);
    std::vector<std::string> variables;
    for (char** variable = environ; *variable; ++variable) {
      const std::string entry = *variable;
      if (!command.added.contains(entry.substr(0, entry.find('=')))) variables.push_back(entry);
    }
    for (const auto& [name, value] : command.added) variables.push_back(name + "=" + value);
    std::vector<char*> environment;
    for (std::string& variable : variables) environment.push_back(variable.data());
    environment.push_back(nullptr);

    outcome_.started_ns = since_epoch_ns();
    started_ = Clock::now();
    start(arguments.data(), environment.data(), cores_of(command));
    if (process_ < 0) throw Error(Exit::internal, std::string("vfork: ") + std::strerror(errno));
    setpgid(process_, process_);  // both sides set it: whoever comes first
    output_.close_write();
    errors_.close_write();
    report_.close_write();
    handle_ = int(syscall(SYS_pidfd_open, process_, 0));
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    if (!reaped_) {
      end_group();
      waitpid(process_, nullptr, 0);
    }
    if (handle_ >= 0) close(handle_);
  }

  bool done() const { return reaped_; }
  bool ending() const { return reaped_ || !outcome_.failure.empty(); }
  void add_to(std::vector<pollfd>& watched) const {
    if (reaped_) return;
    watched.push_back({handle_, POLLIN, 0});
    if (output_.read_end() >= 0) watched.push_back({output_.read_end(), POLLIN, 0});
    if (errors_.read_end() >= 0) watched.push_back({errors_.read_end(), POLLIN, 0});
  }
  void end(const std::string& why, bool took_too_long = false) {
    if (ending()) return;  // the first reason is the reason
    outcome_.failure = why;
    outcome_.took_too_long = took_too_long;
    end_group();
  }
  // Reads what has come and collects the child when it has ended.
  void progress() {
    if (reaped_) return;
    drain_both();
    int status = 0;
    rusage used = {};
    if (wait4(process_, &status, WNOHANG, &used) != process_) return;
    reaped_ = true;
    outcome_.elapsed_ns = std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - started_).count();
    kill(-process_, SIGKILL);  // whatever it left behind
    drain_both();
    LaunchReport report;
    const bool told = read(report_.read_end(), &report, sizeof report) == sizeof report;
    if (told) status = report.status;
    if (told && report.error != 0) {
      outcome_.failure = "cannot start " + command_.arguments[0] + ": " + std::strerror(report.error);
    } else if (told) {
      used = report.used;
      outcome_.elapsed_ns = report.elapsed_ns;
      outcome_.peak_rss_bytes = used.ru_maxrss * 1024LL;
    }
    outcome_.exit = WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
    outcome_.user_ns = used.ru_utime.tv_sec * 1'000'000'000LL + used.ru_utime.tv_usec * 1000LL;
    outcome_.system_ns = used.ru_stime.tv_sec * 1'000'000'000LL + used.ru_stime.tv_usec * 1000LL;
    outcome_.switches = used.ru_nivcsw;
  }
  Outcome take() { return std::move(outcome_); }

 private:
  bool launched() const { return command_.measured && !launcher().empty(); }

  // vfork, because copying the harness's page tables for every launch costs as much as a short benchmark. The child
  // borrows the memory until execvpe, so become() does nothing but system calls.
  void start(char** arguments, char** environment, const cpu_set_t& cores) {
    process_ = vfork();
    if (process_ == 0) become(arguments, environment, cores);
  }

  [[noreturn]] void become(char** arguments, char** environment, const cpu_set_t& cores) {
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    std::signal(SIGPIPE, SIG_DFL);
    const int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    dup2(nothing, STDIN_FILENO);
    dup2(command_.output != Command::Keep::nothing ? output_.write_end() : nothing, STDOUT_FILENO);
    dup2(errors_.write_end(), STDERR_FILENO);
    LaunchReport failed{.error = 0, .status = not_started};
    for (const int fd : command_.inherited) fcntl(fd, F_SETFD, 0);
    if (launched()) fcntl(report_.write_end(), F_SETFD, 0);
    if (sched_setaffinity(0, sizeof cores, &cores) != 0) failed.error = errno;
    if (failed.error == 0 && !command_.folder.empty() && chdir(command_.folder.c_str()) != 0) failed.error = errno;
    if (failed.error == 0) {
      execvpe(arguments[0], arguments, environment);
      failed.error = errno;
    }
    [[maybe_unused]] const auto written = write(report_.write_end(), &failed, sizeof failed);
    _exit(127);
  }

  // A build system keeps its compilers in groups of their own, and a suite its browser: they end them when they are
  // asked to, not when they are killed.
  void end_group() {
    kill(-process_, SIGTERM);
    pollfd ended = {handle_, POLLIN, 0};
    poll(&ended, 1, grace_ms);
    kill(-process_, SIGKILL);
  }

  void drain_both() {
    const bool whole = command_.output == Command::Keep::whole;
    drain(output_, outcome_.output, whole ? output_limit_bytes : end_limit_bytes, whole);
    drain(errors_, outcome_.errors, end_limit_bytes, false);
  }
  void drain(Pipe& pipe, std::string& into, std::size_t limit, bool end_when_over) {
    char buffer[65536];
    pollfd ready = {pipe.read_end(), POLLIN, 0};
    while (pipe.read_end() >= 0 && poll(&ready, 1, 0) > 0) {
      const auto got = read(pipe.read_end(), buffer, sizeof buffer);
      if (got <= 0) return pipe.close_read();
      into.append(buffer, std::size_t(got));
      if (into.size() <= limit) continue;
      if (end_when_over) return end("it printed more than 16 MiB");
      into.erase(0, into.size() - limit);
      if (!reaped_) return;  // more may follow for ever: let the caller look at its limits in between
    }
  }

  const Command& command_;
  Pipe output_, errors_, report_;
  pid_t process_ = -1;
  int handle_ = -1;
  bool reaped_ = false;
  Clock::time_point started_;
  Outcome outcome_;
};

bool outgrown(const Limits& limits) {
  std::error_code none;
  const auto bytes = limits.watched_file.empty() ? 0 : std::filesystem::file_size(limits.watched_file, none);
  return !none && std::int64_t(bytes) > limits.watched_bytes;
}

void end_who_is_late(const std::vector<std::unique_ptr<Child>>& children, const std::vector<Limits>& limits,
                     Clock::time_point started) {
  std::vector<std::size_t> late, waiting;
  std::size_t running = 0;
  for (std::size_t i = 0; i < children.size(); ++i) {
    if (children[i]->ending()) continue;
    ++running;
    if (Clock::now() > started + std::chrono::duration<double>(limits[i].seconds)) late.push_back(i);
  }
  // All are asked before any is ended, for then nobody would be left to wait for.
  for (const std::size_t i : late) {
    if (limits[i].only_waits && limits[i].only_waits()) waiting.push_back(i);
  }
  for (const std::size_t i : late) {
    const bool waits = waiting.size() < running && std::count(waiting.begin(), waiting.end(), i) > 0;
    children[i]->end(fmt::format("{} {:g} s", waits ? std::string(only_waited) + " for" : "it did not end within",
                                 limits[i].seconds),
                     !waits);
  }
}

}  // namespace

std::vector<Outcome> run_all(const std::vector<Command>& commands, const std::vector<Limits>& limits,
                             const std::function<void()>& started) {
  throw_if_interrupted();
  const auto begun = Clock::now();
  std::vector<std::unique_ptr<Child>> children;
  for (const Command& command : commands) children.push_back(std::make_unique<Child>(command));
  if (started) started();
  const auto running = [&] {
    return std::any_of(children.begin(), children.end(), [](const auto& child) { return !child->done(); });
  };
  while (running()) {
    std::vector<pollfd> watched = {{interrupt_fd(), POLLIN, 0}};
    for (const auto& child : children) child->add_to(watched);
    poll(watched.data(), watched.size(), tick_ms);
    throw_if_interrupted();
    for (const auto& child : children) child->progress();
    end_who_is_late(children, limits, begun);
    for (std::size_t i = 0; i < children.size(); ++i) {
      if (outgrown(limits[i])) children[i]->end(too_large);
    }
  }
  std::vector<Outcome> outcomes;
  for (std::size_t i = 0; i < children.size(); ++i) {
    outcomes.push_back(children[i]->take());
    // It may have grown since the last look.
    if (outcomes[i].failure.empty() && outgrown(limits[i])) outcomes[i].failure = too_large;
  }
  return outcomes;
}

Outcome run(const Command& command, const Limits& limits, const std::function<void()>& started) {
  return std::move(run_all({command}, {limits}, started)[0]);
}

std::vector<std::string> split_arguments(const std::string& line) {
  std::vector<std::string> out;
  std::string word;
  bool in_word = false;
  char quote = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (c == '\\' && quote != '\'' && i + 1 < line.size()) {
      word += line[++i];
      in_word = true;
    } else if (quote != 0) {
      if (c == quote) {
        quote = 0;
      } else {
        word += c;
      }
    } else if (c == '\'' || c == '"') {
      quote = c;
      in_word = true;
    } else if (c == ' ' || c == '\t' || c == '\n') {
      if (in_word) out.push_back(word);
      word.clear();
      in_word = false;
    } else {
      word += c;
      in_word = true;
    }
  }
  if (quote != 0) throw Error(Exit::usage, "command '" + line + "': a quote is not closed");
  if (in_word) out.push_back(word);
  return out;
}

}  // namespace harness
