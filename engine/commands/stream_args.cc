#include "engine/commands/stream_args.h"

#include <cerrno>
#include <cstdlib>
#include <string>

#include "engine/base/number.h"

namespace luarig {
namespace {

constexpr size_t kLongestId = 127;  // longer words are refused unseen

CommandError InvalidId() {
  return CommandError("ERR Invalid stream ID specified as stream command argument");
}

// A number as the server's IDs take it: canonical, or whatever C's strtoull takes to the end.
std::optional<uint64_t> ParseIdNumber(std::string_view text) {
  if (const std::optional<int64_t> number = ParseInteger(text)) {
    if (*number < 0) return std::nullopt;
    return static_cast<uint64_t>(*number);
  }
  if (text.empty()) return std::nullopt;
  const std::string copy(text);
  char* end = nullptr;
  errno = 0;
  const unsigned long long number = std::strtoull(copy.c_str(), &end, 10);
  if (errno != 0 || end == copy.c_str() || *end != '\0') return std::nullopt;
  return number;
}

bool IsExclusive(std::string_view word) { return word.size() > 1 && word[0] == '('; }

}  // namespace

std::optional<StreamIdWord> ParseStreamId(std::string_view word, uint64_t missing_seq,
                                          bool allow_any_seq) {
  if (word.size() > kLongestId) return std::nullopt;
  word = word.substr(0, word.find('\0'));
  const size_t dash = word.find('-');
  const std::optional<uint64_t> ms = ParseIdNumber(word.substr(0, dash));
  if (!ms) return std::nullopt;
  if (dash == std::string_view::npos) return StreamIdWord{{*ms, missing_seq}};

  const std::string_view rest = word.substr(dash + 1);
  if (allow_any_seq && rest == "*") return StreamIdWord{{*ms, 0}, true};
  const std::optional<uint64_t> seq = ParseIdNumber(rest);
  if (!seq) return std::nullopt;
  return StreamIdWord{{*ms, *seq}};
}

StreamId StreamIdArg(std::string_view word, uint64_t missing_seq) {
  const auto parsed = ParseStreamId(word, missing_seq);
  if (!parsed) throw InvalidId();
  return parsed->id;
}

StreamIdWord NewStreamIdArg(std::string_view word) {
  const auto parsed = ParseStreamId(word, 0, true);
  if (!parsed) throw InvalidId();
  return *parsed;
}

std::vector<StreamId> StreamIdArgs(std::span<const std::string_view> words) {
  std::vector<StreamId> ids;
  ids.reserve(words.size());
  for (const std::string_view word : words) ids.push_back(StreamIdArg(word));
  return ids;
}

StreamId IntervalStartArg(std::string_view word) {
  if (word == "-") return StreamId::Min();
  if (word == "+") return StreamId::Max();
  if (!IsExclusive(word)) return StreamIdArg(word);
  const StreamId id = StreamIdArg(word.substr(1));
  if (id.is_max()) throw CommandError("ERR invalid start ID for the interval");
  return id.Next();
}

StreamId IntervalEndArg(std::string_view word) {
  if (word == "-") return StreamId::Min();
  if (word == "+") return StreamId::Max();
  if (!IsExclusive(word)) return StreamIdArg(word, UINT64_MAX);
  const StreamId id = StreamIdArg(word.substr(1), UINT64_MAX);
  if (id.is_min()) throw CommandError("ERR invalid end ID for the interval");
  return id.Previous();
}

void ReplyStreamId(ReplySink& reply, const StreamId& id) {
  StreamIdText buffer;  // NOLINT(cppcoreguidelines-pro-type-member-init): written before it is read
  reply.Bulk(FormatStreamId(id, buffer));
}

void ReplyStreamEntry(ReplySink& reply, const StreamEntry& entry) {
  reply.Array(2);
  ReplyStreamId(reply, entry.id());
  reply.Array(2 * entry.field_count());
  entry.ForEach([&](std::string_view field, std::string_view value) {
    reply.Bulk(field);
    reply.Bulk(value);
  });
}

std::vector<StreamEntry> EntriesBetween(const Stream& stream, const StreamId& from,
                                        const StreamId& to, size_t count, bool reverse) {
  std::vector<StreamEntry> entries;
  StreamRange range(stream, from, to, reverse);
  while (const StreamEntry* entry = range.Next()) {
    entries.push_back(*entry);
    if (entries.size() == count) break;
  }
  return entries;
}

void ReplyStreamEntries(ReplySink& reply, const std::vector<StreamEntry>& entries) {
  reply.Array(entries.size());
  for (const StreamEntry& entry : entries) ReplyStreamEntry(reply, entry);
}

}  // namespace luarig
