// Holds the engine's tables against redis-server: every command of target redis-7.0 must say in
// COMMAND INFO what the server says, and have a conformance case; every directive must be there
// with the server's value, and every line of INFO in the server's order.

#include <algorithm>
#include <exception>
#include <filesystem>
#include <iostream>
#include <map>
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
constexpr size_t kSubcommandsField = 9;
constexpr const char* kFieldNames[] = {"name",      "arity",      "flags",          "first key",
                                       "last key",  "key step",   "ACL categories", "tips",
                                       "key specs", "subcommands"};

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
      const Reply& mine = ours.elements[field];
      const Reply& theirs = server.elements[field];
      if (Sorted(mine) != Sorted(theirs)) {
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

// COMMAND DOCS without what is prose.
Reply WithoutProse(Reply docs) {
  std::vector<Reply>& fields = docs.elements;
  for (size_t i = 0; i + 1 < fields.size();) {
    const std::string& name = fields[i].text;
    if (name == "summary" || name == "complexity" || name == "history") {
      const auto at = fields.begin() + static_cast<ptrdiff_t>(i);
      fields.erase(at, at + 2);
      continue;
    }
    i += 2;
  }
  return docs;
}

// A command's docs, and then each of its subcommands'.
std::map<std::string, Reply> DocsOf(Peer& peer, const std::string& name) {
  const Reply reply = peer.Run({"COMMAND", "DOCS", name});
  std::map<std::string, Reply> docs;
  for (size_t i = 0; i + 1 < reply.elements.size(); i += 2) {
    Reply own = WithoutProse(reply.elements[i + 1]);
    if (own.elements.size() >= 2 && own.elements[own.elements.size() - 2].text == "subcommands") {
      const std::vector<Reply> parts = own.elements.back().elements;
      own.elements.resize(own.elements.size() - 2);
      for (size_t part = 0; part + 1 < parts.size(); part += 2)
        docs[parts[part].text] = WithoutProse(parts[part + 1]);
    }
    docs[reply.elements[i].text] = std::move(own);
  }
  return docs;
}

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

// Directives whose value says how the oracle was started.
bool IsOfTheProcess(std::string_view name) {
  constexpr std::string_view kNames[] = {"bind",    "dir",  "enable-protected-configs",
                                         "logfile", "port", "unixsocket"};
  return std::ranges::find(kNames, name) != std::end(kNames);
}

std::map<std::string, std::string> Directives(Peer& peer) {
  const Reply reply = peer.Run({"CONFIG", "GET", "*"});
  std::map<std::string, std::string> values;
  for (size_t i = 0; i + 1 < reply.elements.size(); i += 2) {
    const std::string& name = reply.elements[i].text;
    values[name] = IsOfTheProcess(name) ? "" : reply.elements[i + 1].text;
  }
  return values;
}

void CompareDirectives(Peer& engine, Peer& server, Rows& rows) {
  const auto ours = Directives(engine);
  const auto theirs = Directives(server);
  for (const auto& [name, value] : theirs) {
    const auto found = ours.find(name);
    if (found == ours.end()) {
      rows.Report(StrCat("directive ", name), "is missing", "", "");
    } else if (found->second != value) {
      rows.Report(StrCat("directive ", name), "has another value", value, found->second);
    }
  }
  for (const auto& [name, value] : ours) {
    if (!theirs.contains(name))
      rows.Report(StrCat("directive ", name), "is not the server's", "", "");
  }
}

// Titles and the names of lines, but for lines that are there for each command, error or database.
std::string InfoNames(Peer& peer) {
  constexpr std::string_view kOfMany[] = {"cmdstat_", "errorstat_", "latency_percentiles_usec_",
                                          "db"};
  const std::string text = peer.Run({"INFO", "everything"}).text;
  std::string names;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find("\r\n", at), text.size());
    const std::string_view line = std::string_view(text).substr(at, end - at);
    at = end + 2;
    const bool of_many = std::ranges::any_of(
        kOfMany, [&](std::string_view prefix) { return line.starts_with(prefix); });
    if (!of_many) names += StrCat(line.substr(0, line.find(':')), "\n");
  }
  return names;
}

void CompareInfo(Peer& engine, Peer& server, Rows& rows) {
  const std::string ours = InfoNames(engine);
  const std::string theirs = InfoNames(server);
  if (ours != theirs) rows.Report("info", "has other lines", theirs, ours);
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
    const auto mine = DocsOf(*engine, command->full_name);
    const auto docs = DocsOf(*server, command->full_name);
    for (const auto& [name, reply] : docs) {
      const auto found = mine.find(name);
      const Reply own = found == mine.end() ? Reply() : found->second;
      if (own != reply) rows.Report(name, "docs", FormatReply(reply), FormatReply(own));
    }
    RequireCase(*command, covered, rows);
  }
  CompareDirectives(*engine, *server, rows);
  CompareInfo(*engine, *server, rows);
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
