#include <gtest/gtest.h>
#include <httplib.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
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

// A server that sends a line of its answer now and then, for ten seconds, while anybody listens.
class Trickle {
 public:
  Trickle() : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    auto* any = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(bind(socket_, any, length), 0);
    EXPECT_EQ(listen(socket_, 1), 0);
    EXPECT_EQ(getsockname(socket_, any, &length), 0);
    port = ntohs(address.sin_port);
    serving_ = std::thread([this] {
      const int client = accept(socket_, nullptr, nullptr);
      const auto write = [client](std::string_view text) {
        return send(client, text.data(), text.size(), MSG_NOSIGNAL) == ssize_t(text.size());
      };
      std::string request;
      for (char byte; !request.ends_with("{}") && recv(client, &byte, 1, 0) == 1;) request += byte;
      bool heard = write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n");
      for (int line = 0; heard && line < 100; ++line) {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        heard = write("X-Line: more\r\n");
      }
      if (heard) write("\r\n");
      close(client);
    });
  }
  ~Trickle() {
    serving_.join();
    close(socket_);
  }
  int port = 0;

 private:
  int socket_;
  std::thread serving_;
};

TEST(Webhook, AServerThatTricklesIsGivenUp) {
  const Trickle server;
  EXPECT_FALSE(webhook_channel("127.0.0.1", server.port, "/alerts")->send("{}")) << "waited until it was done";
}

}  // namespace
}  // namespace workloads::swarm
