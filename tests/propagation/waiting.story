@server 7.0.15
# Who waited is served after the change, by a command of its own.
2> BLPOP q 0
> RPUSH q a
RPUSH q a
LPOP q
2> BRPOP none q 0
> RPUSH q a b
RPUSH q a b
RPOP q
2> BLPOP q 0
LPOP q
3> BLPOP q 0
> RPUSH q a b c
RPUSH q a b c
LPOP q
> DEL q
DEL q
2> BLMOVE q dest LEFT RIGHT 0
> RPUSH q a
RPUSH q a
LMOVE q dest left right
2> BRPOPLPUSH q dest 0
> RPUSH q a
RPUSH q a
RPOPLPUSH q dest
2> BLMPOP 0 2 none q LEFT COUNT 2
> RPUSH q a b c
RPUSH q a b c
LPOP q 2
2> BZPOPMIN z 0
> ZADD z 1 a
ZADD z 1 a
ZPOPMIN z
2> BZPOPMAX none z 0
> ZADD z 1 a 2 b
ZADD z 1 a 2 b
ZPOPMAX z
2> BZMPOP 0 2 none z2 MAX COUNT 2
> ZADD z2 1 a 2 b 3 c
ZADD z2 1 a 2 b 3 c
ZPOPMAX z2 2
> DEL q dest z z2
DEL q dest z z2

# One serves the next.
2> BLMOVE first second LEFT RIGHT 0
3> BLPOP second 0
> RPUSH first a
RPUSH first a
LMOVE first second left right
LPOP second

# What a transaction or a script does is over before.
2> BLPOP q 0
> MULTI
> RPUSH q a
> RPUSH q b
> SET k v
> EXEC
MULTI
RPUSH q a
RPUSH q b
SET k v
EXEC
LPOP q
2> BLPOP q2 0
> EVAL "redis.call('RPUSH', 'q2', 'a', 'b'); redis.call('SET', 'k', 'v')" 0
MULTI
RPUSH q2 a b
SET k v
EXEC
LPOP q2
2> BLPOP q3 0
> MULTI
> RPUSH q3 a
> DEL q3
> EXEC
MULTI
RPUSH q3 a
DEL q3
EXEC
> RPUSH q3 b
RPUSH q3 b
LPOP q3

# Streams.
> XGROUP CREATE x g $ MKSTREAM
XGROUP CREATE x g $ MKSTREAM
2> XREADGROUP GROUP g alice BLOCK 0 STREAMS x >
> XADD x 1-1 a 1
XADD x 1-1 a 1
XCLAIM x g alice 0 1-1 TIME now+0 RETRYCOUNT 1 FORCE JUSTID LASTID 1-1
2> XREADGROUP GROUP g bob BLOCK 0 NOACK STREAMS x >
> XADD x 2-1 a 1
XADD x 2-1 a 1
MULTI
XGROUP CREATECONSUMER x g bob
XGROUP SETID x g 2-1 ENTRIESREAD 2
EXEC
2> XREADGROUP GROUP g new BLOCK 0 STREAMS x >
> MULTI
> XADD x 3-1 a 1
> XADD x 4-1 a 1
> EXEC
MULTI
XADD x 3-1 a 1
XADD x 4-1 a 1
EXEC
MULTI
XCLAIM x g new 0 3-1 TIME now+0 RETRYCOUNT 1 FORCE JUSTID LASTID 3-1
XCLAIM x g new 0 4-1 TIME now+0 RETRYCOUNT 1 FORCE JUSTID LASTID 4-1
EXEC
2> XREAD BLOCK 0 STREAMS x $
> XADD x 5-1 a 1
XADD x 5-1 a 1
2> XREADGROUP GROUP g alice BLOCK 0 STREAMS x >
XCLAIM x g alice 0 5-1 TIME now+0 RETRYCOUNT 1 FORCE JUSTID LASTID 5-1
> XGROUP SETID x g $
XGROUP SETID x g $
> XGROUP DESTROY x g
XGROUP DESTROY x g
> XADD x 6-1 a 1
XADD x 6-1 a 1

# Nothing comes in time.
2> BLPOP late 0.05
* 0.2
> RPUSH late a
RPUSH late a

# In another database.
3> SELECT 3
3> BLPOP q 0
> SET k v
SET k v
4> SELECT 3
4> RPUSH q a
SELECT 3
RPUSH q a
LPOP q
> SET k v
SELECT 0
SET k v
