// The channel that posts records to a server; cpp-httplib speaks HTTP.
#include <httplib.h>

#include "workloads/swarm/alerts/channels.h"

namespace workloads::swarm {
namespace {

class Webhook : public Channel {
 public:
  Webhook(const std::string& host, int port, std::string path) : client_(host, port), path_(std::move(path)) {
    client_.set_connection_timeout(1, 0);
    client_.set_read_timeout(1, 0);
    client_.set_write_timeout(1, 0);
  }
  bool send(const std::string& record) override {
    const httplib::Result answer = client_.Post(path_, record, "application/json");
    return answer && answer->status >= 200 && answer->status < 300;
  }

 private:
  httplib::Client client_;
  std::string path_;
};

}  // namespace

std::unique_ptr<Channel> webhook_channel(const std::string& host, int port, const std::string& path) {
  return std::make_unique<Webhook>(host, port, path);
}

}  // namespace workloads::swarm
