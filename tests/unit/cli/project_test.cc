#include "cli/app/project.h"

#include <filesystem>
#include <sstream>

#include <doctest/doctest.h>

#include "cli/app/aliases.h"
#include "cli/app/sources.h"
#include "tests/unit/cli/folder.h"

namespace luarig::test {
namespace {

namespace fs = std::filesystem;
using Words = std::vector<std::string>;

// Flags of every kind, under names that some subcommand has.
struct Flags {
  Flags() : line("", "") {
    line.DeclareProject();
    line.Switch("--cluster", cluster, "");
    line.Value("--seed", seed, "N", "");
    line.Value("--resp", resp, {2, 3}, "N", "");
    line.Value("--target", target, "NAME", "");
    line.Value("--acl", acl, "RULES", "");
    line.Value("--record", record, "FILE", "");
    line.Values("--lib", libraries, "FILE", "");
    line.Values("--report", reports, "FORMAT[=FILE]", "");
    line.Switch("--watch", watch, "");
    line.NotFromFile("watch", "a run would not end");
    line.WordsFromFile("paths", words, "PATH");
  }

  // What is wrong with the file, "" if nothing is.
  std::string Apply(const std::string& file, std::string_view subcommand = "test") {
    std::string wrong;
    for (const Diagnostic& error : Project(file).Apply(line, subcommand))
      wrong += error.where.path + ": " + error.message + "; " + error.help + "\n";
    return wrong;
  }

  CommandLine line;
  bool cluster = false;
  bool watch = false;
  uint64_t seed = 1;
  int resp = 2;
  std::string target = "redis-7.4";
  std::optional<std::string> acl;
  std::string record;
  Words libraries;
  Words reports;
  Words words;
};

}  // namespace

TEST_CASE("a project file is found above, but not above the folder of a repository") {
  const Folder folder;
  const std::string file = folder.Write("a/luarig.json", "{}");
  fs::create_directories(folder.path / "a/b/c");
  CHECK(FindProject((folder.path / "a").string()) == file);
  CHECK(FindProject((folder.path / "a/").string()) == file);
  CHECK(FindProject((folder.path / "a/b/c").string()) == file);
  CHECK(FindProject(folder.path.string()).empty());
  fs::create_directory(folder.path / "a/.git");  // beside the file it hides nothing
  CHECK(FindProject((folder.path / "a/b/c").string()) == file);
  folder.Write("a/b/.git", "gitdir: of a submodule");
  CHECK(FindProject((folder.path / "a/b/c").string()).empty());
  fs::create_directory(folder.path / "a/b/c/luarig.json");  // that is no file
  CHECK(FindProject((folder.path / "a/b/c").string()).empty());
}

TEST_CASE("paths of a project file are shown as one would type them") {
  const Folder folder;
  folder.Write("p/luarig.json",
               R"({"lib": ["src/a.lua", "/abs.lua"], "record": "tests/r.log", "paths": "tests",
                   "report": ["tap", "junit=out/j.xml"]})");
  const Inside inside(folder.path / "p/tests");
  CHECK(FindProject("") == "../luarig.json");
  Flags flags;
  flags.line.Parse({});
  CHECK(flags.Apply("../luarig.json").empty());
  CHECK(flags.libraries == Words{"../src/a.lua", "/abs.lua"});
  CHECK(flags.record == "r.log");
  CHECK(flags.words == Words{"."});
  CHECK(flags.reports == Words{"tap", "junit=../out/j.xml"});
}

TEST_CASE("members of a project file are taken as flags of every kind") {
  const Folder folder;
  const std::string file = folder.Write(
      "luarig.json",
      R"({"cluster": true, "seed": 7, "resp": 3, "target": "redis-7.0", "acl": 5, "lib": "/a.lua"})");
  Flags flags;
  flags.line.Parse({});
  CHECK(flags.Apply(file).empty());
  CHECK(flags.cluster);
  CHECK(flags.seed == 7);
  CHECK(flags.resp == 3);
  CHECK(flags.target == "redis-7.0");
  CHECK(flags.acl == "5");
  CHECK(flags.libraries == Words{"/a.lua"});
}

TEST_CASE("a typed flag takes the place of the file's, and a section that of the whole file") {
  const Folder folder;
  const std::string file = folder.Write(
      "luarig.json", R"({"cluster": true, "seed": 7, "lib": ["/a.lua"], "report": ["tap"],
                         "test": {"seed": 8, "report": []}, "serve": {"seed": 9}})");
  Flags flags;
  flags.line.Parse({"--lib", "b.lua", "--cluster=false"});
  CHECK(flags.Apply(file).empty());
  CHECK(flags.libraries == Words{"b.lua"});
  CHECK_FALSE(flags.cluster);
  CHECK(flags.seed == 8);
  CHECK(flags.reports.empty());
}

TEST_CASE("words that were typed take the place of the file's") {
  const Folder folder;
  const std::string file = folder.Write("luarig.json", R"({"test": {"paths": ["/t"]}})");
  Flags flags;
  flags.words = {"mine"};
  flags.line.Parse({});
  CHECK(flags.Apply(file).empty());
  CHECK(flags.words == Words{"mine"});
}

TEST_CASE("what a project file must not say is refused with its path and the way out") {
  const Folder folder;
  const auto wrong = [&](std::string_view text) {
    Flags flags;
    flags.line.Parse({});
    return flags.Apply(folder.Write("luarig.json", text));
  };
  CHECK(wrong(R"({"tagret": 1})") ==
        "$.tagret: \"tagret\" is no flag, and no subcommand that has some; did you mean "
        "\"target\"?\n");
  CHECK(wrong(R"({"test": {"sede": 1}})") ==
        "$.test.sede: \"sede\" is no flag of luarig test; did you mean \"seed\"?\n");
  CHECK(wrong(R"({"test": {"watch": true}})") ==
        "$.test.watch: --watch must not come from a project file; Why: a run would not end.\n");
  CHECK(wrong(R"({"watch": true})").starts_with("$.watch: --watch must not come"));
  CHECK(wrong(R"({"flush": true})").starts_with("$.flush: --flush must not come"));
  CHECK(wrong(R"({"test": []})").starts_with("$.test: the flags of luarig test are an object"));
  CHECK(wrong(R"({"cluster": 1})").starts_with("$.cluster: true or false belongs here"));
  CHECK(wrong(R"({"cluster": null})").starts_with("$.cluster: true or false belongs here"));
  CHECK(wrong(R"({"seed": "x"})").starts_with("$.seed: a whole number belongs here"));
  CHECK(wrong(R"({"seed": -1})").starts_with("$.seed: a whole number belongs here"));
  CHECK(wrong(R"({"resp": 4})").starts_with("$.resp: --resp: 4 not in {2,3}"));
  CHECK(wrong(R"({"acl": true})").starts_with("$.acl: a text or a number belongs here"));
  CHECK(wrong(R"({"acl": ["x"]})").starts_with("$.acl: a text or a number belongs here"));
  CHECK(wrong(R"({"record": 1})").starts_with("$.record: a path belongs here"));
  CHECK(wrong(R"({"lib": [1]})").starts_with("$.lib: a path, or a list of paths, belongs here"));
  CHECK(wrong("[]").starts_with("$: a project file is an object"));
  CHECK(wrong("{").find("still open") != std::string::npos);
  CHECK(wrong(R"({"aliases": ["src"]})").starts_with("$.aliases: aliases are an object"));
  CHECK(wrong(R"({"aliases": {"<a>": "b"}})").find("the name of an alias") != std::string::npos);
  CHECK(wrong(R"({"aliases": {"a": 1}})").starts_with("$.aliases.a: the folder of an alias"));
}

TEST_CASE("what is meant for another subcommand is left to it") {
  const Folder folder;
  const std::string file = folder.Write(
      "luarig.json", R"({"coverage": true, "port": 7000, "serve": {"prot": 1}, "json": true})");
  Flags flags;
  flags.line.Parse({});
  CHECK(flags.Apply(file).empty());
}

TEST_CASE("of a list of servers who has but one takes the first") {
  const Folder folder;
  const std::string file = folder.Write("luarig.json", R"({"target": ["redis-7.0", "redis-7.2"]})");
  Flags one;
  one.line.Parse({});
  CHECK(one.Apply(file).empty());
  CHECK(one.target == "redis-7.0");
  Flags many;
  many.line.TakesList("target");
  many.line.Parse({});
  CHECK(many.Apply(file).empty());
  CHECK(many.target == "redis-7.0,redis-7.2");
}

TEST_CASE("a refusal names the place of the file that it is about") {
  const Folder folder;
  const Inside inside(folder.path);
  folder.Write("luarig.json", R"({"seed": 5, "record": "logs/x.log"})");
  Flags flags;
  flags.line.Parse({});
  CHECK(flags.Apply("luarig.json").empty());
  CHECK(flags.line.WithOrigin("--seed: no") == "luarig.json:1:10 ($.seed): --seed: no");
  CHECK(flags.line.WithOrigin("--seed 5: no").starts_with("luarig.json:1:10"));
  CHECK(flags.line.WithOrigin("cannot write logs/x.log") ==
        "cannot write logs/x.log; luarig.json:1:23 ($.record) names it");
  CHECK(flags.line.WithOrigin("--seeds: no") == "--seeds: no");
  CHECK(flags.line.WithOrigin("--resp: no") == "--resp: no");
}

TEST_CASE("the aliases of a file are those of the nearest project, and the typed ones") {
  const Folder folder;
  folder.Write("luarig.json", R"({"aliases": {"~": "lua", "base": "common"}})");
  folder.Write("inner/luarig.json", R"({"aliases": {"~": "."}})");
  const Inside inside(folder.path);
  using Aliases = std::map<std::string, std::string>;
  AliasFlags flags;
  CHECK(flags.For("x.lua") == Aliases{{"~", "lua"}, {"base", "common"}});
  CHECK(flags.For("src/deep/x.lua") == Aliases{{"~", "lua"}, {"base", "common"}});
  CHECK(flags.For("inner/x.lua") == Aliases{{"~", "inner"}});
  CHECK(flags.For((folder.path / "inner/x.lua").string()) ==
        Aliases{{"~", (folder.path / "inner").string()}});
  flags.words = {"base=mine/./a", "b=c"};
  CHECK(flags.For("x.lua") == Aliases{{"~", "lua"}, {"base", "mine/a"}, {"b", "c"}});
  auto choice = std::make_shared<ProjectChoice>();
  flags.project = choice;
  choice->file = "luarig.json";
  CHECK(flags.For("inner/x.lua").at("~") == "lua");
  choice->file = "";
  choice->none = true;
  CHECK(flags.For("inner/x.lua") == Aliases{{"base", "mine/a"}, {"b", "c"}});
  for (const char* word : {"base", "=x", "base="}) {
    flags.words = {word};
    CHECK_THROWS_AS((void)flags.For("x.lua"), UsageError);
  }
}

TEST_CASE("only a source that includes something has its aliases looked for") {
  const Folder folder;
  folder.Write("luarig.json", "{ broken");
  folder.Write("lib/money.lua", "local money\n");
  const SourceFile plain{.name = (folder.path / "a.lua").string(), .text = "return 1\n"};
  CHECK(AssembleFromDisk(plain).text == "return 1\n");
  const SourceFile includes{.name = (folder.path / "a.lua").string(),
                            .text = "--- @include \"<base>/money\"\n"};
  CHECK_THROWS_AS(AssembleFromDisk(includes), UsageError);
  folder.Write("luarig.json", R"({"aliases": {"base": "lib"}})");
  CHECK(AssembleFromDisk(includes).text == "local money\n");
}

}  // namespace luarig::test
