#include "cli/remote/watchers.h"

#include <algorithm>
#include <utility>

#include "engine/base/bytes.h"
#include "engine/base/number.h"

namespace luarig {
namespace {

constexpr std::string_view kMark = "luarig: mark ";

// Another connection to a node of the server.
Result<RemoteConnection> ConnectLike(const RemoteServer& server, size_t node) {
  ServerUrl url = server.url();
  url.endpoint = server.endpoints()[node];
  Result<RemoteConnection> opened =
      RemoteConnection::Open(url.endpoint, server.options().connection);
  if (!opened) return opened;
  if (const auto introduced = opened->Introduce(url, 2); !introduced)
    return Failure{introduced.error()};
  return opened;
}

}  // namespace

std::optional<SeenCall> ReadMonitorLine(std::string_view line) {
  const size_t open = line.find('[');
  const size_t close = line.find("] ", open == std::string_view::npos ? 0 : open);
  if (open == std::string_view::npos || close == std::string_view::npos) return std::nullopt;
  if (!line.substr(0, close).ends_with(" lua")) return std::nullopt;
  std::optional<std::vector<std::string>> words = SplitWords(line.substr(close + 2));
  if (!words || words->empty()) return std::nullopt;
  return SeenCall{.words = std::move(*words)};
}

Result<bool> CallWatcher::Start() {
  for (size_t i = monitors_.size(); i < server_.nodes().size(); ++i) {
    Result<RemoteConnection> monitor = ConnectLike(server_, i);
    if (!monitor) return Failure{monitor.error()};
    const Result<Reply> on = monitor->Run({"MONITOR"});
    if (!on) return Failure{on.error()};
    if (on.value().is_error())
      return Failure{StrCat(server_.name(), ": MONITOR: ", on.value().text)};
    monitors_.push_back(std::move(*monitor));
  }
  return ReadToMark(nullptr);
}

Result<std::vector<SeenCall>> CallWatcher::Take() {
  std::vector<SeenCall> calls;
  Result<bool> read = ReadToMark(&calls);
  if (!read) return Failure{read.error()};
  return calls;
}

// A command of ours that MONITOR shows is the end of what came before.
Result<bool> CallWatcher::ReadToMark(std::vector<SeenCall>* calls) {
  const std::string mark = StrCat(kMark, ++marks_);
  for (size_t i = 0; i < monitors_.size(); ++i) {
    if (const auto sent = server_.nodes()[i]->Run({"ECHO", mark}); !sent)
      return Failure{sent.error()};
    for (;;) {
      const Result<Reply> line = monitors_[i].Receive();
      if (!line) return Failure{line.error()};
      if (line.value().text.find(mark) != std::string::npos) break;
      std::optional<SeenCall> call = ReadMonitorLine(line.value().text);
      if (call && calls != nullptr) calls->push_back(std::move(*call));
    }
  }
  return true;
}

std::optional<std::string> EventWatcher::Lacks() {
  constexpr std::string_view kAll = "g$lshzxetd";
  if (!flags_) {
    const Result<Reply> reply = server_.first().Run({"CONFIG", "GET", "notify-keyspace-events"});
    flags_ = reply && reply.value().elements.size() == 2 ? reply.value().elements[1].text : "";
  }
  const bool all = flags_->find('A') != std::string::npos || std::ranges::all_of(kAll, [&](char c) {
                     return flags_->find(c) != std::string::npos;
                   });
  if (all && flags_->find('E') != std::string::npos) return std::nullopt;
  return StrCat("its notify-keyspace-events is \"", *flags_,
                "\": events are seen after CONFIG SET notify-keyspace-events AKE");
}

Result<bool> EventWatcher::Start() {
  for (size_t i = listeners_.size(); i < server_.nodes().size(); ++i) {
    Result<RemoteConnection> listener = ConnectLike(server_, i);
    if (!listener) return Failure{listener.error()};
    listener->set_subscribed(true);
    const Result<Reply> on = listener->Run({"PSUBSCRIBE", "__keyevent@*__:*"});
    if (!on) return Failure{on.error()};
    if (on.value().is_error())
      return Failure{StrCat(server_.name(), ": PSUBSCRIBE: ", on.value().text)};
    listeners_.push_back(std::move(*listener));
  }
  const Result<std::vector<SeenEvent>> earlier = Take();
  return earlier ? Result<bool>(true) : Failure{earlier.error()};
}

Result<std::vector<SeenEvent>> EventWatcher::Take() {
  std::vector<SeenEvent> events;
  for (RemoteConnection& listener : listeners_) {
    // What was published before this is answered has come before it.
    if (const auto pong = listener.Run({"PING"}); !pong) return Failure{pong.error()};
    for (const Reply& message : listener.TakePushes()) {  // pmessage, pattern, channel, key
      if (message.elements.size() != 4) continue;
      std::string_view channel = message.elements[2].text;
      constexpr std::string_view kHead = "__keyevent@";
      const size_t end = channel.find("__:");
      if (!channel.starts_with(kHead) || end == std::string_view::npos) continue;
      const auto number = ParseInteger(channel.substr(kHead.size(), end - kHead.size()));
      for (const int database : server_.claimed()) {
        if (number != server_.DatabaseOf(database)) continue;
        events.push_back(
            {database, std::string(channel.substr(end + 3)), message.elements[3].text});
      }
    }
  }
  return events;
}

}  // namespace luarig
