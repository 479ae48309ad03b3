#include "cli/debug/dap_program.h"

#include <utility>

#include "cli/app/files.h"
#include "cli/app/output.h"
#include "engine/base/bytes.h"
#include "engine/fixture/notation.h"
#include "engine/source/paths.h"

namespace luarig {
namespace {

std::string Trimmed(std::string text) {
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

}  // namespace

DapProgram::DapProgram(DapLaunch launch, DebugFrontEnd& front_end)
    : launch_(std::move(launch)), console_{.in = in_, .out = out_, .err = err_} {
  try {
    Load(front_end);
  } catch (const UsageError& error) {
    throw dap::Refusal(StrCat("launch: ", err_.str(), error.what()));
  }
  if (!rig_->ok()) throw dap::Refusal(StrCat("launch: ", Trimmed(err_.str())));
}

DapProgram::DapProgram(DapAttach attach, const DapHost& host, DebugFrontEnd& front_end)
    : attach_(std::move(attach)),
      console_{.in = in_, .out = out_, .err = err_},
      engine_(&host.engine) {
  launch_.cwd = attach_.cwd;
  std::vector<SourceText> sources = host.libraries;
  try {
    for (const std::string& path : attach_.sources)
      sources.push_back(LoadSource(path, console_, true));
  } catch (const UsageError& error) {
    throw dap::Refusal(StrCat("attach: ", err_.str(), error.what()));
  }
  debugger_ = std::make_unique<Debugger>(
      *engine_, front_end, Debugger::Options{.stop_on_entry = false, .goes_back = false});
  for (const SourceText& source : sources) AddSource(source);
}

DapProgram::~DapProgram() = default;

// A text that clients will send, or have sent, stands in files.
void DapProgram::AddSource(const SourceText& source) {
  debugger_->files().Add(source.IsLibrary() ? ScriptKind::kLibrary : ScriptKind::kScript,
                         source.name, source.text, source.files, source.map, true);
}

void DapProgram::Load(DebugFrontEnd& front_end) {
  launch_.flags.format = "line";  // editors show the code themselves
  if (!launch_.function)
    source_ = LoadSource(launch_.program, console_, true, launch_.flags.aliases);
  rig_ = std::make_unique<DebugRig>(
      launch_.flags, console_, front_end,
      DebugRig::Setup{.stop_on_entry = launch_.stop_on_entry && !launch_.no_debug,
                      .goes_back = !launch_.no_debug});
  engine_ = &rig_->rig().engine();
  if (!source_) return;
  if (source_->IsLibrary()) {
    rig_->AddLibrary(*source_);
  } else {
    rig_->AddScript(*source_, true);
  }
}

std::string DapProgram::Name() const {
  if (attached()) return "server";
  if (launch_.function) return StrCat("function ", *launch_.function);
  return StrCat(source_->IsLibrary() ? "library " : "script ", FileNameOf(launch_.program));
}

const Reply& DapProgram::Run() {
  const ScriptWords words{.name = launch_.function.value_or(""),
                          .has_name = true,
                          .keys = launch_.keys,
                          .args = launch_.args};
  if (source_ && source_->IsLibrary()) return rig_->Load(*source_);
  if (source_) return rig_->Eval(*source_, words, launch_.read_only);
  return rig_->Fcall(words, launch_.read_only);
}

std::string DapProgram::TakeReport() {
  try {
    rig_->Finish();
  } catch (const UsageError& error) {  // a file could not be written
    err_ << "luarig debug: " << error.what() << '\n';
  }
  std::string report = out_.str();
  out_.str("");
  return report;
}

std::string DapProgram::TakeErrors() {
  std::string errors = err_.str();
  err_.str("");
  return errors;
}

std::string DapProgram::PathOf(size_t file) {
  return JoinPath(launch_.cwd, files().files().at(file).name);
}

dap::Source DapProgram::SourceOf(size_t file) {
  const CodeFiles::File& known = files().files().at(file);
  if (!known.on_disk)
    return {.name = known.name, .path = "", .source_reference = static_cast<int>(file) + 1};
  return {.name = std::string(FileNameOf(known.name)), .path = PathOf(file)};
}

std::optional<size_t> DapProgram::Find(const dap::Source& source) {
  const size_t count = files().files().size();
  if (source.source_reference != 0) {
    const auto file = static_cast<size_t>(source.source_reference) - 1;
    return source.source_reference > 0 && file < count ? std::optional(file) : std::nullopt;
  }
  if (source.path.empty()) return files().Find(source.name);
  const std::string path = JoinPath(launch_.cwd, source.path);
  for (size_t file = 0; file < count; ++file) {
    if (!files().files()[file].on_disk) continue;
    // Editors may name a link, or what it leads to.
    if (PathOf(file) == path || Resolved(PathOf(file)) == Resolved(path)) return file;
  }
  return std::nullopt;
}

bool DapProgram::ChangedOnDisk(size_t file) {
  const CodeFiles::File& known = files().files().at(file);
  if (!known.on_disk) return false;
  try {
    return ReadFile(PathOf(file)) != known.text;
  } catch (const UsageError&) {  // it is gone
    return true;
  }
}

FilePlace DapProgram::Start() {
  for (size_t text = 0; text < files().texts().size(); ++text) {
    const CodeFiles::Text& code = files().texts()[text];
    if (source_ && code.text == source_->text && !code.lines.empty())
      return files().PlaceOf(text, code.lines.front());
    if (!launch_.function) continue;
    for (const CodeFunction& function : code.functions) {
      if (function.name == *launch_.function) return files().PlaceOf(text, function.line);
    }
  }
  return {};
}

}  // namespace luarig
