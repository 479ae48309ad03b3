#include "cli/serve/debug_sessions.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/base/bytes.h"

namespace luarig {
namespace {

// A client that takes nothing for so long is as good as gone.
constexpr int kSendMillis = 5000;

// Waits until the socket is ready; false if time is over, or a signal came.
bool WaitFor(int fd, short events, int timeout_ms) {
  pollfd polled{.fd = fd, .events = events, .revents = 0};
  return poll(&polled, 1, timeout_ms) > 0;
}

}  // namespace

// The connection's socket, which is non-blocking, read and written until it is done.
class DebugSessions::Client final : public LdbClient {
 public:
  Client(int fd, const Host& host) : fd_(fd), host_(host) {}

  std::string Read() override {
    constexpr int kMillisBetweenLooks = 100;
    std::array<char, kPiece> bytes{};
    while (!WaitFor(fd_, POLLIN, kMillisBetweenLooks)) {
      if (host_.stopping()) return "";
    }
    const ssize_t got = recv(fd_, bytes.data(), bytes.size(), 0);
    return got <= 0 ? "" : std::string(bytes.data(), static_cast<size_t>(got));
  }

  void Send(std::string_view bytes) override {
    while (!bytes.empty()) {
      const ssize_t sent = send(fd_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
      if (sent >= 0) {
        bytes.remove_prefix(static_cast<size_t>(sent));
      } else if (errno != EAGAIN || !WaitFor(fd_, POLLOUT, kSendMillis)) {
        return;
      }
    }
  }

 private:
  int fd_;
  const Host& host_;
};

DebugSessions::DebugSessions(Engine& engine, Host host) : engine_(engine), host_(std::move(host)) {
  engine_.state().debugging = this;
}

DebugSessions::~DebugSessions() {
  engine_.state().debugging = nullptr;
  for (const pid_t child : children_) {
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
  }
}

bool DebugSessions::HasUnsentReplies(const Session& session) const {
  const Connection* connection = host_.connection_of(session);
  return connection != nullptr && connection->has_output();
}

Result<ScriptDebugging::Where> DebugSessions::Begin(Session& session, std::string_view script) {
  Connection* connection = host_.connection_of(session);
  if (connection == nullptr || active())
    return Failure{"ERR this client has no connection that a debugging session could talk on"};
  if (!session.debugging.in_place) {
    const pid_t child = fork();
    if (child < 0) {
      return Failure{
          StrCat("ERR Fork() failed: can't run EVAL in debugging mode: ", std::strerror(errno))};
    }
    if (child > 0) {
      children_.push_back(child);
      connection->Abandon();
      return Where::kElsewhere;
    }
    BecomeChild(*connection);
  }
  client_ = std::make_unique<Client>(connection->fd(), host_);
  ldb_ = std::make_unique<Ldb>(engine_, *client_, script);
  return Where::kHere;
}

void DebugSessions::BecomeChild(Connection& connection) {
  child_ = &connection;
  children_.clear();  // they are its siblings
  // Who ends the server ends its children as well, when it is time.
  std::signal(SIGTERM, SIG_IGN);
  std::signal(SIGINT, SIG_IGN);
  host_.keep_only(connection);
  if (in_child) in_child();
}

void DebugSessions::End(Session& session) {
  ldb_->End();
  ldb_.reset();
  client_.reset();
  session.Close(Closing::kAfterReply);
}

void DebugSessions::LeaveIfChild() {
  if (child_ == nullptr) return;
  child_->Write();
  while (child_->has_output() && !child_->finished() &&
         WaitFor(child_->fd(), POLLOUT, kSendMillis)) {
    child_->Write();
  }
  _exit(0);  // what the parent has to tidy up is not the child's
}

void DebugSessions::Reap() {
  std::erase_if(children_, [](pid_t child) { return waitpid(child, nullptr, WNOHANG) != 0; });
}

}  // namespace luarig
