#include "cli/debug/dap_breakpoints.h"

#include <algorithm>
#include <array>
#include <functional>
#include <iterator>
#include <utility>

#include "engine/base/bytes.h"
#include "engine/base/number.h"
#include "engine/base/suggest.h"
#include "engine/dispatch/registry.h"
#include "engine/source/paths.h"

namespace luarig {
namespace {

struct ErrorFilter {
  std::string_view id;
  BreakKind kind;
};
constexpr std::array<ErrorFilter, 3> kErrorFilters = {{{"errorReplies", BreakKind::kErrorReply},
                                                       {"raised", BreakKind::kRaised},
                                                       {"uncaught", BreakKind::kUncaught}}};

constexpr std::string_view kKeyPrefix = "key:";
constexpr std::string_view kLocalPrefix = "local:";

// Cuts `text` at the next colon and returns what stands in front.
std::string_view CutAtColon(std::string_view& text) {
  const std::string_view front = text.substr(0, text.find(':'));
  text.remove_prefix(std::min(text.size(), front.size() + 1));
  return front;
}

// Commands are written in capitals ("HSET", "CONFIG|GET"), categories with a star: "*write".
bool NamesCommand(std::string_view name) {
  if (name.starts_with('*')) return true;
  return std::ranges::none_of(name, [](char c) { return c >= 'a' && c <= 'z'; });
}

bool HasCommand(const CommandTable& commands, std::string_view name) {
  const std::string_view container = name.substr(0, name.find('|'));
  const Command* command = commands.Find(container);
  if (command == nullptr || container.size() == name.size()) return command != nullptr;
  return command->FindSubcommand(name.substr(container.size() + 1)) != nullptr;
}

std::string CommandDoubt(const CommandTable& commands, std::string_view name) {
  if (name.starts_with('*')) {
    std::vector<std::string_view> known(kAclCategoryCount);
    for (size_t i = 0; i < known.size(); ++i) known[i] = CategoryName(static_cast<AclCategory>(i));
    if (std::ranges::find(known, ToLower(name.substr(1))) != known.end()) return "";
    return UnknownWord(name.substr(1), known);
  }
  if (HasCommand(commands, name)) return "";
  std::vector<std::string_view> known;
  for (const auto& command : commands.all()) known.emplace_back(command->full_name);
  const std::string meant = ToUpper(ClosestWord(name, known));
  return StrCat("there is no command ", name, meant.empty() ? "" : StrCat("; did you mean ", meant),
                meant.empty() ? "" : "?");
}

std::string FunctionDoubt(const CodeFiles& files, std::string_view name) {
  std::vector<std::string_view> known;
  for (const CodeFiles::Text& text : files.texts()) {
    for (const CodeFunction& function : text.functions) {
      if (function.name == name) return "";
      if (!function.name.empty()) known.emplace_back(function.name);
    }
  }
  const std::string meant = DidYouMean(name, known);
  return StrCat("what is loaded has no function ", name, meant.empty() ? "" : "; ", meant);
}

}  // namespace

bool DapBreakpoints::Wanted::Same(const Wanted& other) const {
  return group == other.group && asked.kind == other.asked.kind &&
         asked.place == other.asked.place && asked.what == other.asked.what &&
         asked.condition == other.asked.condition && asked.hits == other.asked.hits &&
         asked.log == other.asked.log && source.path == other.source.path &&
         source.name == other.source.name &&
         source.source_reference == other.source.source_reference;
}

std::vector<dap::Breakpoint> DapBreakpoints::Bind(DapProgram& program) {
  program_ = &program;
  for (Wanted& wanted : all_) wanted.core_id = 0;
  return Rebind();
}

std::vector<dap::Breakpoint> DapBreakpoints::Rebind() {
  std::vector<dap::Breakpoint> changed;
  for (Wanted& wanted : all_) {
    if (wanted.core_id != 0) continue;
    const dap::Breakpoint before = wanted.told;
    Attach(wanted);
    const dap::Breakpoint& now = wanted.told;
    if (now.verified != before.verified || now.line != before.line || now.message != before.message)
      changed.push_back(now);
  }
  return changed;
}

// Puts `wanted` in place of what there is of this part, in its order.
template <typename Part>
std::vector<dap::Breakpoint> DapBreakpoints::Replace(Part&& is_part, std::vector<Wanted> wanted) {
  const auto others = std::stable_partition(all_.begin(), all_.end(), std::not_fn(is_part));
  std::vector<Wanted> old(std::make_move_iterator(others), std::make_move_iterator(all_.end()));
  all_.erase(others, all_.end());
  std::vector<dap::Breakpoint> told;
  for (Wanted& one : wanted) {
    const auto same = std::ranges::find_if(old, [&](const Wanted& was) { return was.Same(one); });
    if (same != old.end()) {
      one = std::move(*same);
      old.erase(same);
    } else {
      one.id = ++last_id_;
    }
    if (one.core_id == 0) Attach(one);
    told.push_back(one.told);
    all_.push_back(std::move(one));
  }
  for (const Wanted& gone : old) {
    if (gone.core_id != 0) program_->debugger().breakpoints().Remove(gone.core_id);
  }
  return told;
}

std::vector<dap::Breakpoint> DapBreakpoints::SetLines(
    const dap::SetBreakpointsArguments& arguments) {
  std::vector<Wanted> wanted;
  for (const dap::SourceBreakpoint& one : arguments.breakpoints) {
    wanted.push_back({.group = Group::kLines,
                      .source = arguments.source,
                      .asked = {.kind = BreakKind::kLine,
                                .place = {.file = 0, .line = one.line},
                                .condition = one.condition,
                                .hits = one.hit_condition,
                                .log = one.log_message}});
  }
  const dap::Source& source = arguments.source;
  const auto of_source = [source](const Wanted& one) {
    return one.group == Group::kLines && one.source.path == source.path &&
           one.source.source_reference == source.source_reference &&
           (!source.path.empty() || one.source.name == source.name);
  };
  return Replace(of_source, std::move(wanted));
}

DapBreakpoints::Wanted DapBreakpoints::ReadFunction(const dap::FunctionBreakpoint& function) {
  const bool command = NamesCommand(function.name);
  return {.group = Group::kFunctions,
          .asked = {.kind = command ? BreakKind::kCommand : BreakKind::kFunction,
                    .what = function.name,
                    .condition = function.condition,
                    .hits = function.hit_condition},
          .refused = function.name.empty() ? "name a function, or a command such as HSET" : ""};
}

std::vector<dap::Breakpoint> DapBreakpoints::SetFunctions(
    const dap::SetFunctionBreakpointsArguments& arguments) {
  std::vector<Wanted> wanted;
  for (const dap::FunctionBreakpoint& one : arguments.breakpoints)
    wanted.push_back(ReadFunction(one));
  return Replace([](const Wanted& one) { return one.group == Group::kFunctions; },
                 std::move(wanted));
}

DapBreakpoints::Wanted DapBreakpoints::ReadData(const dap::DataBreakpoint& data) {
  Wanted wanted{.group = Group::kData,
                .asked = {.condition = data.condition, .hits = data.hit_condition}};
  std::string_view id = data.data_id;
  if (id.starts_with(kKeyPrefix)) {
    wanted.asked.what = id.substr(kKeyPrefix.size());
    wanted.asked.kind = data.access_type == "read"        ? BreakKind::kKeyRead
                        : data.access_type == "readWrite" ? BreakKind::kKeyUsed
                                                          : BreakKind::kKeyWritten;
    return wanted;
  }
  wanted.asked.kind = BreakKind::kLocal;
  const bool local = id.starts_with(kLocalPrefix);
  if (local) id.remove_prefix(kLocalPrefix.size());
  const auto line = ParseInteger(CutAtColon(id));
  wanted.asked.what = CutAtColon(id);
  const auto file = program_->Find({.name = std::string(id), .path = std::string(id)});
  if (!local || !line || *line < 1 || *line > 100'000'000 || wanted.asked.what.empty() || !file) {
    wanted.refused = "there is no such data here any more; set it anew";
    return wanted;
  }
  if (data.access_type == "read" || data.access_type == "readWrite")
    wanted.refused = "of a local variable only changes can be seen";
  wanted.asked.place = {.file = *file, .line = static_cast<int>(*line)};
  return wanted;
}

std::vector<dap::Breakpoint> DapBreakpoints::SetData(
    const dap::SetDataBreakpointsArguments& arguments) {
  std::vector<Wanted> wanted;
  for (const dap::DataBreakpoint& one : arguments.breakpoints) wanted.push_back(ReadData(one));
  return Replace([](const Wanted& one) { return one.group == Group::kData; }, std::move(wanted));
}

std::vector<dap::Breakpoint> DapBreakpoints::SetErrors(
    const dap::SetExceptionBreakpointsArguments& arguments) {
  std::vector<Wanted> wanted;
  for (const dap::ExceptionFilter& filter : arguments.filters) {
    const auto known = std::ranges::find(kErrorFilters, filter.id, &ErrorFilter::id);
    if (known == kErrorFilters.end()) {
      throw dap::Refusal(StrCat("setExceptionBreakpoints: there is no filter \"", filter.id,
                                "\"; those there are: errorReplies, raised, uncaught"));
    }
    wanted.push_back(
        {.group = Group::kErrors, .asked = {.kind = known->kind, .condition = filter.condition}});
  }
  return Replace([](const Wanted& one) { return one.group == Group::kErrors; }, std::move(wanted));
}

bool DapBreakpoints::Add(Wanted& wanted, const Breakpoint& breakpoint) {
  const Result<int> added = program_->debugger().breakpoints().Add(breakpoint);
  if (!added) {
    wanted.told.message = added.error();
    return false;
  }
  wanted.core_id = added.value();
  wanted.told.verified = true;
  return true;
}

void DapBreakpoints::AttachLine(Wanted& wanted) {
  wanted.told.source = wanted.source;
  wanted.told.line = wanted.asked.place.line;
  const auto file = program_->Find(wanted.source);
  if (!file) {
    wanted.told.message = "no code of this file is loaded";
    return;
  }
  wanted.told.source = program_->SourceOf(*file);
  if (program_->ChangedOnDisk(*file)) {
    wanted.told.message = "the file was changed since it was loaded; restart to run it as it is";
    return;
  }
  Breakpoint breakpoint = wanted.asked;
  breakpoint.place.file = *file;
  if (!Add(wanted, breakpoint)) return;
  const int line = program_->debugger().breakpoints().get(wanted.core_id)->place.line;
  wanted.told.line = line;
  if (line != wanted.asked.place.line) {
    wanted.told.message =
        StrCat("line ", wanted.asked.place.line, " has no code; the next that has some is ", line);
  }
}

// Why it may never stop, though it can be set.
std::string DapBreakpoints::DoubtAbout(const Wanted& wanted) {
  switch (wanted.asked.kind) {
    case BreakKind::kCommand:
      return CommandDoubt(program_->engine().commands(), wanted.asked.what);
    case BreakKind::kFunction:
      return FunctionDoubt(program_->files(), wanted.asked.what);
    default:
      return "";
  }
}

void DapBreakpoints::Attach(Wanted& wanted) {
  wanted.told = {.id = wanted.id, .verified = false, .message = wanted.refused};
  if (!wanted.refused.empty()) return;
  if (program_->launch().no_debug) {
    wanted.told.message = "this run is without a debugger";
    return;
  }
  if (wanted.group == Group::kLines) return AttachLine(wanted);
  if (!Add(wanted, wanted.asked)) return;
  wanted.told.message = DoubtAbout(wanted);
  wanted.told.verified = wanted.told.message.empty();
}

std::vector<int> DapBreakpoints::IdsOf(const std::vector<int>& core_ids) const {
  std::vector<int> ids;
  for (const int core_id : core_ids) {
    const auto found = std::ranges::find(all_, core_id, &Wanted::core_id);
    if (found != all_.end()) ids.push_back(found->id);
  }
  return ids;
}

std::string KeyDataId(std::string_view pattern) { return StrCat(kKeyPrefix, pattern); }

std::string LocalDataId(int line, std::string_view name, std::string_view path) {
  return StrCat(kLocalPrefix, line, ':', name, ':', path);
}

}  // namespace luarig
