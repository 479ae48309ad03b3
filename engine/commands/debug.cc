// DEBUG, as far as tests of scripts and clients use it.

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/number.h"
#include "engine/commands/dump.h"
#include "engine/commands/families.h"
#include "engine/commands/object.h"
#include "engine/dispatch/call.h"
#include "engine/dispatch/help.h"
#include "engine/dispatch/observer.h"
#include "engine/server/config.h"
#include "engine/store/digest.h"

namespace luarig {
namespace {

// --- Looking at values ---------------------------------------------------------------------------

const Entry& EntryArg(Call& call) {
  const Entry* entry = call.keys.FindEntry(call.argv[2], false);
  if (entry == nullptr) throw CommandError::NoSuchKey();
  return *entry;
}

// Two decimals, as C's %.2f.
std::string Average(size_t sum, size_t count) {
  const std::string digits = std::to_string(static_cast<double>(sum) / static_cast<double>(count));
  return digits.substr(0, digits.find('.') + 3);
}

std::string QuicklistFacts(const Call& call, const List& list) {
  const EncodingLimits& limits = call.server.store.limits;
  const size_t nodes = list.node_count();
  size_t bytes = 0;
  for (size_t i = 0; i < nodes; ++i) bytes += list.NodeAt(i).bytes.size();
  return StrCat(" ql_nodes:", nodes, " ql_avg_node:", Average(list.size(), nodes),
                " ql_listpack_max:", limits.list_max_listpack_size,
                " ql_compressed:", limits.list_compress_depth == 0 ? 0 : 1,
                " ql_uncompressed_size:", bytes);
}

void DebugObject(Call& call) {
  // Around the value in a payload: its type before it, version and checksum behind.
  constexpr size_t kAround = 1 + 2 + 8;
  const Entry& entry = EntryArg(call);
  const Encoding encoding = EncodingOf(entry);
  const size_t length = DumpValue(entry, call.target().rdb_version).size() - kAround;
  // An address would be another one each time.
  std::string text =
      StrCat("Value at:0x7f0000000000 refcount:", RefCountOf(call, entry),
             " encoding:", EncodingName(encoding), " serializedlength:", length,
             " lru:", entry.access(), " lru_seconds_idle:", IdleSecondsOf(call, entry));
  if (encoding == Encoding::kQuicklist) text += QuicklistFacts(call, *entry.collection<List>());
  call.reply.Status(text);
}

// The server prints the structure where only its owner sees it.
void DebugListpack(Call& call) {
  const Encoding encoding = EncodingOf(EntryArg(call));
  if (encoding != Encoding::kListpack && encoding != Encoding::kListpackEx)
    throw CommandError("ERR Not a listpack encoded object.");
  call.reply.Status("Listpack structure printed on stdout");
}

void DebugQuicklist(Call& call) {
  if (EncodingOf(EntryArg(call)) != Encoding::kQuicklist)
    throw CommandError("ERR Not a quicklist encoded object.");
  call.reply.Status("Quicklist structure printed on stdout");
}

void DebugDigest(Call& call) {
  call.reply.Status(DigestOf(call.server.databases, call.target().float_style()).Hex());
}

void DebugDigestValue(Call& call) {
  const auto keys = call.argv.subspan(2);
  call.reply.Array(keys.size());
  for (const std::string_view key : keys) {
    Digest digest;
    if (const Entry* entry = call.keys.FindEntry(key, false))
      MixValue(digest, *entry, call.target().float_style());
    call.reply.Status(digest.Hex());
  }
}

// --- Changing the server -------------------------------------------------------------------------

// Makes every value anew from its bytes, which picks encodings as loading a snapshot does.
void ReloadAll(Call& call, Keyspace& keys) {
  std::vector<std::string> names;
  names.reserve(keys.size());
  keys.ForEach([&](const Entry& entry) { names.emplace_back(entry.key()); });
  for (const std::string& name : names) {
    const std::string bytes = DumpValue(*keys.FindEntry(name, false), call.target().rdb_version);
    auto value = ReadValue(bytes, call.server.store.limits);
    if (!value) continue;
    const auto expire_at = keys.ExpireAt(name);
    PutValue(keys, name, std::move(*value));
    if (expire_at) keys.SetExpire(name, *expire_at);
  }
}

// The server drops all keys before it loads them, which those who WATCH them take for a change.
void TouchWatched(ServerState& server, const Keyspace& keys) {
  if (server.watches.empty()) return;
  keys.ForEach([&](const Entry& entry) { server.watches.Touch(keys.index(), entry.key()); });
}

void DebugReload(Call& call) {
  bool save = true;
  bool flush = true;
  for (const std::string_view option : call.argv.subspan(2)) {
    if (EqualsIgnoreCase(option, "NOSAVE")) {
      save = false;
    } else if (EqualsIgnoreCase(option, "NOFLUSH")) {
      flush = false;
    } else if (!EqualsIgnoreCase(option, "MERGE")) {
      throw CommandError("ERR DEBUG RELOAD only supports the MERGE, NOFLUSH and NOSAVE options.");
    }
  }
  // There never is a file but the one that would be saved now.
  if (!save) throw CommandError("ERR Error trying to load the RDB dump");
  Persistence& persistence = call.server.persistence;
  persistence.keys_loaded = 0;
  for (const auto& keys : call.server.databases) {
    persistence.keys_loaded += keys->size();
    if (flush) TouchWatched(call.server, *keys);
    ReloadAll(call, *keys);
  }
  persistence.Saved(call.server.now_micros, call.server.store.changes);
  call.reply.Ok();
}

void DebugLoadAof(Call& call) {
  for (const auto& keys : call.server.databases) {
    TouchWatched(call.server, *keys);
    ReloadAll(call, *keys);
  }
  call.reply.Ok();
}

void DebugSetDisableDenyScripts(Call& call) {
  // A number that is none is 0.
  const std::string number(call.argv[2]);
  call.server.deny_scripts = std::strtol(number.c_str(), nullptr, 10) == 0;
  call.reply.Ok();
}

// Only checked: no element here is as large as what it is about.
void DebugQuicklistPackedThreshold(Call& call) {
  constexpr uint64_t kLimit = UINT32_MAX;
  const auto bytes = ParseBytes(call.argv[2]);
  if (!bytes || *bytes >= kLimit)
    throw CommandError("ERR argument must be a memory value bigger than 1 and smaller than 4gb");
  call.reply.Ok();
}

// Keys that exist stay as they are; none counts as a change, and nobody is told.
void DebugPopulate(Call& call) {
  constexpr std::string_view kRange = "ERR value is out of range, must be positive";
  const auto figure = [&](size_t word) {
    const auto number = ParseInteger(call.argv[word]);
    if (!number || *number < 0) throw CommandError(std::string(kRange));
    return *number;
  };
  const int64_t count = figure(2);
  const std::string_view prefix = call.argv.size() > 3 ? call.argv[3] : "key";
  const auto size = static_cast<size_t>(call.argv.size() > 4 ? figure(4) : 0);
  for (int64_t i = 0; i < count; ++i) {
    const std::string key = StrCat(prefix, ":", i);
    if (call.keys.Exists(key)) continue;
    std::string value = StrCat("value:", i);
    if (size != 0) value.resize(size);
    call.keys.SetText(key, value, false);
  }
  call.reply.Ok();
}

// No replica knows the old one.
void DebugChangeReplId(Call& call) { call.reply.Ok(); }

void DebugLog(Call& call) {
  const std::string line = StrCat("DEBUG LOG: ", call.argv[2]);
  for (Observer* observer : call.server.observers) observer->OnLog(LogLevel::kWarning, line);
  call.reply.Ok();
}

// Whether anyone waits is for the clock: one that stands still is moved.
void DebugSleep(Call& call) {
  constexpr double kLongest = 1e9;  // seconds; some thirty years
  const std::string word(call.argv[2]);
  const double seconds = std::strtod(word.c_str(), nullptr);
  if (seconds > 0) {
    const auto micros = static_cast<int64_t>(std::min(seconds, kLongest) * 1e6);
    if (!call.server.clock->Sleep(micros))
      throw CommandError("ERR DEBUG SLEEP would wait, and the clock of this server cannot");
  }
  call.reply.Ok();
}

// A number that is none is 0, as on the server.
void DebugSetActiveExpire(Call& call) {
  const std::string word(call.argv[2]);
  call.server.store.active_expire = std::strtol(word.c_str(), nullptr, 10) != 0;
  call.reply.Ok();
}

// --- Replies to try a client with ----------------------------------------------------------------

void DebugError(Call& call) { call.reply.Error(call.argv[2]); }

void ProtocolCollection(Call& call, std::string_view kind) {
  constexpr int64_t kElements = 3;
  if (kind == "map") {
    call.reply.Map(kElements);
  } else if (kind == "set") {
    call.reply.Set(kElements);
  } else {
    call.reply.Array(kElements);
  }
  for (int64_t i = 0; i < kElements; ++i) {
    call.reply.Integer(i);
    if (kind == "map") call.reply.Bool(i == 1);
  }
}

// A message that is no reply, and the reply.
void ProtocolPush(Call& call) {
  if (!call.reply.resp3()) throw CommandError("ERR RESP2 is not supported by this command");
  ReplyBuilder message(3, call.target().float_style());
  message.Push(2);
  message.Bulk("server-cpu-usage");
  message.Integer(42);
  call.session.Send(message.Take());
  call.reply.Bulk("Some real reply following the push reply");
}

void ProtocolAttribute(ReplySink& reply) {
  if (reply.Attribute(1)) {
    reply.Bulk("key-popularity");
    reply.Array(2);
    reply.Bulk("key:123");
    reply.Integer(90);
  }
  reply.Bulk("Some real reply following the attribute");
}

void DebugProtocol(Call& call) {
  const std::string kind = ToLower(call.argv[2]);
  ReplySink& reply = call.reply;
  if (kind == "string") return reply.Bulk("Hello World");
  if (kind == "integer") return reply.Integer(12345);
  if (kind == "double") return reply.Double(3.141);
  if (kind == "bignum") return reply.BigNumber("1234567999999999999999999999999999999");
  if (kind == "null") return reply.Null();
  if (kind == "true") return reply.Bool(true);
  if (kind == "false") return reply.Bool(false);
  if (kind == "verbatim") return reply.Verbatim("txt", "This is a verbatim\nstring");
  if (kind == "array" || kind == "set" || kind == "map") return ProtocolCollection(call, kind);
  if (kind == "push") return ProtocolPush(call);
  if (kind == "attrib") return ProtocolAttribute(reply);
  throw CommandError(
      "ERR Wrong protocol type name. Please use one of the following: "
      "string|integer|double|bignum|null|array|set|map|attrib|push|verbatim|true|false");
}

// --- The command ---------------------------------------------------------------------------------

struct Part {
  std::string_view name;
  size_t min_words;  // DEBUG and the name included
  size_t max_words;
  void (*run)(Call&);
  std::string_view usage;
  std::string_view does;
};

// clang-format off
constexpr Part kParts[] = {
    {"CHANGE-REPL-ID",             2, 2,        DebugChangeReplId,             "CHANGE-REPL-ID", "Does nothing: there are no replicas."},
    {"DIGEST",                     2, 2,        DebugDigest,                   "DIGEST", "A signature of everything there is."},
    {"DIGEST-VALUE",               2, SIZE_MAX, DebugDigestValue,              "DIGEST-VALUE <key> [<key> ...]", "A signature of each value."},
    {"ERROR",                      3, 3,        DebugError,                    "ERROR <string>", "That string as an error."},
    {"LISTPACK",                   3, 3,        DebugListpack,                 "LISTPACK <key>", "Tells whether the value is a listpack."},
    {"LOADAOF",                    2, SIZE_MAX, DebugLoadAof,                  "LOADAOF", "Makes every value anew from its bytes."},
    {"LOG",                        3, 3,        DebugLog,                      "LOG <message>", "Writes to the log."},
    {"OBJECT",                     3, 3,        DebugObject,                   "OBJECT <key>", "How the value is represented."},
    {"POPULATE",                   3, 5,        DebugPopulate,                 "POPULATE <count> [<prefix>] [<size>]", "Makes that many keys, with values of that size."},
    {"PROTOCOL",                   3, 3,        DebugProtocol,                 "PROTOCOL <type>", "A reply of that type."},
    {"QUICKLIST",                  3, 4,        DebugQuicklist,                "QUICKLIST <key> [<0|1>]", "Tells whether the value is a quicklist."},
    {"QUICKLIST-PACKED-THRESHOLD", 3, 3,        DebugQuicklistPackedThreshold, "QUICKLIST-PACKED-THRESHOLD <size>", "Checks the size, and does nothing."},
    {"RELOAD",                     2, SIZE_MAX, DebugReload,                   "RELOAD [option ...]", "Makes every value anew from its bytes."},
    {"SET-ACTIVE-EXPIRE",          3, 3,        DebugSetActiveExpire,          "SET-ACTIVE-EXPIRE <0|1>", "Off: what has expired stays until it is met."},
    {"SET-DISABLE-DENY-SCRIPTS",   3, 3,        DebugSetDisableDenyScripts,    "SET-DISABLE-DENY-SCRIPTS <0|1>", "Lets scripts call what is not for them."},
    {"SLEEP",                      3, 3,        DebugSleep,                    "SLEEP <seconds>", "Waits: moves a clock that stands still."},
};
// clang-format on

void DebugHelp(Call& call) {
  std::vector<std::string> texts;  // each indented, for as long as the lines
  for (const Part& part : kParts) texts.push_back(StrCat("    ", part.does));
  std::vector<HelpLine> lines;
  for (size_t i = 0; i < texts.size(); ++i) {
    lines.push_back({kParts[i].usage});
    lines.push_back({texts[i]});
  }
  ReplyHelp(call, lines);
}

void Debug(Call& call) {
  const auto from = static_cast<AllowedFrom>(call.server.directives.enable_debug_command);
  if (!MayUse(call.session, from)) {
    throw CommandError(
        "ERR DEBUG command not allowed. If the enable-debug-command option is set to \"local\", "
        "you can run it from a local connection, otherwise you need to set this option in the "
        "configuration file, and then restart the server.");
  }
  const std::string_view word = call.argv[1];
  const size_t size = call.argv.size();
  if (size == 2 && EqualsIgnoreCase(word, "HELP")) return DebugHelp(call);
  for (const Part& part : kParts) {
    const bool fits = size >= part.min_words && size <= part.max_words;
    if (fits && EqualsIgnoreCase(word, part.name)) return part.run(call);
  }
  throw UnknownSubcommand(call, "DEBUG");
}

using enum CommandFlag;

// clang-format off
constexpr CommandSpec kDebugCommands[] = {
    // name   arity flags                                                  acl keys since    run    usage
    {"debug", -2,   kAdmin | kNoScript | CommandFlags(kLoading) | kStale,  {}, {},  "1.0.0", Debug, ""},
};
// clang-format on

}  // namespace

std::span<const CommandSpec> DebugCommands() { return kDebugCommands; }

}  // namespace luarig
