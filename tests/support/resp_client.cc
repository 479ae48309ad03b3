#include "tests/support/resp_client.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "engine/base/bytes.h"
#include "engine/reply/resp_sink.h"

namespace luarig::test {
namespace {

// A socket of that family connected to `address`, -1 if nobody listens there.
template <typename Address>
int Connect(int family, const Address& address) {
  const int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  // The socket interface takes every kind of address by this one pointer type.
  if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    close(fd);
    return -1;
  }
  return fd;
}

bool IsOutOfBand(const Reply& reply) {
  if (reply.kind != Reply::Kind::kPush || reply.elements.empty()) return false;
  const std::string& kind = reply.elements[0].text;
  return kind == "message" || kind == "pmessage" || kind == "smessage" || kind == "invalidate";
}

}  // namespace

Result<RespClient> RespClient::ConnectUnix(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof(address.sun_path)) return Failure{path + ": the path is too long"};
  path.copy(address.sun_path, path.size());
  const int fd = Connect(AF_UNIX, address);
  if (fd < 0) return Failure{StrCat(path, ": ", std::strerror(errno))};
  return RespClient(fd);
}

Result<RespClient> RespClient::ConnectTcp(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int fd = Connect(AF_INET, address);
  if (fd < 0) return Failure{StrCat("127.0.0.1:", port, ": ", std::strerror(errno))};
  const int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  return RespClient(fd);
}

RespClient::RespClient(RespClient&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)),
      time_limit_ms_(other.time_limit_ms_),
      reader_(std::move(other.reader_)) {}

RespClient& RespClient::operator=(RespClient&& other) noexcept {
  if (this == &other) return *this;
  Close();
  socket_ = std::exchange(other.socket_, -1);
  time_limit_ms_ = other.time_limit_ms_;
  reader_ = std::move(other.reader_);
  return *this;
}

RespClient::~RespClient() { Close(); }

void RespClient::Close() {
  if (socket_ >= 0) close(socket_);
  socket_ = -1;
}

Failure RespClient::Fail(std::string_view why) {
  Close();
  return Failure{std::string(why)};
}

Result<Reply> RespClient::Run(std::span<const std::string> words) {
  std::string bytes;
  AppendCommand(bytes, words);
  const Result<bool> sent = Send(bytes);
  if (!sent) return Failure{sent.error()};
  for (;;) {
    Result<Reply> reply = Receive();
    if (!reply || !IsOutOfBand(*reply)) return reply;
  }
}

Result<bool> RespClient::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return Fail(std::strerror(errno));
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
  return true;
}

Result<Reply> RespClient::Receive() {
  char buffer[1 << 16];
  for (;;) {
    if (std::optional<Reply> reply = reader_.Next()) return std::move(*reply);
    if (reader_.broken()) return Fail("the server sent bytes that are no reply");
    pollfd ready = {.fd = socket_, .events = POLLIN, .revents = 0};
    const int polled = poll(&ready, 1, time_limit_ms_);
    if (polled < 0 && errno == EINTR) continue;
    if (polled == 0) return Fail(StrCat("no reply within ", time_limit_ms_, " ms"));
    const ssize_t got = recv(socket_, buffer, sizeof(buffer), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Fail(std::strerror(errno));
    if (got == 0) return Fail("the server hung up");
    reader_.Feed({buffer, static_cast<size_t>(got)});
  }
}

}  // namespace luarig::test
