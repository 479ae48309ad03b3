#include "cli/debug/dap_main.h"

#include <csignal>
#include <ostream>

#include <poll.h>
#include <unistd.h>

#include "cli/debug/dap_session.h"
#include "cli/debug/dap_transport.h"
#include "cli/serve/socket.h"
#include "engine/base/bytes.h"
#include "engine/base/number.h"

namespace luarig {
namespace {

ExitCode Talk(DapChannel& channel, const EngineFlags& flags, const Console& console) {
  std::signal(SIGPIPE, SIG_IGN);  // an editor that is gone is met when it is read from
  DapSession session(channel, flags);
  if (session.Run()) return ExitCode::kOk;
  console.err << "luarig debug: " << channel.error() << std::endl;
  return ExitCode::kFailure;
}

Socket NextClient(const Socket& listener) {
  for (;;) {
    pollfd wanted{.fd = listener.fd(), .events = POLLIN, .revents = 0};
    poll(&wanted, 1, -1);
    Socket client = AcceptFrom(listener);
    if (client.open()) return client;
  }
}

}  // namespace

uint16_t ReadDapPort(const std::string& word) {
  if (word == "auto") return 0;
  constexpr int64_t kGreatest = 65535;
  const auto port = ParseInteger(word);
  if (!port || *port < 1 || *port > kGreatest)
    throw UsageError(StrCat("--dap-port ", word, ": a number from 1 to 65535, or auto"));
  return static_cast<uint16_t>(*port);
}

ExitCode RunDap(const EngineFlags& flags, const Console& console) {
  DapDescriptors channel(STDIN_FILENO, STDOUT_FILENO);
  return Talk(channel, flags, console);
}

ExitCode RunDapOnPort(const std::string& port, const EngineFlags& flags, const Console& console) {
  const Socket listener = ListenOnPort("127.0.0.1", ReadDapPort(port));
  console.out << "luarig debug: 127.0.0.1 port " << PortOf(listener) << std::endl;
  for (;;) {
    const Socket client = NextClient(listener);
    DapDescriptors channel(client.fd(), client.fd());
    Talk(channel, flags, console);
  }
}

}  // namespace luarig
