// CLIENT INFO, LIST and KILL.

#include <optional>
#include <string>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/number.h"
#include "engine/commands/client.h"
#include "engine/dispatch/arg_reader.h"
#include "engine/dispatch/client_line.h"

namespace luarig {
namespace {

// What LIST and KILL call the type of a client. There are no connections of replicas.
enum class ClientType : uint8_t { kNormal, kReplica, kPubSub, kPrimary };

ClientType TypeOf(const Session& session) {
  return session.subscriptions.any() ? ClientType::kPubSub : ClientType::kNormal;
}

ClientType TypeArg(const Call& call, std::string_view word) {
  struct Row {
    std::string_view name;
    ClientType type;
    TargetSet targets = kAllTargets;
  };
  constexpr Row kTypes[] = {
      {"normal", ClientType::kNormal},   {"slave", ClientType::kReplica},
      {"replica", ClientType::kReplica}, {"pubsub", ClientType::kPubSub},
      {"master", ClientType::kPrimary},  {"primary", ClientType::kPrimary, TargetId::kValkey80},
  };
  for (const Row& row : kTypes) {
    if (row.targets.Has(call.target().id) && EqualsIgnoreCase(row.name, word)) return row.type;
  }
  throw CommandError(StrCat("ERR Unknown client type '", word, "'"));
}

std::string LineOf(const Call& call, const Session& session) {
  const bool own = &session == &call.session;
  return ClientLine(session, own ? call.argv : std::span<const std::string_view>()) + "\n";
}

// --- KILL ----------------------------------------------------------------------------------------

struct KillFilter {
  std::optional<std::string_view> address;
  std::optional<std::string_view> local_address;
  std::optional<uint64_t> id;
  std::optional<ClientType> type;
  std::optional<std::string_view> user;
  int64_t max_age = 0;  // seconds; 0: any
  bool skip_me = true;
};

bool Matches(const KillFilter& filter, const Session& session) {
  constexpr int64_t kMicrosPerSecond = 1000000;
  const int64_t age = (session.server.now_micros - session.created) / kMicrosPerSecond;
  return (!filter.address || *filter.address == session.facts.address) &&
         (!filter.local_address || *filter.local_address == session.facts.local_address) &&
         (!filter.id || *filter.id == session.id) &&
         (!filter.type || *filter.type == TypeOf(session)) &&
         (!filter.user || *filter.user == "default") &&
         (filter.max_age == 0 || age >= filter.max_age);
}

int64_t MaxAgeArg(std::string_view word) {
  const std::optional<int64_t> seconds = ParseInteger(word);
  if (!seconds) throw CommandError("ERR maxage is not an integer or out of range");
  if (*seconds <= 0) throw CommandError("ERR maxage should be greater than 0");
  return *seconds;
}

std::string_view UserArg(std::string_view word) {
  if (word != "default") throw CommandError(StrCat("ERR No such user '", word, "'"));
  return word;
}

KillFilter KillFilterArgs(const Call& call) {
  KillFilter filter;
  ArgReader args(call.argv, 2);
  while (!args.done()) {
    if (args.Take("ID", 1)) {
      filter.id = static_cast<uint64_t>(
          IntegerArg(args.Next(), 1, INT64_MAX, "ERR client-id should be greater than 0"));
    } else if (kSince74.Has(call.target().id) && args.Take("MAXAGE", 1)) {
      filter.max_age = MaxAgeArg(args.Next());
    } else if (args.Take("TYPE", 1)) {
      filter.type = TypeArg(call, args.Next());
    } else if (args.Take("ADDR", 1)) {
      filter.address = args.Next();
    } else if (args.Take("LADDR", 1)) {
      filter.local_address = args.Next();
    } else if (args.Take("USER", 1)) {
      filter.user = UserArg(args.Next());
    } else if (args.Take("SKIPME", 1)) {
      const std::string_view word = args.Next();
      filter.skip_me = EqualsIgnoreCase(word, "yes");
      if (!filter.skip_me && !EqualsIgnoreCase(word, "no")) throw CommandError::Syntax();
    } else {
      throw CommandError::Syntax();
    }
  }
  return filter;
}

int64_t KillMatching(Call& call, const KillFilter& filter) {
  std::vector<Session*> killed;
  for (const auto& [id, session] : call.server.sessions) {
    if (filter.skip_me && session == &call.session) continue;
    if (Matches(filter, *session)) killed.push_back(session);
  }
  for (Session* session : killed) {
    if (session == &call.session) {
      session->Close(Closing::kAfterReply);
    } else {
      session->Close(Closing::kNow);
      session->Leave();
    }
  }
  return static_cast<int64_t>(killed.size());
}

}  // namespace

void ClientInfo(Call& call) { call.reply.Verbatim("txt", LineOf(call, call.session)); }

void ClientList(Call& call) {
  std::string text;
  const auto& sessions = call.server.sessions;
  if (call.argv.size() == 2) {
    for (const auto& [id, session] : sessions) text += LineOf(call, *session);
  } else if (call.argv.size() == 4 && EqualsIgnoreCase(call.argv[2], "TYPE")) {
    const ClientType type = TypeArg(call, call.argv[3]);
    for (const auto& [id, session] : sessions) {
      if (TypeOf(*session) == type) text += LineOf(call, *session);
    }
  } else if (call.argv.size() > 3 && EqualsIgnoreCase(call.argv[2], "ID")) {
    for (const std::string_view word : call.argv.subspan(3)) {
      const std::optional<int64_t> id = ParseInteger(word);
      if (!id) throw CommandError("ERR Invalid client ID");
      const auto found = sessions.find(static_cast<uint64_t>(*id));
      if (found != sessions.end()) text += LineOf(call, *found->second);
    }
  } else {
    throw CommandError::Syntax();
  }
  call.reply.Verbatim("txt", text);
}

void ClientKill(Call& call) {
  if (call.argv.size() > 3) return call.reply.Integer(KillMatching(call, KillFilterArgs(call)));
  const KillFilter by_address{.address = call.argv[2], .skip_me = false};
  if (KillMatching(call, by_address) == 0) throw CommandError("ERR No such client");
  call.reply.Ok();
}

}  // namespace luarig
