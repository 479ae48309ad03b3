#include "engine/script/pattern_matcher.h"

#include <cstring>

namespace luarig {
namespace {

constexpr char kEscape = '%';

// --- Classes of bytes, as in the C locale
// ----------------------------------------------------------------------------

enum Class : uint16_t {
  kAlpha = 1 << 0,
  kControl = 1 << 1,
  kDigit = 1 << 2,
  kLower = 1 << 3,
  kPunct = 1 << 4,
  kSpace = 1 << 5,
  kUpper = 1 << 6,
  kAlnum = 1 << 7,
  kHex = 1 << 8,
  kZero = 1 << 9,
};

constexpr uint16_t ClassesOf(int c) {
  const bool lower = c >= 'a' && c <= 'z';
  const bool upper = c >= 'A' && c <= 'Z';
  const bool digit = c >= '0' && c <= '9';
  const bool alnum = lower || upper || digit;
  unsigned bits = 0;
  if (lower || upper) bits |= kAlpha;
  if (c < ' ' || c == 127) bits |= kControl;
  if (digit) bits |= kDigit;
  if (lower) bits |= kLower;
  if (c > ' ' && c < 127 && !alnum) bits |= kPunct;
  if (c == ' ' || (c >= '\t' && c <= '\r')) bits |= kSpace;
  if (upper) bits |= kUpper;
  if (alnum) bits |= kAlnum;
  if (digit || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')) bits |= kHex;
  if (c == 0) bits |= kZero;
  return static_cast<uint16_t>(bits);
}

constexpr std::array<uint16_t, 256> kClasses = [] {
  std::array<uint16_t, 256> classes{};
  for (int c = 0; c < 256; ++c) classes[static_cast<size_t>(c)] = ClassesOf(c);
  return classes;
}();

// By the letter behind %, in either case; 0 for what stands for itself.
constexpr std::array<uint16_t, 256> kClassOfLetter = [] {
  struct Letter {
    char letter;
    Class bit;
  };
  constexpr Letter kLetters[] = {{'a', kAlpha}, {'c', kControl}, {'d', kDigit}, {'l', kLower},
                                 {'p', kPunct}, {'s', kSpace},   {'u', kUpper}, {'w', kAlnum},
                                 {'x', kHex},   {'z', kZero}};
  std::array<uint16_t, 256> bits{};
  for (const Letter& row : kLetters) {
    const auto lower = static_cast<unsigned char>(row.letter);
    constexpr unsigned char kToUpper = 'a' - 'A';
    bits[lower] = row.bit;
    bits[lower - kToUpper] = row.bit;
  }
  return bits;
}();

unsigned char Byte(char c) { return static_cast<unsigned char>(c); }

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// %letter matches c
constexpr bool InClass(unsigned char c, unsigned char letter) {
  const uint16_t bit = kClassOfLetter[letter];
  if (bit == 0) return c == letter;
  const bool inside = (kClasses[c] & bit) != 0;
  const bool complement = (kClasses[letter] & kUpper) != 0;
  return inside != complement;
}

// The bytes of each class, by the letter behind %, in either case; of the others those that stand
// for themselves.
constexpr std::array<ByteSet, 256> kSetOfLetter = [] {
  std::array<ByteSet, 256> sets{};
  for (size_t letter = 0; letter < sets.size(); ++letter) {
    for (size_t c = 0; c < 256; ++c) {
      const auto byte = static_cast<unsigned char>(c);
      if (InClass(byte, static_cast<unsigned char>(letter)))
        sets[letter].words[c / 64] |= uint64_t{1} << (c % 64);
    }
  }
  return sets;
}();

// Adds first..last.
void AddRange(ByteSet& set, unsigned first, unsigned last) {
  for (unsigned c = first; c <= last; ++c) set.words[c / 64] |= uint64_t{1} << (c % 64);
}

// What the set matches that starts with the bracket at `p` and ends with the one at `close`.
ByteSet ReadSet(const char* p, const char* close) {
  ByteSet set{};
  const bool complement = p[1] == '^';
  if (complement) ++p;
  while (++p < close) {
    if (*p == kEscape) {
      ++p;
      const ByteSet& added = kSetOfLetter[Byte(*p)];
      for (size_t i = 0; i < set.words.size(); ++i) set.words[i] |= added.words[i];
    } else if (p[1] == '-' && p + 2 < close) {
      p += 2;
      AddRange(set, Byte(p[-2]), Byte(*p));
    } else {
      set.words[Byte(*p) / 64] |= uint64_t{1} << (Byte(*p) % 64);
    }
  }
  if (complement) {
    for (uint64_t& word : set.words) word = ~word;
  }
  return set;
}

// The set is [^x].
bool IsAllBut(const char* set, const char* set_end) {
  return set_end - set == 4 && set[1] == '^' && set[2] != kEscape;
}

// Where `byte` is in from..end, or end.
const char* FindByte(const char* from, const char* end, char byte) {
  const void* found = std::memchr(from, byte, static_cast<size_t>(end - from));
  return found == nullptr ? end : static_cast<const char*>(found);
}

}  // namespace

// --- Items
// -----------------------------------------------------------------------------------------------

const char* PatternMatcher::LongItemEnd(const char* p) const {
  const char first = *p++;
  if (first == kEscape) {
    if (*p == '\0') luaL_error(lua_, "malformed pattern (ends with '%%')");
    return p + 1;
  }
  if (*p == '^') ++p;
  do {  // the first byte stands for itself, even if it is the closing bracket
    if (*p == '\0') luaL_error(lua_, "malformed pattern (missing ']')");
    if (*p++ == kEscape && *p != '\0') ++p;
  } while (*p != ']');
  return p + 1;
}

inline bool PatternMatcher::Matches(const char* s, const char* p, const char* item_end) {
  if (s >= end_) return false;
  const unsigned char c = Byte(*s);
  switch (*p) {
    case '.':
      return true;
    case kEscape:
      return InClass(c, Byte(p[1]));
    case '[':
      return IsAllBut(p, item_end) ? *s != p[2] : SetAt(p, item_end).Has(c);
    default:
      return Byte(*p) == c;
  }
}

const ByteSet& PatternMatcher::SetAt(const char* p, const char* item_end) {
  if (p != set_at_) {
    set_ = ReadSet(p, item_end - 1);
    set_at_ = p;
  }
  return set_;
}

const char* PatternMatcher::RunEnd(const char* s, const char* p, const char* item_end) {
  switch (*p) {
    case '.':
      return end_;
    case kEscape: {
      const unsigned char letter = Byte(p[1]);
      while (s < end_ && InClass(Byte(*s), letter)) ++s;
      return s;
    }
    case '[': {
      if (IsAllBut(p, item_end)) {
        // Most such runs are words, over before a call would have begun.
        constexpr ptrdiff_t kWord = 16;
        const char* const word_end = end_ - s > kWord ? s + kWord : end_;
        while (s < word_end && *s != p[2]) ++s;
        return s < word_end ? s : FindByte(s, end_, p[2]);
      }
      const ByteSet& set = SetAt(p, item_end);
      while (s < end_ && set.Has(Byte(*s))) ++s;
      return s;
    }
    default:
      while (s < end_ && *s == *p) ++s;
      return s;
  }
}

void PatternMatcher::ReadLead(const char* pattern) {
  lead_ = Lead::kAny;
  if (pattern[0] == '[' && pattern[1] == '^') return;  // few bytes to skip, and soon found
  if (pattern[0] == '(' && pattern[1] != ')') ++pattern;
  switch (*pattern) {
    case '\0':
    case '(':
    case ')':
    case '$':
    case '.':
      return;
    case kEscape:
      if (pattern[1] == 'b' || pattern[1] == 'f' || IsDigit(pattern[1])) return;
      break;
    default:
      break;
  }
  const char* item_end = ItemEnd(pattern);
  if (*item_end == '*' || *item_end == '?' || *item_end == '-') return;
  switch (*pattern) {
    case kEscape:
      lead_set_ = kSetOfLetter[Byte(pattern[1])];
      lead_ = Lead::kSet;
      break;
    case '[':
      lead_set_ = SetAt(pattern, item_end);
      lead_ = Lead::kSet;
      break;
    default:
      lead_set_ = {};
      AddRange(lead_set_, Byte(*pattern), Byte(*pattern));
      lead_ = Lead::kByte;
      break;
  }
}

const char* PatternMatcher::SkipToLead(const char* at, char byte) {
  const char* found = at;
  if (lead_ == Lead::kByte) {
    found = FindByte(at, end_, byte);
  } else {
    while (found < end_ && !lead_set_.Has(Byte(*found))) ++found;
  }
  steps_.Take((found - at) / 4);
  return found == end_ ? nullptr : found;
}

const char* PatternMatcher::Balance(const char* s, const char* delimiters) {
  const char open = delimiters[0];
  if (open == '\0' || delimiters[1] == '\0') luaL_error(lua_, "unbalanced pattern");
  if (s == end_ || *s != open) return nullptr;
  const char close = delimiters[1];
  const char* const from = s;
  int deep = 1;
  while (++s < end_) {
    if (*s == close) {
      if (--deep == 0) {
        steps_.Take(s - from);
        return s + 1;
      }
    } else if (*s == open) {
      ++deep;
    }
  }
  steps_.Take(s - from);
  return nullptr;
}

bool PatternMatcher::Frontier(const char* s, const char* set, const char* set_end) {
  const unsigned char before = s == start_ ? 0 : Byte(s[-1]);
  const unsigned char here = s == end_ ? 0 : Byte(*s);
  const ByteSet& inside = SetAt(set, set_end);
  return !inside.Has(before) && inside.Has(here);
}

const char* PatternMatcher::BackReference(const char* s, char digit) {
  const int index = digit - '1';
  if (index < 0 || index >= captures_ || capture_[static_cast<size_t>(index)].size == kUnfinished)
    luaL_error(lua_, "invalid capture index");
  const Capture& capture = capture_[static_cast<size_t>(index)];
  // A position is as good as too long for any subject.
  if (capture.size == kPosition || end_ - s < capture.size) return nullptr;
  const auto size = static_cast<size_t>(capture.size);
  steps_.Take(capture.size);
  return std::memcmp(capture.from, s, size) == 0 ? s + size : nullptr;
}

// --- Matching
// --------------------------------------------------------------------------------------------

const char* PatternMatcher::OpenCapture(const char* s, const char* p, ptrdiff_t size) {
  if (captures_ >= kMaxCaptures) luaL_error(lua_, "too many captures");
  capture_[static_cast<size_t>(captures_)] = {s, size};
  ++captures_;
  const char* matched = Match(s, p);
  if (matched == nullptr) --captures_;
  return matched;
}

const char* PatternMatcher::CloseCapture(const char* s, const char* p) {
  int open = captures_ - 1;
  while (open >= 0 && capture_[static_cast<size_t>(open)].size != kUnfinished) --open;
  if (open < 0) luaL_error(lua_, "invalid pattern capture");
  Capture& capture = capture_[static_cast<size_t>(open)];
  capture.size = s - capture.from;
  const char* matched = Match(s, p);
  if (matched == nullptr) capture.size = kUnfinished;
  return matched;
}

bool PatternMatcher::HasOpenCapture() const {
  for (int i = captures_ - 1; i >= 0; --i) {
    if (capture_[static_cast<size_t>(i)].size == kUnfinished) return true;
  }
  return false;
}

int PatternMatcher::FirstByte(const char* p) const {
  if (*p == ')' && HasOpenCapture()) ++p;
  switch (*p) {
    case '\0':
    case '(':
    case ')':
    case '$':
    case '.':
    case '[':
    case kEscape:
      return -1;
    default:
      return p[1] == '*' || p[1] == '?' || p[1] == '-' ? -1 : Byte(*p);
  }
}

const char* PatternMatcher::MaxExpand(const char* s, const char* p, const char* item_end) {
  const char* const rest = item_end + 1;
  const int first = FirstByte(rest);
  const char* run_end = RunEnd(s, p, item_end);
  steps_.Take((run_end - s) / 4);
  for (; run_end >= s; --run_end) {
    if (first >= 0 && (run_end == end_ || Byte(*run_end) != first)) continue;
    if (const char* matched = Match(run_end, rest)) return matched;
  }
  return nullptr;
}

const char* PatternMatcher::MinExpand(const char* s, const char* p, const char* item_end) {
  const char* const rest = item_end + 1;
  const int first = FirstByte(rest);
  while (true) {
    steps_.Take();
    if (first < 0 || (s < end_ && Byte(*s) == first)) {
      if (const char* matched = Match(s, rest)) return matched;
    }
    if (!Matches(s, p, item_end)) return nullptr;
    ++s;
  }
}

// NOLINTNEXTLINE(readability-function-size): one loop over the items, as a pattern is read
const char* PatternMatcher::MatchItems(const char* s, const char* p) {
  while (true) {
    steps_.Take();
    switch (*p) {
      case '\0':
        return s;
      case '(':
        return p[1] == ')' ? OpenCapture(s, p + 2, kPosition) : OpenCapture(s, p + 1, kUnfinished);
      case ')':
        return CloseCapture(s, p + 1);
      case '$':
        if (p[1] == '\0') return s == end_ ? s : nullptr;
        break;
      case kEscape:
        if (p[1] == 'b') {
          s = Balance(s, p + 2);
          if (s == nullptr) return nullptr;
          p += 4;
          continue;
        }
        if (p[1] == 'f') {
          p += 2;
          if (*p != '[') luaL_error(lua_, "missing '[' after '%%f' in pattern");
          const char* set_end = ItemEnd(p);
          if (!Frontier(s, p, set_end)) return nullptr;
          p = set_end;
          continue;
        }
        if (IsDigit(p[1])) {
          s = BackReference(s, p[1]);
          if (s == nullptr) return nullptr;
          p += 2;
          continue;
        }
        break;
      default:
        break;
    }
    const char* item_end = ItemEnd(p);
    switch (*item_end) {
      case '?':
        if (Matches(s, p, item_end)) {
          if (const char* matched = Match(s + 1, item_end + 1)) return matched;
        }
        p = item_end + 1;
        continue;
      case '*':
        return MaxExpand(s, p, item_end);
      case '+':
        return Matches(s, p, item_end) ? MaxExpand(s + 1, p, item_end) : nullptr;
      case '-':
        return MinExpand(s, p, item_end);
      default:
        if (!Matches(s, p, item_end)) return nullptr;
        ++s;
        p = item_end;
    }
  }
}

// --- Captures
// --------------------------------------------------------------------------------------------

std::optional<std::string_view> PatternMatcher::CaptureText(int index, const char* from,
                                                            const char* to) const {
  if (index >= captures_) {
    if (index != 0) luaL_error(lua_, "invalid capture index");
    return std::string_view(from, static_cast<size_t>(to - from));
  }
  const Capture& capture = capture_[static_cast<size_t>(index)];
  if (capture.size == kUnfinished) luaL_error(lua_, "unfinished capture");
  if (capture.size == kPosition) return std::nullopt;
  return std::string_view(capture.from, static_cast<size_t>(capture.size));
}

void PatternMatcher::PushCapture(int index, const char* from, const char* to) {
  if (const auto text = CaptureText(index, from, to)) {
    lua_pushlstring(lua_, text->data(), text->size());
  } else {
    lua_pushinteger(lua_, capture_[static_cast<size_t>(index)].from - start_ + 1);
  }
}

int PatternMatcher::PushCaptures(const char* from, const char* to) {
  const int count = captures_ == 0 && from != nullptr ? 1 : captures_;
  luaL_checkstack(lua_, count, "too many captures");
  for (int i = 0; i < count; ++i) PushCapture(i, from, to);
  return count;
}

}  // namespace luarig
