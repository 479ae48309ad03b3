// Publishing and subscribing. Redis documentation:
// https://redis.io/docs/latest/commands/?group=pubsub

#include <string>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/glob.h"
#include "engine/commands/families.h"
#include "engine/dispatch/call.h"
#include "engine/dispatch/help.h"

namespace luarig {
namespace {

int64_t CountOf(const Session& session, Subscribed kind) {
  const Subscriptions& own = session.subscriptions;
  return static_cast<int64_t>(kind == Subscribed::kShardChannel ? own.shard_channels.size()
                                                                : own.count());
}

// One such reply for each name, as pushes of their own.
void ReplySubscription(Call& call, Subscribed kind, const std::string* name) {
  call.reply.Push(3);
  call.reply.Bulk(call.spec.name);
  if (name == nullptr) {
    call.reply.Null();
  } else {
    call.reply.Bulk(*name);
  }
  call.reply.Integer(CountOf(call.session, kind));
}

void SubscribeTo(Call& call, Subscribed kind) {
  for (const std::string_view word : call.argv.subspan(1)) {
    const std::string name(word);
    call.server.pubsub.Subscribe(call.session, kind, name);
    ReplySubscription(call, kind, &name);
  }
}

void Subscribe(Call& call) { SubscribeTo(call, Subscribed::kChannel); }
void PSubscribe(Call& call) { SubscribeTo(call, Subscribed::kPattern); }
void SSubscribe(Call& call) { SubscribeTo(call, Subscribed::kShardChannel); }

std::vector<std::string> NamesToLeave(const Call& call, Subscribed kind) {
  if (call.argv.size() > 1) return {call.argv.begin() + 1, call.argv.end()};
  const Subscriptions& own = call.session.subscriptions;
  const auto& names = kind == Subscribed::kChannel   ? own.channels
                      : kind == Subscribed::kPattern ? own.patterns
                                                     : own.shard_channels;
  return {names.begin(), names.end()};
}

void UnsubscribeFrom(Call& call, Subscribed kind) {
  if (!call.session.subscriptions.any() && call.target().Has(Quirk::kUnsubscribeIsForSubscribers)) {
    throw CommandError(
        StrCat("NOSUB '", call.spec.name, "' command executed not in subscribed mode"));
  }
  const std::vector<std::string> names = NamesToLeave(call, kind);
  if (names.empty()) return ReplySubscription(call, kind, nullptr);
  for (const std::string& name : names) {
    call.server.pubsub.Unsubscribe(call.session, kind, name);
    ReplySubscription(call, kind, &name);
  }
}

void Unsubscribe(Call& call) { UnsubscribeFrom(call, Subscribed::kChannel); }
void PUnsubscribe(Call& call) { UnsubscribeFrom(call, Subscribed::kPattern); }
void SUnsubscribe(Call& call) { UnsubscribeFrom(call, Subscribed::kShardChannel); }

void Publish(Call& call) {
  // The nodes of a cluster hear of it on their own bus.
  if (!call.server.conditions.cluster) call.PropagateAlways(Recipient::kReplicas);
  call.reply.Integer(call.server.pubsub.Publish(call.argv[1], call.argv[2]));
}

void SPublish(Call& call) {
  if (!call.server.conditions.cluster) call.PropagateAlways(Recipient::kReplicas);
  call.reply.Integer(call.server.pubsub.PublishToShard(call.argv[1], call.argv[2]));
}

// --- PUBSUB --------------------------------------------------------------------------------------

void ListChannels(Call& call, Subscribed kind) {
  if (call.argv.size() > 3) {
    throw UnknownSubcommand(call, "PUBSUB");
  }
  std::vector<std::string_view> names;
  for (const auto& [name, sessions] : call.server.pubsub.all(kind)) {
    if (call.argv.size() == 2 || GlobMatch(call.argv[2], name, false)) names.push_back(name);
  }
  call.reply.Array(names.size());
  for (const std::string_view name : names) call.reply.Bulk(name);
}

void PubSubChannels(Call& call) { ListChannels(call, Subscribed::kChannel); }
void PubSubShardChannels(Call& call) { ListChannels(call, Subscribed::kShardChannel); }

void PubSubNumPat(Call& call) {
  call.reply.Integer(static_cast<int64_t>(call.server.pubsub.all(Subscribed::kPattern).size()));
}

void CountSubscribers(Call& call, Subscribed kind) {
  const PubSub::Subscribers& channels = call.server.pubsub.all(kind);
  const auto names = call.argv.subspan(2);
  call.reply.Array(2 * names.size());
  for (const std::string_view name : names) {
    const auto found = channels.find(name);
    call.reply.Bulk(name);
    call.reply.Integer(found == channels.end() ? 0 : static_cast<int64_t>(found->second.size()));
  }
}

void PubSubNumSub(Call& call) { CountSubscribers(call, Subscribed::kChannel); }
void PubSubShardNumSub(Call& call) { CountSubscribers(call, Subscribed::kShardChannel); }

using enum CommandFlag;
constexpr AclCategory kPubSubCategory = AclCategory::kPubSub;

constexpr CommandFlags kAnyTime = kLoading | kStale;
constexpr CommandFlags kAsk = kAnyTime | CommandFlag::kPubSub;
constexpr CommandFlags kListen = kAsk | kNoScript;
constexpr CommandFlags kSpeak = kAsk | kFast | kMayReplicate;

constexpr KeySpec kShardChannels[] = {{.flags = KeyFlag::kNotKey, .last = -1}};
constexpr KeySpec kShardChannel[] = {{.flags = KeyFlag::kNotKey}};

// clang-format off
constexpr CommandSpec kPubSubParts[] = {
    // name            arity flags     acl              keys since    run                  usage
    {"channels",       -2,   kAsk,     kPubSubCategory, {},  "2.8.0", PubSubChannels,      "[pattern]"},
    {"help",            2,   kAnyTime, {},              {},  "6.2.0", ShowHelp,            ""},
    {"numpat",          2,   kAsk,     kPubSubCategory, {},  "2.8.0", PubSubNumPat,        ""},
    {"numsub",         -2,   kAsk,     kPubSubCategory, {},  "2.8.0", PubSubNumSub,        "[channel [channel ...]]"},
    {"shardchannels",  -2,   kAsk,     kPubSubCategory, {},  "7.0.0", PubSubShardChannels, "[pattern]"},
    {"shardnumsub",    -2,   kAsk,     kPubSubCategory, {},  "7.0.0", PubSubShardNumSub,   "[shardchannel [shardchannel ...]]"},
};

constexpr CommandSpec kPublishing[] = {
    // name          arity flags    acl              keys            since    run           usage
    {"psubscribe",   -2,   kListen, kPubSubCategory, {},             "2.0.0", PSubscribe,   "pattern [pattern ...]"},
    {"publish",       3,   kSpeak,  kPubSubCategory, {},             "2.0.0", Publish,      "channel message"},
    {"pubsub",       -2,   {},      {},              {},             "2.8.0", nullptr,      "", kAllTargets, kPubSubParts},
    {"punsubscribe", -1,   kListen, kPubSubCategory, {},             "2.0.0", PUnsubscribe, "[pattern [pattern ...]]"},
    {"spublish",      3,   kSpeak,  kPubSubCategory, kShardChannel,  "7.0.0", SPublish,     "shardchannel message"},
    {"ssubscribe",   -2,   kListen, kPubSubCategory, kShardChannels, "7.0.0", SSubscribe,   "shardchannel [shardchannel ...]"},
    {"subscribe",    -2,   kListen, kPubSubCategory, {},             "2.0.0", Subscribe,    "channel [channel ...]"},
    {"sunsubscribe", -1,   kListen, kPubSubCategory, kShardChannels, "7.0.0", SUnsubscribe, "[shardchannel [shardchannel ...]]"},
    {"unsubscribe",  -1,   kListen, kPubSubCategory, {},             "2.0.0", Unsubscribe,  "[channel [channel ...]]"},
};
// clang-format on

}  // namespace

std::span<const CommandSpec> PubSubCommands() { return kPublishing; }

}  // namespace luarig
