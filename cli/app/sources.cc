#include "cli/app/sources.h"

#include <algorithm>
#include <filesystem>
#include <istream>
#include <iterator>
#include <ostream>
#include <system_error>
#include <utility>

#include "cli/app/excerpt.h"
#include "cli/app/files.h"
#include "engine/base/bytes.h"

namespace luarig {
namespace {

namespace fs = std::filesystem;

// The disk; relative paths begin in the current folder.
class DiskReader final : public SourceReader {
 public:
  Result<std::string> Read(const std::string& path) override {
    if (path.find('\0') != std::string::npos) return Failure{"the path has a zero byte"};
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (error) return Failure{error.message()};
    // A pipe or a device might never end.
    if (!fs::is_regular_file(status)) return Failure{"it is no file"};
    try {
      return ReadFile(path);
    } catch (const UsageError& refusal) {
      const std::string_view why = refusal.what();
      return Failure{std::string(why.substr(why.rfind(": ") + 2))};
    }
  }

  std::vector<FolderEntry> List(const std::string& folder) override {
    std::vector<FolderEntry> entries;
    std::error_code error;
    fs::directory_iterator entry(folder.empty() ? "." : folder, error);
    for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
      std::error_code unknown;  // then it is no folder
      entries.push_back({entry->path().filename().string(), entry->is_directory(unknown)});
    }
    return entries;
  }

  std::string Canonical(const std::string& path) override {
    std::error_code error;
    const fs::path canonical = fs::weakly_canonical(path.empty() ? "." : path, error);
    return error ? path : canonical.string();
  }
};

}  // namespace

SourcePlace SourceText::Located(SourcePlace place) const {
  const SourceMap::Position position = map.Place(place.line);
  place.file = files.empty() ? name : files[position.file].name;
  place.line = position.line;
  return place;
}

std::string_view SourceText::TextOf(std::string_view file) const {
  const auto found = std::ranges::find(files, file, &SourceFile::name);
  return found == files.end() ? text : found->text;
}

AssembledSource AssembleFromDisk(SourceFile root, const AliasFlags& aliases) {
  DiskReader disk;
  IncludeOptions options;
  // Most sources include nothing, and need no look for aliases.
  if (root.text.find("@include") != std::string::npos) options.aliases = aliases.For(root.name);
  return AssembleSource(std::move(root), disk, options);
}

SourceText AssembleText(std::string name, std::string text, const Console& console, bool one_line,
                        const AliasFlags& aliases) {
  AssembledSource whole = AssembleFromDisk({.name = name, .text = std::move(text)}, aliases);
  SourceText source{.name = std::move(name),
                    .text = std::move(whole.text),
                    .files = std::move(whole.files),
                    .map = std::move(whole.map)};
  for (const Diagnostic& error : whole.errors) {
    console.err << (one_line ? DiagnosticLine(error)
                             : DrawDiagnostic(console, error, source.TextOf(error.where.file)));
  }
  if (!whole.errors.empty()) {
    throw UsageError(StrCat("cannot load ", source.name, ": ", whole.errors.size(),
                            whole.errors.size() == 1 ? " error" : " errors", " in its includes"));
  }
  if (source.map.is_identity()) source.files.clear();
  return source;
}

SourceText LoadSource(const std::string& path, const Console& console, bool one_line,
                      const AliasFlags& aliases) {
  return AssembleText(path, ReadFile(path), console, one_line, aliases);
}

SourceText LoadSourceOrInput(const std::string& path, const Console& console, bool one_line,
                             const AliasFlags& aliases) {
  if (path != "-") return LoadSource(path, console, one_line, aliases);
  return AssembleText("<stdin>", {std::istreambuf_iterator<char>(console.in), {}}, console,
                      one_line, aliases);
}

}  // namespace luarig
