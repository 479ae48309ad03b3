#include "cli/debug/dap_values.h"

#include <algorithm>
#include <utility>

#include "cli/debug/dap_breakpoints.h"
#include "cli/debug/dap_keys.h"
#include "cli/debug/keys.h"
#include "engine/base/bytes.h"

namespace luarig {
namespace {

constexpr size_t kMostUnasked = 1000;  // values that are shown where no page is asked for
constexpr size_t kLongestKeyValue = 200;

constexpr const char* kGone = "the code has moved on since; ask again where it stands now";

// What evaluates to the value at `name` of a table; "" if nothing does.
std::string ChildCode(const std::string& table, const std::string& name) {
  if (table.empty()) return "";
  if (name.starts_with("[\"") || name.starts_with("[-")) return StrCat(table, name);
  if (!name.starts_with('[')) return StrCat(table, ".", name);
  return name.size() > 1 && name[1] >= '0' && name[1] <= '9' ? StrCat(table, name) : "";
}

bool IsName(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return c == '_' || (c >= '0' && c <= '9') || (ToLower(c) >= 'a' && ToLower(c) <= 'z');
  });
}

}  // namespace

void DapValues::Forget() {
  first_reference_ += static_cast<int>(references_.size());
  references_.clear();
  first_frame_ = next_frame_;
}

int DapValues::FrameId(size_t frame) {
  const int id = first_frame_ + static_cast<int>(frame);
  next_frame_ = std::max(next_frame_, id + 1);
  return id;
}

size_t DapValues::FrameOf(int id) {
  const auto frame = static_cast<size_t>(id - first_frame_);
  if (id < first_frame_ || id >= next_frame_ || frame >= program_.debugger().frames().size())
    throw dap::Refusal(StrCat("there is no frame ", id, ": ", kGone));
  return frame;
}

int DapValues::Number(Reference reference) {
  references_.push_back(std::move(reference));
  return first_reference_ + static_cast<int>(references_.size()) - 1;
}

const DapValues::Reference& DapValues::At(int number) const {
  const auto index = static_cast<size_t>(number - first_reference_);
  if (number < first_reference_ || index >= references_.size())
    throw dap::Refusal(StrCat("there is no variables reference ", number, ": ", kGone));
  return references_[index];
}

std::vector<dap::ScopeInfo> DapValues::Scopes(std::optional<size_t> frame) {
  std::vector<dap::ScopeInfo> scopes;
  const auto add = [&](const char* name, const char* hint, Scope scope) {
    scopes.push_back(
        {.name = name,
         .presentation_hint = hint,
         .variables_reference = Number({.kind = Kind::kScope, .frame = *frame, .scope = scope})});
  };
  if (frame && program_.debugger().frames().at(*frame).is_lua) {
    add("Locals", "locals", Scope::kLocals);
    add("Upvalues", "", Scope::kUpvalues);
    add("Arguments", "arguments", Scope::kArguments);
  }
  const size_t keys = program_.debugger().used_keys().size();
  scopes.push_back({.name = "Keys touched",
                    .presentation_hint = "",
                    .variables_reference = Number({.kind = Kind::kKeys, .named = keys}),
                    .named = keys});
  return scopes;
}

DapValues::Page DapValues::PageOf(const dap::VariablesArguments& arguments, size_t indexed,
                                  size_t named) {
  if (arguments.start < 0 || arguments.count < 0)
    throw dap::Refusal("variables: `start` and `count` must not be negative");
  size_t begin = 0;
  size_t end = indexed + named;
  if (arguments.filter == "indexed") end = indexed;
  if (arguments.filter == "named") begin = indexed;
  Page page;
  page.first = std::min(end, begin + static_cast<size_t>(arguments.start));
  const size_t rest = end - page.first;
  const bool asked = arguments.count > 0;
  page.count = std::min(rest, asked ? static_cast<size_t>(arguments.count) : kMostUnasked);
  page.left = asked ? 0 : rest - page.count;
  return page;
}

std::vector<dap::Variable> DapValues::Inside(const dap::VariablesArguments& arguments) {
  const Reference reference = At(arguments.variables_reference);  // a copy: more may come
  if (reference.kind == Kind::kScope) return InsideScope(reference);
  const Page page = PageOf(arguments, reference.indexed, reference.named);
  std::vector<dap::Variable> inside;
  if (reference.kind == Kind::kTable) inside = InsideTable(reference, page);
  if (reference.kind == Kind::kKeys) inside = UsedKeys(page);
  if (reference.kind == Kind::kKey) {
    if (const Entry* entry = EntryOf(reference.database, reference.key))
      inside = KeyElements(*entry, page.first, page.count);
  }
  if (page.left > 0)
    inside.push_back({.name = "...", .value = StrCat(page.left, " more"), .read_only = true});
  return inside;
}

std::vector<dap::Variable> DapValues::InsideScope(const Reference& scope) {
  std::vector<dap::Variable> inside;
  for (const Variable& one : program_.debugger().Variables(scope.frame, scope.scope)) {
    dap::Variable shown = Shown(one.value, scope.frame, IsName(one.name) ? one.name : "");
    shown.name = one.name;
    inside.push_back(std::move(shown));
  }
  return inside;
}

std::vector<dap::Variable> DapValues::InsideTable(const Reference& table, const Page& page) {
  std::vector<dap::Variable> inside;
  for (const Variable& one : program_.debugger().Children(table.handle, page.first, page.count)) {
    dap::Variable shown = Shown(one.value, table.frame, ChildCode(table.code, one.name));
    shown.name = one.name;
    inside.push_back(std::move(shown));
  }
  return inside;
}

dap::Variable DapValues::Shown(const ShownValue& value, size_t frame, std::string code) {
  dap::Variable shown{.value = value.text, .type = value.type, .evaluate_name = code};
  if (value.handle == 0) return shown;
  shown.indexed = value.indexed;
  shown.named = value.named;
  shown.variables_reference = Number({.kind = Kind::kTable,
                                      .frame = frame,
                                      .handle = value.handle,
                                      .indexed = value.indexed,
                                      .named = value.named,
                                      .code = std::move(code)});
  return shown;
}

const Entry* DapValues::EntryOf(int database, std::string_view key) {
  const Databases& databases = program_.engine().state().databases;
  return databases.at(static_cast<size_t>(database))->FindEntry(key, false);
}

dap::Variable DapValues::ShownKey(const Debugger::UsedKey& used) {
  const std::string name = IsValidUtf8(used.name) ? used.name : Quote(used.name);
  dap::Variable shown{
      .name = used.database == 0 ? name : StrCat("(db ", used.database, ") ", name),
      .value = ValueText(program_.engine(), used.database, used.name, kLongestKeyValue),
      .read_only = true};
  const Entry* entry = EntryOf(used.database, used.name);
  shown.type = entry == nullptr ? "none" : TypeName(entry->type());
  if (used.written) shown.type += ", written";
  if (entry == nullptr) {
    shown.value = "(no such key)";
    return shown;
  }
  const size_t elements = KeyElementCount(*entry);
  if (elements == 0) return shown;
  (HasNumberedElements(*entry) ? shown.indexed : shown.named) = elements;
  shown.variables_reference = Number({.kind = Kind::kKey,
                                      .indexed = shown.indexed,
                                      .named = shown.named,
                                      .database = used.database,
                                      .key = used.name});
  return shown;
}

std::vector<dap::Variable> DapValues::UsedKeys(const Page& page) {
  std::vector<dap::Variable> shown;
  const auto& used = program_.debugger().used_keys();
  for (size_t i = page.first; i < std::min(used.size(), page.first + page.count); ++i)
    shown.push_back(ShownKey(used[i]));
  return shown;
}

dap::Variable DapValues::Set(int reference, std::string_view name, const std::string& code) {
  const Reference at = At(reference);
  if (at.kind == Kind::kKeys || at.kind == Kind::kKey) {
    throw dap::Refusal(
        "keys are changed by commands: write `redis SET key value` in the debug console");
  }
  Debugger& debugger = program_.debugger();
  const Result<ShownValue> value = at.kind == Kind::kScope
                                       ? debugger.SetVariable(at.frame, at.scope, name, code)
                                       : debugger.SetChild(at.handle, name, at.frame, code);
  if (!value) throw dap::Refusal(value.error());
  return Shown(value.value(), at.frame, "");
}

dap::DataBreakpointInfoBody DapValues::AboutKey(std::string_view pattern, std::string_view shown) {
  return {.data_id = KeyDataId(pattern),
          .description = StrCat("the key ", shown),
          .access_types = {"write", "read", "readWrite"}};
}

dap::DataBreakpointInfoBody DapValues::AboutLocal(size_t frame, std::string_view name) {
  const DebugFrame& at = program_.debugger().frames().at(frame);
  const auto locals = program_.debugger().Variables(frame, Scope::kLocals);
  if (at.line == 0 || std::ranges::find(locals, name, &Variable::name) == locals.end())
    return {.description = StrCat(name, " is no local variable of this function")};
  const dap::Source source = program_.SourceOf(at.file);
  return {.data_id = LocalDataId(at.line, name, source.path.empty() ? source.name : source.path),
          .description = StrCat("the local variable ", name, " of ", at.function),
          .access_types = {"write"}};
}

// A word that the person wrote: a variable that the frame has, or a key or pattern of keys.
dap::DataBreakpointInfoBody DapValues::AboutExpression(
    const dap::DataBreakpointInfoArguments& arguments) {
  if (arguments.name.empty()) return {.description = "name a local variable, or a key"};
  if (arguments.frame_id && IsName(arguments.name)) {
    dap::DataBreakpointInfoBody local = AboutLocal(FrameOf(*arguments.frame_id), arguments.name);
    if (!local.data_id.empty()) return local;
  }
  return AboutKey(arguments.name, arguments.name);
}

dap::DataBreakpointInfoBody DapValues::DataInfo(const dap::DataBreakpointInfoArguments& arguments) {
  if (arguments.variables_reference == 0) return AboutExpression(arguments);
  const Reference at = At(arguments.variables_reference);
  if (at.kind == Kind::kScope && at.scope == Scope::kLocals)
    return AboutLocal(at.frame, arguments.name);
  if (at.kind == Kind::kKey)
    return AboutKey(LiteralPattern(at.key), at.key);  // a part of it: the whole is watched
  if (at.kind == Kind::kKeys) {
    for (const Debugger::UsedKey& used : program_.debugger().used_keys()) {
      if (arguments.name == used.name || arguments.name.ends_with(StrCat(") ", used.name)) ||
          arguments.name == Quote(used.name)) {
        return AboutKey(LiteralPattern(used.name), used.name);
      }
    }
  }
  return {.description = "only local variables and keys can be watched"};
}

}  // namespace luarig
