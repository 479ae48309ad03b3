@server 7.0.15
# A key that is met after its time is deleted first, within the same unit.
> SET k v PX 1
SET k v PXAT now+0
* 0.01
> GET k
DEL k
> GET k
> SET k v PX 1
SET k v PXAT now+0
* 0.01
> SET k w
MULTI
DEL k
SET k w
EXEC
> SET k v PX 1
SET k v PXAT now+0
* 0.01
> DEL k
DEL k
> SET k v PX 1
SET k v PXAT now+0
* 0.01
> EXISTS k
DEL k
> SET k v PX 1
SET k v PXAT now+0
* 0.01
> INCR k
MULTI
DEL k
INCR k
EXEC
> MSET a 1 b 2
MSET a 1 b 2
> PEXPIRE a 50
PEXPIREAT a now+0
> PEXPIRE b 50
PEXPIREAT b now+0
* 0.1
> MGET a b
MULTI
DEL a
DEL b
EXEC
> SET k v PX 1
SET k v PXAT now+0
* 0.01
> MULTI
> GET k
> EXEC
DEL k
> SET k v PX 1
SET k v PXAT now+0
* 0.01
> MULTI
> GET k
> SET k v
> EXEC
MULTI
DEL k
SET k v
EXEC
> SET k v PX 1
SET k v PXAT now+0
* 0.01
> EVAL "return redis.call('GET', 'k')" 0
DEL k
> SET k v PX 1
SET k v PXAT now+0
* 0.01
> EVAL "return redis.call('SET', 'k', 1)" 0
MULTI
DEL k
SET k 1
EXEC
> SET k v PX 1
SET k v PXAT now+0
* 0.01
> EVAL "redis.set_repl(redis.REPL_NONE); return redis.call('SET', 'k', 1)" 0
DEL k
> SET k v PX 1
SET k v PXAT now+0
* 0.01
> RANDOMKEY
DEL k
> FLUSHALL
FLUSHALL
> SET any1 v PX 1
SET any v PXAT now+0
> SET any2 v PX 1
SET any v PXAT now+0
* 0.01
> RANDOMKEY
DEL any
DEL any
> FLUSHALL
FLUSHALL
> SET a v PX 1
SET a v PXAT now+0
> SET b v PX 1
SET b v PXAT now+0
> SET c v PX 1
SET c v PXAT now+0
* 0.01
> KEYS *
> FLUSHALL
FLUSHALL
> SET any1 v PX 1
SET any v PXAT now+0
* 0.01
> KEYS *
> SET any2 v PX 1
SET any v PXAT now+0
* 0.01
> SCAN 0 COUNT 100
DEL any
DEL any
> SET any1 v PX 1
SET any v PXAT now+0
> SET any2 v PX 1
SET any v PXAT now+0
* 0.01
> EVAL "return redis.call('SCAN', 0, 'COUNT', 100)" 0
MULTI
DEL any
DEL any
EXEC
> SET a v PX 1
SET a v PXAT now+0
* 0.01
> RENAME a b
DEL a
> SET a v PX 1
SET a v PXAT now+0
* 0.01
> EXPIRE a 10
DEL a
> SET a v PX 1
SET a v PXAT now+0
* 0.01
> PERSIST a
DEL a
> CONFIG SET lazyfree-lazy-expire yes
> SET a v PX 1
SET a v PXAT now+0
* 0.01
> GET a
UNLINK a
> CONFIG SET lazyfree-lazy-expire no
> SELECT 3
> SET a v PX 1
SELECT 3
SET a v PXAT now+0
* 0.01
> SELECT 0
> SET b 1
SELECT 0
SET b 1
> SELECT 3
> GET a
SELECT 3
DEL a
> SELECT 0
> SET b 1
SELECT 0
SET b 1

# What expires by itself does so alone.
> DEBUG SET-ACTIVE-EXPIRE 1
> SET a 1 PX 20
SET a 1 PXAT now+0
* 0.4
DEL a
> SET b 1
SET b 1
> CONFIG SET lazyfree-lazy-expire yes
> SET a 1 PX 20
SET a 1 PXAT now+0
* 0.4
UNLINK a
> SET b 1
SET b 1
> CONFIG SET lazyfree-lazy-expire no
> MSET a 1 b 1
MSET a 1 b 1
> PEXPIRE a 20
PEXPIREAT a now+0
* 0.4
DEL a
> PEXPIRE b 20
PEXPIREAT b now+0
* 0.4
DEL b
> SELECT 2
> SET a 1 PX 20
SELECT 2
SET a 1 PXAT now+0
* 0.4
DEL a
> SELECT 0
> SET a 1
SELECT 0
SET a 1

# What makes room, before the command that wanted it.
> FLUSHALL
FLUSHALL
> SET a 1
SET a 1
> CONFIG SET maxmemory 1
> CONFIG SET maxmemory-policy allkeys-lru
DEL a
> GET b
> CONFIG SET maxmemory 0
> SET a 1
SET a 1
> CONFIG SET lazyfree-lazy-eviction yes
> CONFIG SET maxmemory-policy noeviction
> CONFIG SET maxmemory 1
> CONFIG SET maxmemory-policy allkeys-lru
UNLINK a
> EVAL "return redis.call('GET', 'b')" 0
> CONFIG SET maxmemory 0
> SELECT 1
> SET c 1
SELECT 1
SET c 1
> SELECT 0
> CONFIG SET maxmemory-policy noeviction
> CONFIG SET maxmemory 1
> CONFIG SET maxmemory-policy allkeys-lru
UNLINK c
> GET b
> CONFIG SET maxmemory 0
> SET a 1
SELECT 0
SET a 1
