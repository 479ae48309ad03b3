#include "engine/server/pubsub.h"

#include <initializer_list>
#include <vector>

#include "engine/base/glob.h"
#include "engine/server/session.h"

namespace luarig {
namespace {

auto& NamesOf(Session& session, Subscribed kind) {
  switch (kind) {
    case Subscribed::kChannel:
      return session.subscriptions.channels;
    case Subscribed::kPattern:
      return session.subscriptions.patterns;
    case Subscribed::kShardChannel:
      break;
  }
  return session.subscriptions.shard_channels;
}

Reply Message(std::initializer_list<std::string_view> words) {
  Reply message{.kind = Reply::Kind::kPush};
  for (const std::string_view word : words) {
    message.elements.push_back({.kind = Reply::Kind::kBulk, .text = std::string(word)});
  }
  return message;
}

int64_t SendTo(const std::vector<Session*>& sessions, const Reply& message) {
  for (Session* session : sessions) session->Send(message);
  return static_cast<int64_t>(sessions.size());
}

}  // namespace

bool PubSub::Subscribe(Session& session, Subscribed kind, std::string_view name) {
  if (!NamesOf(session, kind).emplace(name).second) return false;
  by_name_[static_cast<size_t>(kind)][std::string(name)].push_back(&session);
  return true;
}

bool PubSub::Unsubscribe(Session& session, Subscribed kind, std::string_view name) {
  auto& names = NamesOf(session, kind);
  const auto own = names.find(name);
  if (own == names.end()) return false;
  Subscribers& subscribers = by_name_[static_cast<size_t>(kind)];
  const auto found = subscribers.find(name);
  std::erase(found->second, &session);
  if (found->second.empty()) subscribers.erase(found);
  names.erase(own);  // last: `name` may be its text
  return true;
}

void PubSub::UnsubscribeAll(Session& session) {
  for (const Subscribed kind :
       {Subscribed::kChannel, Subscribed::kPattern, Subscribed::kShardChannel}) {
    auto& names = NamesOf(session, kind);
    while (!names.empty()) Unsubscribe(session, kind, *names.begin());
  }
}

int64_t PubSub::Publish(std::string_view channel, std::string_view payload) {
  int64_t receivers = 0;
  const Subscribers& channels = all(Subscribed::kChannel);
  if (const auto found = channels.find(channel); found != channels.end()) {
    receivers += SendTo(found->second, Message({"message", channel, payload}));
  }
  for (const auto& [pattern, sessions] : all(Subscribed::kPattern)) {
    if (!GlobMatch(pattern, channel, false)) continue;
    receivers += SendTo(sessions, Message({"pmessage", pattern, channel, payload}));
  }
  return receivers;
}

int64_t PubSub::PublishToShard(std::string_view channel, std::string_view payload) {
  const Subscribers& channels = all(Subscribed::kShardChannel);
  const auto found = channels.find(channel);
  if (found == channels.end()) return 0;
  return SendTo(found->second, Message({"smessage", channel, payload}));
}

}  // namespace luarig
