#ifndef LUARIG_ENGINE_SERVER_TRACKING_H_
#define LUARIG_ENGINE_SERVER_TRACKING_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/base/text_hash.h"
#include "engine/reply/reply.h"
#include "engine/server/client_tracking.h"

namespace luarig {

class Session;
struct ServerState;

// Who is to be told that a key was changed, for caches at the client's side. Keys are names, the
// same in every database.
class Tracking {
 public:
  explicit Tracking(ServerState& server) : server_(server) {}

  // True while anybody tracks: then Invalidate() wants to know of each change.
  bool active() const { return clients_ != 0; }
  size_t clients() const { return clients_; }
  size_t keys() const { return readers_.size(); }
  size_t items() const { return items_; }  // pairs of a key and a client that read it
  size_t prefixes() const { return broadcasts_.size(); }

  // `session` tracks as `wanted` says; prefixes add to those it has.
  void Enable(Session& session, const ClientTracking& wanted);
  void Disable(Session& session);

  // `session` has read `key`. REQUIRES: it tracks, and does not broadcast.
  void Remember(const Session& session, std::string_view key);

  // Tells those concerned: at once, or, the client whose command runs, with Flush().
  void Invalidate(std::string_view key);
  // Every key may have changed.
  void InvalidateAll();
  // Call when a client's command is over: sends what was kept for its end, and forgets keys that
  // are more than tracking-table-max-keys.
  void Flush();

 private:
  struct Broadcast {
    std::set<Session*> sessions;
    std::map<std::string, const Session*, std::less<>> changed;  // and by whom, last
  };

  void Tell(Session& session, const Reply& keys);
  void FlushBroadcast(Broadcast& broadcast);
  void Forget(std::string_view key);

  ServerState& server_;
  size_t clients_ = 0;
  size_t items_ = 0;
  std::unordered_map<std::string, std::set<uint64_t>, TextHash, std::equal_to<>> readers_;
  std::map<std::string, Broadcast, std::less<>> broadcasts_;  // by prefix
  std::vector<std::optional<std::string>> own_;  // for the running client; nothing: every key
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_SERVER_TRACKING_H_
