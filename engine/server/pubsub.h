#ifndef LUARIG_ENGINE_SERVER_PUBSUB_H_
#define LUARIG_ENGINE_SERVER_PUBSUB_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace luarig {

class Session;

// Three kinds of what one can listen to: channels, patterns of channels, and shard channels.
enum class Subscribed : uint8_t { kChannel, kPattern, kShardChannel };

// Who listens to what. A session's Subscriptions hold the same seen from its side.
class PubSub {
 public:
  using Subscribers = std::map<std::string, std::vector<Session*>, std::less<>>;

  // False if it already does / does not.
  bool Subscribe(Session& session, Subscribed kind, std::string_view name);
  bool Unsubscribe(Session& session, Subscribed kind, std::string_view name);
  void UnsubscribeAll(Session& session);

  // Sends `payload` to those who listen to `channel`, then to those with a pattern that matches it
  // (one who does both gets both). Returns how many messages went out.
  int64_t Publish(std::string_view channel, std::string_view payload);
  int64_t PublishToShard(std::string_view channel, std::string_view payload);

  // By name; each has a subscriber, in the order of subscription.
  const Subscribers& all(Subscribed kind) const { return by_name_[static_cast<size_t>(kind)]; }

 private:
  Subscribers by_name_[3];
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_SERVER_PUBSUB_H_
