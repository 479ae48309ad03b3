@server 7.0.15
# SET with a time gets the time when it ends; a TTL that is kept, and conditions, stay.
> SET k v
SET k v
> SET k v EX 10
SET k v PXAT now+10000
> SET k v PX 10000
SET k v PXAT now+10000
> SET k v EXAT {s+5}
SET k v PXAT now+5000
> SET k v PXAT {ms+5000}
SET k v PXAT now+5000
> SET k v ex 10
SET k v PXAT now+10000
> SET k v KEEPTTL
SET k v KEEPTTL
> SET k v XX
SET k v XX
> SET k v NX
> SET fresh v NX
SET fresh v NX
> SET fresh v XX EX 10
SET fresh v PXAT now+10000
> SET fresh v GET
SET fresh v
> SET fresh v GET EX 10
SET fresh v PXAT now+10000
> SET fresh v2 XX GET KEEPTTL
SET fresh v2 XX KEEPTTL
> SET fresh v2 NX GET
> set k v
set k v
> SeT k v Nx eX 10
> SET n v NX PX 5000
SET n v PXAT now+5000
> SET old v PXAT 1
SET old v PXAT 1
> SET old v EXAT 1
MULTI
DEL old
SET old v PXAT 1000
EXEC
> SET k v EX 0
> SET k
> set n2 v nx pxat {ms+5000}
SET n2 v PXAT now+5000
> set n2 v get pxat {ms+5000}
SET n2 v PXAT now+5000
> set n2 v xx exat 9999999999
SET n2 v PXAT 9999999999000
> set n2 v PX 5000 get KEEPTTL
> set n2 v get keepttl
set n2 v keepttl
> getset n2 w
SET n2 w
> setnx n3 w
setnx n3 w

# The others that set.
> SETEX k 10 v
SET k v PXAT now+10000
> PSETEX k 10000 v
SET k v PXAT now+10000
> setex k 10 v
SET k v PXAT now+10000
> SETNX k v
> SETNX k2 v
SETNX k2 v
> GETSET k v
SET k v
> GETSET k3 v
SET k3 v
> MSET a 1 b 2
MSET a 1 b 2
> MSETNX a 1 c 2
> MSETNX d 1 e 2
MSETNX d 1 e 2
> APPEND k tail
APPEND k tail
> APPEND k ""
APPEND k ""
> APPEND fresh2 x
APPEND fresh2 x
> SETRANGE k 2 xx
SETRANGE k 2 xx
> SETRANGE k 2 ""
> SETRANGE none 0 ""
> SETBIT bits 3 1
SETBIT bits 3 1
> SETBIT bits 3 1
> SETBIT bits 3 0
SETBIT bits 3 0
> BITFIELD bf SET u8 0 200
BITFIELD bf SET u8 0 200
> BITFIELD bf GET u8 0
> BITFIELD bf INCRBY u8 0 10 OVERFLOW FAIL INCRBY u8 0 100
BITFIELD bf INCRBY u8 0 10 OVERFLOW FAIL INCRBY u8 0 100
> BITFIELD bf OVERFLOW FAIL INCRBY u8 0 100
> BITFIELD bf SET u8 0 210
> BITFIELD_RO bf GET u8 0
> BITOP NOT dest bits
BITOP NOT dest bits
> BITOP AND dest nokey1 nokey2
BITOP AND dest nokey1 nokey2
> BITOP AND dest nokey1 nokey2
> BITCOUNT bits

# Reading that changes a TTL.
> SET k v
SET k v
> GETEX k
> GETEX k EX 10
PEXPIREAT k now+10000
> GETEX k PX 10000
PEXPIREAT k now+10000
> GETEX k EXAT {s+5}
PEXPIREAT k now+5000
> GETEX k PXAT {ms+5000}
PEXPIREAT k now+5000
> GETEX k PERSIST
PERSIST k
> GETEX k PERSIST
> GETEX none EX 10
> GETEX k PXAT 1
DEL k
> SET k v
SET k v
> GETEX k EXAT 1
DEL k
> SET k v
SET k v
> CONFIG SET lazyfree-lazy-expire yes
> GETEX k EXAT 1
UNLINK k
> CONFIG SET lazyfree-lazy-expire no
> SET k v
SET k v
> GETDEL k
DEL k
> GETDEL k
> CONFIG SET lazyfree-lazy-user-del yes lazyfree-lazy-server-del yes
> SET k v
SET k v
> GETDEL k
UNLINK k
> SET k v
SET k v
> SET k v EX 10
SET k v PXAT now+10000
> DEL k
DEL k
> CONFIG SET lazyfree-lazy-user-del no
> SET k v
SET k v
> GETDEL k
DEL k
> CONFIG SET lazyfree-lazy-server-del no
> GET k

# Numbers: whole ones as they are, others by what came out.
> INCR n
> SET n 1
SET n 1
> INCR n
INCR n
> INCRBY n 5
INCRBY n 5
> INCRBY n 0
INCRBY n 0
> DECR n
DECR n
> DECRBY n 5
DECRBY n 5
> INCRBYFLOAT n 1.5
SET n 2.5 KEEPTTL
> INCRBYFLOAT n 0
SET n 2.5 KEEPTTL
> INCRBYFLOAT n 1e3
SET n 1002.5 KEEPTTL
> INCRBYFLOAT f 0.1
SET f 0.1 KEEPTTL
> EXPIRE n 10
PEXPIREAT n now+10000
> INCRBYFLOAT n 1
SET n 1003.5 KEEPTTL
> SET s text
SET s text
> INCRBYFLOAT s 1
> INCR s
> incrbyfloat f2 1
SET f2 1 KEEPTTL
> hincrbyfloat h f 1
HSET h f 1
> getex s ex 10
PEXPIREAT s now+10000
> getdel s
DEL s
> SET s text
SET s text
> LCS s k
> STRLEN s
