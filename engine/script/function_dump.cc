#include "engine/script/function_dump.h"

#include "engine/base/bytes.h"
#include "engine/rdb/rdb_format.h"
#include "engine/rdb/rdb_reader.h"
#include "engine/rdb/rdb_writer.h"
#include "engine/script/function_library.h"
#include "engine/script/script_host.h"

namespace luarig {
namespace {

RestorePolicy PolicyArg(std::string_view word) {
  if (EqualsIgnoreCase(word, "append")) return RestorePolicy::kAppend;
  if (EqualsIgnoreCase(word, "replace")) return RestorePolicy::kReplace;
  if (EqualsIgnoreCase(word, "flush")) return RestorePolicy::kFlush;
  throw CommandError(
      "ERR Wrong restore policy given, value should be either FLUSH, APPEND or REPLACE.");
}

// The source of the next library in a payload; nothing at its end.
Result<std::optional<std::string>> NextSource(RdbReader& reader, const ServerState& server) {
  if (reader.left() <= rdb::kSealBytes) return std::optional<std::string>();
  const auto opcode = reader.Byte();
  if (opcode == rdb::kOldFunction) {
    return Failure{std::string(server.text(Text::kOldFunctionFormat))};
  }
  if (opcode != rdb::kFunctionLibrary) return Failure{"ERR given type is not a function"};
  std::string scratch;
  const auto source = reader.String(scratch);
  if (!source) return Failure{"ERR Failed loading library payload"};
  return std::optional<std::string>(*source);
}

}  // namespace

void FunctionDump(Call& call) {
  RdbWriter out;
  for (const auto& [name, library] : ScriptHost::Of(call).function_libraries().all()) {
    out.AddByte(rdb::kFunctionLibrary);
    out.AddString(library->code);
  }
  call.reply.Bulk(out.Seal(call.target().rdb_version));
}

void FunctionRestore(Call& call) {
  if (call.argv.size() > 4) {
    throw CommandError(StrCat("ERR unknown subcommand or wrong number of arguments for '",
                              call.argv[1], "'. Try FUNCTION HELP."));
  }
  const RestorePolicy policy =
      call.argv.size() > 3 ? PolicyArg(call.argv[3]) : RestorePolicy::kAppend;
  const std::string_view payload = call.argv[2];
  if (!IsSealed(payload, call.target().rdb_version)) {
    throw CommandError("ERR DUMP payload version or checksum are wrong");
  }
  RdbReader reader(payload);
  const std::string error = ScriptHost::Of(call).function_libraries().Restore(
      [&] { return NextSource(reader, call.server); }, policy);
  if (!error.empty()) throw CommandError(error);
  ++call.server.store.changes;
  call.reply.Ok();
}

}  // namespace luarig
