#include "cli/debug/dap_transport.h"

#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

namespace luarig::test {
namespace {

std::vector<std::string> All(DapFramer& framer) {
  std::vector<std::string> messages;
  while (auto message = framer.Next()) messages.push_back(*message);
  return messages;
}

std::vector<std::string> Framed(std::string_view bytes) {
  DapFramer framer;
  framer.Push(bytes);
  return All(framer);
}

std::string Complaint(std::string_view bytes) {
  DapFramer framer;
  framer.Push(bytes);
  CHECK(All(framer).empty());
  return framer.error();
}

}  // namespace

TEST_CASE("DAP framing: a message is as long as its header says") {
  CHECK(Framed("Content-Length: 2\r\n\r\n{}") == std::vector<std::string>{"{}"});
  CHECK(Framed("Content-Length: 0\r\n\r\n") == std::vector<std::string>{""});
  CHECK(Framed("content-length:2\r\nContent-Type: text\r\n\r\n{}Content-Length: 1\r\n\r\n1") ==
        std::vector<std::string>{"{}", "1"});
  CHECK(Framed("Content-Length: 3\r\n\r\n{}").empty());
}

TEST_CASE("DAP framing: it does not matter how the bytes are cut") {
  const std::string bytes = DapFrame("{\"a\":\"\r\n\r\n\"}") + DapFrame("{}") + DapFrame("[1]");
  for (size_t step = 1; step <= bytes.size(); ++step) {
    DapFramer framer;
    std::vector<std::string> messages;
    for (size_t at = 0; at < bytes.size(); at += step) {
      framer.Push(std::string_view(bytes).substr(at, step));
      for (std::string& message : All(framer)) messages.push_back(std::move(message));
    }
    CHECK(messages == std::vector<std::string>{"{\"a\":\"\r\n\r\n\"}", "{}", "[1]"});
    CHECK(framer.error().empty());
    CHECK_FALSE(framer.inside_message());
  }
}

TEST_CASE("DAP framing: what is no header ends it, with words") {
  CHECK(Complaint("GET / HTTP/1.1\r\nHost: x\r\n\r\n").find("no Content-Length") !=
        std::string::npos);
  CHECK(Complaint("Content-Length: many\r\n\r\n").find("is a number") != std::string::npos);
  CHECK(Complaint("Content-Length: -1\r\n\r\n").find("is a number") != std::string::npos);
  CHECK(Complaint("Content-Length: 99999999999999999999\r\n\r\n").find("is a number") !=
        std::string::npos);
  CHECK(Complaint("Content-Length: 16777217\r\n\r\n") ==
        "a message of 16777217 bytes; at most 16777216 are taken");
  CHECK(Complaint(std::string(5000, 'x')).find("debugger's client") != std::string::npos);
  CHECK(Complaint(std::string(4000, 'x')).empty());
}

TEST_CASE("DAP framing: nothing comes after an error, not even what is right") {
  DapFramer framer;
  framer.Push("nonsense\r\n\r\n");
  CHECK_FALSE(framer.Next());
  framer.Push(DapFrame("{}"));
  CHECK_FALSE(framer.Next());
  CHECK_FALSE(framer.error().empty());
}

TEST_CASE("a DAP channel reads what is there, waits for what comes, and knows the end") {
  int ends[2];
  REQUIRE(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
  DapDescriptors near(ends[0], ends[0]);
  DapDescriptors far(ends[1], ends[1]);
  CHECK_FALSE(near.Read(DapChannel::Wait::kNo));
  CHECK_FALSE(near.over());

  const std::string big(3'000'000, 'x');
  std::thread writer([&] {
    far.Write("{}");
    far.Write(big);
    close(ends[1]);
  });
  CHECK(near.Read(DapChannel::Wait::kYes) == "{}");
  CHECK(near.Read(DapChannel::Wait::kYes) == big);
  CHECK_FALSE(near.Read(DapChannel::Wait::kYes));
  CHECK(near.over());
  CHECK(near.error().empty());
  writer.join();
  close(ends[0]);
}

}  // namespace luarig::test
