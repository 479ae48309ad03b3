#ifndef LUARIG_ENGINE_COMMANDS_INFO_LINE_H_
#define LUARIG_ENGINE_COMMANDS_INFO_LINE_H_

#include <concepts>
#include <span>
#include <string>
#include <string_view>

#include "engine/base/bytes.h"
#include "engine/server/server_state.h"

namespace luarig {

// One line of INFO; on other targets there is none of that name. A null `value` is a figure of
// something that an engine has none of: 0.
struct InfoLine {
  std::string_view name;
  std::string (*value)(ServerState&) = nullptr;
  TargetSet targets = kAllTargets;
};

inline void AddLine(std::string& out, std::string_view name, std::string_view value) {
  out += StrCat(name, ":", value, "\r\n");
}

template <std::integral T>
void AddLine(std::string& out, std::string_view name, T value) {
  AddLine(out, name, StrCat(value));
}

inline void AddLines(std::string& out, ServerState& server, std::span<const InfoLine> lines) {
  for (const InfoLine& line : lines) {
    if (!line.targets.Has(server.target.id)) continue;
    AddLine(out, line.name, line.value == nullptr ? "0" : line.value(server));
  }
}

// The sections, each appended to `out` without its title.
void WriteServerSection(ServerState& server, std::string& out);
void WriteClientsSection(ServerState& server, std::string& out);
void WritePersistenceSection(ServerState& server, std::string& out);
void WriteStatsSection(ServerState& server, std::string& out);
void WriteReplicationSection(ServerState& server, std::string& out);
void WriteCpuSection(ServerState& server, std::string& out);
void WriteCommandStatsSection(ServerState& server, std::string& out);
void WriteErrorStatsSection(ServerState& server, std::string& out);
void WriteLatencyStatsSection(ServerState& server, std::string& out);

}  // namespace luarig

#endif  // LUARIG_ENGINE_COMMANDS_INFO_LINE_H_
