@server 7.0.15
# A script is propagated by what it does: one change as it is, more in a transaction, none not at all.
> EVAL "return 1" 0
> EVAL "return redis.call('GET', 'k')" 0
> EVAL "return redis.call('SET', KEYS[1], ARGV[1])" 1 k v
SET k v
> EVAL "redis.call('SET', 'a', 1); return redis.call('SET', 'b', 2)" 0
MULTI
SET a 1
SET b 2
EXEC
> EVAL "redis.call('set', 'a', 1, 'EX', 10); redis.call('INCRBYFLOAT', 'a', 0.5)" 0
MULTI
SET a 1 PXAT now+10000
SET a 1.5 KEEPTTL
EXEC
> EVAL "redis.call('SADD', 's', 'x'); redis.call('SADD', 's', 'x'); return redis.call('SPOP', 's')" 0
MULTI
SADD s x
SREM s x
EXEC
> EVAL "redis.call('SADD', 's', 'x'); return redis.call('SADD', 's', 'x')" 0
SADD s x
> EVAL "return redis.call('DEL', 'none')" 0
> EVAL "return redis.call('SET', 'n', 1, 'NX')" 0
SET n 1 NX
> EVAL "return redis.call('SET', 'n', 1, 'NX')" 0
> EVAL "return redis.call('SET', 'n', 3.5)" 0
SET n 3.5
> EVAL "return redis.call('EXPIRE', 'n', 100)" 0
PEXPIREAT n now+100000
> EVAL "return redis.call('EXPIRE', 'n', -1)" 0
DEL n
> EVAL "redis.call('SET', 'a', 1); error('late')" 0
SET a 1
> EVAL "redis.call('SET', 'a', 1); redis.call('INCR', 'a'); redis.call('NOSUCH')" 0
MULTI
SET a 1
INCR a
EXEC
> EVAL "redis.pcall('INCR', 'b', 'c'); redis.pcall('LPUSH', 'a', 1); return redis.call('SET', 'a', 2)" 0
SET a 2
> EVAL "redis.call('RPUSH', 'l', 1, 2, 3); redis.call('LMPOP', 1, 'l', 'LEFT'); redis.call('LMOVE', 'l', 'm', 'LEFT', 'LEFT')" 0
MULTI
RPUSH l 1 2 3
LPOP l 1
LMOVE l m LEFT LEFT
EXEC
> EVAL "return redis.call('XADD', 'x', '*', 'f', 'v')" 0
XADD x now+0-0 f v
> EVAL "redis.call('XGROUP', 'CREATE', 'x', 'g', 0); return redis.call('XREADGROUP', 'GROUP', 'g', 'c', 'STREAMS', 'x', '>')" 0
MULTI
XGROUP CREATE x g 0
XCLAIM x g c 0 now+0-0 TIME now+0 RETRYCOUNT 1 FORCE JUSTID LASTID now+0-0
EXEC
> EVAL "return redis.call('PUBLISH', 'c', 'm')" 0
replicas: PUBLISH c m
> EVAL "redis.call('PUBLISH', 'c', 'm'); redis.call('PUBLISH', 'c', 'm2')" 0
MULTI
replicas: PUBLISH c m
replicas: PUBLISH c m2
EXEC
> EVAL "redis.call('PUBLISH', 'c', 'm'); return redis.call('SET', 'a', 1)" 0
MULTI
replicas: PUBLISH c m
SET a 1
EXEC
> EVAL "redis.call('SET', 'a', 1); return redis.call('SPUBLISH', 'c', 'm')" 0
MULTI
SET a 1
replicas: SPUBLISH c m
EXEC
> EVAL "return redis.call('FLUSHALL')" 0
FLUSHALL
> EVAL "redis.call('MSET', 'a', 1, 'b', 2); redis.call('FLUSHDB'); redis.call('SET', 'c', 3)" 0
MULTI
MSET a 1 b 2
FLUSHDB
SET c 3
EXEC
> EVAL_RO "return redis.call('GET', 'k')" 0
> EVAL_RO "return redis.call('SET', 'k', 1)" 0
> EVALSHA e0e1f9fabfc9d4800c877a703b823ac0578ff8db 0
> EVAL "#!lua\nredis.call('SET', 'a', 1)" 0
SET a 1
> EVAL "#!lua flags=no-writes\nredis.call('SET', 'a', 1)" 0
> EVAL "redis.call('SCRIPT', 'LOAD', 'return 1')" 0
> EVAL "return redis.sha1hex('')" 0

# What is called is propagated as it was said, in whatever case; what is read is not.
> EVAL "redis.call('sEt', 'a', 1); redis.call('get', 'a'); redis.call('exists', 'a'); redis.call('ttl', 'a')" 0
sEt a 1
> EVAL "return redis.call('SET', 'a', 1e15)" 0
SET a 1000000000000000
> EVAL "return redis.call('SET', 'a', 0.1)" 0
SET a 0.10000000000000001
> EVAL "return redis.call('SET', 'a', '')" 0
SET a ""
> EVAL "return redis.call('COPY', 'a', 'aa')" 0
COPY a aa
> EVAL "return redis.call('GETEX', 'a', 'EX', 10)" 0
PEXPIREAT a now+10000
> EVAL "return redis.call('PFADD', 'p', 'x'), redis.call('PFCOUNT', 'p')" 0
MULTI
PFADD p x
PFCOUNT p
EXEC
> EVAL "return redis.call('GEOADD', 'g', 1, 1, 'm')" 0
zadd g 3377822707026402 m
> EVAL "redis.call('HINCRBYFLOAT', 'h', 'f', 1.5); redis.call('HINCRBYFLOAT', 'h', 'f', 1.5)" 0
MULTI
HSET h f 1.5
HSET h f 3
EXEC
> EVAL "redis.call('SETEX', 'a', 10, 'v'); return redis.call('GETDEL', 'a')" 0
MULTI
SET a v PXAT now+10000
DEL a
EXEC
> EVAL "redis.call('ZADD', 'z', 1, 'a', 2, 'b'); redis.call('ZPOPMIN', 'z'); return redis.call('ZMPOP', 1, 'z', 'MAX')" 0
MULTI
ZADD z 1 a 2 b
ZPOPMIN z
ZPOPMAX z 1
EXEC
> EVAL "redis.call('RENAME', 'h', 'hh'); redis.call('MOVE', 'hh', 2); return redis.call('SWAPDB', 2, 3)" 0
MULTI
RENAME h hh
MOVE hh 2
SWAPDB 2 3
EXEC
> EVAL "redis.setresp(3); return redis.call('SET', 'a', 1)" 0
SET a 1
> EVAL "local ok = redis.pcall('SET', 'a'); return redis.call('SET', 'b', tostring(ok.err ~= nil))" 0
SET b true
> EVAL "redis.call('SET', 'a', 1); return {err = 'MINE it is'}" 0
SET a 1
> EVAL "redis.call('SET', 'a', 1); return redis.error_reply('MINE it is')" 0
SET a 1

# redis.set_repl says who gets to know, from then on.
> EVAL "redis.set_repl(redis.REPL_NONE); redis.call('SET', 'a', 1)" 0
> EVAL "redis.set_repl(redis.REPL_AOF); redis.call('SET', 'a', 1)" 0
aof: SET a 1
> EVAL "redis.set_repl(redis.REPL_REPLICA); redis.call('SET', 'a', 1)" 0
replicas: SET a 1
> EVAL "redis.set_repl(redis.REPL_SLAVE); redis.call('SET', 'a', 1); redis.call('SET', 'b', 1)" 0
MULTI
replicas: SET a 1
replicas: SET b 1
EXEC
> EVAL "redis.set_repl(redis.REPL_ALL); redis.call('SET', 'a', 1)" 0
SET a 1
> EVAL "redis.call('SET', 'a', 1); redis.set_repl(redis.REPL_NONE); redis.call('SET', 'b', 2)" 0
SET a 1
> EVAL "redis.call('SET', 'a', 1); redis.set_repl(redis.REPL_NONE); redis.call('SET', 'b', 2); redis.set_repl(redis.REPL_ALL); redis.call('SET', 'c', 3)" 0
MULTI
SET a 1
SET c 3
EXEC
> EVAL "redis.call('SET', 'a', 1); redis.set_repl(redis.REPL_AOF); redis.call('SET', 'b', 2); redis.set_repl(redis.REPL_REPLICA); redis.call('SET', 'c', 3)" 0
MULTI
SET a 1
aof: SET b 2
replicas: SET c 3
EXEC
> EVAL "redis.set_repl(redis.REPL_AOF); redis.call('SET', 'a', 1); redis.set_repl(redis.REPL_REPLICA); redis.call('SET', 'b', 2)" 0
MULTI
aof: SET a 1
replicas: SET b 2
EXEC
> EVAL "redis.set_repl(redis.REPL_AOF); redis.call('SADD', 's', 'x'); return redis.call('SPOP', 's')" 0
MULTI
aof: SADD s x
aof: SREM s x
EXEC
> EVAL "redis.set_repl(redis.REPL_NONE); redis.call('SADD', 's', 'any1', 'any2'); return redis.call('SPOP', 's', 1)" 0
SREM s any
> EVAL "redis.set_repl(redis.REPL_NONE); redis.call('SADD', 's', 'any1', 'any2'); return redis.call('SPOP', 's', 5)" 0
> EVAL "redis.set_repl(redis.REPL_NONE); redis.call('PUBLISH', 'c', 'm')" 0
> EVAL "redis.set_repl(redis.REPL_AOF); redis.call('PUBLISH', 'c', 'm')" 0
> EVAL "redis.set_repl(redis.REPL_NONE); redis.call('XADD', 'x', '*', 'f', 'v'); redis.call('XGROUP', 'CREATE', 'x', 'g', 0); return redis.call('XREADGROUP', 'GROUP', 'g', 'c', 'STREAMS', 'x', '>')" 0
XCLAIM x g c 0 now+0-0 TIME now+0 RETRYCOUNT 1 FORCE JUSTID LASTID now+0-0
> EVAL "redis.set_repl(7); redis.call('SET', 'a', 1)" 0
> EVAL "redis.set_repl(0); redis.pcall('SET', 'a', 1); redis.set_repl('3'); redis.call('SET', 'a', 1)" 0
SET a 1
> EVAL "redis.call('SET', 'a', 1)" 0
SET a 1
> EVAL "redis.replicate_commands(); redis.call('SET', 'a', 1)" 0
SET a 1
> EVAL "redis.replicate_commands(); redis.set_repl(redis.REPL_NONE); redis.call('SET', 'a', 1)" 0
> EVAL "redis.call('SELECT', 1); redis.set_repl(redis.REPL_NONE); redis.call('SET', 'a', 1)" 0
> SET a 1
SET a 1

# Several in a loop, and in a transaction.
> EVAL "for i = 1, 3 do redis.call('RPUSH', 'list', i) end" 0
MULTI
RPUSH list 1
RPUSH list 2
RPUSH list 3
EXEC
> MULTI
> EVAL "redis.call('SET', 'a', 1)" 0
> EXEC
SET a 1
> MULTI
> EVAL "redis.call('SET', 'a', 1); redis.call('SET', 'b', 1)" 0
> SET c 1
> EXEC
MULTI
SET a 1
SET b 1
SET c 1
EXEC
> MULTI
> EVAL "redis.set_repl(redis.REPL_NONE); redis.call('SET', 'a', 1)" 0
> SET c 1
> EXEC
SET c 1

# Functions.
> FUNCTION LOAD "#!lua name=lib\nredis.register_function('one', function(keys) return redis.call('SET', keys[1], 1) end)\nredis.register_function('two', function(keys) redis.call('SET', keys[1], 1); return redis.call('DEL', keys[1]) end)\nredis.register_function('none', function() redis.set_repl(redis.REPL_NONE); return redis.call('SET', 'x', 1) end)\nredis.register_function{function_name='ro', callback=function() return 1 end, flags={'no-writes'}}"
FUNCTION LOAD "#!lua name=lib\nredis.register_function('one', function(keys) return redis.call('SET', keys[1], 1) end)\nredis.register_function('two', function(keys) redis.call('SET', keys[1], 1); return redis.call('DEL', keys[1]) end)\nredis.register_function('none', function() redis.set_repl(redis.REPL_NONE); return redis.call('SET', 'x', 1) end)\nredis.register_function{function_name='ro', callback=function() return 1 end, flags={'no-writes'}}"
> FUNCTION LOAD REPLACE "#!lua name=lib2\nredis.register_function('other', function() return 1 end)"
FUNCTION LOAD REPLACE "#!lua name=lib2\nredis.register_function('other', function() return 1 end)"
> FUNCTION LOAD "#!lua name=lib2\nredis.register_function('other', function() return 1 end)"
> FCALL one 1 k
SET k 1
> FCALL two 1 k
MULTI
SET k 1
DEL k
EXEC
> FCALL none 0
> FCALL ro 0
> FCALL_RO ro 0
> FCALL_RO one 1 k
> FUNCTION LIST
> FUNCTION STATS
> FUNCTION DUMP
> FUNCTION DELETE lib2
FUNCTION DELETE lib2
> FUNCTION DELETE lib2
> FUNCTION FLUSH
FUNCTION FLUSH
> FUNCTION FLUSH
FUNCTION FLUSH
> FUNCTION FLUSH ASYNC
FUNCTION FLUSH ASYNC
> MULTI
> FUNCTION LOAD "#!lua name=lib\nredis.register_function('one', function(keys) return redis.call('SET', keys[1], 1) end)"
> FCALL one 1 k
> FUNCTION DELETE lib
> EXEC
MULTI
FUNCTION LOAD "#!lua name=lib\nredis.register_function('one', function(keys) return redis.call('SET', keys[1], 1) end)"
SET k 1
FUNCTION DELETE lib
EXEC
> FUNCTION RESTORE "\xf5@I#!lua name=lib3\nredis.register_function('third', function() return 1 end)\n\x00\x91\x89\xb8m\x98{\xc4#" FLUSH
FUNCTION RESTORE "\xf5@I#!lua name=lib3\nredis.register_function('third', function() return 1 end)\n\x00\x91\x89\xb8m\x98{\xc4#" FLUSH
> FUNCTION RESTORE "\xf5@I#!lua name=lib3\nredis.register_function('third', function() return 1 end)\n\x00\x91\x89\xb8m\x98{\xc4#"
> FUNCTION RESTORE "\xf5@I#!lua name=lib3\nredis.register_function('third', function() return 1 end)\n\x00\x91\x89\xb8m\x98{\xc4#" REPLACE
FUNCTION RESTORE "\xf5@I#!lua name=lib3\nredis.register_function('third', function() return 1 end)\n\x00\x91\x89\xb8m\x98{\xc4#" REPLACE
> SELECT 1
> FUNCTION FLUSH
SELECT 1
FUNCTION FLUSH
> SET k 1
SET k 1
> SCRIPT LOAD "return redis.call('SET', 'by_sha', 1)"
> EVALSHA f7a46f9f780eca0ba2f5ba272996bfe6343cabe9 0
SET by_sha 1
> SCRIPT FLUSH
