#ifndef LUARIG_ENGINE_COMMANDS_STREAMS_READ_H_
#define LUARIG_ENGINE_COMMANDS_STREAMS_READ_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/dispatch/call.h"
#include "engine/store/stream.h"

namespace luarig {

// What XREAD or XREADGROUP asks for.
struct StreamRead {
  struct Source {
    std::string key;
    StreamId after;           // entries with a greater ID are wanted
    bool undelivered = true;  // of a group: what nobody has got yet (">"), not the consumer's own
    size_t word = 0;          // of the command, where its ID stands
  };

  bool of_group = false;  // XREADGROUP
  std::string group;
  std::string consumer;
  bool no_ack = false;
  size_t count = 0;                 // of entries from each source; 0: all
  std::optional<int64_t> block_ms;  // how long it would wait; 0: for ever
  std::vector<Source> sources;

  // The arguments of a command; throws for what the server refuses, groups and keys of another
  // type included. "$" and the like become what they stand for now.
  static StreamRead Parse(Call& call);

  // The arguments of a command that waits, as far as they are about `key`: looks at no key.
  // REQUIRES: Parse() took them, and none of the IDs depends on what is there now.
  static StreamRead ParseFor(Call& call, std::string_view key);

  // Replies with what there is and returns true; false, without a reply, if there is nothing.
  // Delivers to the group. A source whose key or group is gone counts as empty.
  bool Serve(Call& call) const;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_COMMANDS_STREAMS_READ_H_
