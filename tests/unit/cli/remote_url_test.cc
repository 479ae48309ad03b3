#include <doctest/doctest.h>

#include "cli/remote/url.h"

namespace luarig::test {
namespace {

ServerUrl Read(std::string_view text) {
  Result<ServerUrl> url = ParseServerUrl(text);
  REQUIRE_MESSAGE(url.ok(), text << ": " << (url.ok() ? "" : url.error()));
  return *url;
}

std::string Wrong(std::string_view text) {
  const Result<ServerUrl> url = ParseServerUrl(text);
  REQUIRE_MESSAGE(!url.ok(), text);
  return url.error();
}

bool Has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a URL names host, port and database, and leaves out what is usual") {
  const ServerUrl all = Read("redis://db.example:7000/3");
  CHECK(all.endpoint.host == "db.example");
  CHECK(all.endpoint.port == 7000);
  CHECK(all.database == 3);
  CHECK(all.endpoint.Name() == "db.example:7000");
  for (const char* text :
       {"redis://", "redis:///", "valkey://127.0.0.1", "REDIS://127.0.0.1:6379/0"})
    CHECK(Read(text).endpoint.Name() == "127.0.0.1:6379");
}

TEST_CASE("an IPv6 address stands in brackets") {
  CHECK(Read("redis://[::1]:7000").endpoint.host == "::1");
  CHECK(Read("redis://[::1]").endpoint.Name() == "[::1]:6379");
  CHECK(Has(Wrong("redis://::1"), "in brackets: redis://[::1]:6379"));
  CHECK(Has(Wrong("redis://[::1"), "has no ]"));
  CHECK(Has(Wrong("redis://[::1]7000"), "only be :port"));
  CHECK(Has(Wrong("redis://[]"), "no address"));
}

TEST_CASE("user and password are percent-decoded, and may hold what a URL separates by") {
  const ServerUrl url = Read("redis://al%69ce:p%40ss:w/rd@x@host:1");
  CHECK(url.user == "alice");
  CHECK(url.password == "p@ss:w/rd@x");
  CHECK(url.endpoint.Name() == "host:1");
  CHECK(Read("redis://:secret@host").user.empty());
  CHECK(Read("redis://:what?@host/2").password == "what?");
  CHECK(Has(Wrong("redis://a:b%4@host"), "a % itself is %25"));
  CHECK(Has(Wrong("redis://a:b%zz@host"), "a % itself is %25"));
}

TEST_CASE("a unix socket is named by its path") {
  for (const char* scheme : {"unix", "redis+unix"}) {
    const ServerUrl url = Read(std::string(scheme) + "://:pw@/run/my%20redis@home.sock?db=4");
    CHECK(url.endpoint.path == "/run/my redis@home.sock");
    CHECK(url.password == "pw");
    CHECK(url.database == 4);
  }
  CHECK(Read("unix:///run/a@b.sock").endpoint.Name() == "/run/a@b.sock");
  CHECK(Has(Wrong("unix://run/redis.sock"), "begins with a slash"));
  CHECK(Has(Wrong("unix:///run/redis.sock?timeout=3"), "\"timeout\" is not known"));
  CHECK(Has(Wrong("unix:///run/a%00b"), "% without two hexadecimal digits"));
}

TEST_CASE("TLS is refused with the way out") {
  const std::string wrong = Wrong("rediss://host:6380");
  CHECK(Has(wrong, "needs TLS"));
  CHECK(Has(wrong, "stunnel"));
}

TEST_CASE("what is no URL of a server says what is wrong with it") {
  CHECK(Has(Wrong("localhost:6379"), "such as redis://localhost:6379"));
  CHECK(Has(Wrong("http://localhost"), "\"http://\" is not known"));
  CHECK(Has(Wrong("redis://host:0"), "from 1 to 65535"));
  CHECK(Has(Wrong("redis://host:65536"), "from 1 to 65535"));
  CHECK(Has(Wrong("redis://host/five"), "\"five\" is no number of a database"));
  CHECK(Has(Wrong("redis://host/-1"), "is no number of a database"));
  CHECK(Has(Wrong("redis://host/99999999999999999999"), "is no number of a database"));
  CHECK(Has(Wrong("redis://user@host"), "no password"));
  CHECK(Has(Wrong("redis://my host"), "no name of a host"));
  CHECK(Has(Wrong(""), "no URL"));
}

TEST_CASE("no message shows a password") {
  for (const char* text :
       {"redis://user:secret@host:x", "redis://:secret", "redis://user:secret/0",
        "user:secret@host", "rediss://user:secret@host", "redis://secret@host",
        "redis://:secret%@host", "http://u:secret@host", "redis://u:secret@host/x",
        "unix://u:secret@run", "redis://[::1]:secret", "rediss://:secret"})
    CHECK_MESSAGE(!Has(Wrong(text), "secret"), Wrong(text));
}

}  // namespace luarig::test
