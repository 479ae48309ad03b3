#include "cli/serve/server.h"

#include <algorithm>
#include <csignal>
#include <utility>

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "engine/reply/resp_sink.h"

namespace luarig {
namespace {

volatile std::sig_atomic_t g_stop = 0;

void Stop(int /*signal*/) { g_stop = 1; }

// While it lives, SIGTERM and SIGINT ask the loop to end; a system call that waits is interrupted.
class StopSignals {
 public:
  StopSignals() {
    g_stop = 0;
    struct sigaction action {};
    action.sa_handler = Stop;
    sigaction(SIGTERM, &action, &old_term_);
    sigaction(SIGINT, &action, &old_int_);
  }
  ~StopSignals() {
    sigaction(SIGTERM, &old_term_, nullptr);
    sigaction(SIGINT, &old_int_, nullptr);
  }
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

 private:
  struct sigaction old_term_ {};
  struct sigaction old_int_ {};
};

// Keys expire with nobody looking, as the server's ten cycles a second see to.
constexpr int kIdleMillis = 100;

}  // namespace

Server::Server(Engine& engine, std::vector<Socket> listeners)
    : engine_(engine),
      listeners_(std::move(listeners)),
      spare_(SpareFile()),
      debug_sessions_(engine, {.connection_of =
                                   [this](const Session& session) { return ConnectionOf(session); },
                               .keep_only = [this](const Connection& kept) { CloseAllBut(kept); },
                               .stopping = [this] { return stopping(); }}) {
  for (const Socket& listener : listeners_) poller_.Add(listener.fd());
  engine_.state().interrupt = this;
}

Server::~Server() { engine_.state().interrupt = nullptr; }

void Server::Accompany(Companion& companion) {
  companion_ = &companion;
  TurnCompanion();
}

void Server::TurnCompanion() {
  if (companion_ == nullptr) return;
  companion_->Turn();
  std::vector<int> descriptors = companion_->Descriptors();
  if (descriptors == companion_descriptors_) return;
  // One that was closed has left the poller by itself where that is epoll; its number may be used
  // again already.
  for (const int fd : companion_descriptors_) poller_.Remove(fd);
  for (const int fd : descriptors) poller_.Add(fd);
  companion_descriptors_ = std::move(descriptors);
}

// A turn in the middle of a script.
void Server::ServeOthers(int timeout_ms) {
  ReadFrom(poller_.Wait(timeout_ms));
  ExecuteAll();
  WriteAll();
}

bool Server::WaitWhileScriptStands(bool serve_others) {
  if (serve_others) {
    ServeOthers(kIdleMillis);
    return !stopping();
  }
  std::vector<pollfd> polled;
  for (const int fd : companion_descriptors_)
    polled.push_back({.fd = fd, .events = POLLIN, .revents = 0});
  poll(polled.data(), static_cast<nfds_t>(polled.size()), kIdleMillis);
  return !stopping();
}

bool Server::stopping() const { return g_stop != 0 || engine_.state().shutting_down; }

void Server::Run() {
  const StopSignals signals;
  while (!stopping()) Turn(TimeToNextTurn());
  WriteAll();  // the last replies
}

int Server::TimeToNextTurn() const {
  if (!active_.empty()) return 0;
  const auto deadline = engine_.NextDeadline();
  if (!deadline) return kIdleMillis;
  constexpr int64_t kMicrosPerMilli = 1000;
  const int64_t wait = *deadline - engine_.state().clock->NowMicros();
  return static_cast<int>(
      std::clamp<int64_t>((wait + kMicrosPerMilli - 1) / kMicrosPerMilli, 0, kIdleMillis));
}

void Server::Turn(int timeout_ms) {
  ReadFrom(poller_.Wait(timeout_ms));
  TurnCompanion();
  ExecuteAll();
  engine_.RunTimers();
  debug_sessions_.LeaveIfChild();  // RunTimers may have run a client's command
  EndIdle();
  WriteAll();
  Sweep();
  debug_sessions_.Reap();
}

void Server::WhileScriptRuns(bool busy) {
  if (stopping()) engine_.state().scripts->Abort("ERR the server was stopped while the script ran");
  if (debug_sessions_.active()) return;  // on a copy, or nobody else is served
  if (companion_ != nullptr) companion_->WhileScriptRuns();
  if (busy) ServeOthers(0);
}

void Server::Accept(const Socket& listener) {
  // As many in one turn as the server takes, so that a flood of clients does not starve the others.
  constexpr int kAtOnce = 1000;
  const auto most = static_cast<size_t>(engine_.state().directives.maxclients);
  for (int i = 0; i < kAtOnce; ++i) {
    Socket client = AcceptFrom(listener);
    if (!client.open() && OutOfFiles()) {
      // With none left it would wait there, and be reported, for ever.
      spare_.Close();
      client = AcceptFrom(listener);
      if (client.open()) Refuse(client);
      client.Close();
      spare_ = SpareFile();
      continue;
    }
    if (!client.open()) return;
    if (connections_.size() >= most) {
      Refuse(client);
      continue;
    }
    const int fd = client.fd();
    ++engine_.state().statistics.connections_received;
    poller_.Add(fd);
    connections_.emplace(
        fd, std::make_unique<Connection>(std::move(client), engine_, active_, companion_));
  }
}

void Server::Refuse(const Socket& client) {
  constexpr std::string_view kRefusal = "-ERR max number of clients reached\r\n";
  send(client.fd(), kRefusal.data(), kRefusal.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  ++engine_.state().statistics.rejected_connections;
}

void Server::ReadFrom(const std::vector<Poller::Ready>& ready) {
  for (const Poller::Ready& event : ready) {
    const auto listener = std::ranges::find(listeners_, event.fd, &Socket::fd);
    if (listener != listeners_.end()) {
      Accept(*listener);
      continue;
    }
    const auto found = connections_.find(event.fd);
    // The connection whose script runs is left as it is until that has ended.
    if (found == connections_.end() || found->second->executing()) continue;
    if (event.readable) found->second->Read();
    found->second->HasNews();
  }
}

void Server::ExecuteAll() {
  // What runs may be news for others, which join the list then; a nested turn walks it as well.
  for (size_t i = 0; i < active_.size() && !stopping(); ++i) {
    Connection& connection = *active_[i];
    if (!connection.has_input() || connection.finished()) continue;
    connection.Execute();
    debug_sessions_.LeaveIfChild();
  }
}

void Server::EndIdle() {
  if (engine_.state().directives.timeout == 0) return;
  constexpr int64_t kMicrosBetween = 100'000;
  const int64_t now = engine_.state().clock->NowMicros();
  if (now - looked_for_idle_ < kMicrosBetween) return;
  looked_for_idle_ = now;
  for (const auto& [fd, connection] : connections_) {
    if (connection->EndIfIdle()) connection->HasNews();
  }
}

void Server::WriteAll() {
  // Whoever reads that a client was killed finds its connection closed, as on a server.
  for (Connection* connection : active_) connection->HangUp();
  for (Connection* connection : active_) {
    if (connection->executing() || connection->session().closing == Closing::kNow) continue;
    if (connection->has_output()) connection->Write();
    if (connection->has_output() == connection->wants_write) continue;
    connection->wants_write = connection->has_output();
    poller_.Want(connection->fd(), connection->wants_write);
  }
}

Connection* Server::ConnectionOf(const Session& session) const {
  const auto found = connections_.find(session.facts.fd);
  return found == connections_.end() ? nullptr : found->second.get();
}

void Server::CloseAllBut(const Connection& kept) {
  // By their numbers alone: the poller's set, and what becomes of connections, are the parent's.
  for (const Socket& listener : listeners_) close(listener.fd());
  for (const int fd : companion_descriptors_) close(fd);
  for (const auto& [fd, connection] : connections_) {
    if (connection.get() != &kept) close(fd);
  }
}

void Server::Sweep() {
  std::vector<Connection*> active;
  active.swap(active_);
  for (Connection* connection : active) {
    connection->listed = false;
    if (connection->finished()) {
      const int fd = connection->fd();
      poller_.Remove(fd);
      connections_.erase(fd);
    } else if (connection->runnable()) {
      connection->HasNews();
    }
  }
}

}  // namespace luarig
