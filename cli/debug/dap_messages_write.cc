#include <nlohmann/json.hpp>

#include "cli/debug/dap_messages.h"
#include "engine/base/bytes.h"

namespace luarig::dap {
namespace {

using Json = nlohmann::ordered_json;

// Values of Lua are bytes: what is no UTF-8 is shown as U+FFFD.
std::string Text(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json Of(const Source& source) {
  Json json = Json::object();
  if (!source.name.empty()) json["name"] = source.name;
  if (!source.path.empty()) json["path"] = source.path;
  if (source.source_reference != 0) json["sourceReference"] = source.source_reference;
  return json;
}

Json Of(const Breakpoint& breakpoint) {
  Json json{{"id", breakpoint.id}, {"verified", breakpoint.verified}};
  if (!breakpoint.message.empty()) json["message"] = breakpoint.message;
  if (breakpoint.source) json["source"] = Of(*breakpoint.source);
  if (breakpoint.line != 0) json["line"] = breakpoint.line;
  return json;
}

Json Of(const StackFrame& frame) {
  Json json{{"id", frame.id}, {"name", frame.name}};
  if (frame.source) json["source"] = Of(*frame.source);
  json["line"] = frame.line;
  json["column"] = frame.line == 0 ? 0 : 1;
  json["canRestart"] = frame.can_restart;
  if (frame.subtle) json["presentationHint"] = "subtle";
  return json;
}

Json Of(const ScopeInfo& scope) {
  Json json{{"name", scope.name}};
  if (!scope.presentation_hint.empty()) json["presentationHint"] = scope.presentation_hint;
  json["variablesReference"] = scope.variables_reference;
  if (scope.named > 0) json["namedVariables"] = scope.named;
  if (scope.indexed > 0) json["indexedVariables"] = scope.indexed;
  json["expensive"] = scope.expensive;
  return json;
}

// What variables and values have in common; `value_name` is "value" or "result".
Json Of(const Variable& variable, const char* value_name) {
  Json json = Json::object();
  if (!variable.name.empty()) json["name"] = variable.name;
  json[value_name] = variable.value;
  if (!variable.type.empty()) json["type"] = variable.type;
  json["variablesReference"] = variable.variables_reference;
  if (variable.named > 0) json["namedVariables"] = variable.named;
  if (variable.indexed > 0) json["indexedVariables"] = variable.indexed;
  if (!variable.evaluate_name.empty()) json["evaluateName"] = variable.evaluate_name;
  if (variable.read_only) json["presentationHint"] = {{"attributes", {"readOnly"}}};
  return json;
}

Json Of(const CompletionItem& item) {
  Json json{{"label", item.label}};
  if (item.text != item.label) json["text"] = item.text;
  if (!item.type.empty()) json["type"] = item.type;
  json["start"] = item.start;
  json["length"] = item.length;
  return json;
}

template <typename T>
Json ListOf(const std::vector<T>& values) {
  Json list = Json::array();
  for (const T& value : values) list.push_back(Of(value));
  return list;
}

Json Filter(const char* id, const char* label, const char* description, bool on) {
  return {{"filter", id},
          {"label", label},
          {"description", description},
          {"default", on},
          {"supportsCondition", true},
          {"conditionDescription", "a Lua expression, asked where the error comes up"}};
}

// What the session does; nothing is here that it refuses.
Json Capabilities() {
  Json json = Json::object();
  for (const char* what : {"supportsConfigurationDoneRequest",
                           "supportsFunctionBreakpoints",
                           "supportsConditionalBreakpoints",
                           "supportsHitConditionalBreakpoints",
                           "supportsLogPoints",
                           "supportsDataBreakpoints",
                           "supportsBreakpointLocationsRequest",
                           "supportsEvaluateForHovers",
                           "supportsClipboardContext",
                           "supportsCompletionsRequest",
                           "supportsSetVariable",
                           "supportsSetExpression",
                           "supportsStepBack",
                           "supportsRestartFrame",
                           "supportsGotoTargetsRequest",
                           "supportsRestartRequest",
                           "supportsExceptionInfoRequest",
                           "supportsExceptionFilterOptions",
                           "supportsDelayedStackTraceLoading",
                           "supportsLoadedSourcesRequest",
                           "supportsTerminateRequest",
                           "supportsCancelRequest",
                           "supportsSteppingGranularity"}) {
    json[what] = true;
  }
  json["completionTriggerCharacters"] = {".", ":"};
  json["exceptionBreakpointFilters"] = {
      Filter("errorReplies", "Error replies",
             "a command answers with an error, whether or not it is caught", false),
      Filter("raised", "Raised errors", "an error is raised, whether or not it is caught", false),
      Filter("uncaught", "Uncaught errors", "an error ends the script", true)};
  return json;
}

Json Envelope(int64_t seq, const char* type) { return {{"seq", seq}, {"type", type}}; }

// `head` with one more member, whose value is JSON already.
std::string With(const Json& head, std::string_view name, std::string_view json) {
  std::string text = Text(head);
  if (json.empty()) return text;
  text.pop_back();
  return StrCat(text, ",\"", name, "\":", json, "}");
}

}  // namespace

std::string ToJson(const CapabilitiesBody& /*body*/) { return Text(Capabilities()); }

std::string ToJson(const BreakpointsBody& body) {
  return Text({{"breakpoints", ListOf(body.breakpoints)}});
}

std::string ToJson(const DataBreakpointInfoBody& body) {
  Json json = Json::object();
  json["dataId"] = body.data_id.empty() ? Json() : Json(body.data_id);
  json["description"] = body.description;
  if (!body.data_id.empty()) {
    json["accessTypes"] = body.access_types;
    json["canPersist"] = true;
  }
  return Text(json);
}

std::string ToJson(const BreakpointLocationsBody& body) {
  Json list = Json::array();
  for (const int line : body.lines) list.push_back({{"line", line}});
  return Text({{"breakpoints", list}});
}

std::string ToJson(const ThreadsBody& body) {
  Json list = Json::array();
  list.push_back({{"id", 1}, {"name", body.name}});
  return Text({{"threads", list}});
}

std::string ToJson(const StackTraceBody& body) {
  return Text({{"stackFrames", ListOf(body.frames)}, {"totalFrames", body.total}});
}

std::string ToJson(const ScopesBody& body) { return Text({{"scopes", ListOf(body.scopes)}}); }

std::string ToJson(const VariablesBody& body) {
  Json list = Json::array();
  for (const Variable& variable : body.variables) list.push_back(Of(variable, "value"));
  return Text({{"variables", list}});
}

std::string ToJson(const ValueBody& body) { return Text(Of(body.value, "value")); }
std::string ToJson(const ResultBody& body) { return Text(Of(body.value, "result")); }

std::string ToJson(const CompletionsBody& body) {
  return Text({{"targets", ListOf(body.targets)}});
}

std::string ToJson(const SourceBody& body) {
  return Text({{"content", body.content}, {"mimeType", "text/x-lua"}});
}

std::string ToJson(const LoadedSourcesBody& body) {
  return Text({{"sources", ListOf(body.sources)}});
}

std::string ToJson(const GotoTargetsBody& body) {
  Json list = Json::array();
  for (const GotoTarget& target : body.targets) {
    list.push_back({{"id", target.id}, {"label", target.label}, {"line", target.line}});
  }
  return Text({{"targets", list}});
}

std::string ToJson(const ExceptionInfoBody& body) {
  return Text({{"exceptionId", body.exception_id},
               {"description", body.description},
               {"breakMode", body.break_mode},
               {"details",
                {{"message", body.description},
                 {"typeName", body.exception_id},
                 {"stackTrace", body.stack_trace}}}});
}

std::string ToJson(const ContinueBody& /*body*/) { return Text({{"allThreadsContinued", true}}); }

std::string ToJson(const InitializedEvent& /*event*/) { return ""; }
std::string ToJson(const TerminatedEvent& /*event*/) { return ""; }

std::string ToJson(const StoppedEvent& event) {
  Json json{{"reason", event.reason}};
  if (!event.description.empty()) json["description"] = event.description;
  json["threadId"] = 1;
  json["allThreadsStopped"] = true;
  if (!event.text.empty()) json["text"] = event.text;
  if (!event.hit_breakpoint_ids.empty()) json["hitBreakpointIds"] = event.hit_breakpoint_ids;
  return Text(json);
}

std::string ToJson(const ContinuedEvent& /*event*/) {
  return Text({{"threadId", 1}, {"allThreadsContinued", true}});
}

std::string ToJson(const OutputEvent& event) {
  Json json{{"category", event.category}, {"output", event.output}};
  if (event.source && event.line > 0) {
    json["source"] = Of(*event.source);
    json["line"] = event.line;
  }
  return Text(json);
}

std::string ToJson(const BreakpointEvent& event) {
  return Text({{"reason", event.reason}, {"breakpoint", Of(event.breakpoint)}});
}

std::string ToJson(const LoadedSourceEvent& event) {
  return Text({{"reason", "new"}, {"source", Of(event.source)}});
}

std::string ToJson(const ExitedEvent& event) { return Text({{"exitCode", event.exit_code}}); }

std::string ToJson(const CapabilitiesEvent& event) {
  Json lost = Json::object();
  const auto lose = [&](const char* what) { lost[what] = false; };
  if (!event.goes_back) lose("supportsStepBack");
  if (!event.goes_back) lose("supportsRestartFrame");
  if (!event.restarts) lose("supportsRestartRequest");
  if (!event.restarts) lose("supportsTerminateRequest");
  return Text({{"capabilities", lost}});
}

std::string ResponseText(int64_t seq, const Request& to, std::string_view body) {
  Json json = Envelope(seq, "response");
  json["request_seq"] = to.seq;
  json["success"] = true;
  json["command"] = to.command;
  return With(json, "body", body);
}

std::string RefusalText(int64_t seq, int64_t request_seq, std::string_view command,
                        std::string_view why) {
  // Clients fill {names} of the format in; what they stand for goes beside it, so braces of a
  // script cannot be taken for names.
  Json json = Envelope(seq, "response");
  json["request_seq"] = request_seq;
  json["success"] = false;
  json["command"] = command;
  json["message"] = why;
  json["body"] = {
      {"error",
       {{"id", 1}, {"format", "{why}"}, {"variables", {{"why", why}}}, {"showUser", true}}}};
  return Text(json);
}

std::string EventText(int64_t seq, std::string_view name, std::string_view body) {
  Json json = Envelope(seq, "event");
  json["event"] = name;
  return With(json, "body", body);
}

}  // namespace luarig::dap
