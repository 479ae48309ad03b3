#include "tests/propagation/story.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>
#include <memory>
#include <regex>
#include <utility>

#include "engine/base/bytes.h"
#include "engine/engine.h"
#include "engine/reply/resp_sink.h"
#include "engine/trace/propagation_log.h"

namespace luarig::test {
namespace {

using Lines = std::vector<std::string>;

constexpr int64_t kStart = 1'700'000'000'000;  // milliseconds, a whole second
constexpr int64_t kNear = 1'000'000'000;  // what is further away from now is no time of a story
constexpr int64_t kMicros = 1000;
constexpr int64_t kSecond = 1000;

// --- Words ---------------------------------------------------------------------------------------

// Replaces what matches by make(match).
template <typename Make>
std::string Replaced(const std::string& text, const std::regex& pattern, Make make) {
  std::string out;
  auto rest = text.cbegin();
  for (std::sregex_iterator at(text.begin(), text.end(), pattern), end; at != end; ++at) {
    out.append(rest, (*at)[0].first);
    out += make(*at);
    rest = (*at)[0].second;
  }
  return out.append(rest, text.cend());
}

// {ms+5000} and {s+5} as the times that they stand for.
std::string Filled(const std::string& word, int64_t now_ms) {
  static const std::regex time(R"(\{(ms|s)([+-]\d+)\})");
  return Replaced(word, time, [&](const std::smatch& found) {
    return StrCat((found[1] == "s" ? now_ms / kSecond : now_ms) + std::stoll(found[2]));
  });
}

// A time around now as the distance, to the second; what chance has chosen as "any".
std::string Masked(const std::string& word, int64_t now_ms) {
  static const std::regex chance("any\\d+");
  static const std::regex number("\\d+");
  if (std::regex_match(word, chance)) return "any";
  return Replaced(word, number, [&](const std::smatch& found) {
    constexpr ptrdiff_t kDigits = 13;
    if (found.length() != kDigits) return found.str();
    const int64_t distance = std::stoll(found.str()) - now_ms;
    if (std::abs(distance) >= kNear) return found.str();
    const int64_t seconds = (distance + (distance < 0 ? -kSecond : kSecond) / 2) / kSecond;
    return StrCat("now", seconds < 0 ? "" : "+", seconds * kSecond);
  });
}

std::string Shown(const std::string& word) {
  const bool plain = !word.empty() && std::ranges::all_of(word, [](char c) {
    return c > ' ' && c <= '~' && c != '"' && c != '\\';
  });
  return plain ? word : Quote(word);
}

// What `recipient` got.
Lines Shown(const std::vector<PropagationLog::Entry>& entries, Recipient recipient,
            int64_t now_ms) {
  Lines lines;
  for (const PropagationLog::Entry& entry : entries) {
    if (!entry.to.Has(recipient)) continue;
    std::string line;
    for (const std::string& word : entry.words)
      line += StrCat(line.empty() ? "" : " ", Shown(Masked(word, now_ms)));
    lines.push_back(line);
  }
  return lines;
}

// Both streams in one; the longest common subsequence is common, and lines of one alone are marked.
Lines Merged(const Lines& aof, const Lines& replicas) {
  std::vector<std::vector<int>> common(aof.size() + 1, std::vector<int>(replicas.size() + 1));
  for (size_t i = aof.size(); i-- > 0;) {
    for (size_t j = replicas.size(); j-- > 0;) {
      common[i][j] = aof[i] == replicas[j] ? common[i + 1][j + 1] + 1
                                           : std::max(common[i + 1][j], common[i][j + 1]);
    }
  }
  Lines lines;
  for (size_t i = 0, j = 0; i < aof.size() || j < replicas.size();) {
    if (i < aof.size() && j < replicas.size() && aof[i] == replicas[j]) {
      lines.push_back(aof[i]);
      ++i, ++j;
    } else if (j == replicas.size() || (i < aof.size() && common[i + 1][j] >= common[i][j + 1])) {
      lines.push_back(StrCat("aof: ", aof[i++]));
    } else {
      lines.push_back(StrCat("replicas: ", replicas[j++]));
    }
  }
  return lines;
}

// --- Running -------------------------------------------------------------------------------------

// A connection, whose replies nobody reads.
struct Client {
  explicit Client(Engine& engine)
      : session(engine.NewSession()), sink(bytes, 2, engine.state().target.float_style()) {
    session->outbox = &sink;
  }

  std::unique_ptr<Session> session;
  std::string bytes;
  RespSink sink;
};

class Rig {
 public:
  explicit Rig(const std::string& target)
      : engine_({.target = FindTarget(target), .clock = &clock_}) {
    engine_.Run(engine_.default_session(), {"DEBUG", "SET-ACTIVE-EXPIRE", "0"});
    engine_.AddObserver(log_);
  }
  ~Rig() = default;
  Rig(const Rig&) = delete;
  Rig& operator=(const Rig&) = delete;

  Lines Do(const StoryStep& step) {
    clock_.Advance(kMicros);
    const int64_t now_ms = clock_.NowMicros() / kMicros;
    if (step.client.empty()) {
      clock_.Advance(static_cast<int64_t>(step.pause * 1e6));
      engine_.RunTimers();
    } else {
      Say(step, now_ms);
    }
    // Where the server is asked how far it is, it has time for what it does before any command.
    engine_.Run(engine_.default_session(), {"PING"});
    const auto told = std::exchange(told_, {});
    return Merged(Shown(told, Recipient::kAof, now_ms), Shown(told, Recipient::kReplicas, now_ms));
  }

 private:
  void Say(const StoryStep& step, int64_t now_ms) {
    auto& client = clients_[step.client];
    if (client == nullptr) client = std::make_unique<Client>(engine_);
    std::vector<std::string> words = SplitWords(step.command).value();
    for (std::string& word : words) word = Filled(word, now_ms);
    const std::vector<std::string_view> argv(words.begin(), words.end());
    engine_.Execute(*client->session, argv, client->sink);
  }

  ManualClock clock_{kStart * kMicros};
  std::vector<PropagationLog::Entry> told_;
  PropagationLog log_{[this](PropagationLog::Entry entry) { told_.push_back(std::move(entry)); }};
  Engine engine_;
  std::map<std::string, std::unique_ptr<Client>> clients_;
};

}  // namespace

Result<Story> ReadStory(const std::string& path) {
  static const std::regex said(R"((\d*)> (.*))");
  static const std::regex version(R"(@server (\d+\.\d+)\.\d+)");
  std::ifstream file(path);
  if (!file) return Failure{StrCat(path, ": cannot be read")};
  Story story;
  std::string line;
  std::smatch found;
  for (int number = 1; std::getline(file, line); ++number) {
    if (std::regex_match(line, found, version)) {
      story.target = StrCat("redis-", found[1].str());
    } else if (std::regex_match(line, found, said)) {
      const std::string command = found[2].str();
      if (!SplitWords(command)) return Failure{StrCat(path, ":", number, ": unbalanced quotes")};
      story.steps.push_back({.line = number,
                             .text = line,
                             .client = found[1].length() == 0 ? "1" : found[1].str(),
                             .command = command});
    } else if (line.starts_with("* ")) {
      story.steps.push_back({.line = number, .text = line, .pause = std::stod(line.substr(2))});
    } else if (!line.empty() && line[0] != '#') {
      if (story.steps.empty()) return Failure{StrCat(path, ":", number, ": nothing was said yet")};
      story.steps.back().expected.push_back(line);
    }
  }
  if (FindTarget(story.target) == nullptr)
    return Failure{StrCat(path, ":1: no @server with a version; run record.py")};
  return story;
}

std::vector<std::vector<std::string>> RunStory(const Story& story) {
  Rig rig(story.target);
  std::vector<Lines> told;
  for (const StoryStep& step : story.steps) told.push_back(rig.Do(step));
  return told;
}

}  // namespace luarig::test
