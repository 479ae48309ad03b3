#ifndef LUARIG_ENGINE_SERVER_CONFIG_ROW_H_
#define LUARIG_ENGINE_SERVER_CONFIG_ROW_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "engine/base/flags.h"
#include "engine/base/result.h"
#include "engine/base/target.h"

namespace luarig {

struct ServerState;

enum class DirectiveKind : uint8_t {
  kBool,             // yes, no
  kEnum,             // one of `choices`
  kEnumSet,          // some of them
  kInteger,          // in [min, max]
  kOctal,            // the same, written with base 8
  kMemory,           // bytes, with k, kb, m, mb, g, gb behind the number; max -1: all 64 bits
  kMemoryOrPercent,  // the same, or 0% to 100%
  kString,           // any text that `refuse` does not refuse
  kSpecial,          // words that `read` understands
};

enum class DirectiveFlag : uint8_t {
  kImmutable,     // set when the server starts, never by CONFIG SET
  kProtected,     // by CONFIG SET only where enable-protected-configs allows it
  kSensitive,     // its value is not shown in logs
  kSeveralWords,  // a blank separates values, and a file gives each as a word
  kHidden,        // CONFIG GET shows it only when asked by its whole name
};
using DirectiveFlags = Flags<DirectiveFlag>;
constexpr DirectiveFlags operator|(DirectiveFlag a, DirectiveFlag b) {
  return DirectiveFlags(a) | b;
}

// One directive of redis.conf. A row is written as what it is and what is particular about it:
//
//   Integer("slowlog-log-slower-than", "10000", -1, kAny).In(SlowerThan)
//
// Without `In` its value is only kept, as text, and given back.
struct DirectiveRow {
  using Number = int64_t& (*)(ServerState&);
  using Truth = bool& (*)(ServerState&);

  std::string_view name;
  DirectiveKind kind;
  std::string_view initial;  // as CONFIG GET prints it
  int64_t min = 0;
  int64_t max = 0;
  std::string_view choices = {};  // as errors list them: "a, b, c"
  DirectiveFlags flags = {};
  std::string_view alias = {};  // a directive of its own that has the same value
  TargetSet targets = kAllTargets;
  int64_t least = INT64_MIN;  // what is in bounds and beyond these is silently made them
  int64_t most = INT64_MAX;
  Number number = nullptr;  // where the value lives: a number, of an enum its place in `choices`
  Truth truth = nullptr;    // the same of a kBool
  std::string_view (*refuse)(std::string_view text) = nullptr;  // why; "" if it is good
  Result<std::string> (*read)(std::span<const std::string_view> words,
                              std::string_view value) = nullptr;
  std::string (*shown)(const ServerState&) = nullptr;  // what CONFIG GET prints, if not the text
  void (*changed)(ServerState&, std::string_view value) = nullptr;  // told after each change

  constexpr DirectiveRow Alias(std::string_view other) const {
    DirectiveRow row = *this;
    row.alias = other;
    return row;
  }
  constexpr DirectiveRow With(DirectiveFlags more) const {
    DirectiveRow row = *this;
    row.flags |= more;
    return row;
  }
  constexpr DirectiveRow Fixed() const { return With(DirectiveFlag::kImmutable); }
  constexpr DirectiveRow For(TargetSet only) const {
    DirectiveRow row = *this;
    row.targets = only;
    return row;
  }
  constexpr DirectiveRow Clamped(int64_t low, int64_t high) const {
    DirectiveRow row = *this;
    row.least = low;
    row.most = high;
    return row;
  }
  constexpr DirectiveRow In(Number place) const {
    DirectiveRow row = *this;
    row.number = place;
    return row;
  }
  constexpr DirectiveRow In(Truth place) const {
    DirectiveRow row = *this;
    row.truth = place;
    return row;
  }
  constexpr DirectiveRow RefusedBy(std::string_view (*check)(std::string_view)) const {
    DirectiveRow row = *this;
    row.refuse = check;
    return row;
  }
  constexpr DirectiveRow ShownBy(std::string (*print)(const ServerState&)) const {
    DirectiveRow row = *this;
    row.shown = print;
    return row;
  }
  constexpr DirectiveRow Then(void (*told)(ServerState&, std::string_view)) const {
    DirectiveRow row = *this;
    row.changed = told;
    return row;
  }
};

inline constexpr int64_t kAny = INT64_MAX;
inline constexpr int64_t kAll64Bits = -1;
inline constexpr int64_t kMegabyte = int64_t{1024} * 1024;
inline constexpr int64_t kMaxPort = 65535;

constexpr DirectiveRow YesNo(std::string_view name, std::string_view initial) {
  return {.name = name, .kind = DirectiveKind::kBool, .initial = initial};
}
constexpr DirectiveRow OneOf(std::string_view name, std::string_view initial,
                             std::string_view choices) {
  return {.name = name, .kind = DirectiveKind::kEnum, .initial = initial, .choices = choices};
}
constexpr DirectiveRow Integer(std::string_view name, std::string_view initial, int64_t min,
                               int64_t max) {
  return {
      .name = name, .kind = DirectiveKind::kInteger, .initial = initial, .min = min, .max = max};
}
constexpr DirectiveRow Memory(std::string_view name, std::string_view initial, int64_t min,
                              int64_t max) {
  return {.name = name, .kind = DirectiveKind::kMemory, .initial = initial, .min = min, .max = max};
}
constexpr DirectiveRow String(std::string_view name, std::string_view initial = "") {
  return {.name = name, .kind = DirectiveKind::kString, .initial = initial};
}
constexpr DirectiveRow Special(std::string_view name, std::string_view initial,
                               Result<std::string> (*read)(std::span<const std::string_view>,
                                                           std::string_view)) {
  return {.name = name, .kind = DirectiveKind::kSpecial, .initial = initial, .read = read};
}

}  // namespace luarig

#endif  // LUARIG_ENGINE_SERVER_CONFIG_ROW_H_
