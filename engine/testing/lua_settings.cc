#include "engine/testing/lua_settings.h"

#include <array>
#include <cmath>
#include <utility>

#include "engine/base/bytes.h"
#include "engine/base/number.h"
#include "engine/base/suggest.h"
#include "engine/fixture/times.h"
#include "engine/script/lua_state.h"
#include "engine/testing/lua_problem.h"

namespace luarig {
namespace {

constexpr int64_t kMicrosInMilli = 1'000;
constexpr double kMicrosInSecond = 1e6;
constexpr double kExact = 9007199254740992.0;  // 2^53

// Reads one suite{...}.
class SettingsReader {
 public:
  SettingsReader(lua_State* lua, int line, const SuiteText& text, SuiteFiles& files,
                 std::vector<Diagnostic>& problems)
      : lua_(lua), line_(line), text_(text), files_(files), problems_(problems) {}

  LuaSettings Read() {
    lua_pushnil(lua_);
    while (lua_next(lua_, -2) != 0) {
      ReadMember();
      lua_pop(lua_, 1);
    }
    return std::move(settings_);
  }

 private:
  struct Key {
    std::string_view name;
    void (SettingsReader::*read)();
  };

  void ReadMember();
  void ReadLibraries() { ReadFiles(&SuiteFiles::ReadLua, settings_.libraries); }
  void ReadFixtures() { ReadFiles(&SuiteFiles::Read, settings_.fixtures); }
  void ReadTargets();
  void ReadUnder();
  void ReadCondition();
  void ReadOwnCondition();
  void CheckCondition(const SuiteSettings::Condition& condition, std::string_view word);
  void ReadResp();
  void ReadNow();
  void ReadSeed();

  using ReadFile = Result<std::shared_ptr<const TestFile>> (SuiteFiles::*)(const std::string&,
                                                                           const std::string&);
  void ReadFiles(ReadFile read, TestFiles& files);
  // The value on top: one string, or a list of strings.
  std::vector<std::string> Words();
  void Wrong(std::string message, std::string_view word, std::string help = "");
  void WrongKind(std::string_view wanted) {
    Wrong(StrCat("suite: ", name_, " must be ", wanted, ", not a ", luaL_typename(lua_, -1)),
          name_);
  }

  static const std::array<Key, 9> kKeys;

  lua_State* lua_;
  int line_;  // of suite{
  const SuiteText& text_;
  SuiteFiles& files_;
  std::vector<Diagnostic>& problems_;
  LuaSettings settings_;
  std::string name_;  // of the member that is read
};

constexpr std::array<SettingsReader::Key, 9> SettingsReader::kKeys = {{
    {"fixture", &SettingsReader::ReadFixtures},
    {"fixtures", &SettingsReader::ReadFixtures},
    {"libraries", &SettingsReader::ReadLibraries},
    {"now", &SettingsReader::ReadNow},
    {"resp", &SettingsReader::ReadResp},
    {"seed", &SettingsReader::ReadSeed},
    {"target", &SettingsReader::ReadTargets},
    {"targets", &SettingsReader::ReadTargets},
    {"under", &SettingsReader::ReadUnder},
}};

void SettingsReader::ReadMember() {
  if (lua_type(lua_, -2) != LUA_TSTRING) {
    name_ = "suite";
    return Wrong("suite: a value without a name; write libraries = {'stock.lua'}", "suite");
  }
  name_ = StringAt(lua_, -2);
  std::array<std::string_view, std::tuple_size_v<decltype(kKeys)>> names;
  for (size_t i = 0; i < kKeys.size(); ++i) {
    if (kKeys[i].name == name_) return (this->*kKeys[i].read)();
    names[i] = kKeys[i].name;
  }
  std::string known = "it takes libraries, fixture, target, under, resp, now and seed";
  const std::string meant = DidYouMean(name_, names);
  Wrong(StrCat("suite: nothing is called ", Quote(name_)), name_, meant.empty() ? known : meant);
}

void SettingsReader::Wrong(std::string message, std::string_view word, std::string help) {
  Diagnostic problem;
  problem.code = "suite";
  problem.message = std::move(message);
  problem.where = PlaceOfWord(text_.text, text_.path, line_, word);
  problem.help = std::move(help);
  problems_.push_back(std::move(problem));
}

std::vector<std::string> SettingsReader::Words() {
  if (lua_type(lua_, -1) == LUA_TSTRING) return {std::string(StringAt(lua_, -1))};
  std::vector<std::string> words;
  if (!lua_istable(lua_, -1)) {
    WrongKind("a string or a list of strings");
    return words;
  }
  const auto count = static_cast<int>(lua_objlen(lua_, -1));
  for (int i = 1; i <= count; ++i) {
    lua_rawgeti(lua_, -1, i);
    if (lua_type(lua_, -1) == LUA_TSTRING) {
      words.emplace_back(StringAt(lua_, -1));
    } else {
      WrongKind("a string or a list of strings");
    }
    lua_pop(lua_, 1);
  }
  return words;
}

void SettingsReader::ReadFiles(ReadFile read, TestFiles& files) {
  for (const std::string& path : Words()) {
    auto file = (files_.*read)(text_.path, path);
    if (file) {
      files.push_back(*file);
    } else {
      Wrong(file.error(), path);
    }
  }
}

void SettingsReader::ReadTargets() {
  SuiteSettings checked{SuiteDefaults()};
  settings_.targets.emplace();
  for (const std::string& name : Words()) {
    if (const auto error = checked.AddTarget(name)) {
      Wrong(StrCat("suite: ", *error), name);
    } else {
      settings_.targets->push_back(name);
    }
  }
}

void SettingsReader::ReadUnder() {
  settings_.under.emplace();
  const bool list = lua_istable(lua_, -1) && lua_objlen(lua_, -1) > 0;
  if (!list) return ReadCondition();
  const auto count = static_cast<int>(lua_objlen(lua_, -1));
  for (int i = 1; i <= count; ++i) {
    lua_rawgeti(lua_, -1, i);
    ReadCondition();
    lua_pop(lua_, 1);
  }
}

// A name, or a table of what it stands for: { name = 'small', maxmemory = '10mb' }.
void SettingsReader::ReadCondition() {
  if (lua_istable(lua_, -1)) return ReadOwnCondition();
  if (lua_type(lua_, -1) != LUA_TSTRING) {
    return WrongKind(
        "a name like 'replica', a table like { name = 'small', maxmemory = '10mb' }, "
        "or a list of them");
  }
  const std::string name(StringAt(lua_, -1));
  SuiteSettings checked{SuiteDefaults()};
  auto error = checked.AddUnder(name);
  if (error) return Wrong(StrCat("suite: ", *error), name);
  CheckCondition(checked.under.back(), name);
  settings_.under->push_back(std::move(checked.under.back()));
}

void SettingsReader::ReadOwnCondition() {
  SuiteSettings::Condition condition;
  for (lua_pushnil(lua_); lua_next(lua_, -2) != 0; lua_pop(lua_, 1)) {
    const int type = lua_type(lua_, -1);
    const bool off = type == LUA_TBOOLEAN && lua_toboolean(lua_, -1) == 0;
    if (lua_type(lua_, -2) != LUA_TSTRING || off) continue;
    const std::string name(StringAt(lua_, -2));
    NumberText digits;
    const std::string_view value = type == LUA_TSTRING ? StringAt(lua_, -1)
                                   : type == LUA_TNUMBER
                                       ? FormatDoubleShortest(lua_tonumber(lua_, -1), digits)
                                       : std::string_view();
    if (name == "name") {
      condition.name = value;
    } else if (const auto error = condition.deployment.Set(name, value)) {
      Wrong(StrCat("suite: ", *error), name);
    }
  }
  if (condition.name.empty()) {
    return Wrong("suite: conditions need a name, for the reports: { name = 'small', ... }", name_);
  }
  CheckCondition(condition, condition.name);
  settings_.under->push_back(std::move(condition));
}

void SettingsReader::CheckCondition(const SuiteSettings::Condition& condition,
                                    std::string_view word) {
  for (const Deployment::Conflict& conflict : condition.deployment.Conflicts()) {
    if (conflict.impossible) Wrong(StrCat("suite: ", conflict.text), word);
  }
}

void SettingsReader::ReadResp() {
  const lua_Number number = lua_type(lua_, -1) == LUA_TNUMBER ? lua_tonumber(lua_, -1) : 0;
  if (number != 2 && number != 3) return Wrong("suite: resp must be 2 or 3", name_);
  settings_.resp = static_cast<int>(number);
}

void SettingsReader::ReadNow() {
  if (lua_type(lua_, -1) == LUA_TNUMBER) {
    const lua_Number seconds = lua_tonumber(lua_, -1);
    constexpr lua_Number kMost = 1e12;
    if (seconds >= 0 && seconds < kMost) {
      settings_.now_micros = std::llround(seconds * kMicrosInSecond);
      return;
    }
  } else if (lua_type(lua_, -1) == LUA_TSTRING) {
    if (const auto millis = ParseIsoTime(StringAt(lua_, -1))) {
      settings_.now_micros = *millis * kMicrosInMilli;
      return;
    }
  }
  Wrong("suite: now must be a time like '2024-05-01T00:00:00Z', or seconds since 1970", name_);
}

void SettingsReader::ReadSeed() {
  const lua_Number number = lua_type(lua_, -1) == LUA_TNUMBER ? lua_tonumber(lua_, -1) : -1;
  if (number < 0 || number > kExact || number != std::floor(number)) {
    return Wrong("suite: seed must be a whole number that is not negative", name_);
  }
  settings_.seed = static_cast<uint64_t>(number);
}

template <typename T>
void Take(std::optional<T>& to, const std::optional<T>& from) {
  if (from) to = from;
}

}  // namespace

void LuaSettings::Add(const LuaSettings& inner) {
  libraries.insert(libraries.end(), inner.libraries.begin(), inner.libraries.end());
  fixtures.insert(fixtures.end(), inner.fixtures.begin(), inner.fixtures.end());
  Take(targets, inner.targets);
  Take(under, inner.under);
  Take(resp, inner.resp);
  Take(now_micros, inner.now_micros);
  Take(seed, inner.seed);
}

std::vector<Setting> LuaSettings::Cells(const SuiteDefaults& defaults) const {
  SuiteSettings all(defaults);
  Setting& base = all.setting;
  base.libraries.insert(base.libraries.end(), libraries.begin(), libraries.end());
  base.fixtures.insert(base.fixtures.end(), fixtures.begin(), fixtures.end());
  base.resp = resp.value_or(base.resp);
  base.now_micros = now_micros.value_or(base.now_micros);
  base.seed = seed.value_or(base.seed);
  if (targets) {
    for (const std::string& name : *targets) all.AddTarget(name);
  }
  if (under) all.under = *under;
  return all.Cells(defaults);
}

LuaSettings ReadLuaSettings(lua_State* lua, int line, const SuiteText& text, SuiteFiles& files,
                            std::vector<Diagnostic>& problems) {
  return SettingsReader(lua, line, text, files, problems).Read();
}

}  // namespace luarig
