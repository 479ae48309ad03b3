#ifndef LUARIG_ENGINE_STORE_STREAM_ID_H_
#define LUARIG_ENGINE_STORE_STREAM_ID_H_

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace luarig {

// The ID of a stream's entry: milliseconds since 1970 by convention, and a number within them.
struct StreamId {
  uint64_t ms = 0;
  uint64_t seq = 0;

  static constexpr StreamId Min() { return {0, 0}; }
  static constexpr StreamId Max() { return {UINT64_MAX, UINT64_MAX}; }

  bool is_min() const { return *this == Min(); }
  bool is_max() const { return *this == Max(); }

  // The ID right behind. REQUIRES: !is_max().
  constexpr StreamId Next() const {
    return seq == UINT64_MAX ? StreamId{ms + 1, 0} : StreamId{ms, seq + 1};
  }
  // The ID right in front. REQUIRES: !is_min().
  constexpr StreamId Previous() const {
    return seq == 0 ? StreamId{ms - 1, UINT64_MAX} : StreamId{ms, seq - 1};
  }

  constexpr auto operator<=>(const StreamId&) const = default;  // NOLINT(modernize-use-nullptr)
};

// Room for any ID as text.
using StreamIdText = std::array<char, 44>;

// "1526919030474-55", written into `buffer`; the view lives as long as the buffer.
std::string_view FormatStreamId(const StreamId& id, StreamIdText& buffer);
std::string FormatStreamId(const StreamId& id);

// The ID that `text` spells as it is printed, or without a number, which is then 0. Commands take
// more: see ParseStreamId().
std::optional<StreamId> StreamIdOf(std::string_view text);

}  // namespace luarig

#endif  // LUARIG_ENGINE_STORE_STREAM_ID_H_
