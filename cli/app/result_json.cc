#include "cli/app/result_json.h"

#include <charconv>
#include <cmath>

#include <nlohmann/json.hpp>

#include "engine/base/bytes.h"

namespace luarig {
namespace {

using Json = nlohmann::ordered_json;

Json FromBytes(std::string_view bytes) {
  if (IsValidUtf8(bytes)) return std::string(bytes);
  return Json{{"$b64", EncodeBase64(bytes)}};
}

// A double that JSON can hold as a number; inf and nan stay texts.
Json FromDouble(const std::string& digits) {
  double value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size() || !std::isfinite(value)) {
    return digits;
  }
  return value;
}

Json FromReply(const Reply& reply, bool resp3);

Json FromElements(const Reply& reply, bool resp3) {
  Json out = Json::array();
  for (const Reply& element : reply.elements) out.push_back(FromReply(element, resp3));
  return out;
}

Json FromMap(const Reply& reply, bool resp3) {
  Json out = Json::array();
  for (size_t i = 0; i + 1 < reply.elements.size(); i += 2) {
    out.push_back(Json::array(
        {FromReply(reply.elements[i], resp3), FromReply(reply.elements[i + 1], resp3)}));
  }
  return out;
}

Json FromReply(const Reply& reply, bool resp3) {
  using enum Reply::Kind;
  const auto typed = [](const char* type, Json value) {
    return Json{{"type", type}, {"value", std::move(value)}};
  };
  switch (reply.kind) {
    case kNull:
      return {{"type", "null"}, {"value", nullptr}, {"kind", resp3 ? "resp3" : "bulk"}};
    case kNullArray:
      return {{"type", "null"}, {"value", nullptr}, {"kind", "array"}};
    case kInteger:
      return typed("integer", reply.integer);
    case kDouble:
      return typed("double", FromDouble(reply.text));
    case kBool:
      return typed("boolean", reply.integer != 0);
    case kBulk:
      return typed("bulk", FromBytes(reply.text));
    case kStatus:
      return typed("status", FromBytes(reply.text));
    case kError:
      return typed("error", FromBytes(reply.text));
    case kBigNumber:
      return typed("big_number", FromBytes(reply.text));
    case kVerbatim:
      return typed("verbatim",
                   Json{{"format", FromBytes(reply.format)}, {"text", FromBytes(reply.text)}});
    case kMap:
      return typed("map", FromMap(reply, resp3));
    case kSet:
      return typed("set", FromElements(reply, resp3));
    case kArray:
    case kPush:
      break;
  }
  return typed("array", FromElements(reply, resp3));
}

Json FromWords(const std::vector<std::string>& words) {
  Json out = Json::array();
  for (const std::string& word : words) out.push_back(FromBytes(word));
  return out;
}

Json FromPlace(const SourcePlace& place) {
  Json out{{"file", FromBytes(place.file)}};
  if (place.line > 0) out["line"] = place.line;
  if (place.column > 0) out["column"] = place.column;
  if (place.length > 0) out["length"] = place.length;
  if (!place.path.empty()) out["path"] = FromBytes(place.path);
  return out;
}

Json FromDiagnostic(const Diagnostic& diagnostic) {
  Json out{{"code", FromBytes(diagnostic.code)}, {"message", FromBytes(diagnostic.message)}};
  if (!diagnostic.where.file.empty()) out["where"] = FromPlace(diagnostic.where);
  if (!diagnostic.traceback.empty()) {
    Json& frames = out["traceback"] = Json::array();
    for (const TraceFrame& frame : diagnostic.traceback) {
      Json& level = frames.emplace_back(FromPlace(frame.place));
      if (!frame.function.empty()) level["function"] = FromBytes(frame.function);
    }
  }
  if (!diagnostic.command.empty()) out["command"] = FromWords(diagnostic.command);
  if (!diagnostic.condition.empty()) out["condition"] = FromBytes(diagnostic.condition);
  out["writes"] = diagnostic.writes;
  if (!diagnostic.written.empty()) out["written"] = FromWords(diagnostic.written);
  if (!diagnostic.help.empty()) out["help"] = FromBytes(diagnostic.help);
  return out;
}

// The words; of what not everybody gets, in an object that says who does.
Json FromPropagated(const PropagationLog::Entry& entry) {
  Json words = FromWords(entry.words);
  if (entry.to == kAllRecipients) return words;
  return Json{{entry.to.Has(Recipient::kAof) ? "aof" : "replicas", std::move(words)}};
}

}  // namespace

std::string ResultJson(const JsonResult& result) {
  Json out = Json::object();
  if (result.many) {
    Json& replies = out["replies"] = Json::array();
    for (const Answer& answer : result.answers) {
      replies.push_back(Json{{"command", FromWords(answer.command)},
                             {"reply", FromReply(answer.reply, answer.resp3)}});
    }
  } else if (!result.answers.empty()) {
    out["reply"] = FromReply(result.answers.back().reply, result.answers.back().resp3);
  }
  Json& log = out["log"] = Json::array();
  for (const LogLine& line : result.log) {
    log.push_back(Json{{"level", LogLevelName(line.level)}, {"text", FromBytes(line.text)}});
  }
  if (!result.diff.empty()) out["diff"] = Json::parse(result.diff);
  if (result.calls != nullptr) {
    Json& calls = out["calls"] = Json::array();
    for (const InnerCall& call : *result.calls) {
      calls.push_back(Json{{"argv", FromWords(call.argv)},
                           {"reply", FromReply(call.reply, call.resp3)},
                           {"us", call.micros},
                           {"file", FromBytes(call.place.file)},
                           {"line", call.place.line}});
    }
  }
  if (result.propagated != nullptr) {
    Json& propagated = out["propagated"] = Json::array();
    for (const PropagationLog::Entry& entry : *result.propagated)
      propagated.push_back(FromPropagated(entry));
  }
  if (result.undeclared != nullptr) {
    Json& accesses = out["undeclared_keys"] = Json::array();
    for (const auto& [access, file, one_file] : *result.undeclared) {
      Json& entry = accesses.emplace_back(Json{{"script", FromBytes(access.script)},
                                               {"line", access.line},
                                               {"command", FromBytes(access.command)},
                                               {"key", FromBytes(access.key)},
                                               {"times", access.times}});
      if (!file.empty()) entry["file"] = FromBytes(file);
      if (!access.library.empty()) entry["library"] = FromBytes(access.library);
    }
  }
  if (result.diagnostic != nullptr) out["diagnostic"] = FromDiagnostic(*result.diagnostic);
  return out.dump();
}

}  // namespace luarig
