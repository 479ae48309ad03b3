#include "engine/script/function_library.h"

#include <utility>

#include "engine/base/bytes.h"
#include "engine/script/script_error.h"
#include "engine/script/script_host.h"

namespace luarig {

namespace {

// Loading a library may take half a second, as on the server; then it fails. Watched by a hook that
// runs every so many instructions, while a stopwatch is there to tell the time.
class LoadLimit {
 public:
  LoadLimit(lua_State* lua, Stopwatch* stopwatch) : lua_(lua), stopwatch_(stopwatch) {
    if (stopwatch_ == nullptr) return;
    deadline_ = stopwatch_->ElapsedMicros() + kLimitMicros;
    lua_pushlightuserdata(lua_, const_cast<char*>(&kRegistryKey));
    lua_pushlightuserdata(lua_, this);
    lua_rawset(lua_, LUA_REGISTRYINDEX);
    lua_sethook(lua_, OnCount, LUA_MASKCOUNT, kInstructions);
  }
  ~LoadLimit() {
    if (stopwatch_ != nullptr) lua_sethook(lua_, nullptr, 0, 0);
  }
  LoadLimit(const LoadLimit&) = delete;
  LoadLimit& operator=(const LoadLimit&) = delete;

 private:
  static constexpr int64_t kLimitMicros = 500'000;
  static constexpr int kInstructions = 100'000;
  static constexpr char kRegistryKey = 0;

  static void OnCount(lua_State* lua, lua_Debug*) {
    lua_pushlightuserdata(lua, const_cast<char*>(&kRegistryKey));
    lua_rawget(lua, LUA_REGISTRYINDEX);
    const auto& limit = *static_cast<const LoadLimit*>(lua_touserdata(lua, -1));
    lua_pop(lua, 1);
    if (limit.stopwatch_->ElapsedMicros() < limit.deadline_) return;
    lua_createtable(lua, 0, 1);
    lua_pushliteral(lua, "ERR FUNCTION LOAD timeout");
    lua_setfield(lua, -2, "err");
    lua_error(lua);
  }

  lua_State* lua_;
  Stopwatch* stopwatch_;
  int64_t deadline_ = 0;
};

// The function of that name, else one that differs only in the case of its letters, else null.
const Function* FindIn(const Library& library, std::string_view name) {
  const auto exact = library.functions.find(std::string(name));
  if (exact != library.functions.end()) return &exact->second;
  for (const auto& [own_name, function] : library.functions) {
    if (EqualsIgnoreCase(own_name, name)) return &function;
  }
  return nullptr;
}

}  // namespace

FunctionLibraries::FunctionLibraries(ScriptHost& host)
    : host_(host),
      interpreter_(std::make_unique<Interpreter>(host, Interpreter::Kind::kFunctions)) {}

std::string FunctionLibraries::RunBody(Library& library, std::string_view body) {
  lua_State* lua = interpreter_->lua();
  const StackGuard guard(lua);
  interpreter_->PushErrorHandler();
  const int handler = lua_gettop(lua);
  if (interpreter_->Compile(body, "@user_function") != 0) {
    return StrCat("ERR Error compiling function: ", StringAt(lua, -1));
  }
  const Interpreter::LoadScope scope(*interpreter_);
  const LoadLimit limit(lua, host_.server().stopwatch);
  loading_ = &library;
  const int status = lua_pcall(lua, 0, 0, handler);
  loading_ = nullptr;
  if (status == 0) return "";
  return StrCat("ERR Error registering functions: ", ReadScriptError(lua).message);
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
  return std::string(name);
}

bool FunctionLibraries::Delete(std::string_view name) {
  const auto found = libraries_.find(name);
  if (found == libraries_.end()) return false;
  Release(*found->second);
  libraries_.erase(found);
  return true;
}

void FunctionLibraries::Flush() {
  libraries_.clear();
  interpreter_ = std::make_unique<Interpreter>(host_, Interpreter::Kind::kFunctions);
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
  for (const auto& [name, library] : libraries_) {
    for (const auto& [function_name, function] : library->functions) {
      for (const auto& [kept_name, other] : kept) {
        if (!libraries_.contains(kept_name) && FindIn(*other, function_name) != nullptr) {
          return StrCat("ERR Function ", function_name, " already exists");
        }
      }
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
  std::unique_ptr<Interpreter> kept_interpreter;
  if (policy == RestorePolicy::kFlush) {
    kept_interpreter = std::exchange(
        interpreter_, std::make_unique<Interpreter>(host_, Interpreter::Kind::kFunctions));
  }
  std::string error = LoadAll(next);
  if (error.empty() && policy != RestorePolicy::kFlush) error = Join(kept, policy);
  if (error.empty()) return "";

  for (const auto& [name, library] : libraries_) Release(*library);
  libraries_ = std::move(kept);
  if (kept_interpreter != nullptr) interpreter_ = std::move(kept_interpreter);
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
  loading_->functions.emplace(name, Function{name, std::move(description), flags, ref});
  return "";
}

}  // namespace luarig
