// string.find, match, gmatch, gsub and rep: what Lua 5.1 makes of them, except that a script which
// is to end does so inside them as well, and that what is too large is an error.

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <string>
#include <utility>

#include "engine/script/base_library.h"
#include "engine/script/lua_heap.h"
#include "engine/script/lua_state.h"
#include "engine/script/pattern_matcher.h"

namespace luarig {
namespace {

std::string_view CheckString(lua_State* lua, int argument) {
  size_t size = 0;
  const char* text = luaL_checklstring(lua, argument, &size);
  return {text, size};
}

// Where a search from `position` (from 1; negative: from the end) starts, from 0.
size_t StartOf(ptrdiff_t position, size_t size) {
  if (position < 0) position += static_cast<ptrdiff_t>(size) + 1;
  if (position <= 0) return 0;
  return std::min(static_cast<size_t>(position) - 1, size);
}

// Pushes the bounds of the first `wanted` from `start` on, or nil.
int FindPlain(lua_State* lua, std::string_view text, std::string_view wanted, size_t start) {
  const std::string_view rest(text.data() + start, text.size() - start);
  constexpr size_t kShort = 1024;  // longer ones are searched in linear time, which starts slower
  ptrdiff_t at = -1;
  if (wanted.size() == 1) {
    const void* found = std::memchr(rest.data(), wanted[0], rest.size());
    if (found != nullptr) at = static_cast<const char*>(found) - text.data();
  } else if (rest.size() < kShort) {
    const size_t found = rest.find(wanted);
    if (found != std::string_view::npos) at = static_cast<ptrdiff_t>(start + found);
  } else if (const void* found = memmem(rest.data(), rest.size(), wanted.data(), wanted.size())) {
    at = static_cast<const char*>(found) - text.data();
  }
  if (at < 0) {
    lua_pushnil(lua);
    return 1;
  }
  lua_pushinteger(lua, at + 1);
  lua_pushinteger(lua, at + static_cast<ptrdiff_t>(wanted.size()));
  return 2;
}

int Search(lua_State* lua, bool find) {
  const std::string_view text = CheckString(lua, 1);
  const std::string_view pattern = CheckString(lua, 2);
  const size_t start = StartOf(luaL_optinteger(lua, 3, 1), text.size());
  constexpr const char* kSpecial = "^$*+?.([%-";
  if (find && (lua_toboolean(lua, 4) != 0 || std::strpbrk(pattern.data(), kSpecial) == nullptr)) {
    return FindPlain(lua, text, pattern, start);
  }
  const char* p = pattern.data();
  const bool anchored = *p == '^';
  if (anchored) ++p;
  PatternMatcher matcher(lua, text);
  for (const char* at = text.data() + start; at <= matcher.end(); ++at) {
    if (!anchored) at = matcher.Candidate(at, p);
    if (at == nullptr) break;
    if (const char* to = matcher.MatchAt(at, p)) {
      if (!find) return matcher.PushCaptures(at, to);
      lua_pushinteger(lua, at - text.data() + 1);
      lua_pushinteger(lua, to - text.data());
      return matcher.PushCaptures(nullptr, nullptr) + 2;
    }
    if (anchored) break;
  }
  lua_pushnil(lua);
  return 1;
}

int Find(lua_State* lua) { return Search(lua, true); }
int Match(lua_State* lua) { return Search(lua, false); }

// The iterator of gmatch; its upvalues are the text, the pattern and where to go on.
int NextMatch(lua_State* lua) {
  const std::string_view text = StringAt(lua, lua_upvalueindex(1));
  const char* pattern = lua_tostring(lua, lua_upvalueindex(2));
  PatternMatcher matcher(lua, text);
  for (const char* at = text.data() + lua_tointeger(lua, lua_upvalueindex(3)); at <= matcher.end();
       ++at) {
    at = matcher.Candidate(at, pattern);
    if (at == nullptr) break;
    const char* to = matcher.MatchAt(at, pattern);
    if (to == nullptr) continue;
    const ptrdiff_t next = to - text.data() + (to == at ? 1 : 0);
    lua_pushinteger(lua, next);
    lua_replace(lua, lua_upvalueindex(3));
    return matcher.PushCaptures(at, to);
  }
  return 0;
}

int GMatch(lua_State* lua) {
  luaL_checkstring(lua, 1);
  luaL_checkstring(lua, 2);
  lua_settop(lua, 2);
  lua_pushinteger(lua, 0);
  lua_pushcclosure(lua, NextMatch, 3);
  return 1;
}

// Builds what gsub returns.
class Substitution {
 public:
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): small_ is filled before it is read
  Substitution(lua_State* lua, PatternMatcher& matcher)
      : lua_(lua), matcher_(matcher), kind_(lua_type(lua, kReplacement)) {}

  ~Substitution() = default;
  Substitution(const Substitution&) = delete;
  Substitution& operator=(const Substitution&) = delete;

  void Append(const char* from, const char* to) {
    const auto size = static_cast<size_t>(to - from);
    if (size > capacity_ - size_) Grow(size_ + size);
    std::memcpy(bytes_ + size_, from, size);
    size_ += size;
  }

  // Appends what stands for the match from..to.
  void Replace(const char* from, const char* to) {
    switch (kind_) {
      case LUA_TNUMBER:
      case LUA_TSTRING:
        return AppendTemplate(from, to);
      case LUA_TFUNCTION:
        lua_pushvalue(lua_, kReplacement);
        lua_call(lua_, matcher_.PushCaptures(from, to), 1);
        break;
      default:
        matcher_.PushCapture(0, from, to);
        lua_gettable(lua_, kReplacement);
        break;
    }
    if (lua_toboolean(lua_, -1) == 0) {
      Append(from, to);
    } else if (lua_isstring(lua_, -1) == 0) {
      luaL_error(lua_, "invalid replacement value (a %s)", luaL_typename(lua_, -1));
    } else {
      AppendTop();
    }
    lua_pop(lua_, 1);
  }

  void Push() { lua_pushlstring(lua_, bytes_, size_); }

 private:
  static constexpr int kReplacement = 3;

  void AppendTop() {
    const std::string_view text = StringAt(lua_, -1);
    Append(text.data(), text.data() + text.size());
  }

  void AppendTemplate(const char* from, const char* to) {
    const std::string_view text = StringAt(lua_, kReplacement);
    const char* const end = text.data() + text.size();
    for (const char* at = text.data(); at < end; ++at) {
      const auto* escape =
          static_cast<const char*>(std::memchr(at, '%', static_cast<size_t>(end - at)));
      if (escape == nullptr) return Append(at, end);
      Append(at, escape);
      at = escape + 1;  // behind a last % stands the zero that ends every string of Lua's
      if (*at == '0') {
        Append(from, to);
      } else if (*at >= '1' && *at <= '9') {
        AppendCapture(*at - '1', from, to);
      } else {
        Append(at, at + 1);
      }
    }
  }

  void AppendCapture(int index, const char* from, const char* to) {
    if (const auto text = matcher_.CaptureText(index, from, to))
      return Append(text->data(), text->data() + text->size());
    matcher_.PushCapture(index, from, to);  // a number, which Lua writes
    AppendTop();
    lua_pop(lua_, 1);
  }

  void Grow(size_t needed) {
    CheckStringSize(lua_, needed);
    const size_t capacity = needed + needed / 2;
    std::unique_ptr<char[]> bytes(new char[capacity]);
    std::memcpy(bytes.get(), bytes_, size_);
    large_ = std::move(bytes);
    bytes_ = large_.get();
    capacity_ = capacity;
  }

  static constexpr size_t kSmall = 512;  // most results fit in here

  lua_State* lua_;
  PatternMatcher& matcher_;
  int kind_;
  size_t size_ = 0;
  size_t capacity_ = kSmall;
  std::unique_ptr<char[]> large_;
  std::array<char, kSmall> small_;
  char* bytes_ = small_.data();
};

int GSub(lua_State* lua) {
  const std::string_view text = CheckString(lua, 1);
  const char* pattern = luaL_checkstring(lua, 2);
  const int kind = lua_type(lua, 3);
  const int most = luaL_optint(lua, 4, static_cast<int>(text.size() + 1));
  luaL_argcheck(
      lua,
      kind == LUA_TNUMBER || kind == LUA_TSTRING || kind == LUA_TFUNCTION || kind == LUA_TTABLE, 3,
      "string/function/table expected");
  const bool anchored = *pattern == '^';
  if (anchored) ++pattern;
  if (kind == LUA_TNUMBER) lua_tostring(lua, 3);  // turns it into its text

  PatternMatcher matcher(lua, text);
  Substitution result(lua, matcher);
  const char* at = text.data();
  const char* copied = at;  // up to here the text is in the result
  int count = 0;
  while (count < most) {
    if (!anchored) at = matcher.Candidate(at, pattern);
    if (at == nullptr) break;
    const char* to = matcher.MatchAt(at, pattern);
    if (to != nullptr) {
      ++count;
      result.Append(copied, at);
      result.Replace(at, to);
      copied = to;
    }
    if (to != nullptr && to > at) {
      at = to;
    } else if (at < matcher.end()) {
      ++at;
    } else {
      break;
    }
    if (anchored) break;
  }
  if (count == 0) {
    lua_pushvalue(lua, 1);
  } else {
    result.Append(copied, matcher.end());
    result.Push();
  }
  lua_pushinteger(lua, count);
  return 2;
}

int Rep(lua_State* lua) {
  const std::string_view text = CheckString(lua, 1);
  const int times = luaL_checkint(lua, 2);
  if (times <= 0 || text.empty()) {
    lua_pushliteral(lua, "");
    return 1;
  }
  const size_t size = text.size() * static_cast<size_t>(times);
  if (size / text.size() != static_cast<size_t>(times)) RaiseNoMemory(lua);
  CheckStringSize(lua, size);
  std::string result;
  result.reserve(size);
  if (text.size() == 1) {
    result.append(static_cast<size_t>(times), text[0]);
  } else {
    // What is there already is doubled.
    result.append(text);
    while (result.size() <= size / 2) result.append(result.data(), result.size());
    result.append(result.data(), size - result.size());
  }
  PushString(lua, result);
  return 1;
}

}  // namespace

void OpenStringOverrides(lua_State* lua) {
  constexpr luaL_Reg kFunctions[] = {
      {"find", Find}, {"match", Match}, {"gmatch", GMatch}, {"gsub", GSub}, {"rep", Rep}};
  for (const luaL_Reg& function : kFunctions) {
    lua_pushcfunction(lua, function.func);
    lua_setfield(lua, -2, function.name);
  }
  lua_getfield(lua, -1, "gmatch");
  lua_setfield(lua, -2, "gfind");  // its name in Lua 5.0
}

}  // namespace luarig
