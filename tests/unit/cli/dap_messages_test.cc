#include "cli/debug/dap_messages.h"

#include <string>

#include <doctest/doctest.h>

#include "engine/base/random.h"

namespace luarig::test {
namespace {

using dap::Damage;
using dap::EvaluateArguments;
using dap::EventText;
using dap::Incoming;
using dap::InitializedEvent;
using dap::NoArguments;
using dap::OutputEvent;
using dap::Read;
using dap::ReadMessage;
using dap::Refusal;
using dap::RefusalText;
using dap::Request;
using dap::ResponseText;
using dap::ScopesArguments;
using dap::SetBreakpointsArguments;
using dap::SetExceptionBreakpointsArguments;
using dap::StoppedEvent;
using dap::ToJson;

Request Asked(std::string command, std::string arguments) {
  return {.seq = 1, .command = std::move(command), .arguments = std::move(arguments)};
}

template <typename Args>
std::string Refused(const std::string& command, const std::string& arguments) {
  Args to;
  try {
    Read(Asked(command, arguments), to);
  } catch (const Refusal& refusal) {
    return refusal.what();
  }
  return "";
}

Damage Damaged(std::string_view text) {
  const Incoming incoming = ReadMessage(text);
  CHECK_FALSE(incoming.request);
  REQUIRE(incoming.damage);
  return *incoming.damage;
}

}  // namespace

TEST_CASE("DAP: a request is read, whatever else stands in it") {
  const Incoming incoming = ReadMessage(
      R"({"seq":7,"type":"request","command":"next","arguments":{"threadId":1},"extra":[]})");
  REQUIRE(incoming.request);
  CHECK(incoming.request->seq == 7);
  CHECK(incoming.request->command == "next");
  CHECK(incoming.request->arguments == R"({"threadId":1})");
}

TEST_CASE("DAP: responses and events of clients are passed over") {
  for (const char* text : {R"({"seq":1,"type":"response"})", R"({"seq":1,"type":"event"})"}) {
    const Incoming incoming = ReadMessage(text);
    CHECK_FALSE(incoming.request);
    CHECK_FALSE(incoming.damage);
  }
}

TEST_CASE("DAP: what is damaged is told, with the number it had if that can be read") {
  CHECK(Damaged(R"({"seq":3,"type":"request","command":"next",)").seq == 3);
  CHECK(Damaged(R"({"seq":3,"type":"request","command":"next",)").command == "next");
  CHECK(Damaged(R"({"seq":3,"type":"request","command":"next",)").why.find("no JSON") !=
        std::string::npos);
  CHECK(Damaged(R"({"seq":4,"type":"request"})").seq == 4);
  CHECK(Damaged(R"({"seq":4,"type":"request"})").why == "a request must have a `command`");
  CHECK(Damaged(R"({"seq":5,"type":"wish"})").why == "a message's `type` must be \"request\"");
  CHECK_FALSE(Damaged(R"({"seq":"x","type":"request","command":"next"})").seq);
  CHECK_FALSE(Damaged("").seq);
  CHECK_FALSE(Damaged("[1]").seq);
  CHECK(Damaged("17").why == "a message must be an object, not a number");
  CHECK_FALSE(Damaged("{\"seq\":").seq);
  CHECK(Damaged("{\"seq\":1,\"command\":\"").command.empty());
  CHECK_FALSE(Damaged("{\"seq\":99999999999999999999999,").seq);
  CHECK_FALSE(Damaged("{\"seq\":12").seq);  // it may have been 123
  CHECK_FALSE(Damaged("{\"seq\":1x2,").seq);
}

TEST_CASE("DAP: nesting is bounded, so that nothing recurses too deep") {
  const std::string deep = R"({"seq":8,"arguments":)" + std::string(5'000'000, '[');
  CHECK(Damaged(deep).why == "the message is nested deeper than 64 levels");
  CHECK(Damaged(deep).seq == 8);
}

TEST_CASE("DAP: an argument of another type is named") {
  CHECK(Refused<SetBreakpointsArguments>("setBreakpoints", R"({"source":3})") ==
        "setBreakpoints: `source` must be an object, not a number");
  CHECK(Refused<SetBreakpointsArguments>("setBreakpoints", "{}") ==
        "setBreakpoints: `source` is missing");
  CHECK(Refused<SetBreakpointsArguments>("setBreakpoints",
                                         R"({"source":{},"breakpoints":[{"line":1},{}]})") ==
        "setBreakpoints: breakpoints[1]: `line` is missing");
  CHECK(Refused<SetBreakpointsArguments>("setBreakpoints",
                                         R"({"source":{},"breakpoints":[{"line":"1"}]})") ==
        "setBreakpoints: breakpoints[0]: `line` must be a whole number, not a string");
  CHECK(Refused<ScopesArguments>("scopes", R"({"frameId":1.5})") ==
        "scopes: `frameId` must be a whole number of 32 bits");
  CHECK(Refused<ScopesArguments>("scopes", R"({"frameId":1e300})") ==
        "scopes: `frameId` must be a whole number of 32 bits");
  CHECK(Refused<NoArguments>("threads", "[]") == "threads must be an object, not a list");
}

TEST_CASE("DAP: null is as good as nothing") {
  EvaluateArguments evaluate;
  Read(Asked("evaluate", R"({"expression":"x","frameId":null,"context":null})"), evaluate);
  CHECK(evaluate.expression == "x");
  CHECK_FALSE(evaluate.frame_id);
}

TEST_CASE("DAP: both ways to set exception filters are read") {
  SetExceptionBreakpointsArguments to;
  Read(Asked("setExceptionBreakpoints",
             R"({"filters":["raised"],"filterOptions":[{"filterId":"uncaught","condition":"x"}]})"),
       to);
  REQUIRE(to.filters.size() == 2);
  CHECK(to.filters[0].id == "raised");
  CHECK(to.filters[1].id == "uncaught");
  CHECK(to.filters[1].condition == "x");
}

TEST_CASE("DAP: messages are written as the protocol spells them") {
  CHECK(EventText(2, "stopped", ToJson(StoppedEvent{.reason = "step"})) ==
        R"({"seq":2,"type":"event","event":"stopped","body":)"
        R"({"reason":"step","threadId":1,"allThreadsStopped":true}})");
  CHECK(EventText(3, "initialized", ToJson(InitializedEvent())) ==
        R"({"seq":3,"type":"event","event":"initialized"})");
  CHECK(ResponseText(4, Asked("next", "{}"), "") ==
        R"({"seq":4,"type":"response","request_seq":1,"success":true,"command":"next"})");
  CHECK(RefusalText(5, 1, "next", "no {x}")
            .find(R"("success":false,"command":"next","message":"no {x}")") != std::string::npos);
}

TEST_CASE("DAP: bytes that are no UTF-8 do not break a message") {
  const std::string text = ToJson(OutputEvent{.category = "stdout", .output = "a\xff z"});
  CHECK(text == "{\"category\":\"stdout\",\"output\":\"a\xef\xbf\xbd z\"}");
}

TEST_CASE("DAP: mutated messages are read or refused") {
  const std::string whole =
      R"({"seq":12,"type":"request","command":"setBreakpoints","arguments":{"source":{"path":"/a.lua"},)"
      R"("breakpoints":[{"line":3,"condition":"x > 1","hitCondition":">2","logMessage":"{x}"}]}})";
  Random random(7);
  size_t requests = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string text = whole;
    const uint64_t changes = 1 + random.Below(3);
    for (uint64_t i = 0; i < changes && !text.empty(); ++i) {
      const size_t at = random.Below(text.size());
      const uint64_t how = random.Below(3);
      if (how == 0) text.resize(at);
      if (how == 1) text[at] = static_cast<char>(random.Below(256));
      if (how == 2) text.insert(at, 1, "{}[]\",:0"[random.Below(8)]);
    }
    const Incoming incoming = ReadMessage(text);
    if (!incoming.request) continue;
    ++requests;
    SetBreakpointsArguments to;
    try {
      Read(*incoming.request, to);
    } catch (const Refusal& refusal) {
      CHECK_FALSE(std::string(refusal.what()).empty());
    }
  }
  CHECK(requests > 1000);  // most changes hit texts, so this is not all about broken JSON
}

}  // namespace luarig::test
