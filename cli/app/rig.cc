#include "cli/app/rig.h"

#include <algorithm>
#include <ostream>
#include <utility>

#include "cli/app/excerpt.h"
#include "cli/app/files.h"
#include "cli/app/output.h"
#include "cli/app/result_json.h"
#include "engine/base/bytes.h"
#include "engine/base/number.h"
#include "engine/base/sha1.h"
#include "engine/base/suggest.h"
#include "engine/fixture/diff_json.h"
#include "engine/fixture/diff_text.h"
#include "engine/fixture/json_writer.h"
#include "engine/reply/text.h"
#include "engine/source/paths.h"

namespace luarig {
namespace {

// A script or function call as the server wants it: NAME what numkeys keys args.
std::vector<std::string> CallOf(std::string name, std::string what, const ScriptWords& words) {
  std::vector<std::string> command{std::move(name), std::move(what),
                                   std::to_string(words.keys.size())};
  command.insert(command.end(), words.keys.begin(), words.keys.end());
  command.insert(command.end(), words.args.begin(), words.args.end());
  return command;
}

// A text that no file is known of.
SourceText Unfiled(std::string name, std::string text) {
  return {.name = std::move(name), .text = std::move(text), .files = {}, .map = {}};
}

// A library that was taken for a script.
void AdviseOnScript(Diagnostic& diagnostic, const SourceText& library) {
  constexpr std::string_view kNoFiles = "-<(";  // how the names of other texts begin
  const bool is_file = kNoFiles.find(library.name.front()) == std::string_view::npos;
  diagnostic.where = {.file = "@user_script", .line = 1};
  diagnostic.help = StrCat("This is a library. Its functions are called: `luarig fcall NAME --lib ",
                           is_file ? library.name : "FILE", "`.");
}

constexpr std::string_view kFunctionAtLine = "function at line ";

// The number that follows `words` in `text`.
std::optional<int> NumberBehind(std::string_view text, std::string_view words) {
  const size_t at = text.find(words);
  if (at == std::string_view::npos) return std::nullopt;
  text.remove_prefix(at + words.size());
  const std::string_view digits = text.substr(0, text.find_first_not_of("0123456789"));
  const auto number = ParseInteger(digits);
  if (!number || *number > 100'000'000) return std::nullopt;
  return static_cast<int>(*number);
}

// "'end' expected (to close 'function' at line 90)": the words are the server's, and so they count
// lines of the whole text.
void AdviseOnLine(Diagnostic& diagnostic, const SourceText& source) {
  if (source.files.empty() || !diagnostic.help.empty()) return;
  const auto line = NumberBehind(diagnostic.message, "' at line ");
  if (!line) return;
  const SourcePlace place = source.Located({.file = "", .line = *line});
  diagnostic.help =
      StrCat("Line ", *line, " of the whole text is ", place.file, ":", place.line, ".");
}

// " to ... only", unless everybody gets it.
std::string_view OnlyTo(Recipients to) {
  if (!to.Has(Recipient::kReplicas)) return " to the append-only file only";
  return to.Has(Recipient::kAof) ? "" : " to replicas only";
}

}  // namespace

std::string Rig::Shown(const Diagnostic& diagnostic, std::string_view source) const {
  return one_line_ ? DiagnosticLine(diagnostic) : DrawDiagnostic(console_, diagnostic, source);
}

Reply Rig::RunAsOwner(std::initializer_list<std::string_view> command) {
  User everybody;  // the server's own users may have lost what is needed here
  everybody.unrestricted = true;
  const std::unique_ptr<Session> session = engine_->NewSession();
  session->LogIn(everybody);
  return engine_->Run(*session, command);
}

Reply Rig::Ask(std::initializer_list<std::string_view> command) {
  engine_->RemoveObserver(*this);
  Reply reply = RunAsOwner(command);
  engine_->AddObserver(*this);
  return reply;
}

const Reply& Rig::Eval(const SourceText& script, const ScriptWords& words, bool read_only) {
  script_ = script;
  return Run(CallOf(read_only ? "EVAL_RO" : "EVAL", script.text, words));
}

const Reply& Rig::Fcall(const ScriptWords& words, bool read_only) {
  return Run(CallOf(read_only ? "FCALL_RO" : "FCALL", words.name, words));
}

const Reply& Rig::Load(const SourceText& library) {
  functions_ = library;
  return Run({"FUNCTION", "LOAD", "REPLACE", library.text});
}

const Reply& Rig::Run(const std::vector<std::string>& command) {
  pending_.reset();
  const std::string name = ToLower(command.front());
  if (command.size() > 1 && (name == "fcall" || name == "fcall_ro")) {
    FindFunctions();
    const auto library = function_libraries_.find(ToLower(command[1]));
    if (library != function_libraries_.end()) functions_ = library_files_[library->second];
  }
  const bool evals = command.size() > 1 && (name == "eval" || name == "eval_ro");
  if (evals && script_.text != command[1]) {
    script_ = Unfiled("(script)", command[1]);
  }
  if (key_audit_ && name.starts_with("eval")) audited_scripts_[Sha1Hex(script_.text)] = script_;
  Reply reply = runner_ ? runner_(command) : engine_->Run(engine_->default_session(), command);
  if (runner_ && !reply.is_error()) pending_.reset();  // it was of a run that did not count
  if (reply.is_error()) {
    failed_ = true;
    const bool loads = name == "function" && command.back() == functions_.text;
    if (loads) {
      pending_ = DiagnoseLoad(reply.text);
    } else if (!pending_) {
      Diagnostic diagnostic = DiagnoseReply(reply.text);
      const bool function = name == "fcall" || name == "fcall_ro";
      if (function && command.size() > 1) AdviseOnFunction(diagnostic, command[1]);
      if (evals && script_.IsLibrary()) AdviseOnScript(diagnostic, script_);
      if (function || diagnostic.where.line != 0) pending_ = std::move(diagnostic);
    }
  }
  return Answered(command, std::move(reply));
}

const Reply& Rig::Answered(std::vector<std::string> command, Reply reply) {
  if (!flags_.json) answers_.clear();  // only the object of --json tells of them all
  const bool resp3 = engine_->default_session().resp == 3;
  answers_.push_back({std::move(command), std::move(reply), resp3});
  if (pending_) {
    // The reply comes first where both go to one terminal.
    Print(answers_.back().reply);
    console_.out.flush();
    Report(*std::exchange(pending_, std::nullopt));
  } else {
    Print(answers_.back().reply);
  }
  return answers_.back().reply;
}

void Rig::AdviseOnFunction(Diagnostic& diagnostic, const std::string& name) {
  if (diagnostic.message != "ERR Function not found") return;
  std::vector<std::string_view> names;
  for (const auto& [function, library] : function_libraries_) names.emplace_back(function);
  diagnostic.message = StrCat("ERR Function not found: ", name);
  if (names.empty()) {
    diagnostic.help = "No function is loaded; name the library's file with --lib FILE.";
    return;
  }
  const std::string_view closest = ClosestWord(name, names);
  if (!closest.empty()) diagnostic.help = StrCat("Did you mean ", closest, "? ");
  diagnostic.help += "The loaded libraries have: ";
  for (size_t i = 0; i < names.size(); ++i) diagnostic.help += StrCat(i == 0 ? "" : ", ", names[i]);
}

const SourceText* Rig::SourceOf(std::string_view file) const {
  if (file == "@user_script") return &script_;
  return file == "@user_function" ? &functions_ : nullptr;
}

void Rig::NoteFile(SourcePlace& place) const {
  if (const SourceText* source = SourceOf(place.file)) place = source->Located(std::move(place));
}

std::string Rig::LabelOf(const SourcePlace& place) const {
  const SourceText* source = SourceOf(place.file);
  if (source == nullptr || source->files.empty()) return StrCat("line ", place.line);
  const SourcePlace located = source->Located(place);
  return StrCat(FileNameOf(located.file), ":", located.line);
}

void Rig::NoteFrame(TraceFrame& frame) const {
  if (const auto line = NumberBehind(frame.function, kFunctionAtLine)) {
    SourcePlace begin{.file = frame.place.file, .line = *line};
    NoteFile(begin);
    frame.function = StrCat(kFunctionAtLine, begin.line);
  }
  NoteFile(frame.place);
}

void Rig::Report(Diagnostic diagnostic) {
  std::string_view text;
  if (const SourceText* source = SourceOf(diagnostic.where.file)) {
    AdviseOnLine(diagnostic, *source);
    diagnostic.where = source->Located(std::move(diagnostic.where));
    text = source->TextOf(diagnostic.where.file);
    FindColumn(diagnostic, LineOf(text, diagnostic.where.line));
  }
  for (TraceFrame& frame : diagnostic.traceback) NoteFrame(frame);
  if (!flags_.json) console_.err << Shown(diagnostic, text) << std::flush;
  last_error_ = std::move(diagnostic);
}

void Rig::Print(const Reply& reply) {
  if (!flags_.json) console_.out << FormatReply(reply) << '\n';
}

std::vector<KeyDifference> Rig::Differences() const {
  const ServerState& state = engine_->state();
  return DiffSince(state.store.journal, start_, state.databases);
}

std::string Rig::DiffText() const { return DiffAsText(Differences()); }

ExitCode Rig::Finish(bool many) {
  if (!flags_.save_fixture.empty()) WriteFile(flags_.save_fixture, SaveJson(*engine_));
  std::string diff;
  if (flags_.diff) {
    diff = flags_.json ? DiffAsJson(Differences()) : DiffText();
    if (diff.empty()) diff = "(no changes)\n";
  }
  if (!flags_.json) console_.out << diff << std::flush;
  if (key_audit_ && !flags_.json) PrintKeyAudit();
  if (flags_.json) {
    const std::vector<FoundAccess> undeclared = FoundAccesses();
    console_.out << ResultJson({.answers = answers_,
                                .many = many,
                                .log = log_,
                                .diff = diff,
                                .calls = flags_.trace ? &calls_ : nullptr,
                                .undeclared = key_audit_ ? &undeclared : nullptr,
                                .propagated = flags_.propagated ? &propagated_ : nullptr,
                                .diagnostic = last_error_ ? &*last_error_ : nullptr})
                 << '\n';
  }
  console_.out.flush();
  if (!console_.out) throw UsageError("cannot write to standard output");
  if (watchdog_ && watchdog_->interrupted()) return ExitCode::kInterrupted;
  return failed_ ? ExitCode::kFindings : ExitCode::kOk;
}

std::vector<FoundAccess> Rig::FoundAccesses() const {
  std::vector<FoundAccess> found;
  if (!key_audit_) return found;
  for (const KeyAudit::Access& access : key_audit_->accesses()) {
    const bool script = access.kind == ScriptKind::kScript;
    const auto& sources = script ? audited_scripts_ : library_files_;
    const auto source = sources.find(script ? access.script : access.library);
    FoundAccess one{.access = access, .file = ""};
    if (source != sources.end()) {
      const SourcePlace place = source->second.Located({.file = "", .line = access.line});
      one.access.line = place.line;
      one.file = place.file;
      one.one_file = source->second.files.empty();
    }
    found.push_back(std::move(one));
  }
  return found;
}

void Rig::PrintKeyAudit() {
  const std::vector<FoundAccess> found = FoundAccesses();
  if (found.empty()) {
    console_.err << "key audit: scripts used no keys but those in KEYS\n";
    return;
  }
  console_.err << "key audit: keys that scripts used without having them in KEYS\n";
  for (const auto& [access, file, one_file] : found) {
    const bool script = access.kind == ScriptKind::kScript;
    const std::string name = script ? StrCat("script ", access.script)
                                    : StrCat("function ", access.script, " of ", access.library);
    console_.err << "  " << name << (one_file ? "" : StrCat(", ", file)) << " line " << access.line
                 << ": " << ToUpper(access.command) << ' ' << Quote(Shortened(access.key, 60));
    if (access.times > 1) console_.err << ", " << access.times << " times";
    console_.err << '\n';
  }
}

void Rig::NotePropagated(PropagationLog::Entry entry) {
  if (flags_.json) {
    propagated_.push_back(std::move(entry));
    return;
  }
  console_.err << "propagated" << OnlyTo(entry.to) << ':';
  for (const std::string& word : entry.words) console_.err << ' ' << Quote(Shortened(word, 60));
  console_.err << '\n';
}

void Rig::After(const CommandEvent& event) {
  if (event.depth == 0 || !flags_.trace) return;
  SourcePlace place = event.place;
  NoteFile(place);
  if (flags_.json) {
    calls_.push_back({.argv = {event.argv.begin(), event.argv.end()},
                      .reply = event.reply == nullptr ? Reply() : *event.reply,
                      .resp3 = event.session.resp == 3,
                      .micros = event.micros,
                      .place = std::move(place),
                      .label = LabelOf(event.place)});
    return;
  }
  console_.err << place.file << ':' << place.line << ' '
               << CalledText(event.argv, event.reply, event.micros) << '\n';
}

void Rig::OnScript(const ScriptEvent& /*event*/) {
  if (watchdog_) watchdog_->Start();
}

void Rig::AfterScript(const ScriptEvent& /*event*/) { StopCountingInterrupts(); }

void Rig::OnError(const Diagnostic& diagnostic) { pending_ = diagnostic; }

void Rig::OnLog(LogLevel level, std::string_view text) {
  if (level < LeastLogLevel(engine_->state())) return;
  if (!tells_log_) return;
  if (flags_.json) {
    log_.push_back({level, std::string(text)});
  } else {
    console_.err << '[' << LogLevelName(level) << "] " << text << std::endl;
  }
}

}  // namespace luarig
