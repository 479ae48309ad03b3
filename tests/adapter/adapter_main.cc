// Serves an engine to RESP clients on 127.0.0.1, so that tools made for a server can be pointed at
// it (tests/reference/observe.py --check). One thread, one poll() loop; SIGTERM ends it.

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <exception>
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "engine/base/bytes.h"
#include "engine/engine.h"
#include "engine/reply/resp_reader.h"
#include "engine/reply/resp_sink.h"
#include "tests/support/real_clock.h"

namespace luarig::test {
namespace {

volatile std::sig_atomic_t g_stop = 0;

void Stop(int /*signal*/) { g_stop = 1; }

class SteadyStopwatch final : public Stopwatch {
 public:
  int64_t ElapsedMicros() override {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
  }
};

// One client.
class Connection {
 public:
  Connection(int socket, Engine& engine)
      : socket_(socket), engine_(engine), session_(engine.NewSession()) {}
  ~Connection() { close(socket_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  pollfd Interest() const {
    const int events = closing_ ? POLLOUT : (out_.empty() ? POLLIN : POLLIN | POLLOUT);
    return {.fd = socket_, .events = static_cast<int16_t>(events), .revents = 0};
  }

  // False once the connection is over.
  bool Serve(int events) {
    if ((events & POLLIN) != 0 && !Read()) return false;
    if ((events & (POLLERR | POLLNVAL)) != 0) return false;
    return Write() && !(closing_ && out_.empty());
  }

 private:
  bool Read() {
    char buffer[1 << 16];
    const ssize_t got = recv(socket_, buffer, sizeof(buffer), MSG_DONTWAIT);
    if (got < 0) return errno == EAGAIN || errno == EINTR;
    if (got == 0) return false;
    reader_.Feed({buffer, static_cast<size_t>(got)});
    while (!session_->closing) {
      const std::optional<std::vector<std::string>> words = reader_.Next();
      if (!words) break;
      RespSink reply(out_, session_->resp, session_->server.target.float_style());
      const std::vector<std::string_view> argv(words->begin(), words->end());
      engine_.Execute(*session_, argv, reply);
    }
    if (!reader_.error().empty()) {
      RespSink(out_, 2, FloatStyle::kShortest).Error(reader_.error());
      closing_ = true;
    }
    closing_ = closing_ || session_->closing;
    return true;
  }

  bool Write() {
    while (!out_.empty()) {
      const ssize_t sent = send(socket_, out_.data(), out_.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
      if (sent < 0) return errno == EAGAIN || errno == EINTR;
      out_.erase(0, static_cast<size_t>(sent));
    }
    return true;
  }

  int socket_;
  Engine& engine_;
  std::unique_ptr<Session> session_;
  CommandReader reader_;
  std::string out_;
  bool closing_ = false;  // once out_ is sent
};

int Listen(int port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0 ||
      listen(fd, SOMAXCONN) != 0) {
    throw std::runtime_error(StrCat("port ", port, ": ", std::strerror(errno)));
  }
  return fd;
}

void ServeAll(Engine& engine, int listener) {
  std::vector<std::unique_ptr<Connection>> clients;
  while (g_stop == 0) {
    std::vector<pollfd> polled = {{.fd = listener, .events = POLLIN, .revents = 0}};
    for (const auto& client : clients) polled.push_back(client->Interest());
    // A second, in case the signal came just before.
    if (poll(polled.data(), polled.size(), 1000) <= 0) continue;
    for (size_t i = clients.size(); i-- > 0;) {
      const int events = polled[i + 1].revents;
      if (events != 0 && !clients[i]->Serve(events)) {
        clients.erase(clients.begin() + static_cast<ptrdiff_t>(i));
      }
    }
    if ((polled[0].revents & POLLIN) == 0) continue;
    const int fd = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) continue;
    const int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    clients.push_back(std::make_unique<Connection>(fd, engine));
  }
}

}  // namespace
}  // namespace luarig::test

int main(int argc, char** argv) {
  using luarig::test::Stop;
  int port = 0;
  std::string target_name = "redis-7.0";
  bool cluster = false;
  CLI::App app("Serves the engine to RESP clients on 127.0.0.1");
  app.add_option("--port", port, "The port to listen on")->required();
  app.add_option("--target", target_name, "Which server to be");
  app.add_flag("--cluster", cluster, "Be a cluster node that owns every slot");
  CLI11_PARSE(app, argc, argv);

  const luarig::Target* target = luarig::FindTarget(target_name);
  if (target == nullptr) {
    std::cerr << "luarig_adapter: no target " << target_name << "\n";
    return 2;
  }
  std::signal(SIGTERM, Stop);
  std::signal(SIGINT, Stop);
  luarig::test::RealClock clock;
  luarig::test::SteadyStopwatch stopwatch;
  luarig::Engine engine({.target = target, .clock = &clock, .stopwatch = &stopwatch});
  engine.state().conditions.cluster = cluster;
  try {
    luarig::test::ServeAll(engine, luarig::test::Listen(port));
  } catch (const std::exception& error) {
    std::cerr << "luarig_adapter: " << error.what() << "\n";
    return 2;
  }
  return 0;
}
