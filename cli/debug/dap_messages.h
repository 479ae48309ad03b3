#ifndef LUARIG_CLI_DEBUG_DAP_MESSAGES_H_
#define LUARIG_CLI_DEBUG_DAP_MESSAGES_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

// The messages of the Debug Adapter Protocol that luarig understands and says, as types. Members
// are named as the protocol names them; what it calls optional is there only if it was sent, or
// has the protocol's default. JSON itself is known to the .cc files alone.
namespace luarig::dap {

// A request was refused; what() is shown to the person.
class Refusal : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// --- Requests ------------------------------------------------------------------------------------

struct Request {
  int64_t seq = 0;
  std::string command;
  std::string arguments = "{}";  // JSON; Read() makes a type of it
};

// What came instead of a request.
struct Damage {
  std::string why;
  // If these can be found, an answer can be sent.
  std::optional<int64_t> seq;
  std::string command;
};

// One message. Responses and events, which no client has reason to send, give nothing at all.
struct Incoming {
  std::optional<Request> request;
  std::optional<Damage> damage;
};
Incoming ReadMessage(std::string_view json);

struct NoArguments {};

struct InitializeArguments {
  std::string client_id;
  bool lines_start_at_1 = true;
  bool columns_start_at_1 = true;
  std::string path_format = "path";
};

// A text that can be shown: a file, or one that only the adapter knows, by its reference.
struct Source {
  std::string name;
  std::string path;
  int source_reference = 0;
};

struct SourceBreakpoint {
  int line = 0;
  std::string condition;
  std::string hit_condition;
  std::string log_message;

  bool operator==(const SourceBreakpoint&) const = default;
};
struct SetBreakpointsArguments {
  Source source;
  std::vector<SourceBreakpoint> breakpoints;
};

struct FunctionBreakpoint {
  std::string name;
  std::string condition;
  std::string hit_condition;
};
struct SetFunctionBreakpointsArguments {
  std::vector<FunctionBreakpoint> breakpoints;
};

struct DataBreakpointInfoArguments {
  int variables_reference = 0;  // 0: `name` is an expression
  std::string name;
  std::optional<int> frame_id;
};
struct DataBreakpoint {
  std::string data_id;
  std::string access_type;  // "": write
  std::string condition;
  std::string hit_condition;
};
struct SetDataBreakpointsArguments {
  std::vector<DataBreakpoint> breakpoints;
};

struct ExceptionFilter {
  std::string id;
  std::string condition;
};
struct SetExceptionBreakpointsArguments {
  std::vector<ExceptionFilter> filters;  // of `filters` and of `filterOptions`
};

struct BreakpointLocationsArguments {
  Source source;
  int line = 0;
  std::optional<int> end_line;
};

struct StackTraceArguments {
  int start_frame = 0;
  int levels = 0;  // 0: all
};
struct ScopesArguments {
  int frame_id = 0;
};
struct VariablesArguments {
  int variables_reference = 0;
  std::string filter;  // "indexed", "named", "": both
  int start = 0;
  int count = 0;  // 0: all
};
struct SetVariableArguments {
  int variables_reference = 0;
  std::string name;
  std::string value;
};
struct SetExpressionArguments {
  std::string expression;
  std::string value;
  std::optional<int> frame_id;
};
struct EvaluateArguments {
  std::string expression;
  std::optional<int> frame_id;
  std::string context;  // "watch", "repl", "hover", "clipboard", "variables", ""
};
struct CompletionsArguments {
  std::optional<int> frame_id;
  std::string text;
  int column = 1;  // of the caret, in UTF-16 code units
  int line = 1;
};

struct StepArguments {
  std::string granularity;  // "statement", "line", "instruction"
};
struct GotoTargetsArguments {
  Source source;
  int line = 0;
};
struct GotoArguments {
  int target_id = 0;
};
struct RestartFrameArguments {
  int frame_id = 0;
};
struct RestartArguments {
  std::string arguments;  // JSON of a new launch; "": the old one
};
struct SourceArguments {
  Source source;
  int source_reference = 0;
};
struct CancelArguments {
  std::optional<int64_t> request_id;
};
// Launching is read by dap_launch.h, which knows its properties.
struct LaunchArguments {
  std::string json;
};

// Fill `to` from the request's arguments. Throw Refusal that names the member that is not as it
// should be; members that are not known are passed over.
void Read(const Request& request, NoArguments& to);
void Read(const Request& request, InitializeArguments& to);
void Read(const Request& request, SetBreakpointsArguments& to);
void Read(const Request& request, SetFunctionBreakpointsArguments& to);
void Read(const Request& request, DataBreakpointInfoArguments& to);
void Read(const Request& request, SetDataBreakpointsArguments& to);
void Read(const Request& request, SetExceptionBreakpointsArguments& to);
void Read(const Request& request, BreakpointLocationsArguments& to);
void Read(const Request& request, StackTraceArguments& to);
void Read(const Request& request, ScopesArguments& to);
void Read(const Request& request, VariablesArguments& to);
void Read(const Request& request, SetVariableArguments& to);
void Read(const Request& request, SetExpressionArguments& to);
void Read(const Request& request, EvaluateArguments& to);
void Read(const Request& request, CompletionsArguments& to);
void Read(const Request& request, StepArguments& to);
void Read(const Request& request, GotoTargetsArguments& to);
void Read(const Request& request, GotoArguments& to);
void Read(const Request& request, RestartFrameArguments& to);
void Read(const Request& request, RestartArguments& to);
void Read(const Request& request, SourceArguments& to);
void Read(const Request& request, CancelArguments& to);
void Read(const Request& request, LaunchArguments& to);

// --- Responses -----------------------------------------------------------------------------------

struct CapabilitiesBody {};  // what Capabilities() in dap_messages_write.cc lists

struct Breakpoint {
  int id = 0;
  bool verified = false;
  std::string message;  // why it is not, or why it stands elsewhere; "": nothing to say
  std::optional<Source> source;
  int line = 0;  // 0: none
};
struct BreakpointsBody {
  std::vector<Breakpoint> breakpoints;
};
struct DataBreakpointInfoBody {
  std::string data_id;  // "": it cannot be watched, and `description` says why
  std::string description;
  std::vector<std::string> access_types;
};
struct BreakpointLocationsBody {
  std::vector<int> lines;
};
struct ThreadsBody {
  std::string name;  // of the only one, 1
};
struct StackFrame {
  int id = 0;
  std::string name;
  std::optional<Source> source;
  int line = 0;  // 0: of no source
  bool subtle = false;
  bool can_restart = false;
};
struct StackTraceBody {
  std::vector<StackFrame> frames;
  size_t total = 0;
};
struct ScopeInfo {
  std::string name;
  std::string presentation_hint;  // "": none
  int variables_reference = 0;
  size_t named = 0;
  size_t indexed = 0;
  bool expensive = false;
};
struct ScopesBody {
  std::vector<ScopeInfo> scopes;
};
struct Variable {
  std::string name;
  std::string value;
  std::string type;
  int variables_reference = 0;
  size_t named = 0;
  size_t indexed = 0;
  std::string evaluate_name;  // "": none
  bool read_only = false;
};
struct VariablesBody {
  std::vector<Variable> variables;
};
// Of setVariable, setExpression and evaluate; only the last calls the value "result".
struct ValueBody {
  Variable value;
};
struct ResultBody {
  Variable value;
};
struct CompletionItem {
  std::string label;
  std::string text;
  std::string type;
  int start = 0;   // of what `text` takes the place of, in UTF-16 code units from 0
  int length = 0;  // the same
};
struct CompletionsBody {
  std::vector<CompletionItem> targets;
};
struct SourceBody {
  std::string content;
};
struct LoadedSourcesBody {
  std::vector<Source> sources;
};
struct GotoTarget {
  int id = 0;
  std::string label;
  int line = 0;
};
struct GotoTargetsBody {
  std::vector<GotoTarget> targets;
};
struct ExceptionInfoBody {
  std::string exception_id;  // "WRONGTYPE", "error"
  std::string description;
  std::string break_mode;  // "always", "unhandled"
  std::string stack_trace;
};
struct ContinueBody {};

std::string ToJson(const CapabilitiesBody& body);
std::string ToJson(const BreakpointsBody& body);
std::string ToJson(const DataBreakpointInfoBody& body);
std::string ToJson(const BreakpointLocationsBody& body);
std::string ToJson(const ThreadsBody& body);
std::string ToJson(const StackTraceBody& body);
std::string ToJson(const ScopesBody& body);
std::string ToJson(const VariablesBody& body);
std::string ToJson(const ValueBody& body);
std::string ToJson(const ResultBody& body);
std::string ToJson(const CompletionsBody& body);
std::string ToJson(const SourceBody& body);
std::string ToJson(const LoadedSourcesBody& body);
std::string ToJson(const GotoTargetsBody& body);
std::string ToJson(const ExceptionInfoBody& body);
std::string ToJson(const ContinueBody& body);

// --- Events --------------------------------------------------------------------------------------

struct InitializedEvent {};
struct StoppedEvent {
  std::string reason;
  std::string description;
  std::string text;
  std::vector<int> hit_breakpoint_ids;
};
struct ContinuedEvent {};
struct OutputEvent {
  std::string category;  // "console", "stdout", "stderr"
  std::string output;
  std::optional<Source> source;
  int line = 0;
};
struct BreakpointEvent {
  std::string reason;  // "changed"
  Breakpoint breakpoint;
};
struct LoadedSourceEvent {
  Source source;  // a new one
};
struct TerminatedEvent {};
struct ExitedEvent {
  int exit_code = 0;
};
// What of the capabilities is not to be had after all.
struct CapabilitiesEvent {
  bool goes_back = true;
  bool restarts = true;  // and terminates
};

std::string ToJson(const InitializedEvent& event);
std::string ToJson(const StoppedEvent& event);
std::string ToJson(const ContinuedEvent& event);
std::string ToJson(const OutputEvent& event);
std::string ToJson(const BreakpointEvent& event);
std::string ToJson(const LoadedSourceEvent& event);
std::string ToJson(const TerminatedEvent& event);
std::string ToJson(const ExitedEvent& event);
std::string ToJson(const CapabilitiesEvent& event);

constexpr std::string_view NameOf(const InitializedEvent&) { return "initialized"; }
constexpr std::string_view NameOf(const StoppedEvent&) { return "stopped"; }
constexpr std::string_view NameOf(const ContinuedEvent&) { return "continued"; }
constexpr std::string_view NameOf(const OutputEvent&) { return "output"; }
constexpr std::string_view NameOf(const BreakpointEvent&) { return "breakpoint"; }
constexpr std::string_view NameOf(const LoadedSourceEvent&) { return "loadedSource"; }
constexpr std::string_view NameOf(const TerminatedEvent&) { return "terminated"; }
constexpr std::string_view NameOf(const ExitedEvent&) { return "exited"; }
constexpr std::string_view NameOf(const CapabilitiesEvent&) { return "capabilities"; }

// --- Whole messages ------------------------------------------------------------------------------

// `body` is JSON, "" for none.
std::string ResponseText(int64_t seq, const Request& to, std::string_view body);
std::string RefusalText(int64_t seq, int64_t request_seq, std::string_view command,
                        std::string_view why);
std::string EventText(int64_t seq, std::string_view name, std::string_view body);

}  // namespace luarig::dap

#endif  // LUARIG_CLI_DEBUG_DAP_MESSAGES_H_
