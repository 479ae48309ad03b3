// Runs every .case file on three peers: the engine, the engine through Lua, and redis-server; or
// records the replies of redis-server into the files.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>

#include <CLI/CLI.hpp>

#include "engine/base/bytes.h"
#include "engine/reply/text.h"
#include "tests/support/case_file.h"
#include "tests/support/oracle.h"
#include "tests/support/peer.h"
#include "tests/support/picture.h"

namespace luarig::test {
namespace {

namespace fs = std::filesystem;

// How long a state that comes by itself may take.
constexpr std::chrono::seconds kPatience{5};

struct Options {
  std::vector<std::string> files;
  std::string filter;
  bool record = false;
  bool require_oracle = false;
};

struct Tally {
  int passed = 0;
  int failed = 0;
  std::map<std::string, int> skipped;  // by reason

  int all_skipped() const {
    int sum = 0;
    for (const auto& [reason, count] : skipped) sum += count;
    return sum;
  }
};

// One step's reply as redis-cli prints it.
struct Answer {
  Reply reply;
  std::string picture;
};

Answer Ask(Peer& peer, const CaseStep& step) {
  if (step.resp3) peer.Speak(3);
  Answer answer;
  const auto start = std::chrono::steady_clock::now();
  do {
    answer.reply = peer.Run(step.words);
    answer.picture = FormatReplyTo(step.words, answer.reply);
  } while (step.until && !Agrees(step, answer.picture) &&
           std::chrono::steady_clock::now() - start < kPatience);
  if (step.resp3) peer.Speak(2);
  if (step.mask) answer.picture = step.mask->Apply(answer.picture);
  return answer;
}

// Runs files on the peers and counts.
class Conformance {
 public:
  // `server` may be null, then `no_server` says why.
  Conformance(Setting setting, Peer* server, std::string no_server, Tally& tally)
      : engine_(MakeEnginePeer(*FindTarget("redis-7.0"), setting)),
        lua_(MakeLuaPeer(*FindTarget("redis-7.0"), setting)),
        server_(server),
        no_server_(std::move(no_server)),
        tally_(tally) {}

  void RunFile(const CaseFile& file) {
    engine_->Reset();
    lua_->Reset();
    if (server_ != nullptr) server_->Reset();
    for (const CaseStep& step : file.steps) {
      if (!step.since.empty() && IsOlder(kOracleVersion, step.since)) {
        tally_.skipped[StrCat("needs ", step.since)] += 3;
        continue;
      }
      const Answer direct = Ask(*engine_, step);
      const bool agrees = Check(file, step, *engine_, direct.picture);
      RunThroughLua(file, step, agrees ? &direct : nullptr);
      RunOnServer(file, step);
    }
  }

 private:
  bool Check(const CaseFile& file, const CaseStep& step, const Peer& peer,
             const std::string& picture) {
    if (Agrees(step, picture)) {
      ++tally_.passed;
      return true;
    }
    Fail(file, step, peer, step.match ? "@match " + *step.match : step.expected, picture);
    return false;
  }

  void Fail(const CaseFile& file, const CaseStep& step, const Peer& peer,
            const std::string& expected, const std::string& got) {
    ++tally_.failed;
    std::cout << file.path << ":" << step.line << ": " << peer.name() << "\n  > ";
    for (const std::string& word : step.words) std::cout << Quote(word) << " ";
    std::cout << "\n";
    for (const std::string& line : SplitLines(DiffLines(expected, got))) {
      if (!line.empty()) std::cout << "  " << line << "\n";
    }
  }

  // `direct` is the engine's right answer: through Lua it must be the same, as far as Lua can hold
  // it. Without one the printed reply decides.
  void RunThroughLua(const CaseFile& file, const CaseStep& step, const Answer* direct) {
    const bool covered = !step.direct && lua_->Covers(step.words);
    const Answer answer = Ask(*lua_, step);
    if (!covered) {
      ++tally_.skipped["not for scripts"];
    } else if (direct == nullptr || step.shape || step.match || step.approx || step.unordered ||
               step.mask) {
      Check(file, step, *lua_, answer.picture);
    } else if (const int resp = step.resp3 ? 3 : 2;
               LuaView(answer.reply, resp) == LuaView(direct->reply, resp)) {
      ++tally_.passed;
    } else {
      Fail(file, step, *lua_, direct->picture, answer.picture);
    }
  }

  void RunOnServer(const CaseFile& file, const CaseStep& step) {
    if (step.engine_only) {
      ++tally_.skipped["for the engine only"];
    } else if (server_ == nullptr) {
      ++tally_.skipped[StrCat("no redis-server (", no_server_, ")")];
    } else {
      Check(file, step, *server_, Ask(*server_, step).picture);
    }
  }

  std::unique_ptr<Peer> engine_;
  std::unique_ptr<Peer> lua_;
  Peer* server_;
  std::string no_server_;
  Tally& tally_;
};

// Replaces the replies that redis-server no longer gives; how many.
int Record(const CaseFile& file, Peer& server) {
  int changed = 0;
  std::vector<std::optional<std::string>> pictures;
  server.Reset();
  for (const CaseStep& step : file.steps) {
    std::optional<std::string>& picture = pictures.emplace_back();
    if (step.engine_only || (!step.since.empty() && IsOlder(kOracleVersion, step.since))) continue;
    std::string answered = Ask(server, step).picture;
    const bool has_reply = step.reply_end != step.reply_begin || step.match;
    if (has_reply && Agrees(step, answered)) continue;
    picture = std::move(answered);
    ++changed;
  }
  std::ofstream(file.path, std::ios::binary) << WithReplies(file, pictures, kOracleVersion);
  return changed;
}

std::vector<std::string> FilesToRun(const Options& options) {
  std::vector<std::string> files = options.files;
  if (files.empty()) {
    for (const auto& entry : fs::recursive_directory_iterator(LUARIG_CASES)) {
      if (entry.path().extension() == ".case") files.push_back(entry.path().string());
    }
  }
  std::erase_if(files, [&](const std::string& file) {
    return file.find(options.filter) == std::string::npos;
  });
  std::ranges::sort(files);
  return files;
}

// Runs, or records, those of the files that have this setting.
void RunKind(const Options& options, const std::vector<CaseFile>& files, Setting setting,
             Tally& tally) {
  const auto is_of_kind = [&](const CaseFile& file) { return file.setting.setting == setting; };
  if (std::ranges::none_of(files, is_of_kind)) return;
  const Result<std::unique_ptr<Oracle>> oracle = Oracle::Start({.setting = setting});
  if (!oracle && (options.require_oracle || options.record)) {
    throw std::runtime_error(oracle.error());
  }
  const std::unique_ptr<Peer> server = oracle ? MakeServerPeer(*oracle.value(), setting) : nullptr;
  Conformance conformance(setting, server.get(), oracle ? "" : oracle.error(), tally);
  for (const CaseFile& file : files) {
    if (!is_of_kind(file)) continue;
    if (options.record) {
      std::cout << file.path << ": " << Record(file, *server) << " replies recorded\n";
    } else if (file.server != kOracleVersion) {
      throw std::runtime_error(StrCat(file.path, ": starts with no line @server ", kOracleVersion));
    } else {
      conformance.RunFile(file);
    }
  }
}

int Run(const Options& options) {
  std::vector<CaseFile> files;
  for (const std::string& path : FilesToRun(options)) {
    Result<CaseFile> file = ReadCase(path);
    if (!file) throw std::runtime_error(file.error());
    files.push_back(std::move(file.value()));
  }
  if (files.empty()) throw std::runtime_error("no case to run");

  Tally tally;
  for (const NamedSetting& named : kSettings) RunKind(options, files, named.setting, tally);
  if (options.record) return 0;
  for (const auto& [reason, count] : tally.skipped) {
    std::cout << count << " skipped: " << reason << "\n";
  }
  std::cout << tally.passed << " passed, " << tally.failed << " failed, " << tally.all_skipped()
            << " skipped\n";
  return tally.failed == 0 ? 0 : 1;
}

}  // namespace
}  // namespace luarig::test

int main(int argc, char** argv) {
  luarig::test::Options options;
  CLI::App app("Runs conformance cases on the engine, the engine through Lua and redis-server");
  app.add_option("FILE", options.files, "Cases; without any all under tests/conformance");
  app.add_option("--filter", options.filter, "Only files whose path contains this text");
  app.add_flag("--record", options.record, "Write redis-server's replies into the files");
  app.add_flag("--require-oracle", options.require_oracle, "Fail without a redis-server");
  CLI11_PARSE(app, argc, argv);
  try {
    return luarig::test::Run(options);
  } catch (const std::exception& error) {
    std::cerr << "luarig_conformance: " << error.what() << "\n";
    return 2;
  }
}
