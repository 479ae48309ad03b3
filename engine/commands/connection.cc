// Commands about the connection itself. Redis documentation:
// https://redis.io/docs/latest/commands/?group=connection

#include <algorithm>
#include <string>

#include "engine/base/bytes.h"
#include "engine/base/number.h"
#include "engine/commands/database_arg.h"
#include "engine/commands/families.h"
#include "engine/commands/help.h"
#include "engine/dispatch/arg_reader.h"
#include "engine/dispatch/call.h"

namespace luarig {
namespace {

void Echo(Call& call) { call.reply.Bulk(call.argv[1]); }

void Ping(Call& call) {
  if (call.argv.size() > 2) throw CommandError::WrongArity(call.spec.name);
  if (call.argv.size() == 2) return call.reply.Bulk(call.argv[1]);
  call.reply.Status("PONG");
}

void Select(Call& call) {
  const std::string_view word = call.argv[1];
  if (call.server.conditions.cluster && IntegerArg(word) != 0)
    throw CommandError(std::string(call.server.text(Text::kSelectInCluster)));
  call.session.database = DatabaseArg(call, word).index();
  call.reply.Ok();
}

// --- Who speaks
// ------------------------------------------------------------------------------------

// There is one user, "default", who needs no password.
void CheckUser(std::string_view name) {
  if (name == "default") return;
  throw CommandError("WRONGPASS invalid username-password pair or user is disabled.");
}

void Auth(Call& call) {
  if (call.argv.size() > 3) throw CommandError::Syntax();
  if (call.argv.size() == 2) {
    throw CommandError(
        "ERR AUTH <password> called without any password configured for the default user. Are you "
        "sure your configuration is correct?");
  }
  CheckUser(call.argv[1]);
  call.reply.Ok();
}

// Names and the like are shown in lines of words: only visible ASCII.
bool IsVisible(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= '!' && c <= '~'; });
}

void SetName(Call& call, std::string_view name) {
  if (!IsVisible(name)) {
    throw CommandError("ERR Client names cannot contain spaces, newlines or special characters.");
  }
  call.session.name = name;
}

void ReplyHello(Call& call) {
  const Conditions& conditions = call.server.conditions;
  ReplySink& reply = call.reply;
  reply.Map(7);
  reply.Bulk("server");
  reply.Bulk(call.target().server_name);
  reply.Bulk("version");
  reply.Bulk(call.target().server_version);
  reply.Bulk("proto");
  reply.Integer(call.session.resp);
  reply.Bulk("id");
  reply.Integer(static_cast<int64_t>(call.session.id));
  reply.Bulk("mode");
  reply.Bulk(conditions.cluster ? "cluster" : "standalone");
  reply.Bulk("role");
  reply.Bulk(conditions.role == Role::kPrimary ? "master" : "replica");
  reply.Bulk("modules");
  reply.Array(0);
}

void Hello(Call& call) {
  int resp = call.session.resp;
  ArgReader args(call.argv, 1);
  if (!args.done()) {
    const int64_t version = IntegerArg(args.Next(), INT64_MIN, INT64_MAX,
                                       "ERR Protocol version is not an integer or out of range");
    if (version < 2 || version > 3) throw CommandError("NOPROTO unsupported protocol version");
    resp = static_cast<int>(version);
  }
  while (!args.done()) {
    if (args.Take("AUTH", 2)) {
      CheckUser(args.Words(2).front());
    } else if (args.Take("SETNAME", 1)) {
      SetName(call, args.Next());
    } else {
      throw CommandError(StrCat("ERR Syntax error in HELLO option '", args.Next(), "'"));
    }
  }
  call.session.resp = resp;
  call.reply.Speak(resp);
  ReplyHello(call);
}

void Reset(Call& call) {
  Session& session = call.session;
  session.database = 0;
  session.resp = 2;
  session.name.clear();
  session.touch = true;
  call.reply.Speak(2);
  call.reply.Status("RESET");
}

void Quit(Call& call) {
  call.session.closing = true;
  call.reply.Ok();
}

// --- CLIENT --------------------------------------------------------------------------------------

void ClientGetName(Call& call) {
  if (call.session.name.empty()) return call.reply.Null();
  call.reply.Bulk(call.session.name);
}

void ClientSetName(Call& call) {
  SetName(call, call.argv[2]);
  call.reply.Ok();
}

void ClientId(Call& call) { call.reply.Integer(static_cast<int64_t>(call.session.id)); }

bool OnOffArg(std::string_view word) {
  if (EqualsIgnoreCase(word, "ON")) return true;
  if (EqualsIgnoreCase(word, "OFF")) return false;
  throw CommandError::Syntax();
}

void ClientNoTouch(Call& call) {
  call.session.touch = !OnOffArg(call.argv[2]);
  call.reply.Ok();
}

// Nothing evicts clients here.
void ClientNoEvict(Call& call) {
  OnOffArg(call.argv[2]);
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

constexpr HelpLine kClientHelp[] = {
    {"GETNAME", "The name of this connection."},
    {"ID", "The number of this connection."},
    {"NO-EVICT (ON|OFF)", "Whether this connection may be dropped when memory runs out."},
    {"NO-TOUCH (ON|OFF)", "Whether reads of this connection leave the age of keys alone."},
    {"SETINFO <option> <value>", "Says which client library speaks: lib-name, lib-ver."},
    {"SETNAME <name>", "Names this connection."},
};

void ClientHelp(Call& call) { ReplyHelp(call, "CLIENT", kClientHelp); }

using enum CommandFlag;
using AclCategory::kConnection;

constexpr CommandFlags kAnyTime = kLoading | kStale;
constexpr CommandFlags kOfClient = kAnyTime | kNoScript;
constexpr CommandFlags kOfAnyone = kOfClient | kFast | kNoAuth | kAllowBusy;

// clang-format off
constexpr CommandSpec kClient[] = {
    // name      arity flags               acl          keys since    run            usage
    {"getname",  2,    kOfClient,          kConnection, {},  "2.6.9", ClientGetName, ""},
    {"help",     2,    kAnyTime,           kConnection, {},  "5.0.0", ClientHelp,    ""},
    {"id",       2,    kOfClient,          kConnection, {},  "5.0.0", ClientId,      ""},
    {"no-evict", 3,    kOfClient | kAdmin, kConnection, {},  "7.0.0", ClientNoEvict, "<ON | OFF>"},
    {"no-touch", 3,    kOfClient,          kConnection, {},  "7.2.0", ClientNoTouch, "<ON | OFF>", kSince72},
    {"setinfo",  4,    kOfClient,          kConnection, {},  "7.2.0", ClientSetInfo, "<LIB-NAME libname | LIB-VER libver>", kSince72},
    {"setname",  3,    kOfClient,          kConnection, {},  "2.6.9", ClientSetName, "connection-name"},
};

constexpr CommandSpec kConnectionCommands[] = {
    // name   arity flags             acl          keys since     run      usage
    {"auth",   -2,  kOfAnyone,        kConnection, {},  "1.0.0",  Auth,    "[username] password"},
    {"client", -2,  {},               {},          {},  "2.4.0",  nullptr, "", kAllTargets, kClient},
    {"echo",    2,  kAnyTime | kFast, kConnection, {},  "1.0.0",  Echo,    "message"},
    {"hello",  -1,  kOfAnyone,        kConnection, {},  "6.0.0",  Hello,   "[protover [AUTH username password] [SETNAME clientname]]"},
    {"ping",   -1,  kFast,            kConnection, {},  "1.0.0",  Ping,    "[message]"},
    {"quit",   -1,  kOfAnyone,        kConnection, {},  "1.0.0",  Quit,    ""},
    {"reset",   1,  kOfAnyone,        kConnection, {},  "6.2.0",  Reset,   ""},
    {"select",  2,  kAnyTime | kFast, kConnection, {},  "1.0.0",  Select,  "index"},
};
// clang-format on

}  // namespace

std::span<const CommandSpec> ConnectionCommands() { return kConnectionCommands; }

}  // namespace luarig
