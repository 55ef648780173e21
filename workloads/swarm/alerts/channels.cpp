#include "workloads/swarm/alerts/channels.h"

#include <cstdio>
#include <nlohmann/json.hpp>

#include "workloads/swarm/alerts/rules_file.h"

namespace workloads::swarm {
namespace {

class File : public Channel {
 public:
  explicit File(const std::string& path) : file_(std::fopen(path.c_str(), "ae")) {}
  ~File() override {
    if (file_ != nullptr) std::fclose(file_);
  }
  bool send(const std::string& record) override {
    return file_ != nullptr && std::fputs((record + "\n").c_str(), file_) >= 0 && std::fflush(file_) == 0;
  }

 private:
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
