// Runs random commands on the engine and on redis-server, and shows the shortest sequence on which
// they disagree.

#include <chrono>
#include <exception>
#include <iostream>
#include <map>
#include <optional>

#include <CLI/CLI.hpp>

#include "engine/base/bytes.h"
#include "tests/differential/duel.h"
#include "tests/differential/generator.h"
#include "tests/differential/shrink.h"
#include "tests/support/oracle.h"
#include "tests/support/picture.h"

namespace luarig::test {
namespace {

constexpr size_t kSequenceSize = 200;

struct Options {
  size_t commands = 20'000;
  std::optional<uint64_t> seed;
  int resp = 0;        // 0: sometimes 2, sometimes 3
  std::string family;  // empty: any
  bool require_oracle = false;
  bool keep_going = false;
};

// Cuts what came behind the difference, then shrinks what came before it. The shorter sequences
// have to fail in the same command: another difference is another story.
Sequence ShrinkTo(Duel& duel, Sequence sequence, const Difference& difference) {
  sequence.steps.resize(difference.step + 1);
  return Shrink(std::move(sequence), [&](const Sequence& shorter) {
    const std::optional<Difference> found = duel.Run(shorter);
    return found && found->command == difference.command;
  });
}

void Report(Duel& duel, const Sequence& sequence, const Difference& difference) {
  const Sequence shortest = ShrinkTo(duel, sequence, difference);
  // Run again for the replies; a difference that does not come back is shown as it was.
  const std::optional<Difference> again = duel.Run(shortest);
  const Difference& shown = again ? *again : difference;
  std::cout << "\n# " << shown.command << ": redis-server (-) and the engine (+) differ"
            << (again ? "" : ", but not every time") << ".\n";
  for (const std::string& line : SplitLines(DiffLines(shown.server, shown.engine))) {
    if (!line.empty()) std::cout << "# " << line << "\n";
  }
  std::cout << duel.Case(shortest) << std::flush;
}

uint64_t SeedOfTheClock() {
  return static_cast<uint64_t>(std::chrono::system_clock::now().time_since_epoch().count());
}

int Run(const Options& options) {
  const uint64_t seed = options.seed.value_or(SeedOfTheClock());
  std::cout << "seed " << seed << std::endl;
  const Result<std::unique_ptr<Oracle>> oracle = Oracle::Start();
  if (!oracle) {
    if (options.require_oracle) throw std::runtime_error(oracle.error());
    std::cout << "1 skipped: no redis-server (" << oracle.error() << ")\n"
              << "0 passed, 0 failed, 1 skipped\n";
    return 0;
  }

  Duel duel(*oracle.value());
  Generator generator(seed, options.family);
  std::map<std::string, int> differences;  // by command
  int failed = 0;
  size_t done = 0;
  for (int number = 0; done < options.commands; ++number) {
    const int resp = options.resp != 0 ? options.resp : 2 + number % 2;
    const Sequence sequence =
        generator.Draw(resp, std::min(kSequenceSize, options.commands - done));
    done += sequence.steps.size();
    const std::optional<Difference> difference = duel.Run(sequence);
    if (!difference) continue;
    ++failed;
    if (++differences[difference->command] == 1) Report(duel, sequence, *difference);
    if (!options.keep_going) break;
  }

  for (const auto& [command, count] : differences) std::cout << command << ": " << count << "\n";
  std::cout << "seed " << seed << ": " << done << " commands, " << failed << " differences\n"
            << done - static_cast<size_t>(failed) << " passed, " << failed << " failed\n";
  return failed == 0 ? 0 : 1;
}

}  // namespace
}  // namespace luarig::test

int main(int argc, char** argv) {
  luarig::test::Options options;
  CLI::App app("Runs random commands on the engine and redis-server and compares");
  app.add_option("--commands", options.commands, "How many")->capture_default_str();
  app.add_option("--seed", options.seed, "The same seed, the same commands; else the clock's");
  app.add_option("--resp", options.resp, "The protocol; both in turn without it")
      ->check(CLI::IsMember({2, 3}));
  app.add_option("--family", options.family,
                 "Mostly commands of this family: hashes, streams, ...");
  app.add_flag("--require-oracle", options.require_oracle, "Fail without a redis-server");
  app.add_flag("--keep-going", options.keep_going, "Show one difference of every command");
  CLI11_PARSE(app, argc, argv);
  try {
    return luarig::test::Run(options);
  } catch (const std::exception& error) {
    std::cerr << "luarig_differential: " << error.what() << "\n";
    return 2;
  }
}
