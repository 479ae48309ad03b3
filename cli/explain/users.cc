// Logging in, and what a user may do.

#include "cli/explain/entries.h"

namespace luarig {
namespace {

constexpr Explanation kRows[] = {
    {.code = "NOAUTH",
     .title = "log in first",
     .signs = {"Authentication required",
               "HELLO must be called with the client already authenticated"},
     .means = "The server wants a password, and this connection has not given one.",
     .when = "Before all other checks, but after those for an unknown command and a wrong number "
             "of arguments. Only AUTH, HELLO, QUIT and RESET are answered.",
     .command = "luarig exec -f - <<'END'\n"
                "CONFIG SET requirepass secret\n"
                "RESET\n"
                "GET k\n"
                "END",
     .output = "OK\n"
               "RESET\n"
               "(error) NOAUTH Authentication required.",
     .ways = {"AUTH password, or AUTH user password.",
              "In the client's settings: the password belongs to each connection, those of a pool "
              "too.",
              "RESET logs a connection out."},
     .versions =
         "HELLO without AUTH says it at more length; since redis-7.2 its text names the place "
         "of AUTH as `HELLO <proto> AUTH`."},
    {.code = "WRONGPASS",
     .title = "user or password is wrong, or the user is off",
     .signs = {"invalid username-password pair"},
     .means = "AUTH or HELLO named a user that does not exist, is off, or has another password. "
              "Which of them is not told.",
     .when = "By AUTH and HELLO.",
     .command = "luarig exec AUTH bob secret",
     .output = "(error) WRONGPASS invalid username-password pair or user is disabled.",
     .ways = {"ACL LIST shows the users, and on or off.", "ACL SETUSER name on >password sets one.",
              "AUTH with one word is the password of the user default."}},
    {.code = "NOPERM",
     .title = "this user may not do that, or not on this key",
     .signs = {"no permissions to run the '", "No permissions to access a key",
               "No permissions to access a channel", "this user has no permissions to access",
               "ACLs rules changed between"},
     .means = "The rules of the connection's user do not allow the command, a key, or a channel "
              "that it names.",
     .when = "After NOAUTH, before CROSSSLOT and OOM. For EVAL and FCALL the command and the keys "
             "they declare are looked at before the script starts; what is refused inside a script "
             "is told with ERR (acl-in-script). EXEC asks again for each command that was queued.",
     .command = "luarig exec GET app:1 --acl '~app:* +@all -get'",
     .output = "(error) NOPERM User default has no permissions to run the 'get' command",
     .ways = {"ACL WHOAMI tells the user, ACL GETUSER name its rules.",
              "ACL DRYRUN user command ... tells what would be allowed.",
              "ACL LOG shows what was refused, and for which user.",
              "ACL SETUSER name +command ~pattern allows it."},
     .versions =
         "Since redis-7.2 the text names the user, and says `No permissions to access a key` "
         "or `... a channel`; redis-7.0 says `this user has no permissions to ...`."},
    {.code = "acl-in-script",
     .title = "the script's user may not do what the script asks",
     .signs = {"ACL failure in script", "The user executing the script can't"},
     .means = "A script runs as the user who called it. One of its calls is not allowed to that "
              "user.",
     .when = "Inside a script, after the check for stale replicas, before that for read-only "
             "scripts.",
     .command = "luarig eval -e \"return redis.call('SET', 'other', 1)\" \\\n"
                "    --acl '~app:* +@all'",
     .output = "(error) ERR ACL failure in script: No permissions to access a key script: "
               "66b7cfc9928de8295190f1e02f5fd98d95a37777, on @user_script:1.",
     .ways = {"Allow the user the command and the keys, as with NOPERM.",
              "In a script, redis.acl_check_cmd('SET', key, value) asks beforehand."},
     .versions =
         "Since redis-7.2 `ACL failure in script: ...`; redis-7.0 says `The user executing the "
         "script can't ...`."},
    {.code = "acl-file",
     .title = "there is no ACL file to load or to save",
     .signs = {"is not configured to use an ACL file"},
     .means = "ACL LOAD and ACL SAVE work on the file that aclfile names, and none is set.",
     .when = "By ACL LOAD and ACL SAVE.",
     .command = "luarig exec ACL SAVE",
     .output = "(error) ERR This Redis instance is not configured to use an ACL file. You may want"
               " to specify users via the ACL SETUSER command and then issue a CONFIG REWRITE "
               "(assuming you have a Redis configuration file set) in order to store users in the "
               "Redis configuration.",
     .ways = {"Set aclfile in the server's configuration file.",
              "Or keep users in that file itself: ACL SETUSER, then CONFIG REWRITE."},
     .versions = "valkey-8.0 leaves out the word Redis."},
    {.code = "NOPROTO",
     .title = "no such version of the protocol",
     .signs = {"unsupported protocol version"},
     .means = "HELLO asked for another protocol than 2 or 3.",
     .when = "By HELLO, before it looks at AUTH.",
     .command = "luarig exec HELLO 4",
     .output = "(error) NOPROTO unsupported protocol version",
     .ways = {"HELLO 2 or HELLO 3.", "Set the client's protocol version to one of them."}},
};

}  // namespace

std::span<const Explanation> ExplainUsers() { return kRows; }

}  // namespace luarig
