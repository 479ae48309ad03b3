#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "cli/remote/client.h"
#include "cli/remote/connection.h"

namespace luarig::test {
namespace {

namespace fs = std::filesystem;

// A server that sends `bytes` once something has come, and then hangs up, or keeps still until its
// client does.
class FakeServer {
 public:
  enum class Then { kHangUp, kKeepStill };

  explicit FakeServer(std::string bytes, Then then = Then::kKeepStill, size_t piece = SIZE_MAX)
      : bytes_(std::move(bytes)), then_(then), piece_(piece) {
    std::string folder = (fs::temp_directory_path() / "luarig-fake-XXXXXX").string();
    REQUIRE(mkdtemp(folder.data()) != nullptr);
    folder_ = folder;
    listener_ = Descriptor(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path().copy(address.sun_path, path().size());
    REQUIRE(bind(listener_.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0);
    REQUIRE(listen(listener_.get(), 1) == 0);
    thread_ = std::thread([this] { Serve(); });
  }
  ~FakeServer() {
    shutdown(listener_.get(), SHUT_RDWR);
    thread_.join();
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  FakeServer(const FakeServer&) = delete;
  FakeServer& operator=(const FakeServer&) = delete;

  std::string path() const { return folder_ + "/socket"; }
  Endpoint endpoint() const { return {.host = "", .path = path()}; }

 private:
  void Serve() {
    const Descriptor client(accept(listener_.get(), nullptr, nullptr));
    std::string buffer(1 << 16, '\0');
    if (recv(client.get(), buffer.data(), buffer.size(), 0) <= 0) return;
    for (size_t at = 0; at < bytes_.size(); at += piece_ == SIZE_MAX ? bytes_.size() : piece_) {
      const std::string_view some = std::string_view(bytes_).substr(at, piece_);
      if (send(client.get(), some.data(), some.size(), MSG_NOSIGNAL) < 0) return;
      if (piece_ != SIZE_MAX) usleep(500);
    }
    if (then_ == Then::kHangUp) return;
    while (recv(client.get(), buffer.data(), buffer.size(), 0) > 0) {
    }
  }

  std::string bytes_;
  Then then_;
  size_t piece_;
  std::string folder_;
  Descriptor listener_;
  std::thread thread_;
};

ConnectionOptions Impatient() { return {.connect_ms = 1000, .reply_ms = 150}; }

RemoteConnection Connected(const FakeServer& server,
                           const ConnectionOptions& options = Impatient()) {
  Result<RemoteConnection> opened = RemoteConnection::Open(server.endpoint(), options);
  REQUIRE(opened.ok());
  return std::move(*opened);
}

Result<Reply> AskOnce(const std::string& bytes, FakeServer::Then then, size_t piece = SIZE_MAX,
                      int reply_ms = Impatient().reply_ms) {
  const FakeServer server(bytes, then, piece);
  RemoteConnection connection = Connected(server, {.reply_ms = reply_ms});
  return connection.Run({"PING"});
}

// What is wrong with the reply, without the server's name.
std::string Wrong(const std::string& bytes, FakeServer::Then then = FakeServer::Then::kKeepStill) {
  const Result<Reply> reply = AskOnce(bytes, then);
  REQUIRE(!reply.ok());
  return reply.error().substr(reply.error().find(": ") + 2);
}

bool Has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("replies of every kind are read, however small the pieces they come in") {
  struct Row {
    const char* bytes;
    Reply::Kind kind;
    const char* text;
  };
  using enum Reply::Kind;
  for (const Row& row :
       {Row{"+OK\r\n", kStatus, "OK"},
        {"-ERR no\r\n", kError, "ERR no"},
        {"!6\r\nERR no\r\n", kError, "ERR no"},
        {":-3\r\n", kInteger, ""},
        {"$3\r\na\r\n\r\n", kBulk, "a\r\n"},
        {"$-1\r\n", kNull, ""},
        {"*-1\r\n", kNullArray, ""},
        {"_\r\n", kNull, ""},
        {",inf\r\n", kDouble, "inf"},
        {"#t\r\n", kBool, ""},
        {"(123456789012345678901234567890\r\n", kBigNumber, "123456789012345678901234567890"},
        {"=5\r\ntxt:x\r\n", kVerbatim, "x"},
        {"*2\r\n:1\r\n*1\r\n_\r\n", kArray, ""},
        {"%1\r\n+a\r\n~1\r\n:1\r\n", kMap, ""},
        {"~1\r\n+a\r\n", kSet, ""},
        {"|1\r\n+ttl\r\n:9\r\n+OK\r\n", kStatus, "OK"}}) {
    for (const size_t piece : {SIZE_MAX, size_t{1}}) {
      const Result<Reply> reply = AskOnce(row.bytes, FakeServer::Then::kKeepStill, piece, 10'000);
      REQUIRE_MESSAGE(reply.ok(), row.bytes);
      CHECK_MESSAGE(reply.value().kind == row.kind, row.bytes);
      CHECK(reply.value().text == row.text);
    }
  }
}

TEST_CASE("what is pushed between replies is no reply") {
  const FakeServer server(">3\r\n+message\r\n+c\r\n+hello\r\n+OK\r\n");
  RemoteConnection connection = Connected(server);
  const Result<Reply> reply = connection.Run({"PING"});
  REQUIRE(reply.ok());
  CHECK(reply.value().text == "OK");
  const std::vector<Reply> pushes = connection.TakePushes();
  REQUIRE(pushes.size() == 1);
  CHECK(pushes[0].elements[2].text == "hello");
  CHECK(connection.TakePushes().empty());
}

TEST_CASE("a message of RESP2 is a push to who has subscribed") {
  const FakeServer server("*3\r\n+message\r\n+c\r\n+hello\r\n+OK\r\n");
  RemoteConnection connection = Connected(server);
  connection.set_subscribed(true);
  const Result<Reply> reply = connection.Run({"PING"});
  REQUIRE(reply.ok());
  CHECK(reply.value().text == "OK");
}

TEST_CASE("what is queued is sent together, with a reply for each") {
  const FakeServer server("+a\r\n-ERR b\r\n:3\r\n");
  RemoteConnection connection = Connected(server);
  for (int i = 0; i < 3; ++i) connection.Queue({"PING"});
  CHECK(connection.queued() == 3);
  const Result<std::vector<Reply>> replies = connection.Flush();
  REQUIRE(replies.ok());
  CHECK(replies.value()[1].is_error());
  CHECK(replies.value()[2].integer == 3);
  CHECK(connection.queued() == 0);
}

TEST_CASE("a server of another kind is shown by what it sent") {
  CHECK(Wrong("HTTP/1.1 400 Bad Request\r\n\r\n") ==
        "this is no Redis or Valkey server: it sent \"HTTP/1.1 400 Bad Request\\r\\n\\r\\n\"");
  CHECK(Has(Wrong("SSH-2.0-OpenSSH"), "it sent \"SSH-2.0"));  // which never ends its line
  CHECK(Has(Wrong(std::string("\x15\x03\x01", 3)), "that is TLS"));
  CHECK(Has(Wrong(std::string(200, 'x')), "\"..."));
}

TEST_CASE("malformed replies end in a failure") {
  for (const char* bytes :
       {"+OK\n", ":12x\r\n", "$abc\r\n", "$-2\r\n", "$3\r\nabcd\r\n", "*-2\r\n", "*1\r\n?\r\n",
        "#x\r\n", "_x\r\n", "=2\r\nab\r\n", "$99999999999999999999\r\n", "*9999999999999\r\n",
        "%9223372036854775807\r\n"})
    CHECK_MESSAGE(Has(Wrong(bytes), "no Redis or Valkey server"), bytes);
  std::string deep;
  for (int i = 0; i < 20'000; ++i) deep += "*1\r\n";
  CHECK(Has(Wrong(deep), "no Redis or Valkey server"));
}

TEST_CASE("an unfinished reply ends in a failure as soon as the server hangs up") {
  for (const char* bytes : {"+O", "$5\r\nab", "*2\r\n:1\r\n", "%1\r\n+a\r\n", "|1\r\n+a\r\n:1\r\n"})
    CHECK(Wrong(bytes, FakeServer::Then::kHangUp) == "the server closed the connection");
  CHECK(Has(Wrong("", FakeServer::Then::kHangUp), "does it want TLS?"));
}

TEST_CASE("an unfinished reply ends in a failure when the server keeps still") {
  for (const char* bytes : {"", "+O", "$5\r\nab", "*2147483647\r\n:1\r\n"})
    CHECK(Wrong(bytes) == "no reply within 150 ms");
}

TEST_CASE("a reply that trickles in forever ends in a failure") {
  const FakeServer server(std::string("+") + std::string(5000, 'x'), FakeServer::Then::kKeepStill,
                          1);
  RemoteConnection connection = Connected(server);
  CHECK(Has(connection.Run({"PING"}).error(), "no reply within"));
}

TEST_CASE("a reply that is too large ends in a failure") {
  const FakeServer server("$1000000\r\n" + std::string(900'000, 'x'));
  ConnectionOptions options = Impatient();
  options.most_reply_bytes = 100'000;
  RemoteConnection connection = Connected(server, options);
  CHECK(Has(connection.Run({"PING"}).error(), "a reply of more than 100000 bytes"));
}

TEST_CASE("after a failure everything fails, at once") {
  const FakeServer server("nonsense\r\n");
  RemoteConnection connection = Connected(server);
  CHECK(!connection.Run({"PING"}).ok());
  CHECK(!connection.open());
  const Result<Reply> reply = connection.Run({"PING"});
  CHECK(Has(reply.ok() ? "" : reply.error(), "the connection is closed"));
}

TEST_CASE("whoever waits can be stopped") {
  const FakeServer server("");
  ConnectionOptions options{.reply_ms = 60'000};
  std::atomic<int> asked = 0;
  options.stopped = [&] { return ++asked > 2; };
  RemoteConnection connection = Connected(server, options);
  CHECK(Has(connection.Run({"BLPOP", "k", "0"}).error(), "interrupted"));
}

TEST_CASE("nobody there is said so") {
  const auto wrong = [](const Endpoint& endpoint) {
    const Result<RemoteConnection> opened = RemoteConnection::Open(endpoint, Impatient());
    return opened.ok() ? "" : opened.error();
  };
  CHECK(wrong({.path = "/nowhere/redis.sock"}) ==
        "/nowhere/redis.sock: there is no such socket: is the server running, with this "
        "unixsocket?");
  CHECK(wrong({.host = "127.0.0.1", .port = 1}) ==
        "127.0.0.1:1: nobody listens there (connection refused): is the server running?");
  CHECK(Has(wrong({.host = "no.such.host.invalid"}), "no such host"));
  CHECK(Has(wrong({.path = std::string(200, 'x')}), "bytes that a socket's path may have"));
}

TEST_CASE("a refused login shows the server's words and no password") {
  ServerUrl url{.user = "alice", .password = "secret"};
  const auto wrong = [&](const char* bytes) {
    const FakeServer server(bytes);
    RemoteConnection connection = Connected(server);
    const Result<bool> introduced = connection.Introduce(url, 2);
    REQUIRE(!introduced.ok());
    return introduced.error();
  };
  CHECK(Has(wrong("-WRONGPASS invalid username-password pair\r\n"), "cannot log in: WRONGPASS"));
  const std::string quoted =
      wrong("-ERR unknown command 'AUTH', with args beginning with: 'alice' 'secret' \r\n");
  CHECK(Has(quoted, "unknown command"));
  CHECK(!Has(quoted, "secret"));
  url = {};
  CHECK(Has(wrong("-NOAUTH Authentication required.\r\n"), "redis://:password@host"));
}

TEST_CASE("a redirection names the node") {
  const Endpoint asked{.host = "here", .port = 7000};
  const auto moved = ReadRedirect("MOVED 3999 127.0.0.1:6381", asked);
  REQUIRE(moved.has_value());
  CHECK(moved->endpoint.Name() == "127.0.0.1:6381");
  CHECK(!moved->ask);
  CHECK(ReadRedirect("ASK 1 ::1:6381", asked)->endpoint.Name() == "[::1]:6381");
  CHECK(ReadRedirect("ASK 1 ::1:6381", asked)->ask);
  CHECK(ReadRedirect("MOVED 1 :6381", asked)->endpoint.Name() == "here:6381");
  for (const char* text : {"MOVED", "MOVED 1", "MOVED 1 host:0", "MOVED 1 host:x", "ERR moved"})
    CHECK(!ReadRedirect(text, asked).has_value());
}

}  // namespace luarig::test
