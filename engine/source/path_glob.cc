#include "engine/source/path_glob.h"

#include <algorithm>
#include <set>

#include "engine/base/bytes.h"
#include "engine/base/glob.h"
#include "engine/source/paths.h"

namespace luarig {
namespace {

constexpr size_t kMostFolders = 20'000;

class Finder {
 public:
  Finder(SourceReader& reader, std::vector<std::string_view> names)
      : reader_(reader), names_(std::move(names)) {}

  // Looks for what the names from `next` on stand for.
  void Look(const std::string& folder, size_t next) {
    if (next == names_.size() || ++folders_ > kMostFolders) return;
    if (names_[next] == "**") return LookBelow(folder, next);
    const bool last = next + 1 == names_.size();
    if (!last && !IsPathPattern(names_[next]))
      return Look(JoinPath(folder, names_[next]), next + 1);
    for (const FolderEntry& entry : reader_.List(folder)) {
      if (entry.is_folder == last || !GlobMatch(names_[next], entry.name)) continue;
      const std::string path = JoinPath(folder, entry.name);
      if (last) {
        found_.insert(path);
      } else {
        Look(path, next + 1);
      }
    }
  }

  bool gave_up() const { return folders_ > kMostFolders; }
  const std::set<std::string>& found() const { return found_; }

 private:
  // Here, and in every folder below, to which a link may lead back.
  void LookBelow(const std::string& folder, size_t stars) {
    const std::string canonical = reader_.Canonical(folder);
    if (std::ranges::find(above_, canonical) != above_.end()) return;
    above_.push_back(canonical);
    Look(folder, stars + 1);
    for (const FolderEntry& entry : reader_.List(folder)) {
      if (!entry.is_folder || gave_up()) continue;
      ++folders_;
      LookBelow(JoinPath(folder, entry.name), stars);
    }
    above_.pop_back();
  }

  SourceReader& reader_;
  std::vector<std::string_view> names_;
  size_t folders_ = 0;
  std::set<std::string> found_;
  std::vector<std::string> above_;  // the folders that LookBelow is in
};

// `**` twice in a row is no more than once; at the end it is any file.
std::vector<std::string_view> NamesOf(std::string_view pattern) {
  std::vector<std::string_view> names;
  for (const std::string_view name : PathNames(pattern)) {
    if (name != "**" || names.empty() || names.back() != "**") names.push_back(name);
  }
  if (!names.empty() && names.back() == "**") names.emplace_back("*");
  return names;
}

}  // namespace

bool IsPathPattern(std::string_view path) {
  const size_t open = path.find('[');
  return path.find_first_of("*?") != std::string_view::npos ||
         (open != std::string_view::npos && path.find(']', open) != std::string_view::npos);
}

Result<std::vector<std::string>> FindFiles(SourceReader& reader, std::string_view folder,
                                           std::string_view pattern) {
  Finder finder(reader, NamesOf(pattern));
  finder.Look(pattern.starts_with('/') ? "/" : std::string(folder), 0);
  if (finder.gave_up())
    return Failure{StrCat("more than ", kMostFolders, " folders would have to be looked at")};
  return std::vector<std::string>(finder.found().begin(), finder.found().end());
}

}  // namespace luarig
