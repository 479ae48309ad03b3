#include "engine/testing/session_expect.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "engine/base/bytes.h"
#include "engine/base/suggest.h"

namespace luarig {
namespace {

// A session's JSON alone, every byte where it was: what stands before it becomes blank.
std::string Alone(std::string_view text, const SessionItem& item) {
  std::string out(text.substr(0, item.reply_end));
  std::replace_if(
      out.begin(), out.begin() + static_cast<long>(item.reply_begin),
      [](char byte) { return byte != '\n'; }, ' ');
  return out;
}

bool IsOneOf(std::string_view name, std::span<const std::string_view> names) {
  return std::ranges::find(names, name) != names.end();
}

}  // namespace

SessionExpectation::SessionExpectation(std::string_view text, const SessionItem& item,
                                       const std::string& path, Scratch& scratch,
                                       std::vector<Diagnostic>& problems)
    : document_(Alone(text, item), path) {
  if (document_.error()) {
    problems.push_back(*document_.error());
  } else {
    Read(scratch, problems);
  }
}

void SessionExpectation::Read(Scratch& scratch, std::vector<Diagnostic>& problems) {
  const JsonTape& tape = document_.tape();
  const auto error = [&](size_t at, std::string message, std::string help) {
    const size_t begin = tape.BeginOf(at);
    problems.push_back(
        {.code = "bad-session",
         .message = std::move(message),
         .where = document_.source().PlaceAt(begin, tape.EndOf(at) - begin, tape.PathOf(at, "$")),
         .help = std::move(help)});
  };
  if (tape.at(0).kind != JsonKind::kObject)
    return error(0, "@expect has an object of expectations", R"(@expect {"calls": {"HGET": 1}})");
  std::vector<std::string_view> known(CheckNames().begin(), CheckNames().end());
  std::erase_if(known, [](std::string_view name) { return name == "reply" || name == "error"; });
  tape.ForMembers(0, [&](size_t key, size_t value) {
    const std::string_view name = tape.at(key).text;
    if (name == "reply" || name == "error")
      return error(key, StrCat("the ", name, " of a command stands below it"), "");
    if (!IsOneOf(name, known))
      return error(key, StrCat("there is no expectation ", Quote(name)), DidYouMean(name, known));
    std::vector<NotationError> errors;
    auto check = MakeCheck(name, tape, value, scratch, errors);
    for (NotationError& wrong : errors)
      error(wrong.at, std::move(wrong.message), std::move(wrong.help));
    if (check != nullptr) checks_.push_back(std::move(check));
  });
}

void SessionExpectation::Ask(Watching& watching) const {
  for (const auto& check : checks_) check->Ask(watching);
}

void SessionExpectation::Verify(const std::string& step, const Seen& seen, Scene& scene,
                                Scratch& scratch, TestResult& result,
                                std::vector<SnapshotEdit>* edits) const {
  const CheckContext context{.tape = document_.tape(),
                             .scene = scene,
                             .scratch = scratch,
                             .seen = &seen,
                             .step = step,
                             .result = result,
                             .edits = edits};
  for (const auto& check : checks_) check->Verify(context);
}

}  // namespace luarig
