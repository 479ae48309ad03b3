#include "cli/remote/remote_scene.h"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "cli/remote/manners.h"
#include "engine/base/bytes.h"
#include "engine/base/number.h"
#include "engine/fixture/json_reader.h"

namespace luarig {
namespace {

constexpr int64_t kMicrosInMs = 1000;
constexpr std::string_view kTroubleCode = "server";

int64_t StopwatchMs() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

Diagnostic TroubleOf(const std::string& message) {
  return {.code = std::string(kTroubleCode), .message = message};
}

// True for a state that a server is in by itself.
bool IsPlain(const Deployment& deployment, bool cluster) {
  return deployment.role == Role::kPrimary && !deployment.primary_lost && !deployment.maxmemory &&
         (!deployment.cluster || cluster) && !deployment.slots && !deployment.disk_error &&
         !deployment.too_few_replicas && !deployment.loading && !deployment.write_pause &&
         !deployment.strict_keys && !deployment.acl;
}

// The texts of the libraries that an engine holds.
std::vector<std::string> LibraryTexts(Engine& engine) {
  std::vector<std::string> texts;
  const Reply list = engine.Run(engine.default_session(), {"FUNCTION", "LIST", "WITHCODE"});
  for (const Reply& library : list.elements) {
    for (size_t i = 0; i + 1 < library.elements.size(); i += 2) {
      if (library.elements[i].text == "library_code") texts.push_back(library.elements[i + 1].text);
    }
  }
  return texts;
}

}  // namespace

RemoteScene::RemoteScene(RemoteServer& server, Setting setting)
    : server_(server),
      setting_(std::move(setting)),
      calls_(server),
      events_(std::make_unique<EventWatcher>(server)) {}

RemoteScene::~RemoteScene() = default;

void RemoteScene::Trouble(const std::string& message) {
  if (!trouble_) trouble_ = TroubleOf(message);
}

std::string RemoteScene::mismatch() const {
  if (setting_.target == &server_.target()) return "";
  return StrCat("the tests are for ", setting_.target->name, ", and the server is ",
                server_.version());
}

std::optional<Diagnostic> RemoteScene::WhyNot() const {
  if (IsPlain(setting_.deployment, server_.cluster())) return std::nullopt;
  const std::string name = setting_.under.empty() ? "other conditions" : setting_.under;
  return Diagnostic{.code = "under",
                    .message = StrCat("under ", name,
                                      ": a server that is not ours cannot be put into this state"),
                    .help = "Run without --on: the embedded engine can be in any state."};
}

std::optional<Diagnostic> RemoteScene::ReadFixtures() {
  if (fixture_ != nullptr) return std::nullopt;
  auto fixture = std::make_unique<Copy>(server_.target());
  const int64_t now_ms = setting_.now_micros / kMicrosInMs;
  fixture->Reset(now_ms);
  fixture_libraries_.clear();
  size_t libraries = 0;
  for (const auto& file : setting_.fixtures) {
    const LoadReport report =
        LoadJson(file->text, {.file_name = file->path, .now_ms = now_ms}, fixture->engine());
    if (!report.ok()) return report.errors.front();
    const std::vector<std::string> texts = LibraryTexts(fixture->engine());
    if (texts.size() == libraries) continue;
    libraries = texts.size();
    for (const std::string& text : texts) {
      const auto same = [&](const auto& known) { return known.second == text; };
      if (std::ranges::none_of(fixture_libraries_, same))
        fixture_libraries_.emplace_back(file->path, text);
    }
  }
  fixture_ = std::move(fixture);
  return std::nullopt;
}

std::optional<Diagnostic> RemoteScene::Begin() {
  trouble_.reset();
  if (auto why = WhyNot()) return why;
  if (auto wrong = ReadFixtures()) return wrong;
  clients_.clear();
  calls_.Stop();
  events_->Stop();
  before_.reset();
  after_.reset();
  if (Result<bool> placed = Place(); !placed) {
    Trouble(placed.error());
    return trouble_;
  }
  return LoadLibraries();
}

// The keys, as they were; nothing else is left.
Result<bool> RemoteScene::Place() {
  if (Result<bool> there = server_.Reconnect(); !there) return there;
  for (const auto& keys : fixture_->databases()) {
    if (keys->size() == 0) continue;
    if (Result<bool> claimed = server_.Claim(keys->index()); !claimed) return claimed;
  }
  if (Result<bool> cleared = server_.Clear(); !cleared) return cleared;
  started_ms_ = StopwatchMs();
  const Result<int64_t> now_ms = server_.NowMs();
  if (!now_ms) return Failure{now_ms.error()};
  moved_micros_ = 0;
  times_.Start(setting_.now_micros / kMicrosInMs, now_ms.value());
  return SendKeys(*fixture_, times_, server_);
}

std::optional<Diagnostic> RemoteScene::LoadLibraries() {
  places_.ForgetLibraries();
  for (const auto& [path, text] : fixture_libraries_) {
    const Result<Reply> reply = server_.LoadLibrary(text);
    if (reply && !reply.value().is_error()) continue;
    Diagnostic wrong = TroubleOf(reply ? reply.value().text : reply.error());
    wrong.where.file = path;
    return wrong;
  }
  for (const auto& library : setting_.libraries) {
    if (auto wrong = Load(*library)) return wrong;
  }
  return std::nullopt;
}

std::optional<Diagnostic> RemoteScene::Load(const TestFile& library) {
  const Result<Reply> reply = server_.LoadLibrary(library.text);
  if (!reply) return TroubleOf(reply.error());
  if (reply.value().is_error()) return ScriptPlaces::DiagnoseLibrary(library, reply.value().text);
  places_.NoteLibrary(reply.value().text, library);
  return std::nullopt;
}

void RemoteScene::MeasureTime() {
  times_.SetElapsed(StopwatchMs() - started_ms_, moved_micros_ / kMicrosInMs);
}

Result<bool> RemoteScene::Snapshot(std::unique_ptr<Copy>& copy) {
  MeasureTime();
  if (copy == nullptr) copy = std::make_unique<Copy>(server_.target());
  copy->Reset(times_.now_ms());
  KeyReader reader(server_, times_, *fixture_);
  for (const int database : server_.claimed()) {
    if (Result<bool> read = reader.ReadAll(database, *copy); !read) return read;
  }
  return true;
}

Result<bool> RemoteScene::StartWatching(const Watching& watching) {
  if (watching.difference) {
    if (Result<bool> taken = Snapshot(before_); !taken) return taken;
  }
  if (watching.calls) {
    if (Result<bool> started = calls_.Start(); !started) return started;
  }
  return watching.events ? events_->Start() : true;
}

Result<bool> RemoteScene::EndWatching(const Watching& watching) {
  if (watching.calls) {
    Result<std::vector<SeenCall>> calls = calls_.Take();
    if (!calls) return Failure{calls.error()};
    seen_.calls = std::move(*calls);
  }
  if (watching.events) {
    Result<std::vector<SeenEvent>> events = events_->Take();
    if (!events) return Failure{events.error()};
    seen_.events = std::move(*events);
  }
  return watching.difference ? Snapshot(after_) : true;
}

const Seen& RemoteScene::Run(std::string_view client, std::span<const std::string> words,
                             const Watching& watching) {
  seen_ = {.resp3 = setting_.resp == 3};
  std::vector<std::string> sent(words.begin(), words.end());
  std::string wrong = sent.empty() ? "an empty command" : KeepManners(sent, server_);
  if (wrong.empty()) {
    Result<bool> done = StartWatching(watching);
    if (done) {
      Result<Reply> reply = RunAs(client, sent);
      if (reply) {
        seen_.reply = std::move(*reply);
        seen_.error = places_.Diagnose(sent, seen_.reply, server_);
        done = EndWatching(watching);
      } else {
        done = Failure{reply.error()};
      }
    }
    if (done) return seen_;
    wrong = done.error();
    Trouble(wrong);
  }
  seen_.reply = {.kind = Reply::Kind::kError, .text = StrCat("LUARIG ", wrong)};
  seen_.error = TroubleOf(wrong);
  return seen_;
}

Result<RemoteScene::Client*> RemoteScene::ClientOf(std::string_view name) {
  const auto known = clients_.find(name);
  if (known != clients_.end()) return &known->second;
  Result<std::unique_ptr<RemoteClient>> opened =
      RemoteClient::Open(server_.url(), setting_.resp, server_.options().connection);
  if (!opened) return Failure{opened.error()};
  Client client{.link = std::move(*opened), .resp = setting_.resp};
  return &clients_.emplace(name, std::move(client)).first->second;
}

Result<Reply> RemoteScene::RunAs(std::string_view name, std::vector<std::string> words) {
  const Result<Client*> client = ClientOf(name);
  if (!client) return Failure{client.error()};
  Result<Reply> reply = client.value()->link->Run(words);
  if (!reply) {
    clients_.erase(clients_.find(name));
    KillScript(ToLower(words.front()));
    return reply;
  }
  if (!reply->is_error()) AfterCommand(words, *client.value(), *reply);
  seen_.resp3 = client.value()->resp == 3;
  return reply;
}

// Takes note of what is to be undone, or read otherwise, from now on.
void RemoteScene::AfterCommand(std::span<const std::string> words, Client& client,
                               const Reply& reply) {
  const auto is = [&](size_t word, std::string_view text) {
    return word < words.size() && EqualsIgnoreCase(words[word], text);
  };
  if (is(0, "function") && is(1, "load"))
    server_.NoteLibrary(reply.text == "QUEUED" ? LibraryNameOf(words.back()) : reply.text);
  if (is(0, "hello") && words.size() > 1) client.resp = words[1] == "3" ? 3 : 2;
  if (is(0, "reset")) client.resp = 2;
}

// A script that keeps a server busy would do so for all others as well.
void RemoteScene::KillScript(std::string_view verb) {
  const bool script = verb.starts_with("eval");
  if (!script && !verb.starts_with("fcall")) return;
  constexpr int kLooks = 40;
  constexpr auto kBetween = std::chrono::milliseconds(25);
  for (const auto& node : server_.nodes()) {
    static_cast<void>(node->Run({script ? "SCRIPT" : "FUNCTION", "KILL"}).ok());
    // It ends at its next step, not at once.
    for (int i = 0; i < kLooks; ++i) {
      const Result<Reply> pong = node->Run({"PING"});
      if (!pong || !pong.value().text.starts_with("BUSY")) break;
      std::this_thread::sleep_for(kBetween);
    }
  }
}

std::optional<std::string> RemoteScene::Advance(int64_t micros) {
  const RemoteOptions& options = server_.options();
  if (micros > options.longest_wait_ms * kMicrosInMs)
    return StrCat("the time of ", server_.name(), " cannot be moved, and ", micros / kMicrosInMs,
                  " ms are too long to be waited for (at most ", options.longest_wait_ms, " ms)");
  const int64_t until = StopwatchMs() + (micros + kMicrosInMs - 1) / kMicrosInMs;
  constexpr int64_t kSliceMs = 50;
  while (StopwatchMs() < until) {
    if (options.connection.stopped && options.connection.stopped()) return "interrupted";
    const int64_t left = std::min(kSliceMs, until - StopwatchMs());
    std::this_thread::sleep_for(std::chrono::milliseconds(std::max<int64_t>(left, 1)));
  }
  moved_micros_ += micros;
  return std::nullopt;
}

std::vector<KeyDifference> RemoteScene::Difference() {
  if (before_ == nullptr || after_ == nullptr) return {};
  return Diff(before_->databases(), after_->databases());
}

const Databases& RemoteScene::Keys(std::span<const KeyName> names) {
  if (keys_ == nullptr) keys_ = std::make_unique<Copy>(server_.target());
  Result<bool> read = names.empty() ? Snapshot(keys_) : ReadKeys(names);
  if (!read) Trouble(read.error());
  return keys_->databases();
}

Result<bool> RemoteScene::ReadKeys(std::span<const KeyName> names) {
  MeasureTime();
  keys_->Reset(times_.now_ms());
  std::map<int, std::vector<std::string>> by_database;
  for (const KeyName& name : names) {
    if (server_.claimed().contains(name.database)) by_database[name.database].push_back(name.key);
  }
  KeyReader reader(server_, times_, *fixture_);
  for (const auto& [database, keys] : by_database) {
    if (Result<bool> read = reader.Read(database, keys, *keys_); !read) return read;
  }
  return true;
}

std::optional<std::string> RemoteScene::Lacks(const Watching& watching) const {
  const auto cannot = [&](std::string_view what) {
    return StrCat(server_.name(), " cannot be watched for ", what);
  };
  if (watching.log) return cannot("what scripts log: it goes to the server's own log");
  if (watching.propagated) return cannot("what goes to replicas and the AOF");
  if (watching.instructions) return cannot("instructions of Lua: a server does not count them");
  if (watching.events) {
    if (const auto why = events_->Lacks()) return cannot(StrCat("keyspace events: ", *why));
  }
  return std::nullopt;
}

}  // namespace luarig
