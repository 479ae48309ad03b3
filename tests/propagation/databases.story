@server 7.0.15
# Another database is selected when something changes in it, and only then.
> SET k 0
SET k 0
> SELECT 1
> GET k
> SET k 1
SELECT 1
SET k 1
> SET j 1
SET j 1
> SELECT 0
> SET k 0
SELECT 0
SET k 0
> SELECT 2
> SELECT 0
> SET k 1
SET k 1

# Commands that name databases.
> MOVE k 2
MOVE k 2
> MOVE none 2
> MOVE k 2
> SELECT 2
> MOVE k 3
SELECT 2
MOVE k 3
> SET k 2
SET k 2
> COPY k k DB 3
> COPY k k DB 3 REPLACE
COPY k k DB 3 REPLACE
> COPY k k2 DB 3
COPY k k2 DB 3
> SWAPDB 2 3
SWAPDB 2 3
> SWAPDB 2 2
SWAPDB 2 2
> SWAPDB 9 10
SWAPDB 9 10
> SELECT 0

# Each emptying is said, also of what is empty.
> FLUSHDB
SELECT 0
FLUSHDB
> FLUSHDB ASYNC
FLUSHDB ASYNC
> FLUSHDB SYNC
FLUSHDB SYNC
> FLUSHALL
FLUSHALL
> FLUSHALL ASYNC
FLUSHALL ASYNC
> FLUSHALL SYNC
FLUSHALL SYNC
> CONFIG SET lazyfree-lazy-user-flush yes
> FLUSHALL
FLUSHALL
> FLUSHDB
FLUSHDB
> SELECT 4
> FLUSHALL
SELECT 4
FLUSHALL
> FLUSHDB
FLUSHDB
> SELECT 0
> SET k 0
SELECT 0
SET k 0

# In a transaction, and in a script.
> MULTI
> SET k 1
> SELECT 5
> SET k 5
> SELECT 6
> EXEC
MULTI
SET k 1
SELECT 5
SET k 5
EXEC
> SET k 6
SELECT 6
SET k 6
> SELECT 0
> MULTI
> SELECT 7
> SET k 5
> SELECT 0
> EXEC
SELECT 7
SET k 5
> SET k 0
SELECT 0
SET k 0
> EVAL "redis.call('SET', 'k', 1); redis.call('SELECT', 8); redis.call('SET', 'k', 8)" 0
MULTI
SET k 1
SELECT 8
SET k 8
EXEC
> SET k 0
SELECT 0
SET k 0
> EVAL "redis.call('SELECT', 9); redis.call('SET', 'k', 8)" 0
SELECT 9
SET k 8
> EVAL "redis.call('SELECT', 9); return redis.call('GET', 'k')" 0
> MULTI
> SELECT 3
> SET a 1
> SET b 1
> SELECT 0
> EXEC
SELECT 3
MULTI
SET a 1
SET b 1
EXEC
> SET k 0
SELECT 0
SET k 0
