#ifndef LUARIG_ENGINE_SCRIPT_FUNCTION_LIBRARY_H_
#define LUARIG_ENGINE_SCRIPT_FUNCTION_LIBRARY_H_

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <lua.hpp>

#include "engine/base/result.h"
#include "engine/script/lazy_interpreter.h"
#include "engine/script/script_flags.h"

namespace luarig {

class LoadGuard;
class ScriptHost;

struct Library;

// A function that a library registered.
struct Function {
  const Library* library = nullptr;  // never null once it is registered
  std::string name;                  // as registered; FCALL finds it in any letter case
  std::optional<std::string> description;
  ScriptFlags flags;
  int ref = LUA_NOREF;  // in the registry of the functions' interpreter
};

struct Library {
  std::string name;
  std::string code;                                        // the whole source, header included
  std::map<std::string, Function, std::less<>> functions;  // by name as registered
};

// What FUNCTION RESTORE does about the libraries that are there: keeps them and refuses others of
// the same names, keeps those of other names, or drops all.
enum class RestorePolicy : uint8_t { kAppend, kReplace, kFlush };

// FUNCTION LOAD, DELETE, FLUSH, RESTORE and what FCALL looks up. All libraries share one
// interpreter; each keeps its file-level locals between calls. A failed load leaves everything as
// it was.
class FunctionLibraries {
 public:
  explicit FunctionLibraries(ScriptHost& host);

  // Returns the library's name, or fails with the server's error reply.
  Result<std::string> Load(std::string_view code, bool replace);
  // Returns false if there is no such library.
  bool Delete(std::string_view name);
  void Flush();

  // Hands out one library source after the other, then nothing; or fails with an error reply.
  using NextSource = std::function<Result<std::optional<std::string>>()>;
  // Loads all of them or, on any failure, none; returns the error reply, "" if it worked.
  std::string Restore(const NextSource& next, RestorePolicy policy);

  // In any letter case; null if there is none.
  const Function* Find(std::string_view name) const;
  using Libraries = std::map<std::string, std::unique_ptr<Library>, std::less<>>;
  const Libraries& all() const { return libraries_; }
  size_t function_count() const;
  // Changes whenever the libraries do.
  uint64_t version() const { return version_; }

  Interpreter& interpreter() { return *interpreter_; }
  // Null until it was needed.
  Interpreter* made_interpreter() const { return interpreter_.made(); }

  // Restart() goes back to the libraries of MarkStart(), as if they had just been loaded. If they
  // are still there they only run once more, compiled as they are; if no function has run since,
  // not even that.
  void MarkStart();
  void Restart();
  // A function is about to run, which may change what its library keeps.
  void NoteUse() { used_ = true; }

  // For register_function: true while a library loads.
  bool loading() const { return loading_ != nullptr; }
  // Ends the load that goes on, if one does, with an error.
  void Abort(std::string_view error);
  // Registers the function on top of the stack (and pops it); returns an error message, "" if it
  // worked.
  std::string Register(lua_State* lua, const std::string& name,
                       std::optional<std::string> description, ScriptFlags flags);

 private:
  // A library of MarkStart().
  struct Started {
    std::string name;
    std::string code;
    int chunk = LUA_NOREF;  // its main function, in the registry
    GlobalsUse use;         // of the whole code
  };

  // Compiles and runs the library's body; what it registers lands in `library`.
  std::string RunBody(Library& library, std::string_view body);
  // The functions that `library` has registered read globals directly, if its code is `use`.
  void ReadGlobalsDirectly(const Library& library, const GlobalsUse& use);
  // The name of a function of `library` that another library (but for `except`) owns already.
  std::optional<std::string> Collision(const Library& library, std::string_view except) const;
  void Release(Library& library);
  // Loads the libraries of MarkStart() anew, whatever is there.
  void ReloadStart();
  // Runs the chunk of MarkStart() again; false if the library is not what it was then.
  bool RunAgain(Library& library, const Started& started);
  std::string LoadAll(const NextSource& next);
  // Adds the libraries of `kept` that those just loaded leave in place.
  std::string Join(Libraries& kept, RestorePolicy policy);

  ScriptHost& host_;
  LazyInterpreter interpreter_;
  Libraries libraries_;
  Library* loading_ = nullptr;
  LoadGuard* load_guard_ = nullptr;  // of it
  uint64_t version_ = 0;

  std::vector<Started> start_;
  uint64_t start_version_ = 0;
  bool used_ = false;  // some function ran since the libraries were as at the start
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_SCRIPT_FUNCTION_LIBRARY_H_
