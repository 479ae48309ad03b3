#include "cli/remote/client.h"

#include <algorithm>
#include <utility>

#include "engine/base/bytes.h"
#include "engine/base/number.h"

namespace luarig {
namespace {

constexpr int kMostRedirects = 5;

constexpr std::string_view kSubscribing[] = {"subscribe",   "psubscribe",   "ssubscribe",
                                             "unsubscribe", "punsubscribe", "sunsubscribe"};

// What the reply of a command of kSubscribing says.
bool ListensStill(const Reply& reply) {
  return reply.elements.size() == 3 && reply.elements[2].integer > 0;
}

}  // namespace

std::optional<Redirect> ReadRedirect(std::string_view error, const Endpoint& asked) {
  Redirect redirect;
  redirect.ask = error.starts_with("ASK ");
  if (!redirect.ask && !error.starts_with("MOVED ")) return std::nullopt;
  const std::string_view address = error.substr(error.rfind(' ') + 1);
  const size_t colon = address.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  constexpr int64_t kLastPort = 65535;
  const std::optional<int64_t> port = ParseInteger(address.substr(colon + 1));
  if (!port || *port < 1 || *port > kLastPort) return std::nullopt;
  std::string_view host = address.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  redirect.endpoint.host = host.empty() ? asked.host : std::string(host);
  if (redirect.endpoint.host.empty()) redirect.endpoint.host = "127.0.0.1";  // asked by a socket
  redirect.endpoint.port = static_cast<uint16_t>(*port);
  return redirect;
}

Result<std::unique_ptr<RemoteClient>> RemoteClient::Open(const ServerUrl& url, int resp,
                                                         const ConnectionOptions& options) {
  std::unique_ptr<RemoteClient> client(new RemoteClient(url, resp, options));
  const Result<RemoteConnection*> home = client->At(url.endpoint);
  if (!home) return Failure{home.error()};
  return client;
}

Result<RemoteConnection*> RemoteClient::At(const Endpoint& endpoint) {
  const std::string name = endpoint.Name();
  const auto known = nodes_.find(name);
  if (known != nodes_.end() && known->second.open()) return &known->second;
  if (known != nodes_.end()) nodes_.erase(known);
  Result<RemoteConnection> opened = RemoteConnection::Open(endpoint, options_);
  if (!opened) return Failure{opened.error()};
  Result<bool> introduced = opened->Introduce(url_, resp_);
  if (!introduced) return Failure{introduced.error()};
  return &nodes_.emplace(name, std::move(*opened)).first->second;
}

Result<Reply> RemoteClient::Run(std::span<const std::string> words) {
  Endpoint where = url_.endpoint;
  bool asking = false;
  for (int redirects = 0;; ++redirects) {
    const Result<RemoteConnection*> node = At(where);
    if (!node) return Failure{node.error()};
    RemoteConnection& connection = *node.value();
    if (asking) {
      if (const auto asked = connection.Run({"ASKING"}); !asked) return Failure{asked.error()};
    }
    Result<Reply> reply = RunAt(connection, words);
    if (!reply || !reply->is_error()) return reply;
    const std::optional<Redirect> redirect = ReadRedirect(reply->text, where);
    if (!redirect || redirects == kMostRedirects) return reply;
    where = redirect->endpoint;
    asking = redirect->ask;
  }
}

Result<Reply> RemoteClient::RunAt(RemoteConnection& connection,
                                  std::span<const std::string> words) {
  const std::string name = ToLower(words.front());
  if (std::ranges::find(kSubscribing, name) == std::end(kSubscribing)) return connection.Run(words);
  if (words.size() == 1) {  // nobody but the server knows how many replies that has
    return Reply{.kind = Reply::Kind::kError,
                 .text = StrCat("LUARIG ", ToUpper(words.front()), ": name the channels")};
  }
  connection.set_subscribed(true);
  Result<Reply> reply = connection.Run(words);
  for (size_t more = 2; reply && !reply->elements.empty() && more < words.size(); ++more)
    reply = connection.Receive();
  if (reply && !ListensStill(*reply)) connection.set_subscribed(false);
  return reply;
}

}  // namespace luarig
