#include "cli/debug/dap_launch.h"

#include <map>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "cli/app/files.h"
#include "cli/debug/dap_messages.h"

namespace luarig::test {
namespace {

std::string Refused(const std::string& json) {
  try {
    ReadLaunch(json, EngineFlags());
  } catch (const dap::Refusal& refusal) {
    return refusal.what();
  }
  return "";
}

// What an attribute of the manifest may be, in the words of LaunchProperty.
std::string TypeOf(const nlohmann::json& attribute) {
  const nlohmann::json& type = attribute.at("type");
  if (type == nlohmann::json{"string", "array"}) return "string or list of strings";
  if (type == nlohmann::json{"string", "integer"}) return "string or integer";
  return type == "array" ? "list of strings" : type.get<std::string>();
}

}  // namespace

TEST_CASE("a launch is read, its paths seen from cwd") {
  const DapLaunch launch = ReadLaunch(
      R"({"program":"a.lua","cwd":"/p","keys":["k"],"args":["a",2],"fixture":"f.json",
          "libraries":["l.lua","/m.lua"],"seed":9,"resp":3,"now":1700000000,"target":"redis-7.0",
          "disk-error":true,"stopOnEntry":true,"stopAtEnd":true})",
      EngineFlags());
  CHECK(launch.program == "/p/a.lua");
  CHECK(launch.keys == std::vector<std::string>{"k"});
  CHECK(launch.args == std::vector<std::string>{"a", "2"});
  CHECK(launch.flags.fixtures == std::vector<std::string>{"/p/f.json"});
  CHECK(launch.flags.libraries == std::vector<std::string>{"/p/l.lua", "/m.lua"});
  CHECK(launch.flags.seed == 9);
  CHECK(launch.flags.resp == 3);
  CHECK(launch.flags.now == "1700000000");
  CHECK(launch.flags.target == "redis-7.0");
  CHECK(launch.flags.disk_error);
  CHECK(launch.stop_on_entry);
  CHECK(launch.stop_at_end);
  CHECK_FALSE(launch.function);
}

TEST_CASE("the program of a function is a library, and loaded once") {
  const DapLaunch launch =
      ReadLaunch(R"({"program":"/l.lua","function":"f","libraries":["/k.lua"]})", EngineFlags());
  CHECK(launch.flags.libraries == std::vector<std::string>{"/k.lua", "/l.lua"});
  CHECK(ReadLaunch(R"({"program":"/l.lua","function":"f","libraries":"/l.lua"})", EngineFlags())
            .flags.libraries == std::vector<std::string>{"/l.lua"});
}

TEST_CASE("what the adapter was started with stays, where a launch says nothing") {
  EngineFlags flags;
  flags.libraries = {"given.lua"};
  flags.target = "valkey-8.0";
  const DapLaunch launch = ReadLaunch(R"({"program":"/a.lua","seed":2,"cwd":"/p"})", flags);
  CHECK(launch.flags.libraries == std::vector<std::string>{Resolved(".") + "/given.lua"});
  CHECK(launch.flags.target == "valkey-8.0");
}

TEST_CASE("a launch with a property that nobody knows is refused, with what was meant") {
  CHECK(Refused(R"({"program":"/a.lua","stopOnEntyr":true})") ==
        "launch: there is no property \"stopOnEntyr\"; did you mean \"stopOnEntry\"?");
  CHECK(Refused(R"({"program":"/a.lua","environment":{}})").find("those there are: program, ") !=
        std::string::npos);
}

TEST_CASE("what editors add for themselves is no mistake") {
  CHECK(Refused(R"({"program":"/a.lua","name":"x","type":"luarig","request":"launch",
                    "__sessionId":"1","preLaunchTask":"make","internalConsoleOptions":"x"})")
            .empty());
}

TEST_CASE("an empty table of Lua, which comes as an object, is an empty list") {
  CHECK(Refused(R"({"program":"/a.lua","keys":{},"libraries":{}})").empty());
  CHECK_FALSE(Refused(R"({"program":"/a.lua","keys":{"a":1}})").empty());
}

TEST_CASE("a launch says what of it cannot be") {
  CHECK(Refused("{}") == "launch: `program` is missing; it names the script to run");
  CHECK(Refused(R"({"program":null})").starts_with("launch: `program` is missing"));
  CHECK(Refused(R"({"program":1})") == "launch: `program` must be a string");
  CHECK(Refused(R"({"program":"/a","keys":"k"})") ==
        "launch: `keys` must be a list of strings and numbers");
  CHECK(Refused(R"({"program":"/a","fixture":[1]})") ==
        "launch: `fixture` must be a string or a list of strings");
  CHECK(Refused(R"({"program":"/a","resp":4})") == "launch: `resp` must be 2 or 3");
  CHECK(Refused(R"({"program":"/a","seed":-1})") ==
        "launch: `seed` must be a whole number from 0 on");
  CHECK(Refused(R"({"program":"/a","loading":1})") == "launch: `loading` must be true or false");
  CHECK(Refused(R"({"function":"f"})") ==
        "launch: `function` needs the library that has it, as `program`");
  CHECK(Refused(R"({"program":"/a","function":""})").starts_with("launch: `function` must name"));
  CHECK(Refused("[]") == "launch: the arguments must be an object");
}

TEST_CASE("an attach is read, and refused, as a launch is") {
  const DapAttach attach = ReadAttach(
      R"({"type":"luarig","request":"attach","cwd":"/p","sources":["a.lua","/b.lua"],"others":"busy"})");
  CHECK(attach.sources == std::vector<std::string>{"/p/a.lua", "/b.lua"});
  CHECK(attach.others_are_told_busy);
  CHECK_FALSE(ReadAttach("{}").others_are_told_busy);
  const auto refused = [](const char* json) -> std::string {
    try {
      ReadAttach(json);
    } catch (const dap::Refusal& refusal) {
      return refusal.what();
    }
    return "";
  };
  CHECK(refused(R"({"source":"a"})") ==
        "attach: there is no property \"source\"; did you mean \"sources\"?");
  CHECK(refused(R"({"others":"leave"})") == "attach: `others` must be \"wait\" or \"busy\"");
  CHECK(refused(R"({"sources":7})") == "attach: `sources` must be a string or a list of strings");
}

TEST_CASE(
    "the manifest of VS Code has the properties of a launch and an attach, with their types") {
  const auto manifest =
      nlohmann::json::parse(ReadFile(LUARIG_SOURCE_DIR "/editors/vscode/package.json"));
  const nlohmann::json& debugger = manifest.at("contributes").at("debuggers").at(0);
  const auto check = [&](const char* request, const std::vector<LaunchProperty>& ours) {
    std::map<std::string, std::string> attributes;
    for (const auto& [name, attribute] :
         debugger.at("configurationAttributes").at(request).at("properties").items()) {
      attributes[name] = TypeOf(attribute);
      CHECK_FALSE(attribute.at("description").get<std::string>().empty());
    }
    std::map<std::string, std::string> properties;
    for (const LaunchProperty& property : ours) properties[property.name] = property.type;
    CHECK(attributes == properties);
  };
  check("launch", LaunchProperties());
  check("attach", AttachProperties());

  // What it writes into a launch.json is a launch.
  for (const nlohmann::json& configuration : debugger.at("initialConfigurations"))
    CHECK(Refused(configuration.dump()).empty());
  for (const nlohmann::json& snippet : debugger.at("configurationSnippets")) {
    const nlohmann::json& body = snippet.at("body");
    if (body.at("request") == "launch") CHECK(Refused(body.dump()).empty());
    if (body.at("request") == "attach") CHECK(ReadAttach(body.dump()).sources.size() == 1);
  }
}

TEST_CASE("the page about editors names each property of a launch and an attach") {
  const std::string page = ReadFile(LUARIG_SOURCE_DIR "/docs/editors.md");
  std::vector<LaunchProperty> properties = LaunchProperties();
  for (LaunchProperty& property : AttachProperties()) properties.push_back(std::move(property));
  for (const LaunchProperty& property : properties)
    CHECK_MESSAGE(page.find("`" + property.name + "`") != std::string::npos, property.name);
}

}  // namespace luarig::test
