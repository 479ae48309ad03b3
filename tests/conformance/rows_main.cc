// Holds the engine's command table against redis-server: every row of target redis-7.0 must say in
// COMMAND INFO what the server says, and have a conformance case.

#include <algorithm>
#include <exception>
#include <filesystem>
#include <iostream>
#include <set>

#include "engine/base/bytes.h"
#include "engine/dispatch/registry.h"
#include "engine/engine.h"
#include "engine/reply/text.h"
#include "tests/support/case_file.h"
#include "tests/support/compare.h"
#include "tests/support/oracle.h"
#include "tests/support/peer.h"
#include "tests/support/picture.h"

namespace luarig::test {
namespace {

namespace fs = std::filesystem;

// Where COMMAND INFO has what.
constexpr size_t kNameField = 0;
constexpr size_t kTipsField = 7;
constexpr size_t kSubcommandsField = 9;
constexpr const char* kFieldNames[] = {"name",      "arity",      "flags",          "first key",
                                       "last key",  "key step",   "ACL categories", "tips",
                                       "key specs", "subcommands"};

// Without the notes in key specs, which explain a row to people in the server's own sentences.
Reply WithoutNotes(Reply reply) {
  std::vector<Reply>& elements = reply.elements;
  for (size_t i = 0; i + 1 < elements.size();) {
    if (elements[i].text == "notes") {
      const auto at = elements.begin() + static_cast<ptrdiff_t>(i);
      elements.erase(at, at + 2);
    } else {
      ++i;
    }
  }
  for (Reply& element : elements) element = WithoutNotes(std::move(element));
  return reply;
}

// Compares rows and counts what does not agree.
class Rows {
 public:
  int problems() const { return problems_; }
  int rows() const { return rows_; }

  void Compare(const Reply& ours, const Reply& server) {
    ++rows_;
    const std::string& name = ours.elements[kNameField].text;
    if (server.elements.size() <= kSubcommandsField) {
      return Report(name, "the server does not know it", "", "");
    }
    for (size_t field = 0; field < kSubcommandsField; ++field) {
      // Tips advise clients; nothing here depends on them.
      if (field == kTipsField) continue;
      const Reply& mine = ours.elements[field];
      const Reply& theirs = server.elements[field];
      if (Sorted(mine) != Sorted(WithoutNotes(theirs))) {
        Report(name, kFieldNames[field], FormatReply(theirs), FormatReply(mine));
      }
    }
    CompareSubcommands(ours.elements[kSubcommandsField], server.elements[kSubcommandsField]);
  }

  void Report(const std::string& name, std::string_view what, const std::string& theirs,
              const std::string& mine) {
    ++problems_;
    std::cout << name << ": " << what << "\n";
    if (!theirs.empty() || !mine.empty()) std::cout << DiffLines(theirs, mine);
  }

 private:
  void CompareSubcommands(const Reply& ours, const Reply& server) {
    for (const Reply& mine : ours.elements) {
      const auto theirs = std::ranges::find_if(server.elements, [&](const Reply& row) {
        return row.elements[kNameField] == mine.elements[kNameField];
      });
      Compare(mine, theirs == server.elements.end() ? Reply() : *theirs);
    }
  }

  int rows_ = 0;
  int problems_ = 0;
};

// Every command that a case runs, "config|get" if its first two words are a command.
std::set<std::string> CommandsInCases() {
  std::set<std::string> names;
  for (const auto& entry : fs::recursive_directory_iterator(LUARIG_CASES)) {
    if (entry.path().extension() != ".case") continue;
    const Result<CaseFile> file = ReadCase(entry.path().string());
    if (!file) throw std::runtime_error(file.error());
    for (const CaseStep& step : file.value().steps) {
      names.insert(ToLower(step.words[0]));
      if (step.words.size() > 1) names.insert(ToLower(StrCat(step.words[0], "|", step.words[1])));
    }
  }
  return names;
}

void RequireCase(const Command& command, const std::set<std::string>& covered, Rows& rows) {
  if (!covered.contains(command.full_name)) rows.Report(command.full_name, "has no case", "", "");
  for (const auto& subcommand : command.subcommands) RequireCase(*subcommand, covered, rows);
}

int Run() {
  Result<std::unique_ptr<Oracle>> oracle = Oracle::Start();
  if (!oracle) throw std::runtime_error(oracle.error());
  const std::unique_ptr<Peer> server = MakeServerPeer(*oracle.value());
  const std::unique_ptr<Peer> engine = MakeEnginePeer(*FindTarget("redis-7.0"));
  const std::set<std::string> covered = CommandsInCases();
  Rows rows;
  for (const auto& command : engine->engine()->commands().all()) {
    const Words ask = {"COMMAND", "INFO", command->full_name};
    const Reply ours = engine->Run(ask);
    const Reply theirs = server->Run(ask);
    rows.Compare(ours.elements.at(0), theirs.elements.at(0));
    RequireCase(*command, covered, rows);
  }
  std::cout << rows.rows() << " rows, " << rows.problems() << " problems\n";
  return rows.problems() == 0 ? 0 : 1;
}

}  // namespace
}  // namespace luarig::test

int main() {
  try {
    return luarig::test::Run();
  } catch (const std::exception& error) {
    std::cerr << "luarig_rows: " << error.what() << "\n";
    return 2;
  }
}
