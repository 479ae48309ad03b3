#include "engine/testing/suite_settings.h"

#include <algorithm>
#include <charconv>

#include "engine/base/bytes.h"
#include "engine/base/suggest.h"
#include "engine/fixture/times.h"

namespace luarig {
namespace {

constexpr std::string_view kMembers[] = {"libraries", "fixture", "target", "under",
                                         "resp",      "now",     "seed"};

}  // namespace

bool IsSettingMember(std::string_view name) {
  return std::ranges::find(kMembers, name) != std::end(kMembers);
}

SuiteSettings::SuiteSettings(const SuiteDefaults& defaults) : setting(defaults.setting) {}

std::optional<std::string> SuiteSettings::AddTarget(std::string_view name) {
  const Target* target = FindTarget(name);
  if (target == nullptr) {
    std::vector<std::string_view> names;
    for (const Target& known : Targets()) names.push_back(known.name);
    return UnknownWord(name, names);
  }
  targets.push_back(target);
  return std::nullopt;
}

std::optional<std::string> SuiteSettings::AddUnder(std::string_view name) {
  Condition condition{.name = std::string(name), .deployment = {}};
  if (auto error = AddNamed(name, condition.deployment)) return error;
  under.push_back(std::move(condition));
  return std::nullopt;
}

std::optional<std::string> SuiteSettings::SetNow(std::string_view text) {
  constexpr int64_t kMicros = 1000;
  const auto millis = ParseIsoTime(text);
  if (!millis) return "a time is written 2024-05-01T12:00:00Z";
  setting.now_micros = *millis * kMicros;
  return std::nullopt;
}

std::vector<Setting> SuiteSettings::Cells(const SuiteDefaults& defaults) const {
  std::vector<const Target*> columns = defaults.targets.empty() ? targets : defaults.targets;
  if (columns.empty()) columns.push_back(setting.target);
  std::vector<Condition> rows = under;
  if (!defaults.under.empty()) {
    rows.clear();
    for (const std::string& name : defaults.under) {
      Condition condition{.name = name, .deployment = {}};
      (void)AddNamed(name, condition.deployment);  // the command line has checked it
      rows.push_back(std::move(condition));
    }
  }
  if (rows.empty()) rows.push_back({setting.under, setting.deployment});
  std::vector<Setting> cells;
  for (const Target* target : columns) {
    for (const Condition& row : rows) {
      Setting cell = setting;
      cell.target = target;
      cell.under = row.name;
      cell.deployment = row.deployment;
      cells.push_back(std::move(cell));
    }
  }
  return cells;
}

void SettingReader::Error(size_t at, std::string message, std::string help) {
  problems_.Error("bad-test", std::move(message),
                  tape_.source().PlaceAt(tape_.BeginOf(at), tape_.EndOf(at) - tape_.BeginOf(at),
                                         tape_.PathOf(at, "$")),
                  std::move(help));
}

template <typename F>
void SettingReader::ForOneOrMany(size_t value, const F& visit) {
  if (tape_.at(value).kind != JsonKind::kArray) return visit(value);
  tape_.ForValues(value, [&](size_t element, size_t) { visit(element); });
}

void SettingReader::ReadLibrary(size_t value, SuiteSettings& settings) {
  if (tape_.at(value).kind != JsonKind::kString)
    return Error(value, "the path of a library is a text");
  auto file = files_.ReadLua(suite_path_, std::string(tape_.at(value).text));
  if (!file.ok()) return Error(value, file.error());
  settings.setting.libraries.push_back(file.value());
}

void SettingReader::ReadFixture(size_t value, SuiteSettings& settings) {
  if (tape_.at(value).kind == JsonKind::kString) {
    auto file = files_.Read(suite_path_, std::string(tape_.at(value).text));
    if (!file.ok()) return Error(value, file.error());
    settings.setting.fixtures.push_back(file.value());
    return;
  }
  if (tape_.at(value).kind != JsonKind::kObject)
    return Error(value, "a fixture is a path, or an object {\"keys\": {..}}");
  // Blanks in front keep its lines and columns those of the file.
  std::string text(tape_.source().text().substr(0, tape_.EndOf(value)));
  for (size_t i = 0; i < tape_.BeginOf(value); ++i) {
    if (text[i] != '\n') text[i] = ' ';
  }
  settings.setting.fixtures.push_back(
      std::make_shared<const TestFile>(TestFile{suite_path_, std::move(text)}));
}

void SettingReader::ReadUnder(size_t value, SuiteSettings& settings) {
  if (tape_.at(value).kind == JsonKind::kString) {
    if (auto error = settings.AddUnder(tape_.at(value).text)) Error(value, *error);
    return;
  }
  if (tape_.at(value).kind != JsonKind::kObject)
    return Error(value,
                 "a name (\"replica\"), or {\"name\": .., \"maxmemory\": \"10mb\"} belongs here");
  SuiteSettings::Condition condition;
  tape_.ForMembers(value, [&](size_t key, size_t setting) {
    const std::string_view name = tape_.at(key).text;
    const JsonTape::Token& what = tape_.at(setting);
    if (name == "name") {
      condition.name = what.text;
      return;
    }
    if (what.kind == JsonKind::kWord && what.text != "true") return;  // false: it is off
    const std::string_view text = what.kind == JsonKind::kWord ? "" : what.text;
    if (auto error = condition.deployment.Set(name, text)) Error(key, *error);
  });
  if (condition.name.empty()) return Error(value, "conditions need a \"name\", for the reports");
  for (const Deployment::Conflict& conflict : condition.deployment.Conflicts()) {
    if (conflict.impossible) Error(value, conflict.text);
  }
  settings.under.push_back(std::move(condition));
}

void SettingReader::ReadSeed(size_t value, SuiteSettings& settings) {
  const std::string_view digits = tape_.at(value).text;
  const auto read =
      std::from_chars(digits.data(), digits.data() + digits.size(), settings.setting.seed);
  if (read.ec != std::errc() || read.ptr != digits.data() + digits.size())
    Error(value, "a seed is a whole number");
}

void SettingReader::Read(std::string_view name, size_t value, SuiteSettings& settings) {
  if (name == "libraries") {
    ForOneOrMany(value, [&](size_t path) { ReadLibrary(path, settings); });
  } else if (name == "fixture") {
    ForOneOrMany(value, [&](size_t fixture) { ReadFixture(fixture, settings); });
  } else if (name == "target") {
    settings.targets.clear();
    ForOneOrMany(value, [&](size_t target) {
      if (auto error = settings.AddTarget(tape_.at(target).text)) Error(target, *error);
    });
  } else if (name == "under") {
    settings.under.clear();
    ForOneOrMany(value, [&](size_t condition) { ReadUnder(condition, settings); });
  } else if (name == "resp") {
    const std::string_view resp = tape_.at(value).text;
    if (resp != "2" && resp != "3") return Error(value, "resp is 2 or 3");
    settings.setting.resp = resp == "3" ? 3 : 2;
  } else if (name == "now") {
    if (auto error = settings.SetNow(tape_.at(value).text)) Error(value, *error);
  } else if (name == "seed") {
    ReadSeed(value, settings);
  }
}

}  // namespace luarig
