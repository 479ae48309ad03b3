#include <cmath>
#include <limits>
#include <utility>

#include <nlohmann/json.hpp>

#include "cli/debug/dap_messages.h"
#include "engine/base/bytes.h"
#include "engine/base/number.h"

namespace luarig::dap {
namespace {

using Json = nlohmann::json;

constexpr int kDeepest = 64;  // of nested lists and objects: what reads them recurses

std::string_view KindOf(const Json& value) {
  if (value.is_null()) return "null";
  if (value.is_boolean()) return "a boolean";
  if (value.is_number()) return "a number";
  if (value.is_string()) return "a string";
  return value.is_array() ? "a list" : "an object";
}

// Throws Json::exception.
Json Parse(std::string_view text) {
  const auto check_depth = [](int depth, Json::parse_event_t /*event*/, Json& /*parsed*/) {
    if (depth > kDeepest) throw Refusal(StrCat("nested deeper than ", kDeepest, " levels"));
    return true;
  };
  return Json::parse(text, check_depth);
}

// The members of an object, by name and with the type that they must have. Null reads as absent.
class Members {
 public:
  // `where` is what a message calls the object: "setBreakpoints: source".
  Members(const Json& object, std::string where) : object_(object), where_(std::move(where)) {
    if (!object.is_object())
      throw Refusal(StrCat(where_, " must be an object, not ", KindOf(object)));
  }

  const Json* Find(const char* name) const {
    const auto found = object_.find(name);
    return found == object_.end() || found->is_null() ? nullptr : &*found;
  }
  void Take(const char* name, std::string& to) const {
    if (const Json* value = Find(name)) to = Text(*value, name);
  }
  void Take(const char* name, bool& to) const {
    const Json* value = Find(name);
    if (value == nullptr) return;
    if (!value->is_boolean()) Refuse(name, "true or false", *value);
    to = value->get<bool>();
  }
  void Take(const char* name, int& to) const {
    if (const Json* value = Find(name)) to = Integer(*value, name);
  }
  void Take(const char* name, std::optional<int>& to) const {
    if (const Json* value = Find(name)) to = Integer(*value, name);
  }
  void Need(const char* name) const {
    if (Find(name) == nullptr) throw Refusal(StrCat(where_, ": `", name, "` is missing"));
  }
  template <typename T>
  void Require(const char* name, T& to) const {
    Need(name);
    Take(name, to);
  }
  // The elements of a list, each read by `read`, which gets it and its name for messages.
  template <typename F>
  void Each(const char* name, F&& read) const {
    const Json* list = Find(name);
    if (list == nullptr) return;
    if (!list->is_array()) Refuse(name, "a list", *list);
    size_t index = 0;
    for (const Json& element : *list) read(element, StrCat(where_, ": ", name, "[", index++, "]"));
  }
  Members Object(const char* name) const {
    Need(name);
    return {*Find(name), StrCat(where_, ": `", name, "`")};
  }

 private:
  [[noreturn]] void Refuse(const char* name, std::string_view wanted, const Json& value) const {
    throw Refusal(StrCat(where_, ": `", name, "` must be ", wanted, ", not ", KindOf(value)));
  }
  std::string Text(const Json& value, const char* name) const {
    if (!value.is_string()) Refuse(name, "a string", value);
    return value.get<std::string>();
  }
  int Integer(const Json& value, const char* name) const {
    if (!value.is_number()) Refuse(name, "a whole number", value);
    const double number = value.get<double>();
    constexpr double kMost = std::numeric_limits<int>::max();
    if (!(number >= -kMost && number <= kMost) || std::floor(number) != number) {
      throw Refusal(StrCat(where_, ": `", name, "` must be a whole number of 32 bits"));
    }
    return static_cast<int>(number);
  }

  const Json& object_;
  std::string where_;
};

// The arguments of a request, parsed, with their members.
struct Arguments {
  explicit Arguments(const Request& request)
      : json(Parse(request.arguments)), members(json, request.command) {}

  Json json;
  Members members;
};

Source ReadSource(const Members& members) {
  Source source;
  members.Take("name", source.name);
  members.Take("path", source.path);
  members.Take("sourceReference", source.source_reference);
  return source;
}

std::optional<int64_t> SeqOf(const Json& message) {
  const auto seq = message.find("seq");
  if (seq == message.end() || !seq->is_number_integer()) return std::nullopt;
  return seq->get<int64_t>();
}

// What stands behind `"name":` in a text that is no JSON.
std::string_view BehindName(std::string_view text, std::string_view name) {
  const size_t at = text.find(StrCat('"', name, '"'));
  if (at == std::string_view::npos) return "";
  text.remove_prefix(at + name.size() + 2);
  const size_t value = text.find_first_not_of(" \t\r\n:");
  return value == std::string_view::npos ? "" : text.substr(value);
}

Damage Unreadable(std::string_view text, std::string why) {
  Damage damage{.why = std::move(why), .seq = std::nullopt, .command = ""};
  const std::string_view seq = BehindName(text, "seq");
  const std::string_view digits = seq.substr(0, seq.find_first_not_of("0123456789"));
  const std::string_view behind = seq.substr(digits.size());  // a number that is cut is another
  if (!behind.empty() && std::string_view(",} \t\r\n").find(behind[0]) != std::string_view::npos)
    damage.seq = ParseInteger(digits);
  const std::string_view command = BehindName(text, "command");
  if (command.starts_with('"')) {
    const std::string_view word = command.substr(1, command.find('"', 1) - 1);
    if (word.size() < command.size() - 1 && IsValidUtf8(word)) damage.command = word;
  }
  return damage;
}

Incoming ReadObject(const Json& message) {
  const auto damaged = [&](std::string why) {
    Damage damage{.why = std::move(why), .seq = std::nullopt, .command = ""};
    if (message.is_object()) damage.seq = SeqOf(message);
    return Incoming{.request = std::nullopt, .damage = std::move(damage)};
  };
  if (!message.is_object()) {
    return damaged(StrCat("a message must be an object, not ", KindOf(message)));
  }
  const auto type = message.find("type");
  if (type == message.end() || !type->is_string()) return damaged("a message must have a `type`");
  if (*type == "response" || *type == "event") return {};
  if (*type != "request") return damaged("a message's `type` must be \"request\"");
  const auto seq = SeqOf(message);
  if (!seq) return damaged("a request must have a `seq` that is a whole number");
  const auto command = message.find("command");
  if (command == message.end() || !command->is_string())
    return damaged("a request must have a `command`");
  Request request{.seq = *seq, .command = command->get<std::string>(), .arguments = "{}"};
  const auto arguments = message.find("arguments");
  if (arguments != message.end() && !arguments->is_null()) request.arguments = arguments->dump();
  return {.request = std::move(request), .damage = std::nullopt};
}

}  // namespace

Incoming ReadMessage(std::string_view json) {
  try {
    return ReadObject(Parse(json));
  } catch (const Json::parse_error& error) {
    return {.request = std::nullopt,
            .damage = Unreadable(json, StrCat("the message is no JSON (at byte ",
                                              static_cast<uint64_t>(error.byte), ")"))};
  } catch (const Refusal& refusal) {
    return {.request = std::nullopt,
            .damage = Unreadable(json, StrCat("the message is ", refusal.what()))};
  }
}

void Read(const Request& request, NoArguments& /*to*/) { const Arguments arguments(request); }

void Read(const Request& request, InitializeArguments& to) {
  const Arguments arguments(request);
  arguments.members.Take("clientID", to.client_id);
  arguments.members.Take("linesStartAt1", to.lines_start_at_1);
  arguments.members.Take("columnsStartAt1", to.columns_start_at_1);
  arguments.members.Take("pathFormat", to.path_format);
}

void Read(const Request& request, SetBreakpointsArguments& to) {
  const Arguments arguments(request);
  to.source = ReadSource(arguments.members.Object("source"));
  arguments.members.Each("breakpoints", [&](const Json& element, std::string where) {
    const Members members(element, std::move(where));
    SourceBreakpoint& one = to.breakpoints.emplace_back();
    members.Require("line", one.line);
    members.Take("condition", one.condition);
    members.Take("hitCondition", one.hit_condition);
    members.Take("logMessage", one.log_message);
  });
}

void Read(const Request& request, SetFunctionBreakpointsArguments& to) {
  const Arguments arguments(request);
  arguments.members.Need("breakpoints");
  arguments.members.Each("breakpoints", [&](const Json& element, std::string where) {
    const Members members(element, std::move(where));
    FunctionBreakpoint& one = to.breakpoints.emplace_back();
    members.Require("name", one.name);
    members.Take("condition", one.condition);
    members.Take("hitCondition", one.hit_condition);
  });
}

void Read(const Request& request, DataBreakpointInfoArguments& to) {
  const Arguments arguments(request);
  arguments.members.Take("variablesReference", to.variables_reference);
  arguments.members.Require("name", to.name);
  arguments.members.Take("frameId", to.frame_id);
}

void Read(const Request& request, SetDataBreakpointsArguments& to) {
  const Arguments arguments(request);
  arguments.members.Need("breakpoints");
  arguments.members.Each("breakpoints", [&](const Json& element, std::string where) {
    const Members members(element, std::move(where));
    DataBreakpoint& one = to.breakpoints.emplace_back();
    members.Require("dataId", one.data_id);
    members.Take("accessType", one.access_type);
    members.Take("condition", one.condition);
    members.Take("hitCondition", one.hit_condition);
  });
}

void Read(const Request& request, SetExceptionBreakpointsArguments& to) {
  const Arguments arguments(request);
  arguments.members.Each("filters", [&](const Json& element, const std::string& where) {
    if (!element.is_string())
      throw Refusal(StrCat(where, " must be a string, not ", KindOf(element)));
    to.filters.push_back({.id = element.get<std::string>(), .condition = ""});
  });
  arguments.members.Each("filterOptions", [&](const Json& element, std::string where) {
    const Members members(element, std::move(where));
    ExceptionFilter& one = to.filters.emplace_back();
    members.Require("filterId", one.id);
    members.Take("condition", one.condition);
  });
}

void Read(const Request& request, BreakpointLocationsArguments& to) {
  const Arguments arguments(request);
  to.source = ReadSource(arguments.members.Object("source"));
  arguments.members.Require("line", to.line);
  arguments.members.Take("endLine", to.end_line);
}

void Read(const Request& request, StackTraceArguments& to) {
  const Arguments arguments(request);
  arguments.members.Take("startFrame", to.start_frame);
  arguments.members.Take("levels", to.levels);
}

void Read(const Request& request, ScopesArguments& to) {
  const Arguments arguments(request);
  arguments.members.Require("frameId", to.frame_id);
}

void Read(const Request& request, VariablesArguments& to) {
  const Arguments arguments(request);
  arguments.members.Require("variablesReference", to.variables_reference);
  arguments.members.Take("filter", to.filter);
  arguments.members.Take("start", to.start);
  arguments.members.Take("count", to.count);
}

void Read(const Request& request, SetVariableArguments& to) {
  const Arguments arguments(request);
  arguments.members.Require("variablesReference", to.variables_reference);
  arguments.members.Require("name", to.name);
  arguments.members.Require("value", to.value);
}

void Read(const Request& request, SetExpressionArguments& to) {
  const Arguments arguments(request);
  arguments.members.Require("expression", to.expression);
  arguments.members.Require("value", to.value);
  arguments.members.Take("frameId", to.frame_id);
}

void Read(const Request& request, EvaluateArguments& to) {
  const Arguments arguments(request);
  arguments.members.Require("expression", to.expression);
  arguments.members.Take("frameId", to.frame_id);
  arguments.members.Take("context", to.context);
}

void Read(const Request& request, CompletionsArguments& to) {
  const Arguments arguments(request);
  arguments.members.Take("frameId", to.frame_id);
  arguments.members.Require("text", to.text);
  arguments.members.Require("column", to.column);
  arguments.members.Take("line", to.line);
}

void Read(const Request& request, StepArguments& to) {
  const Arguments arguments(request);
  arguments.members.Take("granularity", to.granularity);
}

void Read(const Request& request, GotoTargetsArguments& to) {
  const Arguments arguments(request);
  to.source = ReadSource(arguments.members.Object("source"));
  arguments.members.Require("line", to.line);
}

void Read(const Request& request, GotoArguments& to) {
  const Arguments arguments(request);
  arguments.members.Require("targetId", to.target_id);
}

void Read(const Request& request, RestartFrameArguments& to) {
  const Arguments arguments(request);
  arguments.members.Require("frameId", to.frame_id);
}

void Read(const Request& request, RestartArguments& to) {
  const Arguments arguments(request);
  if (const Json* launch = arguments.members.Find("arguments")) to.arguments = launch->dump();
}

void Read(const Request& request, SourceArguments& to) {
  const Arguments arguments(request);
  if (arguments.members.Find("source") != nullptr)
    to.source = ReadSource(arguments.members.Object("source"));
  arguments.members.Take("sourceReference", to.source_reference);
}

void Read(const Request& request, CancelArguments& to) {
  const Arguments arguments(request);
  std::optional<int> id;
  arguments.members.Take("requestId", id);
  if (id) to.request_id = *id;
}

void Read(const Request& request, LaunchArguments& to) { to.json = request.arguments; }

}  // namespace luarig::dap
