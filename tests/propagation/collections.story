@server 7.0.15
# Lists.
> RPUSH l a b c d e f
RPUSH l a b c d e f
> LPUSH l a
LPUSH l a
> LPUSHX none a
> RPUSHX none a
> LPUSHX l x
LPUSHX l x
> RPUSHX l x
RPUSHX l x
> LPOP l
LPOP l
> RPOP l
RPOP l
> LPOP l 2
LPOP l 2
> RPOP l 1
RPOP l 1
> LPOP l 0
> LPOP none
> LPOP none 2
> LMPOP 2 none l LEFT
LPOP l 1
> LMPOP 1 l RIGHT COUNT 2
RPOP l 2
> LMPOP 1 none LEFT
> RPUSH m a b
RPUSH m a b
> LMPOP 1 m LEFT COUNT 100
LPOP m 2
> RPUSH l a b c d
RPUSH l a b c d
> LINSERT l BEFORE a z
LINSERT l BEFORE a z
> LINSERT l BEFORE none z
> LINSERT none BEFORE a z
> LSET l 0 q
LSET l 0 q
> LSET l 0 q
LSET l 0 q
> LSET l 99 q
> LREM l 0 q
LREM l 0 q
> LREM l 0 q
> LTRIM l 0 2
LTRIM l 0 2
> LTRIM l 0 -1
> LTRIM l 0 100
> LTRIM none 0 1
> LMOVE l l2 LEFT RIGHT
LMOVE l l2 LEFT RIGHT
> LMOVE l l LEFT LEFT
LMOVE l l LEFT LEFT
> LMOVE none l LEFT LEFT
> RPOPLPUSH l l2
RPOPLPUSH l l2
> RPOPLPUSH l l
RPOPLPUSH l l
> RPOPLPUSH none l
> BLPOP l 1
LPOP l
> RPUSH l a b c d e f g
RPUSH l a b c d e f g
> BLPOP none l 1
LPOP l
> BRPOP l 1
RPOP l
> BLMOVE l l2 LEFT LEFT 1
LMOVE l l2 LEFT LEFT
> BRPOPLPUSH l l2 1
RPOPLPUSH l l2
> RPUSH m a b
RPUSH m a b
> BLMPOP 1 1 m LEFT COUNT 5
LPOP m 2
> BLMPOP 1 2 none l LEFT COUNT 2
LPOP l 2
> LPOP l 100
LPOP l 100
> LRANGE l 0 -1
> LTRIM l2 5 1
LTRIM l2 5 1

# Hashes.
> HSET h a 1 b 2
HSET h a 1 b 2
> HSET h a 1
HSET h a 1
> HMSET h a 1
HMSET h a 1
> HSETNX h a 2
> HSETNX h c 2
HSETNX h c 2
> HDEL h c none
HDEL h c none
> HDEL h none
> HDEL none a
> HINCRBY h a 5
HINCRBY h a 5
> HINCRBY h a 0
HINCRBY h a 0
> HINCRBYFLOAT h a 1.5
HSET h a 7.5
> HINCRBYFLOAT h fresh 0.5
HSET h fresh 0.5
> HINCRBYFLOAT h a 0
HSET h a 7.5
> HINCRBYFLOAT h a 1e20
HSET h a 100000000000000000008
> HRANDFIELD h 5
> HGETALL h
> HSCAN h 0
> DEL h
DEL h

# Sets.
> SADD s a b c
SADD s a b c
> SADD s a
> SADD s a d
SADD s a d
> SREM s a none
SREM s a none
> SREM s none
> SREM none a
> SMOVE s s2 b
SMOVE s s2 b
> SMOVE s s2 b
> SMOVE s2 s b
SMOVE s2 s b
> SMOVE s s b
> SRANDMEMBER s 2
> DEL s s2
DEL s s2
> SADD one x
SADD one x
> SPOP one
SREM one x
> SPOP one
> SADD one x
SADD one x
> SPOP one 1
DEL one
> SADD one x
SADD one x
> SPOP one 0
> SPOP one 5
DEL one
> SPOP one 5
> SADD several any1 any2 any3 any4
SADD several any any any any
> SPOP several
SREM several any
> SPOP several 1
SREM several any
> SPOP several 1
SREM several any
> SADD several any1 any2 any3 any4 any5 any6 any7 any8
SADD several any any any any any any any any
> SPOP several 3
MULTI
SREM several any
SREM several any
SREM several any
EXEC
> SPOP several 4
MULTI
SREM several any
SREM several any
SREM several any
SREM several any
EXEC
> SADD several 1 2 3
SADD several 1 2 3
> SADD one x
SADD one x
> CONFIG SET lazyfree-lazy-server-del yes
> SPOP one 5
DEL one
> CONFIG SET lazyfree-lazy-server-del no
> SADD s a b c
SADD s a b c
> SADD s2 b c d
SADD s2 b c d
> SINTERSTORE dest s s2
SINTERSTORE dest s s2
> SUNIONSTORE dest s s2
SUNIONSTORE dest s s2
> SDIFFSTORE dest s s2
SDIFFSTORE dest s s2
> SDIFFSTORE dest s s
SDIFFSTORE dest s s
> SDIFFSTORE dest s s
> SINTERSTORE dest none s
> SINTER s s2
> SINTERCARD 2 s s2
> SMEMBERS s

# Sorted sets.
> ZADD z 1 a 2 b 3 c 4 d 5 e
ZADD z 1 a 2 b 3 c 4 d 5 e
> ZADD z 1 a
> ZADD z CH 1 a
> ZADD z NX 5 a 6 f
ZADD z NX 5 a 6 f
> ZADD z XX 5 none
> ZADD z XX GT 1 f
> ZADD z INCR 1 a
ZADD z INCR 1 a
> ZADD z INCR 0 a
> ZADD z NX INCR 1 a
> ZINCRBY z 1.5 a
ZINCRBY z 1.5 a
> ZINCRBY z 0 a
> ZREM z f none
ZREM z f none
> ZREM z none
> ZREM none a
> ZPOPMIN z
ZPOPMIN z
> ZPOPMAX z
ZPOPMAX z
> ZPOPMIN z 0
> ZPOPMIN none
> ZPOPMIN none 2
> ZPOPMAX z 2
ZPOPMAX z 2
> ZADD z 1 a 2 b 3 c 4 d 5 e 6 f 7 g
ZADD z 1 a 2 b 3 c 4 d 5 e 6 f 7 g
> ZMPOP 1 z MIN
ZPOPMIN z 1
> ZMPOP 2 none z MAX COUNT 2
ZPOPMAX z 2
> ZMPOP 1 none MIN
> ZADD m 1 a
ZADD m 1 a
> ZMPOP 1 m MIN COUNT 100
ZPOPMIN m 1
> BZPOPMIN none z 1
ZPOPMIN z
> BZPOPMAX z 1
ZPOPMAX z
> BZMPOP 1 1 z MIN COUNT 2
ZPOPMIN z 2
> ZADD z 1 a 2 b 3 c 4 d 5 e 6 f 7 g
ZADD z 1 a 2 b 3 c 4 d 5 e 6 f 7 g
> ZREMRANGEBYRANK z 0 0
ZREMRANGEBYRANK z 0 0
> ZREMRANGEBYRANK z 90 99
> ZREMRANGEBYSCORE z 2 2
ZREMRANGEBYSCORE z 2 2
> ZREMRANGEBYSCORE z (99 +inf
> ZREMRANGEBYLEX z [c [c
ZREMRANGEBYLEX z [c [c
> ZREMRANGEBYLEX z [zz +
> ZADD z2 1 d 1 e
ZADD z2 1 d 1 e
> ZUNIONSTORE dest 2 z z2
ZUNIONSTORE dest 2 z z2
> ZINTERSTORE dest 2 z z2 WEIGHTS 2 3 AGGREGATE MAX
ZINTERSTORE dest 2 z z2 WEIGHTS 2 3 AGGREGATE MAX
> ZDIFFSTORE dest 2 z z2
ZDIFFSTORE dest 2 z z2
> ZDIFFSTORE dest 2 z z
ZDIFFSTORE dest 2 z z
> ZDIFFSTORE dest 2 z z
> ZRANGESTORE dest z 0 -1
ZRANGESTORE dest z 0 -1
> ZRANGESTORE dest z 99 100
ZRANGESTORE dest z 99 100
> ZRANGESTORE dest z 99 100
> ZRANDMEMBER z 2
> ZRANGE z 0 -1

# Places.
> GEOADD g 13.36 38.11 Palermo 15.08 37.5 Catania
zadd g 3479099943497504 Palermo 3479447184714206 Catania
> GEOADD g 13.36 38.11 Palermo
> GEOADD g CH 13.36 38.12 Palermo
zadd g CH 3479099960224609 Palermo
> GEOADD g XX 13.36 38.12 Nowhere
> GEORADIUS g 15 37 200 km
> GEORADIUS g 15 37 200 km STORE dest
GEORADIUS g 15 37 200 km STORE dest
> GEORADIUS g 15 37 200 km STOREDIST dest
GEORADIUS g 15 37 200 km STOREDIST dest
> GEORADIUS g 15 37 1 m STORE dest
GEORADIUS g 15 37 1 m STORE dest
> GEORADIUS g 15 37 1 m STORE dest
> GEORADIUSBYMEMBER g Palermo 200 km STORE dest
GEORADIUSBYMEMBER g Palermo 200 km STORE dest
> GEOSEARCHSTORE dest g FROMLONLAT 15 37 BYRADIUS 200 km ASC COUNT 1
GEOSEARCHSTORE dest g FROMLONLAT 15 37 BYRADIUS 200 km ASC COUNT 1
> GEOSEARCHSTORE dest g FROMLONLAT 15 37 BYRADIUS 1 m
GEOSEARCHSTORE dest g FROMLONLAT 15 37 BYRADIUS 1 m
> GEOSEARCHSTORE dest g FROMLONLAT 15 37 BYRADIUS 1 m
> GEOSEARCHSTORE dest none FROMLONLAT 15 37 BYRADIUS 1 m

# Counting what is different: a count that had to be made anew is kept.
> PFADD p a b c
PFADD p a b c
> PFADD p a
> PFADD empty
PFADD empty
> PFADD empty
> PFCOUNT p
PFCOUNT p
> PFCOUNT p
> PFADD p d
PFADD p d
> PFCOUNT p empty
> PFCOUNT p
PFCOUNT p
> PFCOUNT none
> PFMERGE merged p empty
PFMERGE merged p empty
> PFMERGE merged p
PFMERGE merged p
> PFMERGE merged
PFMERGE merged
> PFDEBUG TODENSE merged
PFDEBUG TODENSE merged
> PFDEBUG GETREG merged
> PFDEBUG GETREG p
PFDEBUG GETREG p

# In lower case.
> sadd lower a b c
sadd lower a b c
> spop lower 3
DEL lower
> rpush lower a b c d
rpush lower a b c d
> lmpop 1 lower left
LPOP lower 1
> blpop lower 1
LPOP lower
> blmove lower lower left right 1
LMOVE lower lower left right
> geoadd lg nx ch 1 1 a
zadd lg nx ch 3377822707026402 a
> geoadd lg nx ch 1 1 a
> bzpopmin lg 1
ZPOPMIN lg
> pfadd lp a
pfadd lp a
> pfcount lp
pfcount lp

# A wrong type changes nothing.
> LPUSH h2 a
LPUSH h2 a
> SADD h2 a
> HSET h2 a b
> GET h2
