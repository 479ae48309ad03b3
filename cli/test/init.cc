#include "cli/test/init.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <ostream>
#include <system_error>
#include <utility>

#include "cli/app/files.h"
#include "cli/app/project.h"
#include "cli/app/rig.h"
#include "cli/app/sources.h"
#include "cli/test/first_suite.h"
#include "cli/test/stopwatch.h"
#include "cli/test/suite_files.h"
#include "engine/base/bytes.h"
#include "engine/source/paths.h"
#include "engine/testing/engine_scene.h"

namespace luarig {
namespace {

namespace fs = std::filesystem;

constexpr int64_t kTimeLimitMicros = 10'000'000;
constexpr std::string_view kTestsFolder = "tests";

bool IsLibrary(std::string_view text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  return line.starts_with("#!lua") && line.find(" name=") != std::string_view::npos;
}

bool IsThere(const std::string& path) {
  std::error_code error;
  return fs::exists(fs::symlink_status(path, error));
}

// `path` as one would write it in a file of `folder`.
std::string SeenFrom(const std::string& folder, const std::string& path) {
  return fs::absolute(path)
      .lexically_normal()
      .lexically_relative(fs::absolute(folder.empty() ? "." : folder).lexically_normal())
      .string();
}

// The member `name` of a flat list of names and values; an empty reply if it has none.
Reply MemberNamed(const Reply& list, std::string_view name) {
  for (size_t i = 0; i + 1 < list.elements.size(); i += 2) {
    if (list.elements[i].text == name) return list.elements[i + 1];
  }
  return {};
}

// Makes the files of one run.
class Initializer {
 public:
  Initializer(const TestOptions& options, Console& console)
      : options_(options),
        console_(console),
        defaults_(options.ReadDefaults()),
        project_(ProjectInUse()),
        disk_(options.engine.aliases) {
    const std::string root(FolderOf(project_));
    const std::string tests = JoinPath(root, kTestsFolder);
    if (std::error_code error; fs::is_directory(tests, error)) tests_ = tests;
  }

  ExitCode Run() {
    std::vector<std::string> files = options_.words;
    if (files.empty()) files = FindLibraries();
    for (const std::string& file : files) {
      try {
        Init(file);
      } catch (const UsageError& error) {
        console_.err << "luarig test: " << error.what() << '\n';
        result_ = ExitCode::kFailure;
      }
    }
    if (!suites_.empty()) {
      WriteProject();
      TellWhatIsNext();
    }
    return result_;
  }

 private:
  std::string ProjectInUse() const {
    const ProjectChoice* choice = options_.engine.aliases.project.get();
    if (choice != nullptr && !choice->file.empty()) return choice->file;
    return choice != nullptr && choice->none ? "" : FindProject("");
  }

  static std::vector<std::string> FindLibraries() {
    std::vector<std::string> found =
        FilesBelow(".", [](const std::string& name) { return name.ends_with(".lua"); });
    std::erase_if(found, [](const std::string& path) { return !IsLibrary(ReadFile(path)); });
    if (found.empty()) {
      throw UsageError(
          "no library here: none of the .lua files begins with `#!lua name=`; name the FILE of a "
          "script");
    }
    return found;
  }

  void Init(const std::string& file) {
    const std::string stem = fs::path(file).stem().string();
    const std::string folder = tests_.empty() ? std::string(FolderOf(file)) : tests_;
    const std::string path = JoinPath(folder, StrCat(stem, ".test.json"));
    const std::string fixture = JoinPath(folder, StrCat(stem, ".fixture.json"));
    if (LeftAsItIs(path)) return;
    const bool is_library = IsLibrary(ReadFile(file));
    FirstSuite suite{.name = stem,
                     .script = is_library ? "" : SeenFrom(folder, file),
                     .library = is_library ? SeenFrom(folder, file) : "",
                     .fixture = StrCat(stem, ".fixture.json"),
                     .tests = {}};
    if (!(is_library ? LearnFunctions(file, suite) : LearnScript(file, suite))) {
      result_ = std::max(result_, ExitCode::kFindings);
      return;
    }
    const bool has_fixture = IsThere(fixture);
    RunPlaceholders(file, has_fixture ? fixture : "", suite);
    if (!LeftAsItIs(fixture)) Write(fixture, FirstFixtureText(suite));
    const size_t tests = suite.tests.size();
    Write(path, FirstSuiteText(suite), StrCat(" (", tests, tests == 1 ? " test)" : " tests)"));
    suites_.push_back(path);
    if (is_library) libraries_.push_back(file);
  }

  // --- What there is to test ---------------------------------------------------------------------

  // An engine to look into, with this library or none. What is wrong with it was drawn if it is not
  // ok().
  std::unique_ptr<Rig> RigWith(const std::string& library) {
    EngineFlags flags = options_.engine;
    flags.libraries.clear();
    if (!library.empty()) flags.libraries.push_back(library);
    flags.fixtures.clear();
    flags.target = defaults_.setting.target->name;
    return std::make_unique<Rig>(flags, console_);
  }

  bool LearnFunctions(const std::string& file, FirstSuite& suite) {
    const auto rig = RigWith(file);
    if (!rig->ok()) return false;
    const std::string text = Assembled(file)->text;
    const Reply list = rig->Ask({"FUNCTION", "LIST"});
    for (const Reply& function : MemberNamed(list.elements.at(0), "functions").elements) {
      FirstTest test{.name = MemberNamed(function, "name").text,
                     .description = MemberNamed(function, "description").text};
      for (const Reply& flag : MemberNamed(function, "flags").elements)
        test.read_only = test.read_only || flag.text == "no-writes";
      test.signature = SignatureOfFunction(text, test.name);
      suite.tests.push_back(std::move(test));
    }
    // In the order of the text, not of the alphabet.
    std::ranges::stable_sort(suite.tests, {}, [&](const FirstTest& test) {
      return std::min(text.find(StrCat("'", test.name, "'")),
                      text.find(StrCat("\"", test.name, "\"")));
    });
    return true;
  }

  bool LearnScript(const std::string& file, FirstSuite& suite) {
    const auto rig = RigWith("");
    const SourceText script =
        LoadSource(file, console_, options_.engine.ReadOneLine(), options_.engine.aliases);
    if (rig->Ask({"SCRIPT", "LOAD", script.text}).is_error()) {
      rig->Eval(script, {}, false);  // which draws it
      return false;
    }
    const std::string_view line = std::string_view(script.text).substr(0, script.text.find('\n'));
    suite.tests.push_back(
        {.name = suite.name,
         .description = "",
         .read_only = line.starts_with("#!lua") && line.find("no-writes") != std::string_view::npos,
         .signature = SignatureOfScript(script.text)});
    return true;
  }

  std::shared_ptr<const TestFile> Assembled(const std::string& file) {
    return Must(disk_.ReadLua("", file));
  }

  static std::shared_ptr<const TestFile> Must(Result<std::shared_ptr<const TestFile>> file) {
    if (!file.ok()) throw UsageError(file.error());
    return file.value();
  }

  // --- What comes of it --------------------------------------------------------------------------

  // Runs every test as `luarig test` will, and keeps the replies.
  void RunPlaceholders(const std::string& file, const std::string& fixture, FirstSuite& suite) {
    Setting setting = defaults_.setting;
    for (const std::string& path : options_.engine.libraries)
      setting.libraries.push_back(Assembled(path));
    for (const std::string& path : options_.engine.fixtures)
      setting.fixtures.push_back(Must(disk_.Read("", path)));
    const auto source = Assembled(file);
    if (!suite.library.empty()) setting.libraries.push_back(source);
    if (!fixture.empty()) setting.fixtures.push_back(Must(disk_.Read("", fixture)));
    SteadyStopwatch stopwatch;
    const auto limit = options_.engine.ReadTimeLimit();
    EngineScene scene(setting, {.stopwatch = &stopwatch,
                                .time_limit_micros = limit ? *limit * 1000 : kTimeLimitMicros,
                                .lua_memory = options_.engine.ReadLuaMemory().value_or(0)});
    for (FirstTest& test : suite.tests) {
      if (const auto problem = scene.Begin())
        throw UsageError(
            StrCat(problem->where.file, ":", problem->where.line, ": ", problem->message));
      const std::vector<std::string> keys = FirstKeys(suite, test);
      std::vector<std::string> words{
          StrCat(suite.library.empty() ? "EVAL" : "FCALL", test.read_only ? "_RO" : ""),
          suite.library.empty() ? source->text : test.name, std::to_string(keys.size())};
      words.insert(words.end(), keys.begin(), keys.end());
      for (std::string& argument : FirstArguments(test)) words.push_back(std::move(argument));
      test.reply = scene.Run("", words, {}).reply;
    }
  }

  // --- What is written ---------------------------------------------------------------------------

  bool LeftAsItIs(const std::string& path) {
    if (!IsThere(path)) return false;
    console_.out << path << " exists and was left as it is\n";
    return true;
  }

  void Write(const std::string& path, const std::string& text, const std::string& what = "") {
    WriteFile(path, text);
    console_.out << "wrote " << path << what << '\n';
  }

  void WriteProject() {
    const ProjectChoice* choice = options_.engine.aliases.project.get();
    if (!project_.empty() || (choice != nullptr && choice->none)) return;
    std::vector<std::string> libraries;
    for (const std::string& file : libraries_) libraries.push_back(SeenFrom("", file));
    const std::string path(kProjectFile);
    if (!LeftAsItIs(path))
      Write(path, FirstProjectText(libraries, tests_, defaults_.setting.target->name));
  }

  // Where the new suites are, unless `luarig test` looks there by itself: a project may have other
  // paths.
  std::string NewPlaces() const {
    const bool below = std::ranges::none_of(suites_, [](const std::string& path) {
      return path.starts_with("..") || path.starts_with('/');
    });
    if (project_.empty() && below) return "";
    if (!tests_.empty()) return StrCat(" ", tests_);
    return suites_.size() == 1 ? StrCat(" ", suites_.front()) : " .";
  }

  void TellWhatIsNext() {
    console_.out << "\nNext: `luarig test" << NewPlaces()
                 << "`, which passes. Then put in your own keys, arguments and\n"
                    "expectations; with --watch it runs whenever you save.\n";
  }

  const TestOptions& options_;
  Console& console_;
  SuiteDefaults defaults_;
  std::string project_;  // "" if there is none
  std::string tests_;    // where suites go; "" if beside their libraries
  DiskFiles disk_;
  std::vector<std::string> suites_;
  std::vector<std::string> libraries_;
  ExitCode result_ = ExitCode::kOk;
};

}  // namespace

ExitCode InitTests(const TestOptions& options, Console& console) {
  return Initializer(options, console).Run();
}

}  // namespace luarig
