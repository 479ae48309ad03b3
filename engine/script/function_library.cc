#include "engine/script/function_library.h"

#include <algorithm>
#include <utility>

#include "engine/base/bytes.h"
#include "engine/dispatch/observer.h"
#include "engine/script/libs.h"
#include "engine/script/load_guard.h"
#include "engine/script/script_error.h"
#include "engine/script/script_host.h"

namespace luarig {
namespace {

// The function of that name, else one that differs only in the case of its letters, else null.
const Function* FindIn(const Library& library, std::string_view name) {
  const auto exact = library.functions.find(name);
  if (exact != library.functions.end()) return &exact->second;
  for (const auto& [own_name, function] : library.functions) {
    if (EqualsIgnoreCase(own_name, name)) return &function;
  }
  return nullptr;
}

}  // namespace

FunctionLibraries::FunctionLibraries(ScriptHost& host)
    : host_(host), interpreter_(host, Interpreter::Kind::kFunctions) {}

std::string FunctionLibraries::RunBody(Library& library, std::string_view body) {
  lua_State* lua = interpreter_->lua();
  const StackGuard guard(lua);
  interpreter_->PushErrorHandler();
  const int handler = lua_gettop(lua);
  if (interpreter_->Compile(body, "@user_function") != 0) {
    return StrCat("ERR Error compiling function: ", StringAt(lua, -1));
  }
  const GlobalsUse use = UseOfGlobals(lua);
  const Interpreter::LoadScope scope(*interpreter_);
  const ScriptSource source{.kind = ScriptKind::kLibrary,
                            .name = library.name,
                            .library = library.name,
                            .text = library.code};
  for (Observer* observer : host_.server().observers) observer->OnLibrary(source);
  LoadGuard load_guard(lua, host_.server(), source);
  loading_ = &library;
  load_guard_ = &load_guard;
  const int status = interpreter_->Call(0, 0, handler);
  load_guard_ = nullptr;
  loading_ = nullptr;
  if (status == 0) {
    ReadGlobalsDirectly(library, use);
    return "";
  }
  return StrCat("ERR Error registering functions: ", ReadScriptError(lua).message);
}

void FunctionLibraries::Abort(std::string_view error) {
  if (load_guard_ != nullptr) load_guard_->End(error);
}

void FunctionLibraries::ReadGlobalsDirectly(const Library& library, const GlobalsUse& use) {
  for (const auto& [name, function] : library.functions) {
    lua_rawgeti(interpreter_->lua(), LUA_REGISTRYINDEX, function.ref);
    interpreter_->ReadGlobalsDirectly(use);
    lua_pop(interpreter_->lua(), 1);
  }
}

void FunctionLibraries::MarkStart() {
  lua_State* lua = interpreter_->lua();
  for (const Started& started : start_) luaL_unref(lua, LUA_REGISTRYINDEX, started.chunk);
  start_.clear();
  for (const auto& [name, library] : libraries_) {
    const auto header = ReadLibraryHeader(library->code);
    Started started{.name = name, .code = library->code};
    if (interpreter_->Compile(header.value().body, "@user_function") == 0) {
      started.use = UseOfGlobals(lua);
      started.chunk = luaL_ref(lua, LUA_REGISTRYINDEX);
    } else {
      lua_pop(lua, 1);  // no memory is left; there is nothing to run again
    }
    start_.push_back(std::move(started));
  }
  start_version_ = version_;
  used_ = false;
}

void FunctionLibraries::Restart() {
  if (const Interpreter* made = interpreter_.made()) ResetLibraryOptions(made->lua());
  if (version_ != start_version_) return ReloadStart();
  if (!used_) return;
  for (const Started& started : start_) {
    if (!RunAgain(*libraries_.find(started.name)->second, started)) return ReloadStart();
  }
  used_ = false;
}

void FunctionLibraries::ReloadStart() {
  const std::vector<Started> libraries = std::exchange(start_, {});
  Flush();
  for (const Started& started : libraries) (void)Load(started.code, true);
  MarkStart();
}

bool FunctionLibraries::RunAgain(Library& library, const Started& started) {
  lua_State* lua = interpreter_->lua();
  const StackGuard guard(lua);
  Library fresh{.name = library.name, .code = {}, .functions = {}};
  interpreter_->PushErrorHandler();
  const int handler = lua_gettop(lua);
  lua_rawgeti(lua, LUA_REGISTRYINDEX, started.chunk);
  const Interpreter::LoadScope scope(*interpreter_);
  loading_ = &fresh;
  const int status = interpreter_->Call(0, 0, handler);
  loading_ = nullptr;
  const auto same_name = [](const auto& a, const auto& b) { return a.first == b.first; };
  if (status != 0 || !std::ranges::equal(fresh.functions, library.functions, same_name)) {
    Release(fresh);
    return false;
  }
  for (auto& [name, function] : library.functions)
    std::swap(function.ref, fresh.functions.at(name).ref);
  ReadGlobalsDirectly(library, started.use);
  Release(fresh);
  return true;
}

std::optional<std::string> FunctionLibraries::Collision(const Library& library,
                                                        std::string_view except) const {
  // Across libraries names differ by more than the case of their letters; within one they need not.
  for (const auto& [name, function] : library.functions) {
    for (const auto& [other_name, other] : libraries_) {
      if (other_name != except && FindIn(*other, name) != nullptr) return name;
    }
  }
  return std::nullopt;
}

void FunctionLibraries::Release(Library& library) {
  for (const auto& [key, function] : library.functions) {
    luaL_unref(interpreter_->lua(), LUA_REGISTRYINDEX, function.ref);
  }
  library.functions.clear();
}

Result<std::string> FunctionLibraries::Load(std::string_view code, bool replace) {
  const auto header = ReadLibraryHeader(code);
  if (!header.ok()) return Failure{header.error()};
  if (!IsFunctionName(header.value().name)) return Failure{StrCat("ERR ", kBadFunctionName)};
  if (!EqualsIgnoreCase(header.value().engine, "lua")) {
    return Failure{StrCat("ERR Engine '", header.value().engine, "' not found")};
  }
  const std::string& name = header.value().name;
  if (!replace && libraries_.contains(name)) {
    return Failure{StrCat("ERR Library '", name, "' already exists")};
  }

  auto library = std::make_unique<Library>();
  library->name = name;
  library->code = code;
  std::string error = RunBody(*library, header.value().body);
  if (error.empty() && library->functions.empty()) error = "ERR No functions registered";
  if (error.empty()) {
    if (const auto taken = Collision(*library, name))
      error = StrCat("ERR Function ", *taken, " already exists");
  }
  if (!error.empty()) {
    Release(*library);
    return Failure{error};
  }
  Delete(name);
  libraries_.emplace(name, std::move(library));
  ++version_;
  return std::string(name);
}

bool FunctionLibraries::Delete(std::string_view name) {
  const auto found = libraries_.find(name);
  if (found == libraries_.end()) return false;
  Release(*found->second);
  libraries_.erase(found);
  ++version_;
  return true;
}

void FunctionLibraries::Flush() {
  libraries_.clear();
  ++version_;
  interpreter_.Reset();
}

std::string FunctionLibraries::LoadAll(const NextSource& next) {
  while (true) {
    const auto source = next();
    if (!source.ok()) return source.error();
    if (!source.value()) return "";
    const auto name = Load(*source.value(), false);
    if (!name.ok()) return name.error();
  }
}

std::string FunctionLibraries::Join(Libraries& kept, RestorePolicy policy) {
  for (const auto& [name, library] : libraries_) {
    if (policy == RestorePolicy::kAppend && kept.contains(name)) {
      return StrCat("ERR Library ", name, " already exists");
    }
  }
  const auto stays = [&](std::string_view function) {
    return std::ranges::any_of(kept, [&](const auto& row) {
      return !libraries_.contains(row.first) && FindIn(*row.second, function) != nullptr;
    });
  };
  for (const auto& [name, library] : libraries_) {
    for (const auto& [function_name, function] : library->functions) {
      if (stays(function_name)) return StrCat("ERR Function ", function_name, " already exists");
    }
  }
  for (auto& [name, library] : kept) {
    if (libraries_.contains(name)) {
      Release(*library);
    } else {
      libraries_.emplace(name, std::move(library));
    }
  }
  return "";
}

std::string FunctionLibraries::Restore(const NextSource& next, RestorePolicy policy) {
  Libraries kept = std::exchange(libraries_, {});
  ++version_;
  std::unique_ptr<Interpreter> kept_interpreter;
  if (policy == RestorePolicy::kFlush) {
    kept_interpreter = interpreter_.Reset();
  }
  std::string error = LoadAll(next);
  if (error.empty() && policy != RestorePolicy::kFlush) {
    error = Join(kept, policy);
    ++version_;
  }
  if (error.empty()) return "";

  for (const auto& [name, library] : libraries_) Release(*library);
  libraries_ = std::move(kept);
  ++version_;
  if (policy == RestorePolicy::kFlush) interpreter_.Restore(std::move(kept_interpreter));
  return error;
}

const Function* FunctionLibraries::Find(std::string_view name) const {
  for (const auto& [library_name, library] : libraries_) {
    if (const Function* function = FindIn(*library, name)) return function;
  }
  return nullptr;
}

size_t FunctionLibraries::function_count() const {
  size_t count = 0;
  for (const auto& [name, library] : libraries_) count += library->functions.size();
  return count;
}

std::string FunctionLibraries::Register(lua_State* lua, const std::string& name,
                                        std::optional<std::string> description, ScriptFlags flags) {
  if (!IsFunctionName(name)) return std::string(kBadFunctionName);
  if (loading_->functions.contains(name)) return "Function already exists in the library";
  const int ref = luaL_ref(lua, LUA_REGISTRYINDEX);
  loading_->functions.emplace(name, Function{loading_, name, std::move(description), flags, ref});
  return "";
}

}  // namespace luarig
