#ifndef LUARIG_ENGINE_COMMANDS_LIST_ENDS_H_
#define LUARIG_ENGINE_COMMANDS_LIST_ENDS_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/base/bytes.h"
#include "engine/dispatch/call.h"

namespace luarig {

// The two ends of a list, as commands name them.
enum class ListEnd : uint8_t { kLeft, kRight };

inline std::string_view PushEvent(ListEnd end) { return end == ListEnd::kLeft ? "lpush" : "rpush"; }
inline std::string_view PopEvent(ListEnd end) { return end == ListEnd::kLeft ? "lpop" : "rpop"; }

inline ListEnd EndArg(std::string_view word) {
  if (EqualsIgnoreCase(word, "LEFT")) return ListEnd::kLeft;
  if (EqualsIgnoreCase(word, "RIGHT")) return ListEnd::kRight;
  throw CommandError::Syntax();
}

// Replies with `count` elements from `first` on, upwards or downwards.
inline void ReplyElements(Call& call, const List& list, size_t first, size_t count, bool reverse) {
  call.reply.Array(count);
  if (count == 0) return;
  list.Walk(first, reverse, [&](std::string_view element) {
    call.reply.Bulk(element);
    return --count > 0;
  });
}

}  // namespace luarig

#endif  // LUARIG_ENGINE_COMMANDS_LIST_ENDS_H_
