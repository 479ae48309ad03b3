#include "cli/debug/dap_launch.h"

#include <algorithm>
#include <array>
#include <span>
#include <variant>

#include <nlohmann/json.hpp>

#include "cli/app/files.h"
#include "cli/debug/dap_messages.h"
#include "engine/base/bytes.h"
#include "engine/base/suggest.h"
#include "engine/source/paths.h"

namespace luarig {
namespace {

using Json = nlohmann::json;
using dap::Refusal;

// Where the value of a property goes, which also says what values it has.
struct Texts {  // a list, or one text for a list of one
  std::vector<std::string> EngineFlags::*target;
};
using Place = std::variant<
    bool DapLaunch::*, std::string DapLaunch::*, std::optional<std::string> DapLaunch::*,
    std::vector<std::string> DapLaunch::*, bool EngineFlags::*, std::string EngineFlags::*,
    std::optional<std::string> EngineFlags::*, int EngineFlags::*, uint64_t EngineFlags::*, Texts>;

struct Property {
  const char* name;
  Place target;
  bool number_too = false;  // of texts: a number stands for its digits
};

// Named as the flags of `luarig eval` where there is one.
// clang-format off
const Property kProperties[] = {
    {"program",          &DapLaunch::program},
    {"function",         &DapLaunch::function},
    {"keys",             &DapLaunch::keys},
    {"args",             &DapLaunch::args},
    {"cwd",              &DapLaunch::cwd},
    {"readOnly",         &DapLaunch::read_only},
    {"stopOnEntry",      &DapLaunch::stop_on_entry},
    {"stopAtEnd",        &DapLaunch::stop_at_end},
    {"noDebug",          &DapLaunch::no_debug},
    {"libraries",        Texts{&EngineFlags::libraries}},
    {"fixture",          Texts{&EngineFlags::fixtures}},
    {"target",           &EngineFlags::target},
    {"resp",             &EngineFlags::resp},
    {"now",              &EngineFlags::now, true},
    {"seed",             &EngineFlags::seed},
    {"acl",              &EngineFlags::acl},
    {"maxmemory",        &EngineFlags::max_memory, true},
    {"role",             &EngineFlags::role},
    {"cluster",          &EngineFlags::cluster},
    {"slots",            &EngineFlags::slots},
    {"disk-error",       &EngineFlags::disk_error},
    {"too-few-replicas", &EngineFlags::too_few_replicas},
    {"loading",          &EngineFlags::loading},
    {"write-pause",      &EngineFlags::write_pause},
    {"strict-keys",      &EngineFlags::strict_keys},
    {"lua-memory",       &EngineFlags::lua_memory, true},
    {"loglevel",         &EngineFlags::log_level},
};
// clang-format on

// What editors put beside them for themselves.
constexpr std::string_view kHostProperties[] = {
    "name",
    "type",
    "request",
    "presentation",
    "adapter",
    "label",
    "preLaunchTask",
    "postDebugTask",
    "debugServer",
    "serverReadyAction",
    "internalConsoleOptions",
    "suppressMultipleSessionWarning",
    "windows",
    "linux",
    "osx",
    "build",
};

[[noreturn]] void RefuseType(const char* name, std::string_view wanted) {
  throw Refusal(StrCat("`", name, "` must be ", wanted));
}

std::string TextOf(const Json& value, const char* name, bool number_too, std::string_view wanted) {
  if (value.is_string()) return value.get<std::string>();
  if (!number_too || !value.is_number()) RefuseType(name, wanted);
  return value.dump();
}

std::vector<std::string> TextsOf(const Json& value, const char* name, bool one_too) {
  const std::string_view wanted =
      one_too ? "a string or a list of strings" : "a list of strings and numbers";
  std::vector<std::string> texts;
  if (one_too && value.is_string()) return {value.get<std::string>()};
  if (value.is_object() && value.empty()) return texts;  // of Lua, which knows no difference
  if (!value.is_array()) RefuseType(name, wanted);
  for (const Json& element : value) texts.push_back(TextOf(element, name, !one_too, wanted));
  return texts;
}

// Puts a property's value where it belongs.
struct Setter {
  DapLaunch& launch;
  const Property& property;
  const Json& value;

  std::string Text() const {
    return TextOf(value, property.name, property.number_too,
                  property.number_too ? "a string or a number" : "a string");
  }
  uint64_t Number() const {
    if (!value.is_number_unsigned()) RefuseType(property.name, "a whole number from 0 on");
    return value.get<uint64_t>();
  }
  bool Switch() const {
    if (!value.is_boolean()) RefuseType(property.name, "true or false");
    return value.get<bool>();
  }

  void operator()(bool DapLaunch::*to) const { launch.*to = Switch(); }
  void operator()(std::string DapLaunch::*to) const { launch.*to = Text(); }
  void operator()(std::optional<std::string> DapLaunch::*to) const { launch.*to = Text(); }
  void operator()(std::vector<std::string> DapLaunch::*to) const {
    launch.*to = TextsOf(value, property.name, false);
  }
  void operator()(bool EngineFlags::*to) const { launch.flags.*to = Switch(); }
  void operator()(std::string EngineFlags::*to) const { launch.flags.*to = Text(); }
  void operator()(std::optional<std::string> EngineFlags::*to) const { launch.flags.*to = Text(); }
  void operator()(int EngineFlags::*to) const {  // only the protocol is one
    const uint64_t number = Number();
    if (number != 2 && number != 3) RefuseType(property.name, "2 or 3");
    launch.flags.*to = static_cast<int>(number);
  }
  void operator()(uint64_t EngineFlags::*to) const { launch.flags.*to = Number(); }
  void operator()(Texts to) const { launch.flags.*to.target = TextsOf(value, property.name, true); }
};

struct TypeNamer {
  bool number_too;

  std::string operator()(bool DapLaunch::* /*to*/) const { return "boolean"; }
  std::string operator()(bool EngineFlags::* /*to*/) const { return "boolean"; }
  std::string operator()(int EngineFlags::* /*to*/) const { return "integer"; }
  std::string operator()(uint64_t EngineFlags::* /*to*/) const { return "integer"; }
  std::string operator()(Texts /*to*/) const { return "string or list of strings"; }
  std::string operator()(std::vector<std::string> DapLaunch::* /*to*/) const {
    return "list of strings";
  }
  template <typename T>
  std::string operator()(T /*to*/) const {
    return number_too ? "string or integer" : "string";
  }
};

[[noreturn]] void RefuseName(const std::string& name, std::span<const std::string_view> known) {
  const std::string_view closest = ClosestWord(name, known);
  std::string why = StrCat("there is no property \"", name, "\"");
  if (!closest.empty()) throw Refusal(StrCat(why, "; did you mean \"", closest, "\"?"));
  why += "; those there are:";
  for (const std::string_view word : known) why += StrCat(word == known[0] ? " " : ", ", word);
  throw Refusal(why);
}

bool IsForEditors(std::string_view name) {
  return name.starts_with("__") ||
         std::ranges::find(kHostProperties, name) != std::end(kHostProperties);
}

void SetLaunch(DapLaunch& launch, const std::string& name, const Json& value) {
  const auto found = std::ranges::find_if(
      kProperties, [&](const Property& property) { return property.name == name; });
  if (found == std::end(kProperties)) {
    std::vector<std::string_view> known;
    for (const Property& property : kProperties) known.emplace_back(property.name);
    RefuseName(name, known);
  }
  if (!value.is_null()) std::visit(Setter{launch, *found, value}, found->target);
}

constexpr std::string_view kAttachProperties[] = {"sources", "others", "cwd"};

void SetAttach(DapAttach& attach, const std::string& name, const Json& value) {
  if (std::ranges::find(kAttachProperties, name) == std::end(kAttachProperties))
    RefuseName(name, kAttachProperties);
  if (value.is_null()) return;
  if (name == "sources") {
    attach.sources = TextsOf(value, "sources", true);
  } else if (name == "cwd") {
    attach.cwd = TextOf(value, "cwd", false, "a string");
  } else if (value != "wait" && value != "busy") {
    RefuseType("others", "\"wait\" or \"busy\"");
  } else {
    attach.others_are_told_busy = value == "busy";
  }
}

// Calls set(name, value) for what is meant for us.
template <typename F>
void EachProperty(std::string_view json, F&& set) {
  const Json object = Json::parse(json);
  if (!object.is_object()) throw Refusal("the arguments must be an object");
  for (const auto& [name, value] : object.items()) {
    if (!IsForEditors(name)) set(name, value);
  }
}

void MakeAbsolute(DapLaunch& launch, const EngineFlags& before) {
  const std::string here = Resolved(".");
  launch.cwd = JoinPath(here, launch.cwd);
  const auto join = [&](std::vector<std::string>& paths, const std::vector<std::string>& given) {
    // Those of the command line are relative to where that was typed.
    const std::string& folder = paths == given ? here : launch.cwd;
    for (std::string& path : paths) path = JoinPath(folder, path);
  };
  join(launch.flags.libraries, before.libraries);
  join(launch.flags.fixtures, before.fixtures);
  if (!launch.program.empty()) launch.program = JoinPath(launch.cwd, launch.program);
}

void CheckTogether(const DapLaunch& launch) {
  if (launch.function && launch.function->empty())
    throw Refusal("`function` must name a function; leave it out to run a script");
  if (launch.program.empty() && !launch.function)
    throw Refusal("`program` is missing; it names the script to run");
  if (launch.program.empty() && launch.flags.libraries.empty())
    throw Refusal("`function` needs the library that has it, as `program`");
}

DapLaunch LaunchFrom(std::string_view json, const EngineFlags& flags) {
  DapLaunch launch;
  launch.flags = flags;
  EachProperty(json,
               [&](const std::string& name, const Json& value) { SetLaunch(launch, name, value); });
  MakeAbsolute(launch, flags);
  CheckTogether(launch);
  if (launch.function && !launch.program.empty()) {
    auto& libraries = launch.flags.libraries;
    if (std::ranges::find(libraries, launch.program) == libraries.end())
      libraries.push_back(launch.program);
  }
  return launch;
}

DapAttach AttachFrom(std::string_view json) {
  DapAttach attach;
  EachProperty(json,
               [&](const std::string& name, const Json& value) { SetAttach(attach, name, value); });
  attach.cwd = JoinPath(Resolved("."), attach.cwd);
  for (std::string& path : attach.sources) path = JoinPath(attach.cwd, path);
  return attach;
}

// What `read` gives; refusals begin with the name of the request.
template <typename F>
auto Named(std::string_view request, F&& read) {
  try {
    return read();
  } catch (const Refusal& refusal) {
    throw Refusal(StrCat(request, ": ", refusal.what()));
  }
}

}  // namespace

DapLaunch ReadLaunch(std::string_view json, const EngineFlags& flags) {
  return Named("launch", [&] { return LaunchFrom(json, flags); });
}

DapAttach ReadAttach(std::string_view json) {
  return Named("attach", [&] { return AttachFrom(json); });
}

std::vector<LaunchProperty> LaunchProperties() {
  std::vector<LaunchProperty> properties;
  for (const Property& property : kProperties) {
    properties.push_back(
        {property.name, std::visit(TypeNamer{property.number_too}, property.target)});
  }
  return properties;
}

std::vector<LaunchProperty> AttachProperties() {
  return {{"sources", "string or list of strings"}, {"others", "string"}, {"cwd", "string"}};
}

}  // namespace luarig
