#include "cli/remote/connection.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <memory>
#include <utility>

#include <fcntl.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "engine/base/bytes.h"
#include "engine/reply/resp_sink.h"

namespace luarig {
namespace {

constexpr size_t kShownBytes = 60;
// How much must come before a server that has not finished a reply counts as steady.
constexpr size_t kSteadyBytes = size_t{64} << 10;
constexpr int kSliceMs = 100;  // how often `stopped` is asked

int64_t NowMs() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

std::string ErrorText(int error) { return std::strerror(error); }

// Waits for `events`; 0 is a timeout, -1 that the caller wants to stop.
int Await(int fd, short events, int64_t until, const std::function<bool()>& stopped) {
  for (;;) {
    if (stopped && stopped()) return -1;
    const int64_t left = until - NowMs();
    if (left <= 0) return 0;
    pollfd ready = {.fd = fd, .events = events, .revents = 0};
    const int polled = poll(&ready, 1, static_cast<int>(std::min<int64_t>(left, kSliceMs)));
    if (polled > 0) return ready.revents;
  }
}

struct Attempt {
  int fd = -1;
  std::string error;
};

// A connected socket that never blocks, or why not.
Attempt ConnectTo(int family, const sockaddr* address, socklen_t size,
                  const ConnectionOptions& options) {
  const int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return {-1, ErrorText(errno)};
  int error = connect(fd, address, size) == 0 ? 0 : errno;
  if (error == EINPROGRESS) {
    const int ready = Await(fd, POLLOUT, NowMs() + options.connect_ms, options.stopped);
    socklen_t length = sizeof(error);
    if (ready > 0) getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length);
    if (ready == 0) error = ETIMEDOUT;
    if (ready < 0) error = EINTR;
  }
  if (error == 0) return {fd, ""};
  close(fd);
  switch (error) {
    case ECONNREFUSED:
      return {-1, "nobody listens there (connection refused): is the server running?"};
    case ENOENT:
      return {-1, "there is no such socket: is the server running, with this unixsocket?"};
    case ETIMEDOUT:
      return {-1, StrCat("no connection within ", options.connect_ms, " ms")};
    case EAGAIN:  // a unix socket whose queue is full
      return {-1, "the server accepts no more connections"};
    case EINTR:
      return {-1, "interrupted"};
    default:
      return {-1, ErrorText(error)};
  }
}

Attempt ConnectUnix(const std::string& path, const ConnectionOptions& options) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof(address.sun_path))
    return {-1, StrCat("longer than the ", sizeof(address.sun_path) - 1,
                       " bytes that a socket's path may have")};
  path.copy(address.sun_path, path.size());
  // The socket interface takes every kind of address by this one pointer type.
  return ConnectTo(AF_UNIX, reinterpret_cast<const sockaddr*>(&address), sizeof(address), options);
}

Attempt ConnectTcp(const Endpoint& endpoint, const ConnectionOptions& options) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int failed =
      getaddrinfo(endpoint.host.c_str(), std::to_string(endpoint.port).c_str(), &hints, &found);
  if (failed != 0) return {-1, StrCat("no such host: ", gai_strerror(failed))};
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> all(found, &freeaddrinfo);
  Attempt attempt{-1, "the name has no address"};
  for (const addrinfo* at = found; at != nullptr && attempt.fd < 0; at = at->ai_next)
    attempt = ConnectTo(at->ai_family, at->ai_addr, at->ai_addrlen, options);
  const int on = 1;
  if (attempt.fd >= 0) setsockopt(attempt.fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  return attempt;
}

std::vector<std::string> Copied(std::initializer_list<std::string_view> words) {
  return {words.begin(), words.end()};
}

constexpr std::string_view kMessages[] = {"message", "pmessage", "smessage", "invalidate",
                                          "tracking-redir-broken"};

}  // namespace

Result<RemoteConnection> RemoteConnection::Open(const Endpoint& endpoint,
                                                const ConnectionOptions& options) {
  Attempt attempt =
      endpoint.path.empty() ? ConnectTcp(endpoint, options) : ConnectUnix(endpoint.path, options);
  if (attempt.fd < 0) return Failure{StrCat(endpoint.Name(), ": ", attempt.error)};
  return RemoteConnection(attempt.fd, endpoint.Name(), options);
}

void Descriptor::Close() {
  if (open()) close(std::exchange(fd_, -1));
}

Failure RemoteConnection::Fail(std::string_view why) {
  socket_.Close();
  return Failure{StrCat(name_, ": ", why)};
}

Failure RemoteConnection::FailAsNoReply() {
  const bool tls = latest_.starts_with('\x15') || latest_.starts_with('\x16');
  const std::string_view shown = std::string_view(latest_).substr(0, kShownBytes);
  return Fail(StrCat("this is no Redis or Valkey server: it sent ", Quote(shown),
                     latest_.size() > kShownBytes ? "..." : "",
                     tls ? " (that is TLS, which luarig does not speak)" : ""));
}

void RemoteConnection::Queue(std::span<const std::string> words) {
  AppendCommand(out_, words);
  ++queued_;
}

void RemoteConnection::Queue(std::initializer_list<std::string_view> words) {
  Queue(Copied(words));
}

Result<Reply> RemoteConnection::Run(std::span<const std::string> words) {
  Queue(words);
  Result<std::vector<Reply>> replies = Flush();
  if (!replies) return Failure{replies.error()};
  return std::move(replies->front());
}

Result<Reply> RemoteConnection::Run(std::initializer_list<std::string_view> words) {
  return Run(Copied(words));
}

Result<std::vector<Reply>> RemoteConnection::Flush() {
  const size_t wanted = std::exchange(queued_, 0);
  std::vector<Reply> replies;
  replies.reserve(wanted);
  while (replies.size() < wanted) {
    Result<Reply> reply = Receive();
    if (!reply) return Failure{reply.error()};
    replies.push_back(std::move(*reply));
  }
  out_.clear();
  sent_ = 0;
  return replies;
}

// While something is to be sent, that comes in between.
Result<Reply> RemoteConnection::Receive() {
  int64_t since = NowMs();
  for (;;) {
    while (std::optional<Reply> reply = reader_.Next()) {
      received_ = noticed_ = 0;
      since = NowMs();
      if (!IsPush(*reply)) return std::move(*reply);
      pushes_.push_back(std::move(*reply));
    }
    if (reader_.broken()) return FailAsNoReply();
    if (!open()) return Failure{StrCat(name_, ": the connection is closed")};
    const size_t sent = sent_;
    Result<bool> turned = Turn(since);
    if (!turned) return Failure{turned.error()};
    if (sent_ != sent || received_ - noticed_ >= kSteadyBytes) {
      since = NowMs();
      noticed_ = received_;
    }
  }
}

bool RemoteConnection::IsPush(const Reply& reply) const {
  const bool array = subscribed_ && reply.kind == Reply::Kind::kArray;
  if ((reply.kind != Reply::Kind::kPush && !array) || reply.elements.empty()) return false;
  return std::ranges::find(kMessages, reply.elements[0].text) != std::end(kMessages);
}

// Sends or receives a piece.
Result<bool> RemoteConnection::Turn(int64_t silent_since) {
  const bool writes = sent_ < out_.size();
  const auto events = static_cast<short>(POLLIN | (writes ? POLLOUT : 0));
  const int ready =
      Await(socket_.get(), events, silent_since + options_.reply_ms, options_.stopped);
  if (ready == 0) return Fail(StrCat("no reply within ", options_.reply_ms, " ms"));
  if (ready < 0) return Fail("interrupted");
  if ((ready & POLLOUT) != 0) {
    Result<bool> written = Write();
    if (!written) return written;
  }
  if ((ready & ~POLLOUT) != 0) return Read();
  return true;
}

Result<bool> RemoteConnection::Write() {
  const std::string_view rest = std::string_view(out_).substr(sent_);
  const ssize_t sent = send(socket_.get(), rest.data(), rest.size(), MSG_NOSIGNAL);
  if (sent >= 0) {
    sent_ += static_cast<size_t>(sent);
    return true;
  }
  // Why it hung up may still be there to be read.
  if (errno == EPIPE || errno == ECONNRESET) return Read();
  if (errno == EAGAIN || errno == EINTR) return true;
  return Fail(ErrorText(errno));
}

Result<bool> RemoteConnection::Read() {
  std::array<char, size_t{64} << 10> buffer{};
  const ssize_t got = recv(socket_.get(), buffer.data(), buffer.size(), 0);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return true;
  if (got < 0) return Fail(ErrorText(errno));
  if (got == 0)
    return Fail(any_received_ ? "the server closed the connection"
                              : "the server closed the connection before it said anything (does "
                                "it want TLS?)");
  const std::string_view bytes(buffer.data(), static_cast<size_t>(got));
  constexpr std::string_view kTypes = "+-:$*_#,(!=%~>|";
  // A peer of another kind may never end its line.
  latest_ = bytes.substr(0, kShownBytes + 1);
  if (!any_received_ && kTypes.find(bytes.front()) == std::string_view::npos)
    return FailAsNoReply();
  any_received_ = true;
  received_ += bytes.size();
  reader_.Feed(bytes);
  if (received_ > options_.most_reply_bytes)
    return Fail(StrCat("a reply of more than ", options_.most_reply_bytes, " bytes"));
  return true;
}

Result<bool> RemoteConnection::Demand(std::initializer_list<std::string_view> words,
                                      std::string_view doing, const std::string& secret) {
  const Result<Reply> reply = Run(words);
  if (!reply) return Failure{reply.error()};
  if (!reply.value().is_error()) return true;
  std::string why = StrCat(doing, ": ", reply.value().text);
  // A server that does not know AUTH quotes what it got.
  constexpr std::string_view kHidden = "...";
  size_t at = secret.empty() ? std::string::npos : why.find(secret, doing.size());
  for (; at != std::string::npos; at = why.find(secret, at + kHidden.size()))
    why.replace(at, secret.size(), kHidden);
  if (why.find("NOAUTH") != std::string::npos)
    why += " (name them in the URL: redis://user:password@host, redis://:password@host)";
  return Fail(why);
}

Result<bool> RemoteConnection::Introduce(const ServerUrl& url, int resp) {
  if (!url.password.empty()) {
    const char* doing = "cannot log in";
    auto logged_in = url.user.empty()
                         ? Demand({"AUTH", url.password}, doing, url.password)
                         : Demand({"AUTH", url.user, url.password}, doing, url.password);
    if (!logged_in) return logged_in;
  }
  if (resp == 3) {
    if (auto agreed = Demand({"HELLO", "3"}, "does not speak RESP3"); !agreed) return agreed;
  }
  if (url.database == 0) return Demand({"PING"}, "does not answer");
  return Demand({"SELECT", std::to_string(url.database)},
                StrCat("cannot select database ", url.database));
}

}  // namespace luarig
