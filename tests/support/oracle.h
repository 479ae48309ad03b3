#ifndef LUARIG_TESTS_SUPPORT_ORACLE_H_
#define LUARIG_TESTS_SUPPORT_ORACLE_H_

#include <memory>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "tests/support/resp_client.h"
#include "tests/support/setting.h"

namespace luarig::test {

// The one server whose answers count.
inline constexpr const char* kOracleVersion = "7.0.15";

struct OracleOptions {
  bool tcp = false;  // a free port on 127.0.0.1 as well
  Setting setting = Setting::kPlain;
  std::vector<std::string> extra;  // more words for the command line: "--maxmemory", "100mb"
};

// A redis-server of this test run's own: on a unix socket in a private temporary folder, without
// persistence, with DEBUG allowed. It ends with this object, and with this process however that
// ends.
//
// The program is $LUARIG_REDIS_SERVER, or else redis-check-rdb or redis-server in PATH (Debian's
// packages hold one program under all these names, which becomes a server when it is called so).
// Any other version than kOracleVersion is refused.
class Oracle {
 public:
  static Result<std::unique_ptr<Oracle>> Start(const OracleOptions& options = {});
  ~Oracle();
  Oracle(const Oracle&) = delete;
  Oracle& operator=(const Oracle&) = delete;

  const std::string& socket_path() const { return socket_path_; }
  int port() const { return port_; }  // 0 without tcp

  // A new connection.
  Result<RespClient> Connect() const { return RespClient::ConnectUnix(socket_path_); }

 private:
  Oracle() = default;

  Result<bool> Launch(const std::string& program, const OracleOptions& options);
  Result<bool> AwaitAnswer();
  Result<bool> MakeCluster();
  void End();

  std::string folder_;
  std::string socket_path_;
  int port_ = 0;
  int pid_ = -1;
};

}  // namespace luarig::test

#endif  // LUARIG_TESTS_SUPPORT_ORACLE_H_
