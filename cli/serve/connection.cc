#include "cli/serve/connection.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>
#include <vector>

#include <sys/socket.h>

#include "engine/base/number.h"
#include "engine/server/config.h"

namespace luarig {
namespace {

// A client that takes nothing gets no further replies made once this much waits for it.
constexpr size_t kMaxUnsent = size_t{64} << 20;
// And is ended when so much of what it did not ask for has piled up: messages, MONITOR.
constexpr size_t kMaxMessages = size_t{1} << 30;
// client-query-buffer-limit is at least this.
constexpr size_t kLeastQueryLimit = size_t{1} << 20;
constexpr int64_t kSecond = 1'000'000;

// What a server sets aside for a client that has just come, as CLIENT LIST shows it (7.0.15).
constexpr size_t kQueryBuffer = 20474;
constexpr size_t kReplyBuffer = 16384;

// client-output-buffer-limit of a client's class; 0: no limit.
struct OutputLimit {
  size_t hard = 0;     // bytes
  size_t soft = 0;     // bytes
  int64_t micros = 0;  // that it may be over the soft one
};

OutputLimit LimitOf(ServerState& server, const Session& session) {
  const std::string text = DirectiveValue(server, "client-output-buffer-limit");
  const auto words = WordsOf(text);
  const std::string_view name = session.subscriptions.any() ? "pubsub" : "normal";
  const auto at = std::ranges::find(words, name);
  if (words.end() - at <= 3) return {};
  const auto number = [&](int i) { return ParseInteger(at[i]).value_or(0); };
  return {.hard = static_cast<size_t>(number(1)),
          .soft = static_cast<size_t>(number(2)),
          .micros = number(3) * kSecond};
}

bool IsSentMessages(const Session& session) {
  return session.subscriptions.any() || session.monitoring || session.tracking != nullptr;
}

}  // namespace

Connection::Connection(Socket socket, Engine& engine, std::vector<Connection*>& active,
                       Companion* companion)
    : socket_(std::move(socket)),
      engine_(engine),
      active_(active),
      companion_(companion),
      sink_(out_, 2, engine.state().target.float_style()),
      session_(engine.NewSession()) {
  session_->outbox = &sink_;
  session_->owner = this;
  ClientFacts& facts = session_->facts;
  facts.address = FarAddress(socket_);
  facts.local_address = NearAddress(socket_);
  facts.fd = socket_.fd();
  facts.unix_socket = IsUnix(socket_);
  facts.query_buffer_free = kQueryBuffer;
  facts.reply_buffer = facts.reply_buffer_peak = kReplyBuffer;
}

bool Connection::finished() const {
  if (executing_) return false;
  if (gone_ || session_->closing == Closing::kNow) return true;
  return session_->closing == Closing::kAfterReply && out_.empty();
}

void Connection::Read() {
  // Large pieces for large values, and no more than this before others have their turn.
  static constexpr size_t kPiece = size_t{64} << 10;
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): filled by recv
  std::array<char, kPiece> buffer;
  const ssize_t got = recv(socket_.fd(), buffer.data(), buffer.size(), 0);
  if (got < 0) {
    gone_ = gone_ || (errno != EAGAIN && errno != EINTR);
    return;
  }
  if (got == 0) {
    gone_ = true;
    return;
  }
  if (session_->closing != Closing::kNo) return;  // it is not listened to any more
  reader_.Feed({buffer.data(), static_cast<size_t>(got)});
  has_input_ = true;
  Statistics& statistics = engine_.state().statistics;
  ++statistics.reads_processed;
  statistics.net_input_bytes += static_cast<size_t>(got);
  session_->facts.bytes_in += static_cast<size_t>(got);
  CheckUnread();
}

void Connection::CheckUnread() {
  if (reader_.buffered() <= kLeastQueryLimit) return;
  const auto limit = ParseInteger(DirectiveValue(engine_.state(), "client-query-buffer-limit"));
  if (reader_.buffered() <= static_cast<size_t>(limit.value_or(0))) return;
  ++engine_.state().statistics.input_limit_disconnections;
  gone_ = true;
}

void Connection::Execute() {
  if (executing_) return;
  reader_.set_max_bulk(engine_.state().directives.proto_max_bulk_len);
  while (session_->closing == Closing::kNo && !session_->waiting() && !gone_) {
    if (unsent() > kMaxUnsent) return;
    reader_.set_authenticated(session_->authenticated);
    const size_t before = reader_.buffered();
    const auto words = reader_.Next();
    if (!words) {
      has_input_ = false;
      break;
    }
    session_->facts.query_buffer = before;
    session_->facts.query_buffer_free = kQueryBuffer - std::min(kQueryBuffer, before);
    executing_ = true;  // so that nothing is read, which `words` look into
    // Whoever debugs its scripts itself is not debugged by others.
    const bool alone = companion_ == nullptr || session_->debugging.on;
    if (alone || !companion_->Execute(*session_, *words, sink_))
      engine_.Execute(*session_, *words, sink_);
    executing_ = false;
  }
  if (!reader_.error().empty() && session_->closing == Closing::kNo) {
    sink_.Error(reader_.error());
    session_->closing = Closing::kAfterReply;
  }
}

void Connection::Abandon() {
  gone_ = true;
  out_.clear();
  sent_ = 0;
}

void Connection::HangUp() {
  if (!executing_ && session_->closing == Closing::kNow) shutdown(socket_.fd(), SHUT_RDWR);
}

void Connection::Write() {
  if (gone_) return;
  while (sent_ < out_.size()) {
    const ssize_t sent =
        send(socket_.fd(), out_.data() + sent_, out_.size() - sent_, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent < 0) {
      if (errno == EINTR) continue;
      gone_ = gone_ || errno != EAGAIN;
      break;
    }
    sent_ += static_cast<size_t>(sent);
    Statistics& statistics = engine_.state().statistics;
    ++statistics.writes_processed;
    statistics.net_output_bytes += static_cast<size_t>(sent);
    session_->facts.bytes_out += static_cast<size_t>(sent);
  }
  if (sent_ == out_.size()) {
    constexpr size_t kKept = size_t{1} << 20;
    out_.clear();
    sent_ = 0;
    if (out_.capacity() > kKept) out_.shrink_to_fit();
  }
  session_->facts.output_bytes = std::min(unsent(), kReplyBuffer);
  session_->facts.output_memory = unsent() - session_->facts.output_bytes;
  CheckUnsent();
}

void Connection::CheckUnsent() {
  if (unsent() <= kReplyBuffer) {
    over_since_ = 0;
    return;
  }
  ServerState& server = engine_.state();
  const OutputLimit limit = LimitOf(server, *session_);
  const int64_t now = server.clock->NowMicros();
  if (limit.soft == 0 || unsent() <= limit.soft) {
    over_since_ = 0;
  } else if (over_since_ == 0) {
    over_since_ = now;
  }
  const bool too_long = over_since_ != 0 && now - over_since_ > limit.micros;
  const bool too_much = (limit.hard != 0 && unsent() > limit.hard) ||
                        (IsSentMessages(*session_) && unsent() > kMaxMessages);
  if (gone_ || !(too_long || too_much)) return;
  ++server.statistics.output_limit_disconnections;
  gone_ = true;
}

bool Connection::EndIfIdle() {
  ServerState& server = engine_.state();
  const int64_t limit = server.directives.timeout * kSecond;
  if (limit == 0 || executing_ || session_->waiting() || session_->subscriptions.any() ||
      session_->monitoring) {
    return false;
  }
  gone_ = gone_ || server.clock->NowMicros() - session_->last_interaction > limit;
  return gone_;
}

}  // namespace luarig
