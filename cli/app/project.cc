#include "cli/app/project.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <ostream>
#include <system_error>
#include <utility>

#include "cli/app/excerpt.h"
#include "cli/app/files.h"
#include "cli/app/project_values.h"
#include "engine/base/bytes.h"
#include "engine/base/suggest.h"
#include "engine/source/paths.h"

namespace luarig {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSchema = "$schema";
constexpr std::string_view kAliases = "aliases";

bool IsSection(std::string_view name) {
  return std::ranges::any_of(Subcommands(), [&](const Subcommand& subcommand) {
    return subcommand.has_project && name == subcommand.name;
  });
}

// The flags of every subcommand, which take a while to declare: made when somebody asks.
class AllFlags {
 public:
  // True if `fits` says so of the flag `name` of some subcommand.
  template <typename F>
  bool Any(std::string_view name, const F& fits) {
    return std::ranges::any_of(Lines(), [&](const auto& line) {
      const FileFlag* flag = line->FindFileFlag(name);
      return flag != nullptr && fits(*flag);
    });
  }

  // Why the flag must not come from a file, as the first that has it says; "" if none has it.
  std::string RefusalOf(std::string_view name) {
    std::string why;
    Any(name, [&](const FileFlag& flag) {
      why = flag.refusal;
      return true;
    });
    return why;
  }

  std::vector<std::string> Names() {
    std::vector<std::string> names;
    for (const auto& line : Lines()) {
      for (const FileFlag& flag : line->FileFlags()) {
        if (flag.refusal.empty()) names.push_back(flag.name);
      }
    }
    return names;
  }

 private:
  const std::vector<std::unique_ptr<CommandLine>>& Lines() {
    if (!lines_.empty()) return lines_;
    for (const Subcommand& subcommand : Subcommands()) {
      if (!subcommand.has_project) continue;
      auto line = std::make_unique<CommandLine>("", "");
      line->DeclareProject();
      std::vector<std::string> no_words;
      keep_.push_back(subcommand.declare(*line, no_words));
      lines_.push_back(std::move(line));
    }
    return lines_;
  }

  std::vector<std::function<ExitCode(Console&)>> keep_;  // what the flags would fill
  std::vector<std::unique_ptr<CommandLine>> lines_;
};

}  // namespace

// One pass over the file, for one subcommand.
class Project::Reader {
 public:
  Reader(const Project& project, CommandLine& flags, std::string_view subcommand)
      : project_(project),
        tape_(project.document_.tape()),
        flags_(flags),
        subcommand_(subcommand) {}

  std::vector<Diagnostic> Apply() {
    // The section comes first: what is set already stays.
    if (const size_t section = MemberOf(tape_, 0, subcommand_)) ReadSection(section);
    tape_.ForMembers(0, [&](size_t key, size_t value) { ReadTop(key, value); });
    project_.Aliases(errors_);
    std::ranges::stable_sort(errors_, {}, [](const Diagnostic& error) {
      return std::pair(error.where.line, error.where.column);
    });
    return std::move(errors_);
  }

 private:
  void Error(size_t at, std::string message, std::string help = "") {
    errors_.push_back(project_.Problem(at, std::move(message), std::move(help)));
  }

  void ReadSection(size_t section) {
    if (tape_.at(section).kind != JsonKind::kObject) return;  // ReadTop() says so
    tape_.ForMembers(section, [&](size_t key, size_t value) {
      const std::string_view name = tape_.at(key).text;
      const FileFlag* flag = flags_.FindFileFlag(name);
      if (flag == nullptr) return Unknown(key);
      if (!flag->refusal.empty()) return Refuse(key, flag->refusal);
      Set(*flag, value);
    });
  }

  void ReadTop(size_t key, size_t value) {
    const std::string_view name = tape_.at(key).text;
    if (name == kSchema || name == kAliases) return;
    if (IsSection(name)) {
      if (tape_.at(value).kind != JsonKind::kObject)
        Error(value, StrCat("the flags of luarig ", name, " are an object"),
              StrCat("{\"", name, "\": {..}}"));
      return;
    }
    const FileFlag* own = flags_.FindFileFlag(name);
    if (own != nullptr && own->refusal.empty() && ValuesOf(*own, value)) return Set(*own, value);
    if (own != nullptr && own->refusal.empty() && IsListForOthers(*own, value))
      return Set(*own, value + 1);
    // It may be meant for another subcommand.
    const bool meant = all_.Any(name, [&](const FileFlag& flag) {
      return flag.refusal.empty() && (own == nullptr || ValuesOf(flag, value));
    });
    if (meant) return;
    if (own != nullptr && own->refusal.empty()) return Error(value, std::string(WantedBy(*own)));
    const std::string why = own != nullptr ? own->refusal : all_.RefusalOf(name);
    if (!why.empty()) return Refuse(key, why);
    UnknownTop(key);
  }

  // Some run on each of a list of servers; whoever has but one takes the first.
  bool IsListForOthers(const FileFlag& own, size_t value) {
    const bool has_one = tape_.at(value).kind == JsonKind::kArray && tape_.at(value).count > 0 &&
                         own.kind == FileFlag::Kind::kText;
    return has_one && all_.Any(own.name, [&](const FileFlag& flag) {
      return flag.takes_list && ValuesOf(flag, value);
    });
  }

  void Refuse(size_t key, std::string_view why) {
    Error(key, StrCat("--", tape_.at(key).text, " must not come from a project file"),
          StrCat("Why: ", why, "."));
  }

  void Unknown(size_t key) {
    std::vector<std::string> names;
    for (const FileFlag& flag : flags_.FileFlags()) {
      if (flag.refusal.empty()) names.push_back(flag.name);
    }
    const std::string meant = Closest(tape_.at(key).text, names);
    Error(key, StrCat(Quote(tape_.at(key).text), " is no flag of luarig ", subcommand_),
          meant.empty() ? StrCat("`luarig ", subcommand_, " --help` lists them.") : meant);
  }

  void UnknownTop(size_t key) {
    std::vector<std::string> names = all_.Names();
    names.emplace_back(kSchema);
    names.emplace_back(kAliases);
    for (const Subcommand& subcommand : Subcommands()) {
      if (subcommand.has_project) names.emplace_back(subcommand.name);
    }
    const std::string meant = Closest(tape_.at(key).text, names);
    Error(key, StrCat(Quote(tape_.at(key).text), " is no flag, and no subcommand that has some"),
          meant.empty() ? "Members are long flags without their dashes." : meant);
  }

  static std::string Closest(std::string_view name, const std::vector<std::string>& names) {
    return DidYouMean(name, std::vector<std::string_view>(names.begin(), names.end()));
  }

  void Set(const FileFlag& flag, size_t value) {
    const auto values = ValuesOf(flag, value);
    if (!values) return Error(value, std::string(WantedBy(flag)));
    if (auto error = flags_.SetDefault(flag.name, *values, project_.PlaceOf(value)))
      Error(value, std::move(*error));
  }

  std::optional<std::vector<std::string>> ValuesOf(const FileFlag& flag, size_t value) const {
    return ValuesFor(flag, tape_, value,
                     [this](std::string_view path) { return project_.Seen(path); });
  }

  const Project& project_;
  const JsonTape& tape_;
  CommandLine& flags_;
  std::string_view subcommand_;
  AllFlags all_;
  std::vector<Diagnostic> errors_;
};

std::string SeenFromHere(const std::string& path) {
  const fs::path whole(path);
  std::error_code error;
  const fs::path here = fs::current_path(error);
  if (whole.is_absolute() || error) return path;
  return (here / whole).lexically_normal().lexically_relative(here).string();
}

std::string FindProject(const std::string& folder) {
  std::error_code error;
  fs::path here = fs::current_path(error);
  if (error) return "";
  const fs::path start = here;
  here = (start / folder).lexically_normal();
  if (!here.has_filename()) here = here.parent_path();  // "a/" is "a"
  while (true) {
    const fs::path file = here / kProjectFile;
    if (fs::is_regular_file(file, error))
      return fs::path(folder).is_absolute() ? file.string()
                                            : file.lexically_relative(start).string();
    if (fs::exists(here / ".git", error) || here == here.parent_path()) return "";
    here = here.parent_path();
  }
}

std::string ProjectOf(const ProjectChoice& choice) {
  if (choice.none) return "";
  return choice.file.empty() ? FindProject("") : choice.file;
}

Project::Project(const std::string& path)
    : folder_(FolderOf(path)), document_(ReadFile(path), path) {}

std::string Project::Seen(std::string_view path) const {
  return SeenFromHere(JoinPath(folder_, path));
}

SourcePlace Project::PlaceOf(size_t at) const {
  const JsonTape& tape = document_.tape();
  const size_t begin = tape.BeginOf(at);
  return document_.source().PlaceAt(begin, tape.EndOf(at) - begin, tape.PathOf(at, "$"));
}

Diagnostic Project::Problem(size_t at, std::string message, std::string help) const {
  return {.code = "bad-project",
          .message = std::move(message),
          .where = PlaceOf(at),
          .help = std::move(help)};
}

std::vector<Diagnostic> Project::Apply(CommandLine& flags, std::string_view subcommand) const {
  if (document_.error()) return {*document_.error()};
  if (document_.tape().at(0).kind != JsonKind::kObject)
    return {Problem(0, "a project file is an object", R"({"lib": ["src/orders.lua"]})")};
  return Reader(*this, flags, subcommand).Apply();
}

std::map<std::string, std::string> Project::Aliases(std::vector<Diagnostic>& errors) const {
  std::map<std::string, std::string> aliases;
  if (document_.error()) {
    errors.push_back(*document_.error());
    return aliases;
  }
  const JsonTape& tape = document_.tape();
  if (tape.at(0).kind != JsonKind::kObject) return aliases;
  const size_t member = MemberOf(tape, 0, kAliases);
  if (member == 0) return aliases;
  if (tape.at(member).kind != JsonKind::kObject) {
    errors.push_back(Problem(member, "aliases are an object", R"({"~": "src/lua"})"));
    return aliases;
  }
  tape.ForMembers(member, [&](size_t key, size_t value) {
    const std::string_view name = tape.at(key).text;
    if (name.empty() || name.find_first_of("<>/") != std::string_view::npos) {
      errors.push_back(Problem(key, "the name of an alias is ~, or what stands between < and >",
                               "\"base\" is for --- @include \"<base>/money\"."));
    } else if (tape.at(value).kind != JsonKind::kString) {
      errors.push_back(Problem(value, "the folder of an alias is a text"));
    } else {
      aliases[std::string(name)] = Seen(tape.at(value).text);
    }
  });
  return aliases;
}

void ApplyProject(CommandLine& flags, std::string_view subcommand, Console& console) {
  const ProjectChoice& choice = *flags.project();
  if (choice.none && !choice.file.empty())
    throw UsageError("--project and --no-project exclude each other");
  const std::string path = ProjectOf(choice);
  if (path.empty()) return;
  const Project project(path);
  const std::vector<Diagnostic> errors = project.Apply(flags, subcommand);
  const bool one_line = flags.Said("format") == "line";
  for (const Diagnostic& error : errors) {
    console.err << (one_line ? DiagnosticLine(error)
                             : DrawDiagnostic(console, error, project.text()));
  }
  if (errors.empty()) return;
  throw UsageError(StrCat("cannot use ", path, ": ", errors.size(),
                          errors.size() == 1 ? " error" : " errors",
                          "; --no-project goes without it"));
}

}  // namespace luarig
