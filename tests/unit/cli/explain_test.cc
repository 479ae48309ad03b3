#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "cli/explain/entries.h"

namespace luarig::test {
namespace {

namespace fs = std::filesystem;

std::string Read(const fs::path& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

// The texts in quotes of C++ source. Neighbours are one text, and so are parts that StrCat joins:
// what stands between them becomes an x.
std::vector<std::string> TextsIn(const std::string& source) {
  std::vector<std::string> texts;
  std::string between = ";";
  const auto literal_end = [&](size_t at, char quote) {
    for (++at; at < source.size() && source[at] != quote; ++at) {
      if (source[at] == '\\') ++at;
    }
    return at;
  };
  for (size_t at = 0; at < source.size(); ++at) {
    if (source.compare(at, 2, "//") == 0) {
      at = std::min(source.find('\n', at), source.size());
    } else if (source[at] == '\'' && (at == 0 || std::isalnum(source[at - 1]) == 0)) {
      at = literal_end(at, '\'');
      between += 'c';
    } else if (source[at] != '"') {
      between += source[at];
    } else {
      const size_t end = literal_end(at, '"');
      const std::string text = source.substr(at + 1, end - at - 1);
      const size_t first = between.find_first_not_of(" \n");
      const size_t last = between.find_last_not_of(" \n");
      if (first == std::string::npos) {
        texts.back() += text;
      } else if (first != last && between[first] == ',' && between[last] == ',' &&
                 between.find_first_of(";{}") == std::string::npos) {
        texts.back() += "x" + text;
      } else {
        texts.push_back(text);
      }
      between.clear();
      at = end;
    }
  }
  return texts;
}

std::vector<std::string> TextsOf(const std::string& path) {
  std::vector<std::string> texts;
  const fs::path root = fs::path(LUARIG_SOURCE_DIR) / path;
  if (fs::is_regular_file(root)) return TextsIn(Read(root));
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    const std::string extension = entry.path().extension().string();
    if (extension != ".cc" && extension != ".h") continue;
    const std::vector<std::string> more = TextsIn(Read(entry.path()));
    texts.insert(texts.end(), more.begin(), more.end());
  }
  return texts;
}

// "OOM" of "OOM command not allowed"; "" for what does not start like a reply's code and its text.
std::string CodeOf(const std::string& text) {
  constexpr size_t kShortestCode = 3;
  const size_t end = text.find(' ');
  if (end == std::string::npos || end < kShortestCode || end + 1 == text.size()) return "";
  const bool code = std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(end),
                                [](char c) { return c >= 'A' && c <= 'Z'; });
  const char next = text[end + 1];
  return code && (std::isalpha(next) != 0 || next == '\'') ? text.substr(0, end) : "";
}

// Words that start a text and are no codes: options, names in advice and in usage lines.
const std::set<std::string> kNoCodes = {"ARGV", "CLIENT", "DEBUG", "GROUP", "IDLE",
                                        "JSON", "POSIX",  "RESP",  "RIOT",  "RETRYCOUNT",
                                        "TIME", "STORE",  "TAP",   "UPDATE"};

// Said by the program around the engine.
const std::set<std::string> kSaidOutside = {"INTERRUPTED", "TIMELIMIT"};

// Said where a cluster has several nodes: here nobody does, and people meet them all the same.
const std::set<std::string> kSaidByClusters = {"ASK", "CLUSTERDOWN", "TRYAGAIN"};

// Said by Lua's own library, whose source is not here.
const std::set<std::string> kSaidByLua = {"too many results to unpack",
                                          "attempt to perform arithmetic on",
                                          "attempt to compare",
                                          "attempt to concatenate",
                                          "attempt to get length of",
                                          "attempt to index",
                                          "attempt to call",
                                          "bad argument #",
                                          "not enough memory",
                                          "stack overflow",
                                          "(a nil value)"};

bool IsReplyCode(std::string_view code) { return code.front() <= 'Z'; }

std::vector<std::string> Parts(const std::string& sign) {
  std::vector<std::string> parts;
  for (size_t at = 0; at <= sign.size();) {
    const size_t end = std::min(sign.find('*', at), sign.size());
    if (end > at) parts.push_back(sign.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

std::string Explained(std::string_view message) {
  const Explanation* row = ExplanationOf(message);
  return row == nullptr ? "" : std::string(row->code);
}

}  // namespace

TEST_CASE("every code that the engine answers is explained, and no other") {
  std::set<std::string> answered = kSaidOutside;
  for (const std::string& text : TextsOf("engine")) {
    const std::string code = CodeOf(text);
    if (code.empty() || kNoCodes.contains(code)) continue;
    answered.insert(code);
    CHECK_MESSAGE(FindExplanation(code) != nullptr,
                  "cli/explain has no entry for " << code << " (\"" << text
                                                  << "\"); if it is no code, name it in kNoCodes");
  }
  for (const Explanation* row : AllExplanations()) {
    if (!IsReplyCode(row->code)) continue;
    const std::string code(row->code);
    CHECK_MESSAGE(answered.contains(code) != kSaidByClusters.contains(code),
                  "nobody answers " << code << ", or the engine now answers what clusters say");
  }
}

TEST_CASE("every refusal of scripts and checks has an entry narrower than ERR") {
  for (const std::string path : {"engine/script", "engine/dispatch/checks.cc",
                                 "engine/server/texts.cc", "engine/base/command_error.h"}) {
    for (const std::string& text : TextsOf(path)) {
      if (!text.starts_with("ERR ") || text.size() < 5) continue;
      CHECK_MESSAGE(Explained(text) != "ERR", path << " says \"" << text << "\"");
      CHECK_MESSAGE(!Explained(text).empty(), path << " says \"" << text << "\"");
    }
  }
}

TEST_CASE("what an entry is found by is said by the engine or by Lua") {
  std::string all;
  for (const std::string& text : TextsOf("engine")) all += text + '\n';
  for (const Explanation* row : AllExplanations()) {
    for (const std::string_view sign : row->signs) {
      if (kSaidByLua.contains(std::string(sign))) continue;
      if (kSaidByClusters.contains(std::string(row->code))) continue;
      for (const std::string& part : Parts(std::string(sign))) {
        CHECK_MESSAGE(all.find(part) != std::string::npos,
                      row->code << ": nobody says \"" << part << "\"");
      }
    }
  }
}

TEST_CASE("every entry is whole, and no code is there twice") {
  constexpr size_t kWidestTitle = 51;
  std::set<std::string_view> codes;
  for (const Explanation* row : AllExplanations()) {
    CAPTURE(row->code);
    CHECK(codes.insert(row->code).second);
    CHECK(!row->title.empty());
    CHECK(row->title.size() <= kWidestTitle);
    CHECK(!row->means.empty());
    CHECK(!row->when.empty());
    CHECK(row->command.empty() == row->output.empty());
    CHECK(row->command.empty() != row->no_example.empty());
    CHECK(!row->ways.front().empty());
  }
}

TEST_CASE("a whole message finds its entry, however it was copied") {
  CHECK(Explained("OOM command not allowed when used memory > 'maxmemory'.") == "OOM");
  CHECK(Explained("(error) OOM command not allowed") == "OOM");
  CHECK(Explained("-OOM command not allowed") == "OOM");
  CHECK(Explained("ReplyError: READONLY You can't write against a read only replica.") ==
        "READONLY");
  // Some clients cut the code off.
  CHECK(Explained("command not allowed when used memory > 'maxmemory'.") == "OOM");
  CHECK(Explained("ERR user_script:3: Script attempted to access nonexistent global variable 'x' "
                  "script: 0f, on @user_script:3.") == "global-variable");
  CHECK(Explained("ERR ACL failure in script: No permissions to access a key") == "acl-in-script");
  CHECK(Explained("ERR something else") == "ERR");
  CHECK(Explained("something else") == "");
  CHECK(Explained("") == "");
}

}  // namespace luarig::test
