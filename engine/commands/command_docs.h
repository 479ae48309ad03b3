#ifndef LUARIG_ENGINE_COMMANDS_COMMAND_DOCS_H_
#define LUARIG_ENGINE_COMMANDS_COMMAND_DOCS_H_

#include <span>
#include <string_view>

#include "engine/base/target.h"

namespace luarig {

class ReplySink;
struct Command;

// What COMMAND DOCS tells about a command besides its row.
//
// `arguments` is one word for each argument, a blank between two:
//
//   type:name@0?*+~since!deprecated=TOKEN(arguments)
//
// all but the name optional, in this order: the type (`token` is the server's pure-token), the key
// spec that finds it, optional, multiple, with its token each time; since when it exists and is
// deprecated; the token before it; of a oneof or a block its own arguments. Without a type it is a
// key if it has a key spec, else a string. Without a name it is a pure token, called like it in
// small letters.
struct CommandDoc {
  std::string_view full_name;  // "set", "config|get"
  std::string_view complexity;
  std::string_view arguments;
  TargetSet targets = kAllTargets;
};

// The rows of a group: one for each name and target.
std::span<const CommandDoc> BitmapDocs();
std::span<const CommandDoc> ClusterDocs();
std::span<const CommandDoc> ConnectionDocs();
std::span<const CommandDoc> GenericDocs();
std::span<const CommandDoc> GeoDocs();
std::span<const CommandDoc> HashDocs();
std::span<const CommandDoc> HyperLogLogDocs();
std::span<const CommandDoc> ListDocs();
std::span<const CommandDoc> PubSubDocs();
std::span<const CommandDoc> ScriptingDocs();
std::span<const CommandDoc> ServerDocs();
std::span<const CommandDoc> SetDocs();
std::span<const CommandDoc> SortedSetDocs();
std::span<const CommandDoc> StreamDocs();
std::span<const CommandDoc> StringDocs();
std::span<const CommandDoc> TransactionsDocs();

// Writes the map of COMMAND DOCS for `command`, subcommands included.
void ReplyCommandDocs(ReplySink& reply, const Command& command, const Target& target);

}  // namespace luarig

#endif  // LUARIG_ENGINE_COMMANDS_COMMAND_DOCS_H_
