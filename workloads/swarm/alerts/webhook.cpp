// The channel that posts records to a server; cpp-httplib speaks HTTP.
#include <httplib.h>

#include <chrono>
#include <future>
#include <thread>

#include "workloads/swarm/alerts/channels.h"

namespace workloads::swarm {
namespace {

using namespace std::chrono_literals;

class Webhook : public Channel {
 public:
  Webhook(const std::string& host, int port, std::string path) : client_(host, port), path_(std::move(path)) {
    client_.set_connection_timeout(1, 0);
    client_.set_read_timeout(1, 0);
    client_.set_write_timeout(1, 0);
  }
  // The library's limits are for each wait, and a server that sends a byte now and then keeps within them for ever: so
  // a thread stops the request, again and again, because one that is not under way yet is not there to be stopped.
  bool send(const std::string& record) override {
    std::promise<void> done;
    std::thread limit([this, ended = done.get_future()] {
      for (auto wait = 1000ms; ended.wait_for(wait) == std::future_status::timeout; wait = 10ms) client_.stop();
    });
    const httplib::Result answer = client_.Post(path_, record, "application/json");
    done.set_value();
    limit.join();
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
