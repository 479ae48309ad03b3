// Scenes on a redis-server. Without one everything is skipped.

#define DOCTEST_CONFIG_IMPLEMENT
#include <iostream>

#include <doctest/doctest.h>

#include "tests/support/oracle.h"

int main(int argc, char** argv) {
  if (const auto oracle = luarig::test::Oracle::Start(); !oracle) {
    constexpr int kSkipped = 77;
    std::cout << "skipped: " << oracle.error() << '\n';
    return kSkipped;
  }
  return doctest::Context(argc, argv).run();
}
