#ifndef LUARIG_CLI_REMOTE_URL_H_
#define LUARIG_CLI_REMOTE_URL_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace luarig {

// Where a server listens.
struct Endpoint {
  std::string host;  // a name or an address, IPv6 without brackets; "" if `path` is set
  uint16_t port = 6379;
  std::string path;  // of a unix socket; "" for TCP

  // "localhost:6379", "[::1]:6379", "/run/redis.sock".
  std::string Name() const;
  bool operator==(const Endpoint&) const = default;
};

// What a URL says about a server and about who comes.
struct ServerUrl {
  Endpoint endpoint;
  std::string user;      // "": the default user
  std::string password;  // "": none; never to be shown
  int database = 0;
};

// Reads
//
//   redis://[[user]:password@][host][:port][/database]
//   redis+unix://[[user]:password@]/path/of/socket[?db=database]     (unix:// is the same)
//
// valkey:// is redis://. User, password and path may be percent-encoded; IPv6 addresses stand in
// brackets. What is not there is 127.0.0.1, 6379 and 0. Failures say what is wrong with the text
// and what it should be, and never show a password.
Result<ServerUrl> ParseServerUrl(std::string_view text);

}  // namespace luarig

#endif  // LUARIG_CLI_REMOTE_URL_H_
