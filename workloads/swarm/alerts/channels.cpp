#include "workloads/swarm/alerts/channels.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "workloads/swarm/alerts/rules_file.h"

namespace workloads::swarm {
namespace {

// Whether it ends in the middle of a line: whoever wrote it was killed, or found no room.
bool is_torn(const std::string& path) {
  std::error_code none;
  if (!std::filesystem::is_regular_file(path, none)) return false;
  std::ifstream file(path, std::ios::binary);
  return file.seekg(-1, std::ios::end) && file.get() != '\n';
}

class File : public Channel {
 public:
  explicit File(const std::string& path) : torn_(is_torn(path)), file_(std::fopen(path.c_str(), "ae")) {}
  ~File() override {
    if (file_ != nullptr) std::fclose(file_);
  }
  bool send(const std::string& record) override {
    const std::string line = (torn_ ? "\n" : "") + record + "\n";
    torn_ = file_ == nullptr || std::fputs(line.c_str(), file_) < 0 || std::fflush(file_) != 0;
    return !torn_;
  }

 private:
  bool torn_;  // the next record begins a line of its own
  std::FILE* file_;
};

const char* name_of(Alert::Turn turn) {
  constexpr const char* names[] = {"begun", "escalated", "ended"};
  return names[int(turn)];
}

}  // namespace

std::unique_ptr<Channel> file_channel(const std::string& path) { return std::make_unique<File>(path); }

std::string record_of(const Alert& alert) {
  const Rule& rule = *alert.rule;
  return nlohmann::json{
      {"gauge", rule.gauge},        {"turn", name_of(alert.turn)}, {"severity", name_of(alert.severity)},
      {"value", alert.value},       {"above", rule.above},         {"until", rule.until},
      {"since_ns", alert.since_ns}, {"now_ns", alert.now_ns},      {"impact", rule.impact},
      {"actions", rule.actions},    {"gain", rule.gain},           {"confidence", rule.confidence}}
      .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

void Channels::tell(const std::vector<Alert>& alerts) {
  for (const Alert& alert : alerts) {
    standing_ += alert.turn == Alert::Turn::begun;
    standing_ -= alert.turn == Alert::Turn::ended;
    const std::string record = record_of(alert);
    for (const auto& channel : channels_) lost_ += !channel->send(record);
  }
}

}  // namespace workloads::swarm
