#ifndef LUARIG_CLI_REMOTE_CONNECTION_H_
#define LUARIG_CLI_REMOTE_CONNECTION_H_

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/remote/url.h"
#include "engine/base/result.h"
#include "engine/reply/reply.h"
#include "engine/reply/resp_reader.h"

namespace luarig {

struct ConnectionOptions {
  int connect_ms = 5000;  // for each address that a name has
  // How long a server may be silent while something is missing; slow but steady is no silence.
  int reply_ms = 10'000;
  size_t most_reply_bytes = size_t{512} << 20;
  // Asked now and then while waiting: true ends the wait with a failure. May be null.
  std::function<bool()> stopped;
};

// An open file descriptor, or none.
class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  ~Descriptor() { Close(); }
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int get() const { return fd_; }
  bool open() const { return fd_ >= 0; }
  void Close();

 private:
  int fd_;
};

// A blocking client of a RESP server. Failures are for a person and begin with the server's name:
// nobody listens, nothing came in time, it hung up, or what it sent is no reply. They close the
// connection; after that everything fails. Error replies are replies.
//
// Nothing that a peer sends, or keeps back, makes it wait longer than the options say.
class RemoteConnection {
 public:
  static Result<RemoteConnection> Open(const Endpoint& endpoint, const ConnectionOptions& options);
  // Speaks RESP 2 or 3, logs in, and selects the database. Refusals are failures here.
  Result<bool> Introduce(const ServerUrl& url, int resp);

  // Sends a command and reads its reply. REQUIRES: nothing is queued.
  Result<Reply> Run(std::span<const std::string> words);
  Result<Reply> Run(std::initializer_list<std::string_view> words);

  // A command that Flush() will send.
  void Queue(std::span<const std::string> words);
  void Queue(std::initializer_list<std::string_view> words);
  size_t queued() const { return queued_; }
  size_t queued_bytes() const { return out_.size(); }
  // Sends what is queued, and reads the replies while it does, so that neither end waits for the
  // other however much it is. One reply for each command, in order.
  Result<std::vector<Reply>> Flush();

  // One more reply: of SUBSCRIBE with several channels, of MONITOR.
  Result<Reply> Receive();

  // What RESP3 pushed that was no reply (messages, invalidations), oldest first; forgotten then.
  std::vector<Reply> TakePushes() { return std::exchange(pushes_, {}); }
  // In RESP2 a message is an array like any other. From now on arrays that look like one are
  // pushes.
  void set_subscribed(bool subscribed) { subscribed_ = subscribed; }

  bool open() const { return socket_.open(); }
  const std::string& name() const { return name_; }

 private:
  RemoteConnection(int socket, std::string name, ConnectionOptions options)
      : socket_(socket), name_(std::move(name)), options_(std::move(options)) {}

  Failure Fail(std::string_view why);
  Failure FailAsNoReply();
  Result<bool> Turn(int64_t silent_since);
  Result<bool> Write();
  Result<bool> Read();
  Result<bool> Demand(std::initializer_list<std::string_view> words, std::string_view doing,
                      const std::string& secret = "");
  bool IsPush(const Reply& reply) const;

  Descriptor socket_;
  std::string name_;
  ConnectionOptions options_;
  ReplyReader reader_;
  std::string out_;      // to be sent
  size_t sent_ = 0;      // of out_
  size_t queued_ = 0;    // commands in out_
  std::string latest_;   // the beginning of what came last, to be shown
  size_t received_ = 0;  // bytes since the last whole reply
  size_t noticed_ = 0;   // of them, when silence was last measured anew
  bool subscribed_ = false;
  bool any_received_ = false;
  std::vector<Reply> pushes_;
};

}  // namespace luarig

#endif  // LUARIG_CLI_REMOTE_CONNECTION_H_
