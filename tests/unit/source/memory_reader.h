#ifndef LUARIG_TESTS_UNIT_SOURCE_MEMORY_READER_H_
#define LUARIG_TESTS_UNIT_SOURCE_MEMORY_READER_H_

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/source/paths.h"
#include "engine/source/source_reader.h"

namespace luarig::test {

// Files that stand on the page: path -> text.
class MemoryReader final : public SourceReader {
 public:
  explicit MemoryReader(std::map<std::string, std::string> files) : files_(std::move(files)) {}

  Result<std::string> Read(const std::string& path) override {
    const auto file = files_.find(path);
    if (file == files_.end()) return Failure{"No such file or directory"};
    ++reads;
    return file->second;
  }

  std::vector<FolderEntry> List(const std::string& folder) override {
    std::set<std::pair<std::string, bool>> entries;
    for (const auto& [path, text] : files_) {
      const std::string prefix = folder.empty() ? "" : folder == "/" ? "/" : folder + "/";
      if (!path.starts_with(prefix)) continue;
      const std::string rest = path.substr(prefix.size());
      const size_t slash = rest.find('/');
      if (slash != 0) entries.emplace(rest.substr(0, slash), slash != std::string::npos);
    }
    std::vector<FolderEntry> out;
    out.reserve(entries.size());
    for (const auto& [name, is_folder] : entries) out.push_back({name, is_folder});
    return out;
  }

  std::string Canonical(const std::string& path) override {
    const auto link = links.find(path);
    return link == links.end() ? NormalPath(path) : link->second;
  }

  std::map<std::string, std::string> links;  // another way to a file
  int reads = 0;

 private:
  std::map<std::string, std::string> files_;
};

}  // namespace luarig::test

#endif  // LUARIG_TESTS_UNIT_SOURCE_MEMORY_READER_H_
