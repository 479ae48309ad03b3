#include "engine/source/includes.h"

#include <algorithm>
#include <deque>
#include <iterator>
#include <utility>

#include "engine/base/bytes.h"
#include "engine/base/suggest.h"
#include "engine/source/include_line.h"
#include "engine/source/path_glob.h"
#include "engine/source/paths.h"

namespace luarig {
namespace {

constexpr size_t kDeepest = 100;  // files that include each other
constexpr std::string_view kExtension = ".lua";

// A path of an include, taken apart: `rest` is seen from `folder`.
struct Reference {
  std::string prefix;  // what was written for the folder: "~/", "<base>/", ""
  std::string folder;
  std::string rest;
};

std::string_view LineEndOf(std::string_view line) {
  if (line.ends_with("\r\n")) return "\r\n";
  return line.ends_with('\n') ? "\n" : "";
}

class Assembler {
 public:
  Assembler(SourceReader& reader, const IncludeOptions& options)
      : reader_(reader), options_(options) {}

  AssembledSource Assemble(SourceFile root) {
    Emit(AddFile(std::move(root)));
    if (files_.size() == 1) map_ = SourceMap();
    return {
        .text = std::move(text_),
        .map = std::move(map_),
        .files = {std::make_move_iterator(files_.begin()), std::make_move_iterator(files_.end())},
        .errors = std::move(errors_)};
  }

 private:
  // A file that is being emitted, and what it has included so far.
  struct Open {
    size_t file = 0;
    int line = 0;
    std::map<size_t, int> included;  // file -> line that asked for it
  };

  size_t AddFile(SourceFile file) {
    const size_t index = files_.size();
    numbers_[reader_.Canonical(file.name)] = index;
    files_.push_back(std::move(file));
    return index;
  }

  void Emit(size_t file) {
    open_.push_back({.file = file, .line = 0, .included = {}});
    std::string_view rest = files_[file].text;  // a deque: it stays where it is
    while (!rest.empty() && errors_.size() < kMostIncludeErrors) {
      const std::string_view line = rest.substr(0, std::min(rest.find('\n'), rest.size() - 1) + 1);
      const int number = ++open_.back().line;
      if (const auto include = ReadIncludeLine(line)) {
        Include(*include, LineEndOf(line));
      } else {
        text_ += line;
        map_.AddLine(file, number);
      }
      rest.remove_prefix(line.size());
    }
    open_.pop_back();
  }

  // `end` is how the line of the include ends, and so does what comes in its place.
  void Include(const IncludeLine& include, std::string_view end) {
    for (const std::string& path : PathsOf(include)) {
      if (errors_.size() == kMostIncludeErrors) return;
      IncludeFile(include, path);
      if (!text_.empty() && text_.back() != '\n') text_ += end;
    }
  }

  // The files that the line asks for; none after an error.
  std::vector<std::string> PathsOf(const IncludeLine& include) {
    const auto reference = Resolve(include);
    if (!reference) return {};
    if (!IsPathPattern(reference->rest)) {
      const std::string path = JoinPath(reference->folder, reference->rest);
      if (ExtensionOf(path) == kExtension) return {path};
      Refuse(include, StrCat("cannot include ", path, ": it is no .lua file"),
             "Only files that end in .lua are included; the ending may be left out.");
      return {};
    }
    Result<std::vector<std::string>> found = FindFiles(reader_, reference->folder, reference->rest);
    if (!found.ok()) {
      Refuse(include, StrCat("cannot include ", include.path, ": ", found.error()), "");
      return {};
    }
    std::erase_if(*found, [](const std::string& path) { return ExtensionOf(path) != kExtension; });
    if (found->empty()) {
      Refuse(include, StrCat("cannot include ", include.path, ": no .lua file matches it"),
             "The pattern is relative to the file that it stands in.");
    }
    return std::move(*found);
  }

  std::optional<Reference> Resolve(const IncludeLine& include) {
    const std::string_view path = include.path;
    Reference reference{
        .prefix = "", .folder = std::string(FolderOf(Here().name)), .rest = std::string(path)};
    if (path.front() == '~' || path.front() == '<') {
      const size_t end = path.front() == '~' ? 0 : path.find('>');
      if (end == std::string_view::npos || (end == 0 && !path.starts_with("~/"))) {
        Refuse(include, StrCat("cannot include ", path, ": the alias does not end"),
               "Write ~/path or <name>/path.");
        return std::nullopt;
      }
      const std::string name(end == 0 ? "~" : path.substr(1, end - 1));
      const auto alias = options_.aliases.find(name);
      if (alias == options_.aliases.end()) {
        RefuseAlias(include, name);
        return std::nullopt;
      }
      const size_t rest = std::min(path.find_first_not_of('/', end + 1), path.size());
      reference = {.prefix = std::string(path.substr(0, rest)),
                   .folder = alias->second,
                   .rest = std::string(path.substr(rest))};
    }
    if (ExtensionOf(reference.rest).empty()) reference.rest += kExtension;
    return reference;
  }

  void IncludeFile(const IncludeLine& include, const std::string& path) {
    const std::string canonical = reader_.Canonical(path);
    if (const auto known = numbers_.find(canonical); known != numbers_.end())
      return IncludeAgain(include, known->second);
    if (open_.size() == kDeepest) {
      Refuse(include,
             StrCat("cannot include ", path, ": files include each other ", kDeepest, " deep"),
             "Include it from a file nearer to the one that is loaded.");
      return;
    }
    Result<std::string> text = reader_.Read(path);
    if (!text.ok()) return RefuseUnreadable(include, path, text.error());
    const size_t file = AddFile({.name = path, .text = std::move(*text)});
    open_.back().included[file] = open_.back().line;
    if (files_[file].text.starts_with("#!")) return RefuseShebang(file);
    Emit(file);
  }

  // Of a file that is there already, nothing comes again.
  void IncludeAgain(const IncludeLine& include, size_t file) {
    if (const auto open = std::ranges::find(open_, file, &Open::file); open != open_.end()) {
      std::string chain;
      for (auto one = open; one != open_.end(); ++one)
        chain += StrCat(files_[one->file].name, ":", one->line, " -> ");
      Refuse(include, StrCat("the includes go in a circle: ", chain, files_[file].name),
             "Put what both sides need into a file of its own, which includes neither.");
      return;
    }
    const auto [known, is_new] = open_.back().included.try_emplace(file, open_.back().line);
    if (is_new) return;
    Refuse(include, StrCat(files_[file].name, " is already included, in line ", known->second),
           "The loader of scripts refuses that within one file; remove one of the two.");
  }

  void RefuseUnreadable(const IncludeLine& include, const std::string& path,
                        std::string_view reason) {
    const auto reference = Resolve(include);
    const std::string_view written =
        reference ? include.path.substr(reference->prefix.size()) : include.path;
    const std::string near = reference && !IsPathPattern(written)
                                 ? NearestPath(reader_, reference->folder, written)
                                 : "";
    Refuse(include, StrCat("cannot include ", path, ": ", reason),
           near.empty() ? "The path is relative to the file that it stands in."
                        : StrCat("Did you mean \"", reference->prefix, near, "\"?"));
  }

  void RefuseAlias(const IncludeLine& include, const std::string& name) {
    std::vector<std::string_view> known;
    for (const auto& [alias, folder] : options_.aliases) known.emplace_back(alias);
    const std::string_view closest = ClosestWord(name, known);
    Refuse(include,
           StrCat("cannot include ", include.path, ": nothing is known of the path alias ", name),
           closest.empty() ? StrCat("Say which folder it is: --alias ", name,
                                    "=FOLDER, or \"aliases\" in luarig.json.")
                           : StrCat("Did you mean ", closest, "?"));
  }

  // The server reads the first line of the text only; elsewhere it is a syntax error.
  void RefuseShebang(size_t file) {
    const std::string& text = files_[file].text;
    errors_.push_back(
        {.code = "include",
         .message = StrCat(files_[file].name, " begins with #! and is included by ", Here().name,
                           ":", open_.back().line),
         .where = {.file = files_[file].name,
                   .line = 1,
                   .column = 1,
                   .length = static_cast<int>(std::min(text.find_first_of("\r\n"), text.size()))},
         .help = "Only the file that is loaded may have that line; remove it, or move what both "
                 "need into a file without it."});
  }

  void Refuse(const IncludeLine& include, std::string message, std::string help) {
    errors_.push_back({.code = "include",
                       .message = std::move(message),
                       .where = {.file = Here().name,
                                 .line = open_.back().line,
                                 .column = include.column,
                                 .length = static_cast<int>(include.path.size())},
                       .help = std::move(help)});
  }

  const SourceFile& Here() const { return files_[open_.back().file]; }

  SourceReader& reader_;
  const IncludeOptions& options_;
  std::deque<SourceFile> files_;
  std::map<std::string, size_t> numbers_;  // by canonical path
  std::vector<Open> open_;                 // the root first
  std::string text_;
  SourceMap map_;
  std::vector<Diagnostic> errors_;
};

}  // namespace

AssembledSource AssembleSource(SourceFile root, SourceReader& reader,
                               const IncludeOptions& options) {
  if (root.text.find("@include") == std::string::npos)
    return {.text = root.text, .map = {}, .files = {std::move(root)}, .errors = {}};
  return Assembler(reader, options).Assemble(std::move(root));
}

}  // namespace luarig
