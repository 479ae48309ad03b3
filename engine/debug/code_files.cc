#include "engine/debug/code_files.h"

#include <algorithm>

#include "engine/base/bytes.h"

namespace luarig {
namespace {

// The lines of a text, without their ends, from 1.
std::string_view LineIn(std::string_view text, int line) {
  for (; line > 1; --line) {
    const size_t end = text.find('\n');
    if (end == std::string_view::npos) return "";
    text.remove_prefix(end + 1);
  }
  text = text.substr(0, text.find('\n'));
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

bool IsLibrary(ScriptKind kind) { return kind != ScriptKind::kScript; }

// "script 5b9fa1", "library stock": what a text is called that is no file.
std::string NameOf(const ScriptSource& source) {
  constexpr size_t kShaLetters = 6;
  if (source.kind == ScriptKind::kScript)
    return StrCat("script ", source.name.substr(0, kShaLetters));
  return StrCat("library ", source.library.empty() ? source.name : source.library);
}

void Merge(std::vector<int>& into, const std::vector<int>& lines) {
  into.insert(into.end(), lines.begin(), lines.end());
  std::ranges::sort(into);
  into.erase(std::unique(into.begin(), into.end()), into.end());
}

}  // namespace

size_t CodeFiles::AddFile(const SourceFile& file, bool on_disk) {
  const auto known = std::ranges::find_if(files_, [&](const File& other) {
    return other.name == file.name && other.text == file.text;
  });
  if (known != files_.end()) return static_cast<size_t>(known - files_.begin());
  files_.push_back({.name = file.name, .text = file.text, .on_disk = on_disk, .lines = {}});
  return files_.size() - 1;
}

size_t CodeFiles::Add(ScriptKind kind, const std::string& name, const std::string& text,
                      const std::vector<SourceFile>& files, const SourceMap& map, bool on_disk) {
  const auto known = std::ranges::find_if(texts_, [&](const Text& other) {
    return IsLibrary(other.kind) == IsLibrary(kind) && other.text == text;
  });
  if (known != texts_.end()) return static_cast<size_t>(known - texts_.begin());
  Text added{.kind = kind, .text = text, .files = {}, .map = map, .lines = {}, .functions = {}};
  if (files.empty()) added.files.push_back(AddFile({name, text}, on_disk));
  for (const SourceFile& file : files) added.files.push_back(AddFile(file, on_disk));
  CodeMap code = runtime_.MapOf(kind, text);
  added.lines = std::move(code.lines);
  added.functions = std::move(code.functions);
  texts_.push_back(std::move(added));

  const size_t number = texts_.size() - 1;
  for (size_t i = 0; i < texts_[number].files.size(); ++i) {
    const size_t file = texts_[number].files[i];
    std::vector<int> lines;
    for (const int line : texts_[number].lines) {
      const FilePlace place = PlaceOf(number, line);
      if (place.file == file) lines.push_back(place.line);
    }
    Merge(files_[file].lines, lines);
  }
  return number;
}

size_t CodeFiles::TextOf(const ScriptSource& source) {
  for (size_t i = 0; i < texts_.size(); ++i) {
    if (IsLibrary(texts_[i].kind) == IsLibrary(source.kind) && texts_[i].text == source.text)
      return i;
  }
  return Add(source.kind, NameOf(source), std::string(source.text), {}, {}, false);
}

FilePlace CodeFiles::PlaceOf(size_t text, int line) const {
  const Text& from = texts_[text];
  const SourceMap::Position place = from.map.Place(line);
  if (place.file >= from.files.size()) return {.file = from.files.front(), .line = 0};
  return {.file = from.files[place.file], .line = place.line};
}

int CodeFiles::LineOf(size_t text, FilePlace place) const {
  const Text& from = texts_[text];
  const auto file = std::ranges::find(from.files, place.file);
  if (file == from.files.end()) return 0;
  if (from.map.is_identity()) return place.line;
  const auto number = static_cast<size_t>(file - from.files.begin());
  for (const SourceMap::Range& range : from.map.ranges()) {
    if (range.file != number || place.line < range.file_line) continue;
    const int behind = place.line - range.file_line;
    if (behind < range.count) return range.line + behind;
  }
  return 0;
}

std::optional<size_t> CodeFiles::Find(std::string_view name) const {
  std::optional<size_t> found;
  int endings = 0;
  for (size_t i = 0; i < files_.size(); ++i) {
    if (files_[i].name == name) return i;
    if (!files_[i].name.ends_with(StrCat("/", name))) continue;
    found = i;
    ++endings;
  }
  return endings == 1 ? found : std::nullopt;
}

std::optional<int> CodeFiles::NextCodeLine(FilePlace place) const {
  const std::vector<int>& lines = files_[place.file].lines;
  const auto next = std::ranges::lower_bound(lines, place.line);
  if (next == lines.end()) return std::nullopt;
  return *next;
}

std::string CodeFiles::Label(FilePlace place) const {
  const std::string& name = files_[place.file].name;
  const size_t slash = files_[place.file].on_disk ? name.rfind('/') : std::string::npos;
  return StrCat(slash == std::string::npos ? name : name.substr(slash + 1), ":", place.line);
}

std::string_view CodeFiles::LineText(FilePlace place) const {
  return place.line < 1 ? std::string_view() : LineIn(files_[place.file].text, place.line);
}

}  // namespace luarig
