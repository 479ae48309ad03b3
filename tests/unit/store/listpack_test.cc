#include "engine/store/listpack.h"

#include <array>
#include <random>
#include <string>
#include <vector>

#include <doctest/doctest.h>

namespace luarig::test {
namespace {

using namespace std::string_literals;

std::string FromHex(std::string_view hex) {
  std::string bytes;
  for (size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  }
  return bytes;
}

Listpack Of(const std::vector<std::string>& values) {
  Listpack listpack;
  for (const std::string& value : values) listpack.Append(value);
  return listpack;
}

std::vector<std::string> Forward(const Listpack& listpack) {
  std::vector<std::string> values;
  NumberText scratch;
  for (size_t p = Listpack::Begin(); p != listpack.End(); p = listpack.Next(p)) {
    values.emplace_back(listpack.View(p, scratch));
  }
  return values;
}

std::vector<std::string> Backward(const Listpack& listpack) {
  std::vector<std::string> values;
  NumberText scratch;
  for (size_t p = listpack.End(); p != Listpack::Begin();) {
    p = listpack.Prev(p);
    values.emplace(values.begin(), listpack.View(p, scratch));
  }
  return values;
}

// Values of every form of entry, and at the borders between them.
std::string RandomValue(std::mt19937_64& random) {
  static constexpr std::array<size_t, 12> kLengths = {0,   1,   5,   63,   64,   125,
                                                      126, 127, 128, 4095, 4096, 16380};
  const uint64_t kind = random() % 10;
  if (kind < 5) return std::to_string(static_cast<int64_t>(random()) >> random() % 64);
  const size_t length = kind < 9 ? random() % 20 : kLengths[random() % kLengths.size()];
  return std::string(length, static_cast<char>('a' + random() % 26));
}

TEST_CASE("a listpack has the bytes that the server dumps") {
  // DUMP of: HSET h f v n 10 e "" m -1 i13 4095 j13 -4096 i16 4096 s16 -32768 i24 32768
  // s24 -8388608 i32 8388608 i64 9223372036854775807 l63 x*63 l64 y*64
  const std::string dumped = FromHex(
      "fb0000001c00816602817602816e020a018165028001816d02dfff028369313304cfff02836a313304d0000283"
      "69313604f10010038373313604f10080038369323404f2008000048373323404f2000080048369333204f30000"
      "8000058369363404f4ffffffffffffff7f09836c363304bf" +
      [] {
        std::string x;
        for (int i = 0; i < 63; ++i) x += "78";
        return x;
      }() +
      "40836c363404e040" +
      [] {
        std::string y;
        for (int i = 0; i < 64; ++i) y += "79";
        return y;
      }() +
      "42ff");
  const std::vector<std::string> values = {"f",   "v",
                                           "n",   "10",
                                           "e",   "",
                                           "m",   "-1",
                                           "i13", "4095",
                                           "j13", "-4096",
                                           "i16", "4096",
                                           "s16", "-32768",
                                           "i24", "32768",
                                           "s24", "-8388608",
                                           "i32", "8388608",
                                           "i64", "9223372036854775807",
                                           "l63", std::string(63, 'x'),
                                           "l64", std::string(64, 'y')};
  CHECK(Of(values).bytes() == dumped);

  const auto read = Listpack::FromBytes(dumped);
  REQUIRE(read);
  CHECK(Forward(*read) == values);
  CHECK(Backward(*read) == values);
}

TEST_CASE("an empty listpack is seven bytes") {
  const Listpack empty;
  CHECK(empty.bytes() == "\x07\0\0\0\0\0\xff"s);
  CHECK(empty.count() == 0);
  CHECK(sizeof(Listpack) == sizeof(void*));
}

TEST_CASE("only canonical integers are stored as integers") {
  for (const std::string value :
       {"007", "-0", "+1", " 1", "1 ", "9223372036854775808", "", "-", "1.0"}) {
    CAPTURE(value);
    const Listpack listpack = Of({value});
    CHECK_FALSE(listpack.ViewInteger(Listpack::Begin()));
    CHECK(Forward(listpack) == std::vector{value});
  }
  CHECK(Of({"-9223372036854775808"}).ViewInteger(Listpack::Begin()) == INT64_MIN);
}

TEST_CASE("find skips what stands between fields") {
  const Listpack pairs = Of({"a", "b", "b", "1", "1", "a"});
  const auto index_of = [&](std::string_view field) {
    size_t index = 0;
    const size_t found = pairs.Find(Listpack::Begin(), Listpack::Needle(field), 1);
    for (size_t p = Listpack::Begin(); p != found; p = pairs.Next(p)) ++index;
    return index;
  };
  CHECK(index_of("a") == 0);
  CHECK(index_of("b") == 2);
  CHECK(index_of("1") == 4);
  CHECK(index_of("x") == 6);
}

TEST_CASE("random edits agree with a vector, forwards and backwards") {
  constexpr uint64_t kSeed = 20240501;
  CAPTURE(kSeed);
  std::mt19937_64 random(kSeed);
  for (int round = 0; round < 20; ++round) {
    Listpack listpack;
    std::vector<std::string> model;
    for (int step = 0; step < 250; ++step) {
      const size_t at = random() % (model.size() + 1);
      const size_t position = listpack.Seek(at);
      const std::string value = RandomValue(random);
      const auto here = model.begin() + static_cast<ptrdiff_t>(at);
      switch (random() % 7) {
        case 0:
          listpack.Append(value);
          model.push_back(value);
          break;
        case 1:
          listpack.Prepend(value);
          model.insert(model.begin(), value);
          break;
        case 2:
        case 3:
          listpack.InsertBefore(position, value);
          model.insert(here, value);
          break;
        case 4:
          if (at == model.size()) break;
          listpack.Replace(position, value);
          *here = value;
          break;
        default: {
          const size_t entries = std::min<size_t>(random() % 3, model.size() - at);
          listpack.Erase(position, entries);
          model.erase(here, here + static_cast<ptrdiff_t>(entries));
        }
      }
      REQUIRE(listpack.count() == model.size());
    }
    REQUIRE(Forward(listpack) == model);
    REQUIRE(Backward(listpack) == model);
    REQUIRE(Listpack::FromBytes(listpack.bytes()));
    REQUIRE(Of(model).bytes() == listpack.bytes());
    const Listpack copy =
        listpack;  // NOLINT(performance-unnecessary-copy-initialization): is tested
    REQUIRE(copy.bytes() == listpack.bytes());
  }
}

TEST_CASE("a queue of pushes at one end and pops at the other keeps its entries") {
  Listpack queue;
  for (int i = 0; i < 5000; ++i) {
    queue.Prepend(std::to_string(i));
    if (i >= 100) queue.Erase(queue.Prev(queue.End()));
  }
  const std::vector<std::string> left = Forward(queue);
  REQUIRE(left.size() == 100);
  CHECK(left.front() == "4999");
  CHECK(left.back() == "4900");
}

TEST_CASE("what is pushed and popped at the ends has the bytes of what is written at once") {
  constexpr uint64_t kSeed = 20240502;
  CAPTURE(kSeed);
  std::mt19937_64 random(kSeed);
  for (const unsigned fronts : {0U, 1U, 4U, 7U, 8U}) {  // of eight changes
    Listpack listpack;
    std::vector<std::string> model;
    for (int step = 0; step < 1200; ++step) {
      const bool front = random() % 8 < fronts;
      const bool pops = random() % (step / 300 % 2 == 0 ? 3 : 2) == 0;  // grows, then breathes
      if (pops && !model.empty()) {
        // From the other end half the time, as queues do.
        const bool other = random() % 2 == 0 ? front : !front;
        listpack.Erase(other ? Listpack::Begin() : listpack.Prev(listpack.End()));
        model.erase(other ? model.begin() : model.end() - 1);
      } else if (front) {
        const std::string value = RandomValue(random).substr(0, 200);
        listpack.Prepend(value);
        model.insert(model.begin(), value);
      } else {
        const std::string value = RandomValue(random).substr(0, 200);
        listpack.Append(value);
        model.push_back(value);
      }
      if (step % 7 == 0) REQUIRE(listpack.bytes() == Of(model).bytes());
    }
    while (!model.empty()) {
      listpack.Erase(Listpack::Begin());
      model.erase(model.begin());
      REQUIRE(listpack.count() == model.size());
    }
    REQUIRE(listpack.bytes() == Listpack().bytes());
  }
}

TEST_CASE("more than 65534 entries are counted by walking") {
  Listpack listpack;
  for (int i = 0; i < 65534; ++i) listpack.Append("7");
  CHECK(listpack.bytes().substr(4, 2) == "\xfe\xff");
  CHECK(listpack.count() == 65534);
  listpack.Prepend("7");
  CHECK(listpack.bytes().substr(4, 2) == "\xff\xff");
  for (int i = 65535; i < 66000; ++i) listpack.Append("7");
  CHECK(listpack.bytes().substr(4, 2) == "\xff\xff");
  CHECK(listpack.count() == 66000);
  // Once it is unknown it stays so.
  for (int i = 0; i < 1000; ++i) listpack.Erase(Listpack::Begin());
  listpack.Erase(listpack.Prev(listpack.End()));
  CHECK(listpack.bytes().substr(4, 2) == "\xff\xff");
  CHECK(listpack.count() == 64999);
}

TEST_CASE("malformed bytes are refused") {
  const std::string good(Of({"abc", "1000000", std::string(70, 'x')}).bytes());
  REQUIRE(Listpack::FromBytes(good));
  CHECK_FALSE(Listpack::FromBytes(""));
  CHECK_FALSE(Listpack::FromBytes(good.substr(0, good.size() - 1)));
  CHECK_FALSE(Listpack::FromBytes(good + "\xff"));
  CHECK_FALSE(Listpack::FromBytes("\x08\0\0\0\1\0\xff\xff"s));                  // an end inside
  CHECK_FALSE(Listpack::FromBytes("\x09\0\0\0\1\0\x05\x02\xff"s));              // wrong back length
  CHECK_FALSE(Listpack::FromBytes("\x09\0\0\0\2\0\x05\x01\xff"s));              // wrong count
  CHECK_FALSE(Listpack::FromBytes("\x0c\0\0\0\1\0\xf0\xff\xff\xff\xff\xff"s));  // length beyond
  CHECK(Listpack::FromBytes("\x09\0\0\0\xff\xff\x05\x01\xff"s));                // unknown count

  // Whatever one byte becomes, reading what was accepted stays inside.
  for (size_t i = 0; i < good.size(); ++i) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string bad = good;
      bad[i] = static_cast<char>(byte);
      if (const auto listpack = Listpack::FromBytes(bad)) CHECK(Forward(*listpack).size() == 3);
    }
  }
}

}  // namespace
}  // namespace luarig::test
