/* hiredis: its formatted and its argv commands, pipelining, the bare reader, timeouts, binary
 * values.
 *
 *     client HOST PORT
 *
 * Prints a line a step: what was asked and what came back. */
#include <ctype.h>
#include <hiredis/hiredis.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { kSeconds = 150, kLong = 300, kMany = 200 };

static const char* host;
static int port;

static void Fail(const char* what) {
  printf("broken: %s\n", what);
  fprintf(stderr, "broken: %s\n", what);
  exit(1);
}

static void TookTooLong(int signal_number) {
  static const char kText[] = "client.c: took too long\n";
  (void)signal_number;
  if (write(STDERR_FILENO, kText, sizeof kText - 1) < 0) _exit(2);
  _exit(1);
}

/* A sum that tells two long values apart. */
static unsigned long Sum(const char* bytes, size_t size) {
  unsigned long sum = 5381;
  for (size_t i = 0; i < size; ++i) sum = (sum * 33 + (unsigned char)bytes[i]) & 0xffffffffUL;
  return sum;
}

static void PrintBytes(const char* bytes, size_t size) {
  if (size > kLong) {
    printf("%zu bytes, sum %lx", size, Sum(bytes, size));
    return;
  }
  for (size_t i = 0; i < size; ++i) {
    unsigned char c = (unsigned char)bytes[i];
    if (isprint(c) && c != '\\' && c < 128) {
      putchar(c);
    } else {
      printf("\\x%02x", c);
    }
  }
}

static void PrintReply(const redisReply* reply) {
  switch (reply->type) {
    case REDIS_REPLY_STRING:
      putchar('"');
      PrintBytes(reply->str, reply->len);
      putchar('"');
      break;
    case REDIS_REPLY_STATUS:
      printf("+");
      PrintBytes(reply->str, reply->len);
      break;
    case REDIS_REPLY_ERROR:
      printf("-");
      PrintBytes(reply->str, reply->len);
      break;
    case REDIS_REPLY_INTEGER:
      printf(":%lld", reply->integer);
      break;
    case REDIS_REPLY_NIL:
      printf("nil");
      break;
#ifdef REDIS_REPLY_DOUBLE
    case REDIS_REPLY_DOUBLE:
      printf("double %s", reply->str);
      break;
    case REDIS_REPLY_BOOL:
      printf(reply->integer ? "true" : "false");
      break;
    case REDIS_REPLY_BIGNUM:
      printf("big %s", reply->str);
      break;
    case REDIS_REPLY_VERB:
      printf("%.3s:%s", reply->vtype, reply->str);
      break;
    case REDIS_REPLY_MAP:
    case REDIS_REPLY_SET:
    case REDIS_REPLY_PUSH:
      printf(reply->type == REDIS_REPLY_MAP ? "%%" : reply->type == REDIS_REPLY_SET ? "~" : ">");
      /* fall through */
#endif
    case REDIS_REPLY_ARRAY:
      putchar('[');
      for (size_t i = 0; i < reply->elements; ++i) {
        if (i > 0) printf(", ");
        PrintReply(reply->element[i]);
      }
      putchar(']');
      break;
    default:
      printf("type %d", reply->type);
  }
}

static redisContext* Connect(void) {
  struct timeval limit = {5, 0};
  redisContext* c = redisConnectWithTimeout(host, port, limit);
  if (c == NULL || c->err) Fail(c == NULL ? "no memory" : c->errstr);
  if (redisSetTimeout(c, limit) != REDIS_OK) Fail("timeout");
  return c;
}

/* The step's name, then the reply or what the connection suffered; the reply is freed. */
static void Show(const char* step, redisContext* c, redisReply* reply) {
  PrintBytes(step, strlen(step));
  printf(" = ");
  if (reply == NULL) {
    printf("error %d: %s", c->err, c->errstr);
  } else {
    PrintReply(reply);
    freeReplyObject(reply);
  }
  putchar('\n');
  fflush(stdout);
}

/* A command without arguments for its format. */
static void Say(redisContext* c, const char* command) {
  Show(command, c, redisCommand(c, command));
}

static void SayAll(redisContext* c, const char* const* commands) {
  for (; *commands != NULL; ++commands) Say(c, *commands);
}

static void Chapter(redisContext* c, const char* name) {
  printf("== %s\n", name);
  redisReply* reply = redisCommand(c, "FLUSHALL");
  if (reply == NULL) Fail("flushall");
  freeReplyObject(reply);
}

static void EveryType(redisContext* c) {
  static const char* const kCommands[] = {
      "SET k v",
      "GET k",
      "GET none",
      "INCR k",
      "APPEND k more",
      "STRLEN k",
      "SETRANGE k 10 x",
      "GETRANGE k 0 -1",
      "GETDEL k",
      "MSET a 1 b 2",
      "MGET a none b",
      "INCRBYFLOAT a 0.1",
      "SETBIT bits 100 1",
      "BITCOUNT bits",
      "BITFIELD bits GET u8 0 SET i8 #1 -1 OVERFLOW FAIL INCRBY u2 100 3",
      "PFADD hll a b c",
      "PFCOUNT hll",
      "RPUSH l 1 2 3 4",
      "LRANGE l 0 -1",
      "LPOP l 2",
      "LPOP none 2",
      "LINSERT l BEFORE 4 x",
      "LPOS l 4 COUNT 0",
      "LMPOP 2 none l LEFT COUNT 9",
      "LLEN l",
      "HSET h f 1 g 2",
      "HGETALL h",
      "HMGET h f none",
      "HINCRBYFLOAT h f 1.5",
      "HRANDFIELD none 2 WITHVALUES",
      "HDEL h f g",
      "HGETALL h",
      "SADD s 3 1 2",
      "SMEMBERS s",
      "SISMEMBER s 1",
      "SMISMEMBER s 1 9",
      "SINTERCARD 1 s LIMIT 2",
      "SPOP s 0",
      "ZADD z 1 a 2.5 b inf c",
      "ZADD z XX INCR 1 none",
      "ZRANGE z 0 -1 WITHSCORES",
      "ZRANGE z (1 +inf BYSCORE LIMIT 0 1",
      "ZSCORE z b",
      "ZMSCORE z a none",
      "ZPOPMAX z",
      "ZRANK z b",
      "ZMPOP 1 z MIN COUNT 10",
      "XADD x 1-1 f v g w",
      "XADD x 1-* f v",
      "XADD x 1-1 f v",
      "XRANGE x - +",
      "XREAD COUNT 1 STREAMS x 0",
      "XGROUP CREATE x g 0",
      "XREADGROUP GROUP g me STREAMS x >",
      "XPENDING x g",
      "XACK x g 1-1",
      "XINFO GROUPS x",
      "XLEN x",
      "GEOADD geo 13.361389 38.115556 Palermo",
      "GEOPOS geo Palermo none",
      "GEOHASH geo Palermo",
      "GEOSEARCH geo FROMLONLAT 13 38 BYRADIUS 100 km WITHDIST",
      "EXPIRE a 100",
      "TTL a",
      "PERSIST a",
      "EXPIRE a -1",
      "EXISTS a b",
      "TYPE x",
      "OBJECT ENCODING x",
      "RENAME b c",
      "COPY c d",
      "SORT s DESC",
      "DUMP c",
      "SCAN 0 MATCH zzz* COUNT 1000",
      "DBSIZE",
      "SELECT 1",
      "DBSIZE",
      "SELECT 0",
      "LPUSH k",
      "NOSUCH a b",
      "GET a b",
      "CLIENT SETNAME hiredis",
      "CLIENT GETNAME",
      "CLIENT NO-TOUCH ON",
      "CONFIG GET hash-max-listpack-entries",
      "CONFIG SET hash-max-listpack-entries x",
      "COMMAND GETKEYS SET a b",
      "OBJECT FREQ c",
      "DEBUG SLEEP 0",
      "WAIT 0 0",
      "ACL WHOAMI",
      "LATENCY RESET",
      "SLOWLOG LEN",
      "PING",
      "PING text",
      "ECHO hi",
      "RESET",
      NULL};
  SayAll(c, kCommands);
}

static void Binary(redisContext* c) {
  char all[256];
  for (int i = 0; i < 256; ++i) all[i] = (char)i;
  Show("SET %b %b", c, redisCommand(c, "SET %b %b", all, sizeof all, all, sizeof all));
  Show("GET %b", c, redisCommand(c, "GET %b", all, sizeof all));
  Show("SET %s %d", c, redisCommand(c, "SET %s %d", "formatted", -42));
  Show("GET prefix:%s", c, redisCommand(c, "GET prefix:%s", "x"));
  Show("SET empty ''", c, redisCommand(c, "SET empty %s", ""));
  Say(c, "GET empty");
  const char* argv[] = {"HSET", "h", "f\0f", "v\0\r\n", "", ""};
  const size_t sizes[] = {4, 1, 3, 4, 0, 0};
  Show("HSET by argv", c, redisCommandArgv(c, 6, argv, sizes));
  Say(c, "HGETALL h");
  const char* none[] = {""};
  const size_t zero[] = {0};
  Show("an empty name", c, redisCommandArgv(c, 1, none, zero));

  size_t size = 6 << 20;
  char* large = malloc(size);
  if (large == NULL) Fail("no memory");
  for (size_t i = 0; i < size; ++i) large[i] = (char)(i * 7 + i / 251);
  Show("SET large", c, redisCommand(c, "SET large %b", large, size));
  Say(c, "GET large");
  Show("APPEND large", c, redisCommand(c, "APPEND large %b", large, size));
  Say(c, "STRLEN large");
  Show("ECHO large", c, redisCommand(c, "ECHO %b", large, size));
  Show("EVAL with it", c,
       redisCommand(c, "EVAL %s 1 large %b", "return #redis.call('GET', KEYS[1]) + #ARGV[1]", large,
                    size));
  free(large);
}

static void Scripts(redisContext* c) {
  static const char kLibrary[] =
      "#!lua name=lib\n"
      "redis.register_function('put', function(keys, args) return redis.call('SET', keys[1], "
      "args[1]) end)\n";
  Show(
      "EVAL", c,
      redisCommand(c, "EVAL %s 2 a b c",
                   "return {KEYS, ARGV, 3.9, false, true, {ok='fine'}, {err='My error'}, nil, 5}"));
  Show("EVAL of an error", c, redisCommand(c, "EVAL %s 0", "return redis.call('INCR')"));
  Show("EVAL without an end", c, redisCommand(c, "EVAL %s 0", "if true"));
  Show("deep", c,
       redisCommand(c, "EVAL %s 0", "local t = {} for i = 1, 6 do t = {i, t} end return t"));
  redisReply* sha = redisCommand(c, "SCRIPT LOAD %s", "return ARGV[1]");
  if (sha == NULL || sha->type != REDIS_REPLY_STRING) Fail("SCRIPT LOAD");
  Show("EVALSHA", c, redisCommand(c, "EVALSHA %s 0 hi", sha->str));
  Say(c, "SCRIPT FLUSH");
  Show("EVALSHA after the flush", c, redisCommand(c, "EVALSHA %s 0 hi", sha->str));
  Show("SCRIPT EXISTS", c, redisCommand(c, "SCRIPT EXISTS %s", sha->str));
  freeReplyObject(sha);
  Show("FUNCTION LOAD", c, redisCommand(c, "FUNCTION LOAD %s", kLibrary));
  Show("FUNCTION LOAD", c, redisCommand(c, "FUNCTION LOAD %s", kLibrary));
  Say(c, "FCALL put 1 k v");
  Say(c, "FCALL_RO put 1 k v");
  Say(c, "FUNCTION LIST");
  Say(c, "FUNCTION DELETE lib");
  Say(c, "FCALL put 1 k v");
}

static void Pipelines(redisContext* c) {
  for (int i = 0; i < 5000; ++i) redisAppendCommand(c, "INCRBY sum %d", i);
  redisAppendCommand(c, "LPUSH sum x");
  redisAppendCommand(c, "NOSUCH");
  redisAppendCommand(c, "GET sum");
  for (int i = 0; i < 5003; ++i) {
    void* reply = NULL;
    if (redisGetReply(c, &reply) != REDIS_OK) Fail("a pipeline ends early");
    if (i >= 4999) {
      Show("pipelined", c, reply);
    } else {
      freeReplyObject(reply);
    }
  }
  redisContext* other = Connect();
  static const char* const kCommands[] = {
      "MULTI",   "SET a 1",   "INCR a", "LPUSH a x", "LRANGE none 0 -1", "EXEC",    "MULTI",
      "NOSUCH",  "SET a 9",   "EXEC",   "MULTI",     "SET a 5",          "DISCARD", "EXEC",
      "WATCH a", "WATCH b c", NULL};
  SayAll(c, kCommands);
  Say(other, "SET b changed");
  SayAll(c, (const char* const[]){"MULTI", "GET a", "WATCH a", "EXEC", "GET a", NULL});
  redisFree(other);
}

static void PublishAndSubscribe(redisContext* c) {
  redisContext* listener = Connect();
  Say(listener, "SUBSCRIBE one");
  Say(listener, "PSUBSCRIBE o* t?o");
  void* reply = NULL;
  if (redisGetReply(listener, &reply) != REDIS_OK) Fail("the second pattern");
  Show("second pattern", listener, reply);
  Say(listener, "GET k");
  Say(listener, "PING text");
  Say(c, "PUBLISH one hello");
  Say(c, "PUBLISH two hello");
  for (int i = 0; i < 3; ++i) {
    reply = NULL;
    if (redisGetReply(listener, &reply) != REDIS_OK) Fail("a message is missing");
    Show("message", listener, reply);
  }
  Say(c, "PUBSUB NUMSUB one");
  Say(c, "PUBSUB NUMPAT");
  Say(listener, "UNSUBSCRIBE one");
  Say(listener, "PUNSUBSCRIBE o*");
  Say(listener, "RESET");
  Say(listener, "GET k");
  redisFree(listener);
}

static void Blocking(redisContext* c) {
  redisContext* blocked = Connect();
  Say(blocked, "BLPOP q 0.05");
  Say(blocked, "BZMPOP 0.05 1 q MIN");
  redisAppendCommand(blocked, "BLMOVE from to LEFT RIGHT 5");
  redisAppendCommand(blocked, "LRANGE to 0 -1");
  int done = 0;
  while (!done) {
    if (redisBufferWrite(blocked, &done) != REDIS_OK) Fail("writing");
  }
  usleep(50000);
  Say(c, "RPUSH from x y");
  for (int i = 0; i < 2; ++i) {
    void* reply = NULL;
    if (redisGetReply(blocked, &reply) != REDIS_OK) Fail("nothing moved");
    Show("behind the move", blocked, reply);
  }
  struct timeval soon = {0, 50000};
  if (redisSetTimeout(blocked, soon) != REDIS_OK) Fail("timeout");
  Say(blocked, "BLPOP nothing 3");
  redisFree(blocked);
  Say(c, "PING");
}

static void Connections(redisContext* c) {
  redisContext* many[kMany];
  for (int i = 0; i < kMany; ++i) {
    many[i] = Connect();
    redisAppendCommand(many[i], "INCR count");
    redisAppendCommand(many[i], "ECHO mine-%d", i);
  }
  int own = 0;
  for (int i = 0; i < kMany; ++i) {
    char wanted[32];
    void* reply = NULL;
    snprintf(wanted, sizeof wanted, "mine-%d", i);
    if (redisGetReply(many[i], &reply) != REDIS_OK) Fail("INCR");
    freeReplyObject(reply);
    if (redisGetReply(many[i], &reply) != REDIS_OK) Fail("ECHO");
    own += strcmp(((redisReply*)reply)->str, wanted) == 0;
    freeReplyObject(reply);
  }
  printf("own replies: %d\n", own);
  for (int i = 0; i < kMany; i += 2) {
    /* Half of a command, then nothing. */
    if (write(many[i]->fd, "*3\r\n$3\r\nSET\r\n$5\r\nhalf", 22) < 0) Fail("write");
  }
  for (int i = 0; i < kMany; ++i) redisFree(many[i]);
  Say(c, "GET count");
  Say(c, "GET half");
  redisContext* bad = Connect();
  if (redisAppendFormattedCommand(bad, "*1\r\n$x\r\n", 8) != REDIS_OK) Fail("append");
  void* reply = NULL;
  if (redisGetReply(bad, &reply) != REDIS_OK) Fail("no protocol error");
  Show("malformed", bad, reply);
  reply = NULL;
  int status = redisGetReply(bad, &reply);
  printf("then status %d, error %d\n", status, bad->err);
  if (redisReconnect(bad) != REDIS_OK) Fail("reconnect");
  Say(bad, "PING");
  redisFree(bad);
  Say(c, "QUIT");
}

#ifdef REDIS_REPLY_DOUBLE
static void Resp3(redisContext* c) {
  freeReplyObject(redisCommand(c, "HELLO 3"));
  static const char* const kCommands[] = {"HSET h f v",
                                          "HGETALL h",
                                          "ZADD z 1.5 m",
                                          "ZSCORE z m",
                                          "ZRANGE z 0 -1 WITHSCORES",
                                          "SADD s x",
                                          "SMEMBERS s",
                                          "GET none",
                                          "DEBUG PROTOCOL true",
                                          "DEBUG PROTOCOL bignum",
                                          "DEBUG PROTOCOL verbatim",
                                          "DEBUG PROTOCOL null",
                                          "DEBUG PROTOCOL map",
                                          NULL};
  SayAll(c, kCommands);
  freeReplyObject(redisCommand(c, "HELLO 2"));
}
#endif

int main(int argc, char** argv) {
  if (argc != 3) Fail("usage: client HOST PORT");
  host = argv[1];
  port = atoi(argv[2]);
  signal(SIGALRM, TookTooLong);
  signal(SIGPIPE, SIG_IGN);
  alarm(kSeconds);
  static const struct {
    const char* name;
    void (*run)(redisContext* c);
  } kChapters[] = {
      {"every type", EveryType},
      {"binary", Binary},
      {"scripts", Scripts},
      {"pipelines", Pipelines},
      {"publish and subscribe", PublishAndSubscribe},
      {"blocking", Blocking},
#ifdef REDIS_REPLY_DOUBLE
      {"RESP3", Resp3},
#endif
      {"connections", Connections},
  };
  redisContext* c = Connect();
  for (size_t i = 0; i < sizeof kChapters / sizeof *kChapters; ++i) {
    Chapter(c, kChapters[i].name);
    kChapters[i].run(c);
  }
  redisFree(c);
  return 0;
}
