// Where alerts go: each as a record of one line of JSON, with everything that monitor.h says of it.
//
//   Channels channels;
//   channels.add(file_channel("alerts.jsonl"));             // appended, kept if the program is killed
//   channels.add(webhook_channel("127.0.0.1", 8080, "/alerts"));
//   channels.tell(monitor.sample(now_ns));
//   return channels.exit_code();                            // 0, or 1 where an alert stands
#pragma once

#include <memory>

#include "workloads/swarm/monitor.h"

namespace workloads::swarm {

class Channel {
 public:
  virtual ~Channel() = default;
  // Returns whether it arrived.
  virtual bool send(const std::string& record) = 0;
};

std::unique_ptr<Channel> file_channel(const std::string& path);
// Posts each record as application/json and gives up after a second, whatever the server does. To find the address of a
// host takes what the system takes, and each address that nobody answers at a second.
std::unique_ptr<Channel> webhook_channel(const std::string& host, int port, const std::string& path);

// {"gauge", "turn", "severity", "value", "above", "until", "since_ns", "now_ns", "impact", "actions", "gain",
// "confidence"}.
std::string record_of(const Alert& alert);

class Channels {
 public:
  void add(std::unique_ptr<Channel> channel) { channels_.push_back(std::move(channel)); }
  // Sends each to all; one that fails stops no other.
  void tell(const std::vector<Alert>& alerts);
  // Records that did not arrive.
  std::uint64_t lost() const { return lost_; }
  int exit_code() const { return standing_ > 0 ? 1 : 0; }

 private:
  std::vector<std::unique_ptr<Channel>> channels_;
  std::uint64_t lost_ = 0;
  int standing_ = 0;
};

}  // namespace workloads::swarm
