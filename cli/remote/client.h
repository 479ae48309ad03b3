#ifndef LUARIG_CLI_REMOTE_CLIENT_H_
#define LUARIG_CLI_REMOTE_CLIENT_H_

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "cli/remote/connection.h"

namespace luarig {

// What a cluster answers when a key is elsewhere.
struct Redirect {
  bool ask = false;  // for this command only, behind ASKING
  Endpoint endpoint;
};
// Takes "MOVED 3999 127.0.0.1:6381" apart; nothing for other errors. A node that does not know its
// own address leaves the host out: it is `asked`'s then.
std::optional<Redirect> ReadRedirect(std::string_view error, const Endpoint& asked);

// One client of a test: a connection, or in a cluster one for each node that it was sent to.
class RemoteClient {
 public:
  static Result<std::unique_ptr<RemoteClient>> Open(const ServerUrl& url, int resp,
                                                    const ConnectionOptions& options);

  // Sends a command, goes where the cluster says, and waits for the reply: of those that have
  // several (SUBSCRIBE) for the last.
  Result<Reply> Run(std::span<const std::string> words);

 private:
  RemoteClient(ServerUrl url, int resp, ConnectionOptions options)
      : url_(std::move(url)), resp_(resp), options_(std::move(options)) {}

  Result<RemoteConnection*> At(const Endpoint& endpoint);
  Result<Reply> RunAt(RemoteConnection& connection, std::span<const std::string> words);

  ServerUrl url_;
  int resp_;
  ConnectionOptions options_;
  std::map<std::string, RemoteConnection> nodes_;  // by the endpoint's name
};

}  // namespace luarig

#endif  // LUARIG_CLI_REMOTE_CLIENT_H_
