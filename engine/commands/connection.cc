// Commands about the connection itself. Redis documentation:
// https://redis.io/docs/latest/commands/?group=connection

#include <algorithm>
#include <string>

#include "engine/base/bytes.h"
#include "engine/commands/client.h"
#include "engine/commands/database_arg.h"
#include "engine/commands/families.h"
#include "engine/dispatch/arg_reader.h"
#include "engine/dispatch/call.h"
#include "engine/dispatch/client_line.h"

namespace luarig {
namespace {

void Echo(Call& call) { call.reply.Bulk(call.argv[1]); }

void Ping(Call& call) {
  if (call.argv.size() > 2) throw CommandError::WrongArity(call.spec.name);
  const std::string_view text = call.argv.size() == 2 ? call.argv[1] : "";
  if (call.session.resp == 2 && call.session.subscriptions.any()) {
    call.reply.Array(2);  // in the shape of a message
    call.reply.Bulk("pong");
    return call.reply.Bulk(text);
  }
  if (call.argv.size() == 2) return call.reply.Bulk(text);
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

void LogIn(Call& call, std::string_view name, std::string_view password) {
  ServerState& server = call.server;
  User* user = server.acl.Find(name);
  if (user != nullptr && user->LetsIn(password)) return call.session.LogIn(*user);
  server.acl.log.Add({.reason = "auth",
                      .context = call.session.transaction.running ? "multi" : "toplevel",
                      .object = std::string(call.argv[0]),
                      .username = std::string(name),
                      .client = ClientLine(call.session, call.argv)},
                     server.now_micros / 1000);
  throw CommandError("WRONGPASS invalid username-password pair or user is disabled.");
}

void Auth(Call& call) {
  if (call.argv.size() > 3) throw CommandError::Syntax();
  for (size_t i = 1; i < call.argv.size(); ++i) call.server.redacted.push_back(i);
  if (call.argv.size() == 3) {
    LogIn(call, call.argv[1], call.argv[2]);
  } else {
    const User& user = call.server.acl.default_user();
    if (user.no_password) {
      throw CommandError(
          "ERR AUTH <password> called without any password configured for the default user. Are "
          "you sure your configuration is correct?");
    }
    LogIn(call, user.name, call.argv[1]);
  }
  call.reply.Ok();
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
      call.server.redacted.insert(call.server.redacted.end(),
                                  {args.position(), args.position() + 1});
      const auto words = args.Words(2);
      LogIn(call, words[0], words[1]);
    } else if (args.Take("SETNAME", 1)) {
      SetClientName(call, args.Next());
    } else {
      throw CommandError(StrCat("ERR Syntax error in HELLO option '", args.Next(), "'"));
    }
  }
  if (!call.session.authenticated && call.server.acl.requires_login())
    throw CommandError(std::string(call.server.text(Text::kHelloNeedsLogin)));
  call.session.resp = resp;
  call.reply.Speak(resp);
  ReplyHello(call);
}

void Reset(Call& call) {
  Session& session = call.session;
  session.transaction.Close();
  call.server.watches.Forget(session);
  call.server.pubsub.UnsubscribeAll(session);
  call.server.tracking.Disable(session);
  std::erase(call.server.monitors, &session);
  session.monitoring = false;
  session.reads_from_replicas = false;
  call.server.UpdateKeyEvents();
  session.reply_mode = ReplyMode::kOn;
  session.database = 0;
  session.resp = 2;
  session.name.clear();
  session.touch = true;
  session.LogInByDefault();
  call.reply.Speak(2);
  call.reply.Status("RESET");
}

void Quit(Call& call) {
  call.session.closing = Closing::kAfterReply;
  call.reply.Ok();
}

using enum CommandFlag;
using AclCategory::kConnection;

constexpr CommandFlags kAnyTime = kLoading | kStale;
constexpr CommandFlags kOfClient = kAnyTime | kNoScript;
constexpr CommandFlags kOfAnyone = kOfClient | kFast | kNoAuth | kAllowBusy;

// clang-format off
constexpr CommandSpec kConnectionCommands[] = {
    // name   arity flags             acl          keys since     run      usage
    {"auth",   -2,  kOfAnyone,        kConnection, {},  "1.0.0",  Auth,    "[username] password"},
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
