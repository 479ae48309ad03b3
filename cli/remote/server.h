#ifndef LUARIG_CLI_REMOTE_SERVER_H_
#define LUARIG_CLI_REMOTE_SERVER_H_

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/remote/connection.h"
#include "engine/base/crc.h"
#include "engine/base/target.h"

namespace luarig {

// The name in the first line of a library, "#!lua name=stock"; "" if there is none.
std::string LibraryNameOf(std::string_view code);

struct RemoteOptions {
  ConnectionOptions connection;
  // Keys and libraries that tests find in their way may be deleted; scripts of others may be
  // flushed.
  bool may_flush = false;
  // How the user allows that, for messages: "--flush".
  std::string may_flush_flag = "--flush";
  // Advance() waits for real, but not longer than this.
  int64_t longest_wait_ms = 2000;
};

// A server that is not ours, in which tests may use some databases and load libraries. It keeps to
// what it claimed: nothing else is deleted, and what it claimed is left empty in the end.
//
// Test database 0 is the one that the URL names; any other is the server's of that number.
class RemoteServer {
 public:
  // Connects, looks at what it is and claims the database of the URL, which has to be empty unless
  // may_flush. Failures say what is in the way, and the way out.
  static Result<std::unique_ptr<RemoteServer>> Open(std::string_view url,
                                                    const RemoteOptions& options);
  // Deletes what the tests left behind, if there were any and the server can still be reached.
  ~RemoteServer();
  RemoteServer(const RemoteServer&) = delete;
  RemoteServer& operator=(const RemoteServer&) = delete;

  // "redis 7.0.15 at localhost:6379".
  const std::string& name() const { return name_; }
  // The one that the server comes closest to.
  const Target& target() const { return *target_; }
  // "redis 7.0.15".
  const std::string& version() const { return version_; }
  bool cluster() const { return cluster_; }
  const ServerUrl& url() const { return url_; }
  const RemoteOptions& options() const { return options_; }

  // The server's number of a test's database.
  int DatabaseOf(int database) const { return database == 0 ? url_.database : database; }
  // Lets tests use a database of theirs (0 to 15), which has to be empty unless may_flush, the
  // first time.
  Result<bool> Claim(int database);
  const std::set<int>& claimed() const { return claimed_; }

  // Connects again if a connection was lost.
  Result<bool> Reconnect();
  // Empties what is claimed, and deletes the libraries that were loaded by us or noted.
  Result<bool> Clear();
  // FUNCTION LOAD, which replaces libraries of ours only; the name of the library, or the error
  // reply. On all primaries.
  Result<Reply> LoadLibrary(const std::string& code);
  // A test has loaded it, or will by EXEC.
  void NoteLibrary(const std::string& name) {
    if (!IsForeign(name)) libraries_.insert(name);
  }
  // True for libraries that were there before any test, and may not be touched.
  bool IsForeign(const std::string& name) const {
    return foreign_libraries_.contains(name) && !options_.may_flush;
  }
  // Which library each function belongs to.
  Result<std::map<std::string, std::string>> FunctionsByName();

  // Milliseconds since 1970 by the server's clock.
  Result<int64_t> NowMs();

  // Connections of ours: to the server, or to all primaries of a cluster. They stand in database
  // `database` (a test's) after Select(). Never empty.
  Result<bool> Select(int database);
  const std::vector<std::unique_ptr<RemoteConnection>>& nodes() const { return nodes_; }
  // Where each of them goes.
  const std::vector<Endpoint>& endpoints() const { return endpoints_; }
  RemoteConnection& first() { return *nodes_.front(); }
  size_t NodeOf(std::string_view key) const { return cluster_ ? node_of_slot_[SlotOf(key)] : 0; }

 private:
  RemoteServer(ServerUrl url, RemoteOptions options)
      : url_(std::move(url)), options_(std::move(options)) {}

  Result<bool> Connect();
  Result<bool> ReadInfo();
  Result<bool> ReadTarget(std::string_view info);
  Result<bool> ConnectCluster();
  Result<bool> ConnectSlots(const Reply& range);
  Result<Reply> RunEverywhere(const std::vector<std::string>& words);
  Result<int64_t> CountKeys();
  Result<bool> FindForeignLibraries();

  ServerUrl url_;
  RemoteOptions options_;
  std::string name_;
  std::string version_;
  const Target* target_ = nullptr;
  bool cluster_ = false;
  std::vector<std::unique_ptr<RemoteConnection>> nodes_;
  std::vector<Endpoint> endpoints_;
  std::vector<size_t> node_of_slot_;  // of a cluster
  int selected_ = 0;                  // the server's number
  std::set<int> claimed_;             // tests' numbers
  bool used_ = false;                 // Clear() was called
  std::set<std::string> libraries_;   // that we or tests loaded
  std::set<std::string> foreign_libraries_;
};

}  // namespace luarig

#endif  // LUARIG_CLI_REMOTE_SERVER_H_
