// CLIENT and MONITOR. Redis documentation: https://redis.io/docs/latest/commands/?group=connection

#include "engine/commands/client.h"

#include <algorithm>
#include <string>

#include "engine/base/bytes.h"
#include "engine/base/number.h"
#include "engine/commands/families.h"
#include "engine/dispatch/arg_reader.h"
#include "engine/dispatch/call.h"
#include "engine/dispatch/help.h"
#include "engine/dispatch/waiting.h"

namespace luarig {
namespace {

// Names and the like are shown in lines of words: only visible ASCII.
bool IsVisible(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= '!' && c <= '~'; });
}

void ClientGetName(Call& call) {
  if (call.session.name.empty()) return call.reply.Null();
  call.reply.Bulk(call.session.name);
}

void ClientSetName(Call& call) {
  SetClientName(call, call.argv[2]);
  call.reply.Ok();
}

void ClientId(Call& call) { call.reply.Integer(static_cast<int64_t>(call.session.id)); }

void ClientNoTouch(Call& call) {
  call.session.touch = !OnOffArg(call.argv[2]);
  call.reply.Ok();
}

// Nothing evicts clients here.
void ClientNoEvict(Call& call) {
  call.session.no_evict = OnOffArg(call.argv[2]);
  call.reply.Ok();
}

void ClientSetInfo(Call& call) {
  const std::string_view option = call.argv[2];
  std::string* kept = nullptr;
  if (EqualsIgnoreCase(option, "lib-name")) kept = &call.session.library_name;
  if (EqualsIgnoreCase(option, "lib-ver")) kept = &call.session.library_version;
  if (kept == nullptr) throw CommandError(StrCat("ERR Unrecognized option '", option, "'"));
  if (!IsVisible(call.argv[3])) {
    throw CommandError(
        StrCat("ERR ", ToLower(option), " cannot contain spaces, newlines or special characters."));
  }
  *kept = call.argv[3];
  call.reply.Ok();
}

// What a client says it can do; of things unknown the server says nothing.
void ClientCapa(Call& call) {
  for (const std::string_view word : call.argv.subspan(2)) {
    if (EqualsIgnoreCase(word, "redirect")) call.session.handles_redirects = true;
  }
  call.reply.Ok();
}

// The reply follows the new mode: only ON has one.
void ClientReply(Call& call) {
  ReplyMode& mode = call.session.reply_mode;
  const std::string_view word = call.argv[2];
  if (EqualsIgnoreCase(word, "on")) {
    mode = ReplyMode::kOn;
    call.reply.Ok();
  } else if (EqualsIgnoreCase(word, "off")) {
    mode = ReplyMode::kOff;
  } else if (EqualsIgnoreCase(word, "skip")) {
    if (mode != ReplyMode::kOff) mode = ReplyMode::kSkipNext;
  } else {
    throw CommandError::Syntax();
  }
}

// --- Other clients -------------------------------------------------------------------------------

void ClientPause(Call& call) {
  constexpr int64_t kMicrosPerMilli = 1000;
  bool all = true;
  if (call.argv.size() == 4) {
    all = !EqualsIgnoreCase(call.argv[3], "WRITE");
    if (all && !EqualsIgnoreCase(call.argv[3], "ALL"))
      throw CommandError("ERR CLIENT PAUSE mode must be WRITE or ALL");
  }
  const std::optional<int64_t> millis = ParseInteger(call.argv[2]);
  if (!millis) throw CommandError("ERR timeout is not an integer or out of range");
  if (*millis < 0) throw CommandError("ERR timeout is negative");
  const int64_t now = call.server.now_micros;
  const int64_t longest = (INT64_MAX - now) / kMicrosPerMilli;
  const int64_t until = *millis > longest ? INT64_MAX : now + *millis * kMicrosPerMilli;
  // A pause that is under way only grows.
  Pause& pause = call.server.pause;
  const bool paused = pause.until > now;
  pause.until = paused ? std::max(pause.until, until) : until;
  pause.all = all || (paused && pause.all);
  call.reply.Ok();
}

void ClientUnpause(Call& call) {
  call.server.pause = {.lifted = true};
  call.reply.Ok();
}

void ClientUnblock(Call& call) {
  bool with_error = false;
  if (call.argv.size() > 4) throw UnknownSubcommand(call, "CLIENT");
  if (call.argv.size() == 4) {
    with_error = EqualsIgnoreCase(call.argv[3], "ERROR");
    if (!with_error && !EqualsIgnoreCase(call.argv[3], "TIMEOUT"))
      throw CommandError("ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR");
  }
  const auto id = static_cast<uint64_t>(IntegerArg(call.argv[2]));
  const auto found = call.server.sessions.find(id);
  Session* session = found == call.server.sessions.end() ? nullptr : found->second;
  if (session == nullptr || !session->waiting() || session->wait->paused)
    return call.reply.Integer(0);
  call.reply.Integer(1);
  if (with_error) return EndWait(*session, "UNBLOCKED client unblocked via CLIENT UNBLOCK");
  EndWait(*session);
}

void Monitor(Call& call) {
  Session& session = call.session;
  if (session.monitoring) return;  // the server has no reply either
  if (!session.may_wait()) throw CommandError("ERR MONITOR isn't allowed for DENY BLOCKING client");
  session.monitoring = true;
  call.server.monitors.push_back(&session);
  call.reply.Ok();
}

using enum CommandFlag;
using AclCategory::kConnection;

constexpr CommandFlags kAnyTime = kLoading | kStale;
constexpr CommandFlags kOfClient = kAnyTime | kNoScript;
constexpr CommandFlags kOfAdmin = kOfClient | kAdmin;
constexpr TargetSet kValkey = TargetId::kValkey80;

// clang-format off
constexpr CommandSpec kClientParts[] = {
    // name          arity flags      acl          keys since    run                 usage
    {"caching",       3,   kOfClient, kConnection, {},  "6.0.0", ClientCaching,      "<YES | NO>"},
    {"capa",         -3,   kOfClient, kConnection, {},  "8.0.0", ClientCapa,         "capability [capability ...]", kValkey},
    {"getname",       2,   kOfClient, kConnection, {},  "2.6.9", ClientGetName,      ""},
    {"getredir",      2,   kOfClient, kConnection, {},  "6.0.0", ClientGetRedir,     ""},
    {"help",          2,   kAnyTime,  kConnection, {},  "5.0.0", ShowHelp,           ""},
    {"id",            2,   kOfClient, kConnection, {},  "5.0.0", ClientId,           ""},
    {"info",          2,   kOfClient, kConnection, {},  "6.2.0", ClientInfo,         ""},
    {"kill",         -3,   kOfAdmin,  kConnection, {},  "2.4.0", ClientKill,         "<ip:port | [ID client-id] [TYPE type] [USER username] [ADDR ip:port] [LADDR ip:port] [SKIPME yes/no]>"},
    {"list",         -2,   kOfAdmin,  kConnection, {},  "2.4.0", ClientList,         "[TYPE <NORMAL | MASTER | REPLICA | PUBSUB>] [ID client-id [client-id ...]]"},
    {"no-evict",      3,   kOfAdmin,  kConnection, {},  "7.0.0", ClientNoEvict,      "<ON | OFF>"},
    {"no-touch",      3,   kOfClient, kConnection, {},  "7.2.0", ClientNoTouch,      "<ON | OFF>", kSince72},
    {"pause",        -3,   kOfAdmin,  kConnection, {},  "3.0.0", ClientPause,        "timeout [WRITE | ALL]", kSince72},
    {"pause",        -3,   kOfAdmin,  kConnection, {},  "2.9.50", ClientPause,       "timeout [WRITE | ALL]", TargetId::kRedis70},
    {"reply",         3,   kOfClient, kConnection, {},  "3.2.0", ClientReply,        "<ON | OFF | SKIP>"},
    {"setinfo",       4,   kOfClient, kConnection, {},  "7.2.0", ClientSetInfo,      "<LIB-NAME libname | LIB-VER libver>", kSince72},
    {"setname",       3,   kOfClient, kConnection, {},  "2.6.9", ClientSetName,      "connection-name"},
    {"tracking",     -3,   kOfClient, kConnection, {},  "6.0.0", ClientTrackingOf,   "<ON | OFF> [REDIRECT client-id] [PREFIX prefix [PREFIX prefix ...]] [BCAST] [OPTIN] [OPTOUT] [NOLOOP]"},
    {"trackinginfo",  2,   kOfClient, kConnection, {},  "6.2.0", ClientTrackingInfo, ""},
    {"unblock",      -3,   kOfAdmin,  kConnection, {},  "5.0.0", ClientUnblock,      "client-id [TIMEOUT | ERROR]"},
    {"unpause",       2,   kOfAdmin,  kConnection, {},  "6.2.0", ClientUnpause,      ""},
};

constexpr CommandSpec kClientCommands[] = {
    {"client",       -2,   {},        {},          {},  "2.4.0", nullptr,            "", kAllTargets, kClientParts},
    {"monitor",       1,   kOfAdmin,  {},          {},  "1.0.0", Monitor,            ""},
};
// clang-format on

}  // namespace

void SetClientName(Call& call, std::string_view name) {
  if (!IsVisible(name)) {
    throw CommandError("ERR Client names cannot contain spaces, newlines or special characters.");
  }
  call.session.name = name;
}

bool OnOffArg(std::string_view word) {
  if (EqualsIgnoreCase(word, "ON")) return true;
  if (EqualsIgnoreCase(word, "OFF")) return false;
  throw CommandError::Syntax();
}

std::span<const CommandSpec> ClientCommands() { return kClientCommands; }

}  // namespace luarig
