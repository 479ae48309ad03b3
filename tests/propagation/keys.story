@server 7.0.15
# TTLs become the time when they end, and what has ended is removed.
> SET k v
SET k v
> EXPIRE k 10
PEXPIREAT k now+10000
> PEXPIRE k 10000
PEXPIREAT k now+10000
> EXPIREAT k {s+5}
PEXPIREAT k now+5000
> PEXPIREAT k {ms+5000}
PEXPIREAT k now+5000
> EXPIRE k 20 GT
PEXPIREAT k now+20000 GT
> EXPIRE k 5 GT
> EXPIRE k 5 LT
PEXPIREAT k now+5000 LT
> EXPIRE k 10 XX
PEXPIREAT k now+10000 XX
> EXPIRE k 10 NX
> EXPIRE none 10
> pexpireat k {ms+5000}
pexpireat k now+5000
> expireat k 9999999999
PEXPIREAT k 9999999999000
> EXPIRE k 100000
PEXPIREAT k now+100000000
> EXPIRE k 10 GT LT
> PERSIST k
PERSIST k
> PERSIST k
> PERSIST none
> expire k 10 nx
PEXPIREAT k now+10000 nx
> EXPIRE k -1
DEL k
> SET k v
SET k v
> EXPIRE k 0
DEL k
> SET k v
SET k v
> PEXPIREAT k 1
DEL k
> SET k v
SET k v
> EXPIREAT k 1
DEL k
> CONFIG SET lazyfree-lazy-expire yes
> SET k v
SET k v
> EXPIRE k -1
UNLINK k
> CONFIG SET lazyfree-lazy-expire no
> TTL k
> EXPIRE k notanumber

# Removing and renaming.
> MSET a 1 b 2 c 3 d 4
MSET a 1 b 2 c 3 d 4
> DEL a none
DEL a none
> DEL none
> DEL none none
> UNLINK b none
UNLINK b none
> UNLINK none
> CONFIG SET lazyfree-lazy-user-del yes
> SET a 1
SET a 1
> DEL a
DEL a
> CONFIG SET lazyfree-lazy-user-del no
> RENAME c cc
RENAME c cc
> RENAME cc cc
> RENAME none x
> RENAMENX cc d
> RENAMENX cc e
RENAMENX cc e
> RENAMENX e e
> TOUCH d
> EXISTS d
> TYPE d
> KEYS *
> OBJECT ENCODING d

# Copies and payloads.
> COPY d e
> COPY d e REPLACE
COPY d e REPLACE
> COPY d f
COPY d f
> COPY none f REPLACE
> DUMP d
> RESTORE r1 0 "\x00\xc0\n\n\x00\xaf\xff\xec\xa2\xab\xb6\xf2\xb3"
> RESTORE r1 0 "\x00\xc0\n\n\x00n\x9fWE\x0e\xaec\xbb"
RESTORE r1 0 "\x00\xc0\n\n\x00n\x9fWE\x0e\xaec\xbb"
> RESTORE r1 0 "\x00\xc0\n\n\x00n\x9fWE\x0e\xaec\xbb"
> RESTORE r1 10000 "\x00\xc0\n\n\x00n\x9fWE\x0e\xaec\xbb" REPLACE
RESTORE r1 now+10000 "\x00\xc0\n\n\x00n\x9fWE\x0e\xaec\xbb" REPLACE ABSTTL
> RESTORE r1 {ms+5000} "\x00\xc0\n\n\x00n\x9fWE\x0e\xaec\xbb" ABSTTL REPLACE
RESTORE r1 now+5000 "\x00\xc0\n\n\x00n\x9fWE\x0e\xaec\xbb" ABSTTL REPLACE
> RESTORE r1 10000 "\x00\xc0\n\n\x00n\x9fWE\x0e\xaec\xbb" REPLACE IDLETIME 10
RESTORE r1 now+10000 "\x00\xc0\n\n\x00n\x9fWE\x0e\xaec\xbb" REPLACE IDLETIME 10 ABSTTL
> RESTORE r2 10000 "\x00\xc0\n\n\x00n\x9fWE\x0e\xaec\xbb" FREQ 10
RESTORE r2 now+10000 "\x00\xc0\n\n\x00n\x9fWE\x0e\xaec\xbb" FREQ 10 ABSTTL
> RESTORE r3 0 "\x00\xc0\n\n\x00n\x9fWE\x0e\xaec\xbb" ABSTTL
RESTORE r3 0 "\x00\xc0\n\n\x00n\x9fWE\x0e\xaec\xbb" ABSTTL
> RESTORE r1 1 "\x00\xc0\n\n\x00n\x9fWE\x0e\xaec\xbb" ABSTTL REPLACE
DEL r1
> RESTORE r9 1 "\x00\xc0\n\n\x00n\x9fWE\x0e\xaec\xbb" ABSTTL
> RESTORE r1 1 "\x00\xc0\n\n\x00n\x9fWE\x0e\xaec\xbb" ABSTTL REPLACE
> CONFIG SET lazyfree-lazy-server-del yes
> SET r9 x
SET r9 x
> RESTORE r9 1 "\x00\xc0\n\n\x00n\x9fWE\x0e\xaec\xbb" ABSTTL REPLACE
DEL r9
> CONFIG SET lazyfree-lazy-server-del no
> RESTORE-ASKING r4 10000 "\x00\xc0\n\n\x00n\x9fWE\x0e\xaec\xbb"
RESTORE-ASKING r4 now+10000 "\x00\xc0\n\n\x00n\x9fWE\x0e\xaec\xbb" ABSTTL

# Sorting into a key.
> RPUSH list 3 1 2
RPUSH list 3 1 2
> SORT list
> SORT list STORE sorted
SORT list STORE sorted
> SORT list DESC LIMIT 0 2 STORE sorted
SORT list DESC LIMIT 0 2 STORE sorted
> SORT none STORE sorted
SORT none STORE sorted
> SORT none STORE sorted
> SORT_RO list
> SORT list BY nosort GET # STORE sorted
SORT list BY nosort GET # STORE sorted
> SORT list STORE a STORE b
SORT list STORE a STORE b

# Nothing that only looks, or says.
> PING
> ECHO x
> PUBLISH channel message
replicas: PUBLISH channel message
> SPUBLISH channel message
replicas: SPUBLISH channel message
> SUBSCRIBE c
> RESET
> CONFIG SET maxmemory 0
> CLIENT SETNAME x
> ACL SETUSER joe on
> ACL DELUSER joe
> SCRIPT LOAD "return 1"
> SCRIPT FLUSH
> DEBUG OBJECT d
> OBJECT FREQ d
> MEMORY USAGE d
> WAIT 0 1
> LOLWUT VERSION 1 1 1 1
> DEBUG SET-ACTIVE-EXPIRE 0
> DEBUG JMAP
> NOSUCHCOMMAND x
> REPLICAOF NO ONE
