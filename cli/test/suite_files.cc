#include "cli/test/suite_files.h"

#include <algorithm>
#include <filesystem>

#include "cli/app/files.h"
#include "cli/app/sources.h"
#include "cli/app/subcommand.h"
#include "engine/base/bytes.h"

namespace luarig {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kEndings[] = {".test.json", "_test.lua", ".test.lua", ".session"};
constexpr std::string_view kSkippedFolders[] = {"node_modules", "build", "luarig-report"};

bool IsSkipped(const fs::path& folder) {
  const std::string name = folder.filename().string();
  return (name.starts_with('.') && name != "." && name != "..") ||
         std::ranges::find(kSkippedFolders, name) != std::end(kSkippedFolders);
}

using Wanted = std::function<bool(const std::string& name)>;

void FindIn(const fs::path& folder, const Wanted& wanted, std::vector<std::string>& found) {
  std::vector<fs::path> files;
  std::vector<fs::path> folders;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.is_directory(error)) {
      if (!IsSkipped(entry.path())) folders.push_back(entry.path());
    } else if (wanted(entry.path().filename().string())) {
      files.push_back(entry.path());
    }
  }
  std::ranges::sort(files);
  std::ranges::sort(folders);
  for (const fs::path& file : files) found.push_back(file.lexically_normal().string());
  for (const fs::path& inner : folders) FindIn(inner, wanted, found);
}

}  // namespace

std::vector<std::string> FilesBelow(const std::string& folder, const Wanted& wanted) {
  std::vector<std::string> found;
  FindIn(folder, wanted, found);
  return found;
}

bool IsSuiteName(const std::string& name) {
  return std::ranges::any_of(kEndings,
                             [&](std::string_view ending) { return name.ends_with(ending); });
}

Result<std::shared_ptr<const TestFile>> DiskFiles::Read(const std::string& suite_path,
                                                        const std::string& path) {
  const fs::path whole =
      fs::path(path).is_absolute() ? fs::path(path) : fs::path(suite_path).parent_path() / path;
  const std::string name = whole.lexically_normal().string();
  const std::lock_guard lock(mutex_);
  asked_.insert(name);
  const auto known = files_.find(name);
  if (known != files_.end()) return known->second;
  try {
    auto file = std::make_shared<const TestFile>(TestFile{name, ReadFile(name)});
    files_.emplace(name, file);
    return file;
  } catch (const UsageError& error) {
    return Failure{error.what()};
  }
}

Result<std::shared_ptr<const TestFile>> DiskFiles::ReadLua(const std::string& suite_path,
                                                           const std::string& path) {
  auto read = Read(suite_path, path);
  if (!read.ok()) return read;
  const std::lock_guard lock(mutex_);
  std::shared_ptr<const TestFile>& whole = whole_[read.value()->path];
  if (whole != nullptr) return whole;
  AssembledSource source;
  try {
    source = AssembleFromDisk({.name = read.value()->path, .text = read.value()->text}, aliases_);
  } catch (const UsageError& error) {
    return Failure{error.what()};
  }
  for (const SourceFile& file : source.files) asked_.insert(file.name);
  if (!source.ok()) {
    const Diagnostic& error = source.errors.front();
    return Failure{StrCat(error.where.file, ":", error.where.line, ": ", error.message)};
  }
  TestFile file{.path = read.value()->path, .text = std::move(source.text)};
  if (!source.map.is_identity()) {
    for (SourceFile& part : source.files) file.files.push_back(std::move(part.name));
    file.map = std::move(source.map);
  }
  whole = std::make_shared<const TestFile>(std::move(file));
  return whole;
}

std::set<std::string> DiskFiles::asked() const {
  const std::lock_guard lock(mutex_);
  return asked_;
}

std::vector<std::string> FindSuites(const std::vector<std::string>& paths) {
  std::vector<std::string> found;
  for (const std::string& path : paths) {
    std::error_code error;
    if (fs::is_directory(path, error)) {
      FindIn(path, IsSuiteName, found);
    } else if (fs::exists(path, error)) {
      found.push_back(path);
    } else {
      throw UsageError(StrCat("there is no ", path));
    }
  }
  std::vector<std::string> once;
  for (const std::string& path : found) {
    if (std::ranges::find(once, path) == once.end()) once.push_back(path);
  }
  return once;
}

}  // namespace luarig
