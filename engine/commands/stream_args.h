#ifndef LUARIG_ENGINE_COMMANDS_STREAM_ARGS_H_
#define LUARIG_ENGINE_COMMANDS_STREAM_ARGS_H_

#include <optional>
#include <string_view>
#include <vector>

#include "engine/dispatch/call.h"
#include "engine/store/stream.h"

namespace luarig {

// An ID as a command takes it: "5-1", "5" (whose number is the caller's choice), or "5-*".
struct StreamIdWord {
  StreamId id;
  bool any_seq = false;  // "5-*": id.seq is 0
};

// What `word` spells, as lenient as the server, which reads numbers as C does; nothing if it is no
// ID. "-" and "+" are none; "5-*" only if `allow_any_seq`.
std::optional<StreamIdWord> ParseStreamId(std::string_view word, uint64_t missing_seq,
                                          bool allow_any_seq = false);

// Each throws: ERR Invalid stream ID specified as stream command argument.
StreamId StreamIdArg(std::string_view word, uint64_t missing_seq = 0);
StreamIdWord NewStreamIdArg(std::string_view word);  // of XADD
std::vector<StreamId> StreamIdArgs(std::span<const std::string_view> words);

// The ends of a range: "-", "+", an ID, or one behind "(" that is not included itself.
StreamId IntervalStartArg(std::string_view word);
StreamId IntervalEndArg(std::string_view word);

// An ID as a reply; an entry as [id, [field, value, ...]].
void ReplyStreamId(ReplySink& reply, const StreamId& id);
void ReplyStreamEntry(ReplySink& reply, const StreamEntry& entry);

// The entries between two IDs, at most `count` (0: all), as views into `stream`.
std::vector<StreamEntry> EntriesBetween(const Stream& stream, const StreamId& from,
                                        const StreamId& to, size_t count, bool reverse = false);
void ReplyStreamEntries(ReplySink& reply, const std::vector<StreamEntry>& entries);

}  // namespace luarig

#endif  // LUARIG_ENGINE_COMMANDS_STREAM_ARGS_H_
