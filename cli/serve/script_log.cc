#include "cli/serve/script_log.h"

#include <algorithm>
#include <ostream>

#include "cli/app/excerpt.h"
#include "cli/app/output.h"
#include "engine/base/bytes.h"
#include "engine/reply/text.h"
#include "engine/server/session.h"

namespace luarig {
namespace {

// "EVAL 5f3e... 1 user:1 10": a script's text is its SHA.
std::string CallText(const RunningScript& script) {
  std::string text = ToUpper(script.command[0]);
  text += StrCat(" ", script.source.name);
  for (const std::string_view word : script.command.subspan(2))
    text += StrCat(" ", Quote(Shortened(word, 60)));
  return text;
}

}  // namespace

void ScriptLog::OnScript(const ScriptEvent& event) {
  if (!trace_) return;
  const ScriptSource& source = event.script.source;
  calls_ = 0;
  source_.name = source.kind == ScriptKind::kScript ? StrCat("script ", source.name)
                                                    : StrCat("library ", source.library);
  source_.text = source.text;
  console_.err << CallText(event.script) << "  [" << event.caller.facts.address << "]\n";
}

void ScriptLog::After(const CommandEvent& event) {
  if (event.depth == 0) return;
  ++calls_;
  console_.err << "  line " << event.place.line << ':'
               << CalledText(event.argv, event.reply, event.micros) << '\n';
}

void ScriptLog::AfterScript(const ScriptEvent& event) {
  constexpr int64_t kMicros = 1000;
  if (trace_) {
    console_.err << "  " << (event.failed ? "failed" : "done") << " after " << event.micros
                 << " us, " << calls_ << (calls_ == 1 ? " command" : " commands") << std::endl;
  }
  if (slow_ms_ && event.micros >= *slow_ms_ * kMicros) {
    console_.err << "slow script: " << event.micros / kMicros << " ms: " << CallText(event.script)
                 << "  [" << event.caller.facts.address << "]" << std::endl;
  }
}

void ScriptLog::OnError(const Diagnostic& diagnostic) {
  if (!trace_ || diagnostic.where.line == 0) return;
  Diagnostic shown = diagnostic;
  FindColumn(shown, LineOf(source_.text, shown.where.line));
  const auto name = [&](SourcePlace& place) {
    if (place.file == "@user_script" || place.file == "@user_function") place.file = source_.name;
  };
  name(shown.where);
  for (TraceFrame& frame : shown.traceback) name(frame.place);
  console_.err << DrawDiagnostic(console_, shown, source_.text) << std::flush;
}

}  // namespace luarig
