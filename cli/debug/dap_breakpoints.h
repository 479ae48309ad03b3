#ifndef LUARIG_CLI_DEBUG_DAP_BREAKPOINTS_H_
#define LUARIG_CLI_DEBUG_DAP_BREAKPOINTS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/debug/dap_messages.h"
#include "cli/debug/dap_program.h"
#include "engine/debug/breakpoints.h"

namespace luarig {

// The breakpoints that an editor has asked for: also those that are not to be had (yet), and
// across restarts. The editor sends whole lists; what stood in the last one as well stays what it
// is, with its number and its count.
class DapBreakpoints {
 public:
  // From now on they are those of this program. Returns those that are told of otherwise now.
  std::vector<dap::Breakpoint> Bind(DapProgram& program);
  // More files are known now.
  std::vector<dap::Breakpoint> Rebind();

  // REQUIRES: Bind() was called.
  std::vector<dap::Breakpoint> SetLines(const dap::SetBreakpointsArguments& arguments);
  std::vector<dap::Breakpoint> SetFunctions(const dap::SetFunctionBreakpointsArguments& arguments);
  std::vector<dap::Breakpoint> SetData(const dap::SetDataBreakpointsArguments& arguments);
  // Throws dap::Refusal if there is no such filter.
  std::vector<dap::Breakpoint> SetErrors(const dap::SetExceptionBreakpointsArguments& arguments);

  // The editor's numbers for the debugger's.
  std::vector<int> IdsOf(const std::vector<int>& core_ids) const;

 private:
  enum class Group : uint8_t { kLines, kFunctions, kData, kErrors };
  struct Wanted {
    Group group = Group::kLines;
    dap::Source source;  // of kLines
    // Without id and count; of kLines the place's file is not known before it is bound.
    Breakpoint asked;
    std::string refused;  // it can never be bound, and why

    int id = 0;
    int core_id = 0;  // 0: not bound
    dap::Breakpoint told;

    bool Same(const Wanted& other) const;
  };

  template <typename Part>
  std::vector<dap::Breakpoint> Replace(Part&& is_part, std::vector<Wanted> wanted);
  Wanted ReadData(const dap::DataBreakpoint& data);
  Wanted ReadFunction(const dap::FunctionBreakpoint& function);
  void Attach(Wanted& wanted);
  void AttachLine(Wanted& wanted);
  bool Add(Wanted& wanted, const Breakpoint& breakpoint);
  std::string DoubtAbout(const Wanted& wanted);

  DapProgram* program_ = nullptr;
  std::vector<Wanted> all_;
  int last_id_ = 0;
};

// What a data breakpoint is called between the editor and us: "key:user:1", where the pattern may
// have wildcards, and "local:7:total:/p/stock.lua", a variable of the function around line 7.
std::string KeyDataId(std::string_view pattern);
std::string LocalDataId(int line, std::string_view name, std::string_view path);

}  // namespace luarig

#endif  // LUARIG_CLI_DEBUG_DAP_BREAKPOINTS_H_
