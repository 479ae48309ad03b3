// Snapshots and the append-only file. The engine keeps nothing itself: ServerState::save does, if
// there is anybody to. Redis documentation: https://redis.io/docs/latest/commands/?group=server

#include <string>

#include "engine/commands/families.h"
#include "engine/dispatch/arg_reader.h"
#include "engine/dispatch/call.h"
#include "engine/server/config.h"

namespace luarig {
namespace {

constexpr int64_t kMicrosPerSecond = 1000000;

// Returns false if the data could not be saved.
bool MakeSnapshot(ServerState& server) {
  ++server.persistence.snapshots;
  if (server.save != nullptr && !server.save().empty()) return false;
  server.persistence.Saved(server.now_micros, server.store.changes);
  server.conditions.disk_error = false;
  return true;
}

void Save(Call& call) {
  if (!MakeSnapshot(call.server)) throw CommandError("ERR");
  call.reply.Ok();
}

bool HasSavePoints(ServerState& server) { return !DirectiveValue(server, "save").empty(); }

void BgSave(Call& call) {
  ArgReader args(call.argv, 1);
  if (!args.done() && (args.left() > 1 || !args.Take("SCHEDULE"))) throw CommandError::Syntax();
  ServerState& server = call.server;
  Persistence& persistence = server.persistence;
  ++persistence.forks;
  persistence.ever_in_background = true;
  if (!MakeSnapshot(server)) {
    persistence.failed_in_background = true;
    server.conditions.disk_error = HasSavePoints(server);
  }
  // A transaction is not interrupted: there it begins later.
  call.reply.Status(call.session.transaction.running ? "Background saving scheduled"
                                                     : "Background saving started");
}

// There is no such file, and so nothing to write.
void BgRewriteAof(Call& call) {
  Persistence& persistence = call.server.persistence;
  ++persistence.forks;
  ++persistence.rewrites;
  persistence.ever_rewritten = true;
  call.reply.Status(call.session.transaction.running
                        ? "Background append only file rewriting scheduled"
                        : "Background append only file rewriting started");
}

void LastSave(Call& call) {
  call.reply.Integer(call.server.persistence.last_save / kMicrosPerSecond);
}

using enum CommandFlag;
using AclCategory::kDangerous;

constexpr CommandFlags kOfAdmin = CommandFlag::kAdmin | kNoScript | CommandFlags(kNoAsyncLoading);

// clang-format off
constexpr CommandSpec kPersistence[] = {
    // name          arity flags                                     acl                              keys since    run           usage
    {"bgrewriteaof",  1,   kOfAdmin,                                 {},                              {},  "1.0.0", BgRewriteAof, ""},
    {"bgsave",       -1,   kOfAdmin,                                 {},                              {},  "1.0.0", BgSave,       "[SCHEDULE]"},
    {"lastsave",      1,   kLoading | kStale | CommandFlags(kFast),  AclCategory::kAdmin | kDangerous, {}, "1.0.0", LastSave,     ""},
    {"save",          1,   kOfAdmin | kNoMulti,                      {},                              {},  "1.0.0", Save,         ""},
};
// clang-format on

}  // namespace

std::span<const CommandSpec> PersistenceCommands() { return kPersistence; }

}  // namespace luarig
