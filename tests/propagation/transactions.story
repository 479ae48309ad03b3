@server 7.0.15
# What changed between MULTI and EXEC is wrapped if it is more than one.
> MULTI
> EXEC
> MULTI
> SET a 1
> EXEC
SET a 1
> MULTI
> SET a 1
> SET b 2
> EXEC
MULTI
SET a 1
SET b 2
EXEC
> MULTI
> GET a
> EXEC
> MULTI
> GET a
> SET a 2
> GET a
> EXEC
SET a 2
> MULTI
> SET a 3
> DISCARD
> MULTI
> SADD s x
> SADD s x
> DEL none
> EXEC
SADD s x
> MULTI
> SET a 1 EX 10
> INCRBYFLOAT a 1.5
> SPOP s
> LPUSH a wrong
> PUBLISH c m
> EXEC
MULTI
SET a 1 PXAT now+10000
SET a 2.5 KEEPTTL
SREM s x
replicas: PUBLISH c m
EXEC
> MULTI
> PUBLISH c m
> EXEC
replicas: PUBLISH c m
> MULTI
> PUBLISH c m
> PUBLISH c m
> EXEC
MULTI
replicas: PUBLISH c m
replicas: PUBLISH c m
EXEC
> MULTI
> NOSUCH
> SET a 1
> EXEC
> WATCH a
2> SET a 5
SET a 5
> MULTI
> SET a 6
> EXEC
> WATCH a
> MULTI
> SET a 6
> INCR a
> EXEC
MULTI
SET a 6
INCR a
EXEC
> UNWATCH
> MULTI
> BLPOP none 0
> RPUSH l 1
> BLPOP l 0
> EXEC
MULTI
RPUSH l 1
LPOP l
EXEC
> MULTI
> FLUSHALL
> SET a 1
> EXEC
MULTI
FLUSHALL
SET a 1
EXEC
> MULTI
> CONFIG SET maxmemory 0
> SCRIPT LOAD "return 1"
> EXEC
