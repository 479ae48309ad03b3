#ifndef LUARIG_CLI_DEBUG_DAP_SERVER_H_
#define LUARIG_CLI_DEBUG_DAP_SERVER_H_

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "cli/debug/dap_session.h"
#include "cli/debug/dap_transport.h"
#include "cli/serve/companion.h"
#include "cli/serve/socket.h"

namespace luarig {

// The port of a server that editors attach to, one after the other: what clients call then stops in
// the editor. Until one is attached nothing is slower than without.
class DapServer final : public Companion {
 public:
  // `listener` listens; `host` says whose scripts are looked at.
  DapServer(Socket listener, DapHost host);
  ~DapServer() override;
  DapServer(const DapServer&) = delete;
  DapServer& operator=(const DapServer&) = delete;

  std::vector<int> Descriptors() const override;
  void Turn() override;
  void WhileScriptRuns() override;
  bool Execute(Session& session, std::span<const std::string_view> words, ReplySink& sink) override;

 private:
  // An editor, its connection and what it wants.
  struct Editor {
    Editor(Socket from, const DapHost& host)
        : socket(std::move(from)),
          channel(socket.fd(), socket.fd()),
          session(channel, EngineFlags(), &host) {}

    Socket socket;
    DapDescriptors channel;
    DapSession session;
  };

  Socket listener_;
  const DapHost host_;
  std::unique_ptr<Editor> editor_;
};

}  // namespace luarig

#endif  // LUARIG_CLI_DEBUG_DAP_SERVER_H_
