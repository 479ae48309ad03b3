// Holds the engine to the observed facts (tests/reference/observed*.jsonl), for each target: how
// many of a topic agree must not fall below tests/facts/expected.tsv.

#include <exception>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>

#include <CLI/CLI.hpp>

#include "engine/base/bytes.h"
#include "engine/base/glob.h"
#include "tests/facts/fact.h"

namespace luarig::test {
namespace {

struct Options {
  std::string target;  // empty: all
  std::string topic;   // a glob; empty: all
  std::string id;      // a glob; empty: all
  bool update = false;
};

// How many facts of a topic there are, and agree, by target.
struct Counts {
  int facts = 0;
  std::map<std::string, int, std::less<>> agreeing;
};

// Topics in the order of the files.
struct Table {
  std::vector<std::string> topics;
  std::map<std::string, Counts, std::less<>> counts;

  Counts& Of(const std::string& topic) {
    if (!counts.contains(topic)) topics.push_back(topic);
    return counts[topic];
  }
};

bool Matches(const std::string& pattern, const std::string& text) {
  return pattern.empty() || GlobMatch(pattern, text);
}

void ShowMismatch(const Fact& fact, const Target& target, const std::vector<Json>& wanted,
                  const std::vector<Json>& got) {
  std::cout << StrCat("MISMATCH ", fact.id, " on ", target.name, '\n');
  for (size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i] == got[i]) continue;
    const Fact::Call& call = i == 0 ? fact.call : fact.post[i - 1];
    std::cout << "  ";
    for (const std::string& word : call) std::cout << ' ' << Quote(word);
    std::cout << "\n    want " << wanted[i].dump() << "\n    got  " << got[i].dump() << '\n';
  }
}

bool Agrees(const Fact& fact, const Target& target, bool show) {
  const std::vector<Json>& wanted = fact.replies.at(ServerOf(target.id));
  const std::vector<Json> got = Answers(fact, target);
  if (got == wanted) return true;
  if (show) ShowMismatch(fact, target, wanted, got);
  return false;
}

Table Count(const Options& options, bool show) {
  Table table;
  for (const char* file : {"observed.jsonl", "observed-commands.jsonl"}) {
    for (const Fact& fact : ReadFacts(std::string(LUARIG_REFERENCE) + "/" + file)) {
      if (!Matches(options.topic, fact.topic) || !Matches(options.id, fact.id)) continue;
      Counts& counts = table.Of(fact.topic);
      ++counts.facts;
      for (const Target& target : Targets()) {
        if (!options.target.empty() && options.target != target.name) continue;
        counts.agreeing[std::string(target.name)] += Agrees(fact, target, show) ? 1 : 0;
      }
    }
  }
  return table;
}

void Write(const Table& table, std::ostream& out) {
  out << "topic\tfacts";
  for (const Target& target : Targets()) out << '\t' << target.name;
  out << '\n';
  for (const std::string& topic : table.topics) {
    const Counts& counts = table.counts.at(topic);
    out << topic << '\t' << counts.facts;
    for (const auto& target : Targets()) {
      const auto found = counts.agreeing.find(target.name);
      out << '\t' << (found == counts.agreeing.end() ? 0 : found->second);
    }
    out << '\n';
  }
}

Table ReadExpected() {
  std::ifstream file(LUARIG_EXPECTED_FACTS);
  std::string line;
  std::getline(file, line);
  std::vector<std::string> targets;
  std::istringstream head(line);
  for (std::string word; head >> word;) targets.push_back(word);
  Table table;
  while (std::getline(file, line)) {
    std::istringstream words(line);
    std::string topic;
    words >> topic;
    Counts& counts = table.Of(topic);
    words >> counts.facts;
    for (size_t i = 2; i < targets.size(); ++i) words >> counts.agreeing[targets[i]];
  }
  return table;
}

// Returns false if fewer agree than are expected to.
bool Compare(const Table& table, const Table& expected) {
  bool fine = true;
  int more = 0;
  for (const std::string& topic : expected.topics) {
    const auto found = table.counts.find(topic);
    for (const auto& [target, least] : expected.counts.at(topic).agreeing) {
      const int now = found == table.counts.end() ? 0 : found->second.agreeing.at(target);
      if (now > least) ++more;
      if (now >= least) continue;
      fine = false;
      std::cout << StrCat("FEWER ", topic, " on ", target, ": ", now, " agree, not ", least, '\n');
    }
  }
  if (more > 0) std::cout << more << " counts are higher than expected.tsv: --update writes them\n";
  return fine;
}

int Run(const Options& options) {
  const bool all = options.target.empty() && options.topic.empty() && options.id.empty();
  const Table table = Count(options, !all);
  if (!all || options.update) Write(table, std::cout);
  if (!all) return 0;
  if (options.update) {
    std::ofstream file(LUARIG_EXPECTED_FACTS);
    Write(table, file);
    return 0;
  }
  int facts = 0;
  for (const auto& [topic, counts] : table.counts) facts += counts.facts;
  const bool fine = Compare(table, ReadExpected());
  std::cout << facts << " facts, " << std::size(Targets()) << " targets\n";
  return fine ? 0 : 1;
}

}  // namespace
}  // namespace luarig::test

int main(int argc, char** argv) {
  luarig::test::Options options;
  CLI::App app("Holds the engine to the observed facts");
  app.add_option("--target", options.target, "Only this target; shows what disagrees");
  app.add_option("--topic", options.topic, "Only topics that match; shows what disagrees");
  app.add_option("--id", options.id, "Only facts whose id matches; shows what disagrees");
  app.add_flag("--update", options.update, "Write the counts into expected.tsv");
  CLI11_PARSE(app, argc, argv);
  try {
    return luarig::test::Run(options);
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 2;
  }
}
