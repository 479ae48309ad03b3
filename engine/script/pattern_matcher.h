#ifndef LUARIG_ENGINE_SCRIPT_PATTERN_MATCHER_H_
#define LUARIG_ENGINE_SCRIPT_PATTERN_MATCHER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include <lua.hpp>

#include "engine/script/script_watch.h"

namespace luarig {

// A set of byte values.
struct ByteSet {
  std::array<uint64_t, 4> words;

  bool Has(unsigned char c) const { return (words[c / 64] >> (c % 64) & 1) != 0; }
};

// Matches patterns as Lua 5.1 does, to the byte and to the error text, but can be ended by whoever
// watches over the script, and runs out of depth with an error instead of out of stack.
//
// A pattern ends at its first zero byte. Faults in it are raised when matching gets there.
class PatternMatcher {
 public:
  // Subject and pattern must stay where they are while it lives.
  // Sets and captures are written before they are read, and clearing them would cost as much as a
  // short match. NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init)
  PatternMatcher(lua_State* lua, std::string_view subject)
      : lua_(lua), steps_(lua), start_(subject.data()), end_(start_ + subject.size()) {}

  // The end of the match of `pattern` that starts at `at`, or null.
  const char* MatchAt(const char* at, const char* pattern) {
    captures_ = 0;
    return Match(at, pattern);
  }

  // The first place from `at` on where `pattern`, always the same, may match, or null if there is
  // none: skips what its first item does not match, without a look at the rest. REQUIRES: at <=
  // end().
  const char* Candidate(const char* at, const char* pattern) {
    if (lead_ == Lead::kUnknown) ReadLead(pattern);
    if (lead_ == Lead::kAny) return at;
    if (at < end_ && lead_set_.Has(static_cast<unsigned char>(*at))) return at;
    return SkipToLead(at, *pattern == '(' ? pattern[1] : *pattern);
  }

  const char* end() const { return end_; }

  // Pushes what the last match captured; if that is nothing the whole match, unless `from` is null.
  // Returns how many values these are.
  int PushCaptures(const char* from, const char* to);
  // Pushes the capture with that index, from 0; the whole match if there is no capture at all.
  void PushCapture(int index, const char* from, const char* to);
  // The same as text, nothing for a position.
  std::optional<std::string_view> CaptureText(int index, const char* from, const char* to) const;

 private:
  static constexpr int kMaxCaptures = LUA_MAXCAPTURES;
  static constexpr ptrdiff_t kUnfinished = -1;
  static constexpr ptrdiff_t kPosition = -2;
  // What about a megabyte of stack holds.
  static constexpr int kMaxDepth = 8'000;

  enum class Lead : unsigned char { kUnknown, kAny, kByte, kSet };

  struct Capture {
    const char* from;
    ptrdiff_t size;  // or kUnfinished, kPosition
  };

  const char* Match(const char* s, const char* p) {
    if (++depth_ > kMaxDepth) luaL_error(lua_, "pattern too complex");
    const char* matched = MatchItems(s, p);
    --depth_;
    return matched;
  }
  const char* MatchItems(const char* s, const char* p);
  // The rest of Match for the item p..item_end: with its quantifier if it has one.
  const char* MaxExpand(const char* s, const char* p, const char* item_end);
  const char* MinExpand(const char* s, const char* p, const char* item_end);
  const char* OpenCapture(const char* s, const char* p, ptrdiff_t size);
  const char* CloseCapture(const char* s, const char* p);
  // What matches %b, %f or %1 at `s`: where it ends, or null.
  const char* Balance(const char* s, const char* delimiters);
  bool Frontier(const char* s, const char* set, const char* set_end);
  const char* BackReference(const char* s, char digit);

  // The byte that the rest `p` of a pattern must start with where it is a plain one; else -1.
  int FirstByte(const char* p) const;
  bool HasOpenCapture() const;

  // The end of the item at `p`, without its quantifier.
  const char* ItemEnd(const char* p) const {
    return *p == '%' || *p == '[' ? LongItemEnd(p) : p + 1;
  }
  const char* LongItemEnd(const char* p) const;
  bool Matches(const char* s, const char* p, const char* item_end);
  // The bytes that the set at `p` matches.
  const ByteSet& SetAt(const char* p, const char* item_end);
  // Finds out which bytes a match of `pattern` can start with.
  void ReadLead(const char* pattern);
  const char* SkipToLead(const char* at, char byte);
  // The end of the longest run from `s` of bytes that the item matches.
  const char* RunEnd(const char* s, const char* p, const char* item_end);

  lua_State* lua_;
  WatchedSteps steps_;
  const char* start_;
  const char* end_;
  int depth_ = 0;
  int captures_ = 0;
  Lead lead_ = Lead::kUnknown;
  ByteSet lead_set_;              // what a match starts with, if lead_ is kByte or kSet
  const char* set_at_ = nullptr;  // what set_ is of
  ByteSet set_;
  std::array<Capture, kMaxCaptures> capture_;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_SCRIPT_PATTERN_MATCHER_H_
