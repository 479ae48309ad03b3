#include "engine/store/stream_id.h"

#include <charconv>

#include "engine/base/number.h"

namespace luarig {

std::string_view FormatStreamId(const StreamId& id, StreamIdText& buffer) {
  char* const begin = buffer.data();
  char* const end = begin + buffer.size();
  char* p = std::to_chars(begin, end, id.ms).ptr;
  *p++ = '-';
  p = std::to_chars(p, end, id.seq).ptr;
  return {begin, static_cast<size_t>(p - begin)};
}

std::string FormatStreamId(const StreamId& id) {
  StreamIdText buffer;
  return std::string(FormatStreamId(id, buffer));
}

std::optional<StreamId> StreamIdOf(std::string_view text) {
  const size_t dash = text.find('-');
  const auto ms = ParseUnsigned(text.substr(0, dash));
  if (!ms) return std::nullopt;
  if (dash == std::string_view::npos) return StreamId{*ms, 0};
  const auto seq = ParseUnsigned(text.substr(dash + 1));
  if (!seq) return std::nullopt;
  return StreamId{*ms, *seq};
}

}  // namespace luarig
