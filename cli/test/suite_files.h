#ifndef LUARIG_CLI_TEST_SUITE_FILES_H_
#define LUARIG_CLI_TEST_SUITE_FILES_H_

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "cli/app/aliases.h"
#include "engine/testing/suite.h"

namespace luarig {

// The files of suites, on disk. Each is read once, so that tests that name the same file share it.
// May be asked from several threads.
class DiskFiles final : public SuiteFiles {
 public:
  explicit DiskFiles(AliasFlags aliases = {}) : aliases_(std::move(aliases)) {}

  Result<std::shared_ptr<const TestFile>> Read(const std::string& suite_path,
                                               const std::string& path) override;
  Result<std::shared_ptr<const TestFile>> ReadLua(const std::string& suite_path,
                                                  const std::string& path) override;

  // All that were asked for, found or not: what --watch looks at.
  std::set<std::string> asked() const;

 private:
  AliasFlags aliases_;
  mutable std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const TestFile>> files_;
  std::map<std::string, std::shared_ptr<const TestFile>> whole_;  // Lua with what it includes
  std::set<std::string> asked_;
};

// The files below a folder that `wanted` takes by their names, folder by folder, sorted; hidden
// folders, node_modules and build are left out.
std::vector<std::string> FilesBelow(const std::string& folder,
                                    const std::function<bool(const std::string& name)>& wanted);

// True for the names of suites: *.test.json, *_test.lua, *.test.lua, *.session.
bool IsSuiteName(const std::string& name);

// The suites that the paths name: files as they are, folders searched as above. Throws UsageError
// for what is not there.
std::vector<std::string> FindSuites(const std::vector<std::string>& paths);

}  // namespace luarig

#endif  // LUARIG_CLI_TEST_SUITE_FILES_H_
