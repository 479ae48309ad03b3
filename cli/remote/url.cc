#include "cli/remote/url.h"

#include <algorithm>
#include <optional>

#include "engine/base/bytes.h"
#include "engine/base/number.h"

namespace luarig {
namespace {

constexpr std::string_view kForm = "redis://[user:password@]host[:port][/database]";
constexpr int64_t kMostDatabases = 1 << 20;

enum class Scheme : uint8_t { kUnknown, kTcp, kUnix, kTls };

struct SchemeRow {
  std::string_view name;
  Scheme scheme;
};
constexpr SchemeRow kSchemes[] = {{"redis", Scheme::kTcp},       {"valkey", Scheme::kTcp},
                                  {"redis+unix", Scheme::kUnix}, {"unix", Scheme::kUnix},
                                  {"rediss", Scheme::kTls},      {"redis+socket", Scheme::kUnix},
                                  {"valkeys", Scheme::kTls}};

// The text without whatever may be a user or a password: what is in front of an @, and what stands
// in a port's place but is none, because the @ was forgotten.
std::string Safe(std::string_view text) {
  const size_t scheme = text.find("://");
  const size_t start = scheme == std::string_view::npos ? 0 : scheme + 3;
  const size_t at = text.rfind('@');
  if (at != std::string_view::npos && at >= start)
    return StrCat(text.substr(0, start), "...", text.substr(at));
  const std::string_view authority = text.substr(start, text.find('/', start) - start);
  const size_t colon = authority.starts_with('[') ? authority.find("]:") : authority.find(':');
  if (colon == std::string_view::npos) return std::string(text);
  const std::string_view port = authority.substr(authority.find(':', colon) + 1);
  if (port.find_first_not_of("0123456789") == std::string_view::npos) return std::string(text);
  return StrCat(text.substr(0, start), authority.substr(0, authority.find(':', colon)), ":...");
}

std::optional<int> HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = ToLower(c);
  if (lower >= 'a' && lower <= 'f') return lower - 'a' + 10;
  return std::nullopt;
}

// Nothing if a % is not followed by two hexadecimal digits.
std::optional<std::string> Decoded(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const std::optional<int> high = HexDigit(text[i + 1]);
    const std::optional<int> low = HexDigit(text[i + 2]);
    if (!high || !low) return std::nullopt;
    out += static_cast<char>(*high * 16 + *low);
    i += 2;
  }
  return out;
}

// Reads one text; each step takes its part off `rest_` and returns what is wrong with it, or "".
class UrlReader {
 public:
  explicit UrlReader(std::string_view text) : rest_(text) {}

  std::string Read();
  ServerUrl url;

 private:
  std::string ReadScheme();
  std::string ReadUser();
  std::string ReadQuery();
  std::string ReadDatabase(std::string_view text);
  std::string ReadPath();
  std::string ReadHost(std::string_view authority);
  std::string ReadPort(std::string_view text);

  std::string_view rest_;
  Scheme scheme_ = Scheme::kUnknown;
};

std::string UrlReader::Read() {
  if (std::string wrong = ReadScheme(); !wrong.empty()) return wrong;
  if (std::string wrong = ReadQuery(); !wrong.empty()) return wrong;
  if (std::string wrong = ReadUser(); !wrong.empty()) return wrong;
  if (scheme_ == Scheme::kUnix) return ReadPath();
  const size_t slash = rest_.find('/');
  const std::string_view authority = rest_.substr(0, slash);
  if (slash != std::string_view::npos && slash + 1 < rest_.size()) {
    if (std::string wrong = ReadDatabase(rest_.substr(slash + 1)); !wrong.empty()) return wrong;
  }
  return ReadHost(authority);
}

std::string UrlReader::ReadScheme() {
  const size_t end = rest_.find("://");
  if (end == std::string_view::npos)
    return StrCat("no URL of a server: write ", kForm, ", such as redis://localhost:6379");
  const std::string name = ToLower(rest_.substr(0, end));
  const auto* row = std::ranges::find(kSchemes, name, &SchemeRow::name);
  if (row == std::end(kSchemes))
    return StrCat("\"", name, "://\" is not known: write ", kForm,
                  ", or redis+unix:///path for a unix socket");
  scheme_ = row->scheme;
  if (scheme_ == Scheme::kTls)
    return StrCat(name,
                  ":// needs TLS, which luarig does not speak: use a plain port of the server, a "
                  "unix socket (redis+unix:///path), or a tunnel such as stunnel and redis:// to "
                  "its near end");
  rest_.remove_prefix(end + 3);
  return "";
}

std::string UrlReader::ReadQuery() {
  // A '?' in a password is no query: only one behind the last '@' is.
  const size_t at = rest_.rfind('@');
  const size_t mark = rest_.find('?', at == std::string_view::npos ? 0 : at);
  if (mark == std::string_view::npos) return "";
  std::string_view query = rest_.substr(mark + 1);
  rest_ = rest_.substr(0, mark);
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), pair.size() + 1));
    const std::string_view name = pair.substr(0, pair.find('='));
    if (name != "db" || pair.size() == name.size())
      return StrCat("\"", name, "\" is not known behind the ?; there may be db=NUMBER");
    if (std::string wrong = ReadDatabase(pair.substr(name.size() + 1)); !wrong.empty())
      return wrong;
  }
  return "";
}

std::string UrlReader::ReadUser() {
  const size_t at = scheme_ == Scheme::kUnix ? rest_.find("@/") : rest_.rfind('@');
  const bool is_path = scheme_ == Scheme::kUnix && rest_.starts_with('/');
  if (at == std::string_view::npos || is_path) return "";
  const std::string_view who = rest_.substr(0, at);
  rest_.remove_prefix(at + 1);
  const size_t colon = who.find(':');
  const std::optional<std::string> user = Decoded(who.substr(0, colon));
  const std::optional<std::string> password =
      colon == std::string_view::npos ? std::string() : Decoded(who.substr(colon + 1));
  if (!user || !password)
    return "in front of the @ there is a % without two hexadecimal digits; a % itself is %25";
  if (!user->empty() && password->empty())
    return "there is a user but no password: write redis://user:password@host, or "
           "redis://:password@host for the default user";
  url.user = *user;
  url.password = *password;
  return "";
}

std::string UrlReader::ReadDatabase(std::string_view text) {
  const std::optional<int64_t> number = ParseInteger(text);
  if (!number || *number < 0 || *number > kMostDatabases)
    return StrCat("\"", text, "\" is no number of a database: write ", kForm);
  url.database = static_cast<int>(*number);
  return "";
}

std::string UrlReader::ReadPath() {
  const std::optional<std::string> path = Decoded(rest_);
  if (!path || path->find('\0') != std::string::npos)
    return "in the path there is a % without two hexadecimal digits; a % itself is %25";
  if (path->size() < 2 || path->front() != '/')
    return "the path of a unix socket begins with a slash: redis+unix:///run/redis.sock";
  url.endpoint.path = *path;
  return "";
}

std::string UrlReader::ReadHost(std::string_view authority) {
  std::string_view port;
  if (authority.starts_with('[')) {
    const size_t end = authority.find(']');
    if (end == std::string_view::npos) return "the [ of the IPv6 address has no ]";
    url.endpoint.host = authority.substr(1, end - 1);
    port = authority.substr(end + 1);
    if (url.endpoint.host.empty()) return "there is no address between [ and ]";
    if (!port.empty() && !port.starts_with(':')) return "behind the ] there may only be :port";
  } else {
    const size_t colon = authority.find(':');
    if (colon != std::string_view::npos && authority.find(':', colon + 1) != std::string_view::npos)
      return "an IPv6 address stands in brackets: redis://[::1]:6379";
    url.endpoint.host = authority.substr(0, colon);
    if (colon != std::string_view::npos) port = authority.substr(colon);
  }
  if (url.endpoint.host.find_first_of(" \t\r\n\\\"%") != std::string::npos ||
      url.endpoint.host.find('\0') != std::string::npos)
    return StrCat(Quote(url.endpoint.host), " is no name of a host");
  if (url.endpoint.host.empty()) url.endpoint.host = "127.0.0.1";
  return port.size() > 1 ? ReadPort(port.substr(1)) : "";
}

std::string UrlReader::ReadPort(std::string_view text) {
  constexpr int64_t kLastPort = 65535;
  const std::optional<int64_t> number = ParseInteger(text);
  if (!number || *number < 1 || *number > kLastPort)
    return "the port is no number from 1 to 65535 (a password stands in front of an @)";
  url.endpoint.port = static_cast<uint16_t>(*number);
  return "";
}

}  // namespace

std::string Endpoint::Name() const {
  if (!path.empty()) return path;
  if (host.find(':') != std::string::npos) return StrCat("[", host, "]:", port);
  return StrCat(host, ":", port);
}

Result<ServerUrl> ParseServerUrl(std::string_view text) {
  UrlReader reader(text);
  const std::string wrong = reader.Read();
  if (!wrong.empty()) return Failure{StrCat(Safe(text), ": ", wrong)};
  return std::move(reader.url);
}

}  // namespace luarig
