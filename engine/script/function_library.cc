#include "engine/script/function_library.h"

#include "engine/base/bytes.h"
#include "engine/script/script_error.h"
#include "engine/script/script_host.h"

namespace luarig {

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
  loading_ = &library;
  const int status = lua_pcall(lua, 0, 0, handler);
  loading_ = nullptr;
  if (status == 0) return "";
  return StrCat("ERR Error registering functions: ", ReadScriptError(lua).message);
}

std::optional<std::string> FunctionLibraries::Collision(const Library& library,
                                                        std::string_view except) const {
  for (const auto& [key, function] : library.functions) {
    for (const auto& [name, other] : libraries_) {
      if (name != except && other->functions.contains(key)) return function.name;
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

const Function* FunctionLibraries::Find(std::string_view name) const {
  const std::string key = ToLower(name);
  for (const auto& [library_name, library] : libraries_) {
    const auto found = library->functions.find(key);
    if (found != library->functions.end()) return &found->second;
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
  const std::string key = ToLower(name);
  if (loading_->functions.contains(key)) return "Function already exists in the library";
  const int ref = luaL_ref(lua, LUA_REGISTRYINDEX);
  loading_->functions.emplace(key, Function{name, std::move(description), flags, ref});
  return "";
}

}  // namespace luarig
