#ifndef LUARIG_CLI_APP_RESULT_JSON_H_
#define LUARIG_CLI_APP_RESULT_JSON_H_

#include <string>
#include <vector>

#include "cli/app/rig.h"

namespace luarig {

// All that one object of --json tells.
struct JsonResult {
  const std::vector<Answer>& answers;
  bool many = false;  // a list "replies" instead of one "reply"
  const std::vector<LogLine>& log;
  const std::string& diff;  // as JSON; "" if nobody asked
  const std::vector<InnerCall>* calls = nullptr;
  const std::vector<FoundAccess>* undeclared = nullptr;
  const std::vector<PropagationLog::Entry>* propagated = nullptr;
  const Diagnostic* diagnostic = nullptr;
};

// The object, on one line; docs/schema/result-1.json describes it.
std::string ResultJson(const JsonResult& result);

}  // namespace luarig

#endif  // LUARIG_CLI_APP_RESULT_JSON_H_
