#ifndef LUARIG_CLI_DEBUG_DAP_VALUES_H_
#define LUARIG_CLI_DEBUG_DAP_VALUES_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/debug/dap_messages.h"
#include "cli/debug/dap_program.h"
#include "engine/debug/debugger.h"
#include "engine/debug/values.h"

namespace luarig {

// What an editor sees of code that stands still. Frames and whatever has something inside get
// numbers, which no other stop gives again: an old one is known to be old.
class DapValues {
 public:
  explicit DapValues(DapProgram& program) : program_(program) {}

  // The code goes on.
  void Forget();

  int FrameId(size_t frame);
  // Throws dap::Refusal for a number that is no frame's, or not any more.
  size_t FrameOf(int id);

  // What the frame sees; only the keys that were used, where there is no frame.
  std::vector<dap::ScopeInfo> Scopes(std::optional<size_t> frame);

  // All of them throw dap::Refusal.
  std::vector<dap::Variable> Inside(const dap::VariablesArguments& arguments);
  dap::Variable Set(int reference, std::string_view name, const std::string& code);
  dap::DataBreakpointInfoBody DataInfo(const dap::DataBreakpointInfoArguments& arguments);

  // A value that was evaluated; `code` is what evaluates to it again, "" if nothing does.
  dap::Variable Shown(const ShownValue& value, size_t frame, std::string code);

 private:
  enum class Kind : uint8_t { kScope, kTable, kKeys, kKey };
  struct Reference {
    Kind kind = Kind::kScope;
    size_t frame = 0;
    Scope scope = Scope::kLocals;
    int handle = 0;  // of kTable
    size_t indexed = 0;
    size_t named = 0;
    std::string code;  // of kTable: what evaluates to it
    int database = 0;  // of kKey
    std::string key;
  };
  struct Page {
    size_t first = 0;
    size_t count = 0;
    size_t left = 0;  // that were not asked for, and are not shown
  };

  int Number(Reference reference);
  const Reference& At(int number) const;
  static Page PageOf(const dap::VariablesArguments& arguments, size_t indexed, size_t named);

  std::vector<dap::Variable> InsideScope(const Reference& scope);
  std::vector<dap::Variable> InsideTable(const Reference& table, const Page& page);
  std::vector<dap::Variable> UsedKeys(const Page& page);
  dap::Variable ShownKey(const Debugger::UsedKey& used);
  const Entry* EntryOf(int database, std::string_view key);
  dap::DataBreakpointInfoBody AboutKey(std::string_view pattern, std::string_view shown);
  dap::DataBreakpointInfoBody AboutLocal(size_t frame, std::string_view name);
  dap::DataBreakpointInfoBody AboutExpression(const dap::DataBreakpointInfoArguments& arguments);

  DapProgram& program_;
  int first_frame_ = 1;
  int next_frame_ = 1;  // behind the last that was given
  int first_reference_ = 1;
  std::vector<Reference> references_;
};

}  // namespace luarig

#endif  // LUARIG_CLI_DEBUG_DAP_VALUES_H_
