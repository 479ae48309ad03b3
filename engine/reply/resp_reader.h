#ifndef LUARIG_ENGINE_REPLY_RESP_READER_H_
#define LUARIG_ENGINE_REPLY_RESP_READER_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/reply/reply.h"

namespace luarig {

// Reads RESP2 and RESP3 replies from bytes that arrive in pieces (the client's side).
class ReplyReader {
 public:
  void Feed(std::string_view bytes) { buffer_ += bytes; }

  // The next whole reply, or nothing while bytes are missing. After a protocol error: nothing, and
  // broken().
  std::optional<Reply> Next();
  bool broken() const { return broken_; }

 private:
  std::string buffer_;
  bool broken_ = false;
};

// Reads commands from bytes that arrive in pieces (the server's side): RESP arrays of bulk strings,
// and inline commands.
class CommandReader {
 public:
  void Feed(std::string_view bytes) { buffer_ += bytes; }

  // The words of the next command, nothing while bytes are missing. An empty command is skipped.
  // After a protocol error: nothing, and error() holds the server's words for it.
  std::optional<std::vector<std::string>> Next();
  const std::string& error() const { return error_; }

 private:
  std::string buffer_;
  std::string error_;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_REPLY_RESP_READER_H_
