#include <gtest/gtest.h>
#include <httplib.h>

#include <thread>

#include "workloads/swarm/alerts/channels.h"

namespace workloads::swarm {
namespace {

TEST(Webhook, PostsEachRecordAndBelievesTheAnswer) {
  httplib::Server server;
  std::vector<std::string> got;
  server.Post("/alerts", [&got](const httplib::Request& request, httplib::Response& response) {
    got.push_back(request.get_header_value("Content-Type") + " " + request.body);
    if (request.body == "refuse") response.status = 500;
  });
  const int port = server.bind_to_any_port("127.0.0.1");
  std::thread listening([&server] { server.listen_after_bind(); });
  const auto channel = webhook_channel("127.0.0.1", port, "/alerts");
  EXPECT_TRUE(channel->send("{\"a\":1}"));
  EXPECT_FALSE(channel->send("refuse"));
  EXPECT_FALSE(webhook_channel("127.0.0.1", port, "/other")->send("{}"));
  server.stop();
  listening.join();
  EXPECT_EQ(got, (std::vector<std::string>{"application/json {\"a\":1}", "application/json refuse"}));
  EXPECT_FALSE(channel->send("{}"));
}

}  // namespace
}  // namespace workloads::swarm
