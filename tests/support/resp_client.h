#ifndef LUARIG_TESTS_SUPPORT_RESP_CLIENT_H_
#define LUARIG_TESTS_SUPPORT_RESP_CLIENT_H_

#include <span>
#include <string>

#include "engine/base/result.h"
#include "engine/reply/reply.h"
#include "engine/reply/resp_reader.h"

namespace luarig::test {

// A blocking client of a RESP server. A failure (nothing came in time, the server hung up, bytes
// that are no reply) closes it; after that everything fails.
class RespClient {
 public:
  static Result<RespClient> ConnectUnix(const std::string& path);
  static Result<RespClient> ConnectTcp(int port);  // on 127.0.0.1
  RespClient(const RespClient&) = delete;
  RespClient& operator=(const RespClient&) = delete;
  RespClient(RespClient&& other) noexcept;
  RespClient& operator=(RespClient&& other) noexcept;
  ~RespClient();

  // Sends a command and reads its reply. What RESP3 pushes in between (messages of channels,
  // invalidations) is dropped.
  Result<Reply> Run(std::span<const std::string> words);

  // The two halves, and bytes as they are.
  Result<bool> Send(std::string_view bytes);
  Result<Reply> Receive();

  // How long a reply may take; 5 seconds at first.
  void set_time_limit(int milliseconds) { time_limit_ms_ = milliseconds; }
  bool connected() const { return socket_ >= 0; }
  void Close();

 private:
  explicit RespClient(int socket) : socket_(socket) {}

  Failure Fail(std::string_view why);

  int socket_;
  int time_limit_ms_ = 5000;
  ReplyReader reader_;
};

}  // namespace luarig::test

#endif  // LUARIG_TESTS_SUPPORT_RESP_CLIENT_H_
