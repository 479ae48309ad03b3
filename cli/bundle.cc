#include <algorithm>
#include <memory>
#include <ostream>

#include <nlohmann/json.hpp>

#include "cli/app/command_line.h"
#include "cli/app/engine_flags.h"
#include "cli/app/files.h"
#include "cli/app/sources.h"
#include "cli/app/subcommand.h"
#include "engine/base/bytes.h"

namespace luarig {
namespace {

struct BundleOptions {
  ScriptWords words;
  std::optional<std::string> output;
  std::optional<std::string> source_map;
  std::string format = "picture";
  AliasFlags aliases;
};

// The ranges of a text; of one that is a file, the one that it is.
std::vector<SourceMap::Range> RangesOf(const SourceText& source) {
  if (!source.map.is_identity()) return source.map.ranges();
  const auto ends = std::ranges::count(source.text, '\n');
  const bool unfinished = !source.text.empty() && source.text.back() != '\n';
  const int lines = static_cast<int>(ends) + (unfinished ? 1 : 0);
  if (lines == 0) return {};
  return {{.line = 1, .count = lines, .file = 0, .file_line = 1}};
}

// docs/includes.md describes it.
std::string MapJson(const SourceText& source, const std::string& file) {
  nlohmann::ordered_json out{{"version", 1}, {"file", file}};
  auto& sources = out["sources"] = nlohmann::ordered_json::array();
  for (const SourceFile& one : source.files) sources.push_back(one.name);
  if (source.files.empty()) sources.push_back(source.name);
  auto& ranges = out["ranges"] = nlohmann::ordered_json::array();
  for (const SourceMap::Range& range : RangesOf(source)) {
    ranges.push_back({{"line", range.line},
                      {"count", range.count},
                      {"source", range.file},
                      {"source_line", range.file_line}});
  }
  // Names of files may be any bytes.
  return out.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
}

ExitCode RunBundle(const BundleOptions& options, Console& console) {
  if (!options.words.has_name) throw UsageError("no script; name a FILE, or - for standard input");
  if (!options.words.keys.empty() || !options.words.args.empty())
    throw UsageError("one FILE at a time");
  const SourceText source = LoadSourceOrInput(options.words.name, console,
                                              ReadErrorFormat(options.format), options.aliases);
  if (options.source_map)
    WriteFile(*options.source_map, MapJson(source, options.output.value_or(source.name)));
  if (options.output) {
    WriteFile(*options.output, source.text);
    return ExitCode::kOk;
  }
  console.out << source.text << std::flush;
  if (!console.out) throw UsageError("cannot write to standard output");
  return ExitCode::kOk;
}

}  // namespace

std::function<ExitCode(Console&)> DeclareBundle(CommandLine& flags,
                                                std::vector<std::string>& argv) {
  auto options = std::make_shared<BundleOptions>();
  flags.Value("-o,--output", options->output, "OUT",
              "Write the text there, not to standard output");
  flags.Value("--source-map", options->source_map, "OUT",
              "Write which line comes from where, as JSON");
  for (const std::string_view name : {"output", "source-map"})
    flags.NotFromFile(name, "each script has its own");
  options->aliases.Declare(flags);
  flags.Value("--format", options->format, "FORM",
              "How errors are shown: picture, or line (one each)");
  options->words = flags.TakeWords(argv, WordShape::kScript);
  return [options](Console& console) { return RunBundle(*options, console); };
}

}  // namespace luarig
