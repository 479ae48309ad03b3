#include "cli/debug/dap_server.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <span>
#include <string>
#include <utility>

#include "engine/base/bytes.h"

namespace luarig {
namespace {

bool IsOneOf(std::string_view name, std::span<const std::string_view> names) {
  return std::ranges::any_of(names,
                             [&](std::string_view known) { return EqualsIgnoreCase(known, name); });
}

// Commands that run Lua, by themselves or in a transaction.
bool MayRunLua(std::span<const std::string_view> words) {
  constexpr std::array<std::string_view, 7> kCalls = {"eval",  "eval_ro",  "evalsha", "evalsha_ro",
                                                      "fcall", "fcall_ro", "exec"};
  constexpr std::array<std::string_view, 2> kLoads = {"load", "restore"};
  if (IsOneOf(words[0], kCalls)) return true;
  return EqualsIgnoreCase(words[0], "function") && words.size() > 1 && IsOneOf(words[1], kLoads);
}

}  // namespace

DapServer::DapServer(Socket listener, DapHost host)
    : listener_(std::move(listener)), host_(std::move(host)) {
  std::signal(SIGPIPE, SIG_IGN);  // an editor that is gone is met when it is read from
}

DapServer::~DapServer() = default;

std::vector<int> DapServer::Descriptors() const {
  if (editor_ != nullptr) return {editor_->socket.fd()};
  return {listener_.fd()};  // the next one waits there
}

void DapServer::Turn() {
  if (editor_ == nullptr) {
    Socket client = AcceptFrom(listener_);
    if (!client.open()) return;
    editor_ = std::make_unique<Editor>(std::move(client), host_);
  }
  if (!editor_->session.Turn()) editor_.reset();
}

void DapServer::WhileScriptRuns() {
  if (editor_ != nullptr) editor_->session.WhileScriptRuns(false);
}

bool DapServer::Execute(Session& session, std::span<const std::string_view> words,
                        ReplySink& sink) {
  Debugger* debugger = editor_ == nullptr ? nullptr : editor_->session.attached();
  if (debugger == nullptr || !MayRunLua(words)) return false;
  // Where the client wants no reply there is none to pass on; and while a script runs, others are
  // refused.
  if (session.reply_mode != ReplyMode::kOn || host_.engine.state().scripts->running()) return false;
  const std::vector<std::string> copied(words.begin(), words.end());
  const Reply reply = debugger->Run(session, copied);
  if (!session.waiting()) WriteReply(reply, sink);
  return true;
}

}  // namespace luarig
