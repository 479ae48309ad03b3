"""The chapters of client.py that go through the types and their keys."""

from transcript import call


def strings(r):
    call(r.set, "k", "v")
    call(r.get, "k")
    for options in ({"nx": True}, {"xx": True}, {"get": True}, {"ex": 100}, {"px": 100000}, {"keepttl": True},
                    {"exat": 4102444800}, {"pxat": 4102444800000}, {"nx": True, "get": True}, {"ex": 0}):
        call(r.set, "k", "w", **options)
    call(r.set, "n", 10)
    for function, args in ((r.incr, ("n",)), (r.incrby, ("n", 5)), (r.decr, ("n", 3)), (r.decrby, ("n", 2)),
                           (r.incrbyfloat, ("n", 0.5)), (r.incrbyfloat, ("n", "1e2")), (r.incr, ("k",)),
                           (r.append, ("k", "more")), (r.strlen, ("k",)), (r.getrange, ("k", 0, 2)),
                           (r.setrange, ("k", 20, "x")), (r.get, ("k",)), (r.getset, ("k", "old")),
                           (r.getdel, ("k",)), (r.getdel, ("k",)), (r.mset, ({"a": 1, "b": 2.5},)),
                           (r.msetnx, ({"a": 1, "c": 3},)), (r.mget, ("a", "b", "none")),
                           (r.setex, ("e", 100, "v")), (r.psetex, ("e", 100000, "v")), (r.setnx, ("e", "w")),
                           (r.substr, ("e", 0, -1))):
        call(function, *args)
    call(r.getex, "e", persist=True)
    call(r.ttl, "e")
    call(r.execute_command, "LCS", "a", "b", "IDX", "WITHMATCHLEN")
    r.mset({"x": "ohmytext", "y": "mynewtext"})
    call(r.lcs, "x", "y")
    call(r.lcs, "x", "y", idx=True, withmatchlen=True)
    call(r.setbit, "bits", 7, 1)
    call(r.getbit, "bits", 7)
    call(r.bitcount, "bits", 0, -1)
    call(r.bitpos, "bits", 1)
    call(r.bitop, "NOT", "inverse", "bits")
    call(r.get, "inverse")
    call(r.bitfield("bits").set("u8", 0, 255).get("i4", 0).incrby("u2", 6, 3).execute)
    call(r.bitfield("bits", default_overflow="FAIL").incrby("u2", 6, 3).execute)
    call(r.pfadd, "hll", "a", "b", "c")
    call(r.pfadd, "hll", "a")
    call(r.pfcount, "hll")
    call(r.pfmerge, "both", "hll", "none")
    call(r.get, "both")


def collections(r):
    call(r.hset, "h", "f", 1, mapping={"g": "2", "i": b"\x00\xff"})
    for function, args in ((r.hget, ("h", "f")), (r.hgetall, ("h",)), (r.hmget, ("h", "f", "none")), (r.hkeys, ("h",)),
                           (r.hvals, ("h",)), (r.hlen, ("h",)), (r.hexists, ("h", "f")), (r.hincrby, ("h", "f", 5)),
                           (r.hincrbyfloat, ("h", "f", 1.25)), (r.hincrby, ("h", "i")), (r.hsetnx, ("h", "f", 1)),
                           (r.hstrlen, ("h", "i")), (r.hdel, ("h", "f", "none")), (r.hrandfield, ("none",)),
                           (r.hrandfield, ("none", 3, True)), (r.hmset, ("h", {"z": 1}))):
        call(function, *args)
    call(r.hset, "h")
    call("hrandfield", lambda: sorted(r.hrandfield("h", 10, withvalues=False)))
    for function, args in ((r.rpush, ("l", *"abcde")), (r.lpush, ("l", 0)), (r.rpushx, ("none", 1)), (r.llen, ("l",)),
                           (r.lrange, ("l", 0, -1)), (r.lindex, ("l", -1)), (r.lset, ("l", 9, "x")),
                           (r.lset, ("l", 1, "A")), (r.linsert, ("l", "before", "c", "b2")), (r.lrem, ("l", 0, "d")),
                           (r.lpos, ("l", "e")), (r.lpos, ("l", "e", 1, 0)), (r.ltrim, ("l", 1, -1)),
                           (r.lpop, ("l",)), (r.lpop, ("l", 2)), (r.rpop, ("l", 9)), (r.lpop, ("l",)),
                           (r.lpop, ("l", 2))):
        call(function, *args)
    r.rpush("l", 1, 2, 3)
    call(r.lmove, "l", "m", "LEFT", "RIGHT")
    call(r.rpoplpush, "l", "m")
    call(r.lmpop, 2, "none", "m", direction="RIGHT", count=5)
    call(r.blmpop, 0.1, 1, "none", direction="LEFT")
    for function, args in ((r.sadd, ("s", 1, 2, 3)), (r.sadd, ("t", 2, 3, "x")), (r.smembers, ("s",)), (r.scard, ("s",)),
                           (r.sismember, ("s", 1)), (r.smismember, ("s", 1, 9)), (r.sinter, ("s", "t")),
                           (r.sunion, ("s", "t")), (r.sdiff, ("s", "t")), (r.sinterstore, ("d", "s", "t")),
                           (r.sintercard, (2, ["s", "t"], 1)), (r.smove, ("s", "t", 1)), (r.srem, ("s", 9, 2)),
                           (r.srandmember, ("none",)), (r.srandmember, ("none", 2)), (r.spop, ("none",)),
                           (r.spop, ("s", 5)), (r.scard, ("s",))):
        call(function, *args)
    call(r.zadd, "z", {"a": 1, "b": 2.5, "c": "inf", "d": "-inf"})
    for options in ({"nx": True}, {"xx": True, "ch": True}, {"gt": True}, {"lt": True}, {"incr": True}):
        call(r.zadd, "z", {"a": 4}, **options)
    call(r.zadd, "z", {"a": "x"})
    for function, args in ((r.zscore, ("z", "c")), (r.zscore, ("z", "none")), (r.zmscore, ("z", ["a", "none"])),
                           (r.zincrby, ("z", 1.5, "a")), (r.zrank, ("z", "c")), (r.zrevrank, ("z", "none")),
                           (r.zcard, ("z",)), (r.zcount, ("z", "-inf", "(5")), (r.zlexcount, ("z", "-", "+")),
                           (r.zrandmember, ("none",)), (r.zpopmin, ("none",)), (r.bzpopmin, ("z", 1)),
                           (r.zpopmax, ("z", 1)), (r.zrem, ("z", "none"))):
        call(function, *args)
    r.zadd("z", {"a": 1, "b": 2, "c": 3, "d": 4})
    call(r.zrange, "z", 0, -1, withscores=True)
    call(r.zrange, "z", 0, -1, desc=True, withscores=True, score_cast_func=str)
    call(r.zrange, "z", "(1", "+inf", byscore=True, offset=1, num=2)
    call(r.zrange, "z", "[b", "+", bylex=True, offset=0, num=9)
    call(r.zrangebyscore, "z", 2, "inf", start=0, num=1, withscores=True)
    call(r.zrevrangebyscore, "z", "+inf", "(2")
    call(r.zrangebylex, "z", "-", "(c")
    call(r.zrangestore, "zs", "z", 0, 1)
    call(r.zunionstore, "zu", {"z": 2, "zs": 10}, aggregate="MAX")
    call(r.zrange, "zu", 0, -1, withscores=True)
    call(r.zunion, ["z", "zs"], aggregate="SUM", withscores=True)
    call(r.zinter, ["z", "zs"], withscores=True)
    call(r.zdiff, ["z", "zs"], withscores=True)
    call(r.zintercard, 2, ["z", "zs"], limit=1)
    call(r.zmpop, 2, ["none", "z"], min=True, count=2)
    call(r.zremrangebyscore, "z", "-inf", "+inf")


def streams_and_geo(r):
    for number in range(1, 6):
        call(r.xadd, "x", {"n": number}, id="%d-1" % number)
    call(r.xadd, "x", {"n": 0}, id="1-1")
    call(r.xadd, "x", {"n": 9}, id="9-*", maxlen=5, approximate=False)
    call(r.xadd, "none", {"n": 0}, nomkstream=True)
    call(r.xrange, "x", min="-", max="+", count=2)
    call(r.xrevrange, "x", count=2)
    call(r.xread, {"x": "4-1"}, count=5)
    call(r.xread, {"x": "$"}, block=50)
    call(r.xgroup_create, "x", "g", id="0")
    call(r.xgroup_create, "x", "g", id="0")
    call(r.xgroup_create, "fresh", "g", mkstream=True)
    call(r.xreadgroup, "g", "alice", {"x": ">"}, count=2)
    call(r.xreadgroup, "g", "bob", {"x": ">"}, count=1)
    call(r.xreadgroup, "g", "alice", {"x": "0"})
    call(r.xpending, "x", "g")
    call("xpending_range", lambda: [(one["message_id"], one["consumer"], one["times_delivered"])
                  for one in r.xpending_range("x", "g", "-", "+", 10)])
    call(r.xack, "x", "g", "2-1")
    call(r.xclaim, "x", "g", "bob", 0, ["3-1"], justid=True)
    call(r.xclaim, "x", "g", "bob", 0, ["3-1"], retrycount=7)
    call(r.xautoclaim, "x", "g", "carol", 0, start_id="0-0", count=1)
    call(r.xinfo_stream, "x")
    call("xinfo_consumers", lambda: [{k: v for k, v in one.items() if k != "idle"} for one in r.xinfo_consumers("x", "g")])
    call(r.xinfo_groups, "x")
    call(r.xinfo_stream, "x", full=True, then=lambda full: sorted(full))
    call(r.xgroup_setid, "x", "g", "$")
    call(r.xgroup_delconsumer, "x", "g", "bob")
    call(r.xdel, "x", "4-1")
    call(r.xtrim, "x", minid="5-0", approximate=False)
    call(r.xlen, "x")
    call(r.xgroup_destroy, "x", "g")
    call(r.geoadd, "geo", (13.361389, 38.115556, "Palermo", 15.087269, 37.502669, "Catania"))
    call(r.geoadd, "geo", (500, 38, "nowhere"))
    call(r.geodist, "geo", "Palermo", "Catania", unit="km")
    call(r.geohash, "geo", "Palermo", "none")
    call(r.geopos, "geo", "Palermo", "none")
    call(r.geosearch, "geo", longitude=15, latitude=37, radius=200, unit="km", sort="ASC", withdist=True,
         withcoord=True, withhash=True)
    call(r.geosearch, "geo", member="Palermo", width=400, height=400, unit="km", sort="DESC", count=1)
    call(r.geosearchstore, "near", "geo", member="Palermo", radius=100, unit="km", storedist=True)
    call(r.zrange, "near", 0, -1, withscores=True)
    call(r.georadius, "geo", 15, 37, 200, unit="km", sort="ASC")


def keys(r):
    r.mset({"k1": 1, "k2": 2, "other": 3})
    r.rpush("list", 3, 1, 2)
    for function, args in ((r.exists, ("k1", "k2", "none")), (r.type, ("list",)), (r.type, ("none",)),
                           (r.rename, ("k2", "k3")), (r.rename, ("none", "k3")), (r.renamenx, ("k1", "k3")),
                           (r.copy, ("k1", "k4")), (r.copy, ("k1", "k4", None, True)), (r.expire, ("k1", 100)),
                           (r.ttl, ("k1",)), (r.persist, ("k1",)), (r.pttl, ("k1",)), (r.ttl, ("none",)),
                           (r.pexpireat, ("k1", 4102444800000)), (r.expiretime, ("k1",)), (r.pexpiretime, ("k1",)),
                           (r.touch, ("k1", "none")), (r.unlink, ("k4", "none")), (r.delete, ("none",)),
                           (r.object, ("encoding", "list")), (r.object, ("encoding", "none")),
                           (r.object, ("refcount", "list")), (r.move, ("k3", 1)), (r.swapdb, (0, 1)), (r.dbsize, ()),
                           (r.swapdb, (0, 1)), (r.sort, ("list",)), (r.wait, (0, 10)), (r.dbsize, ())):
        call(function, *args)
    call(r.expire, "k1", 50, gt=True)
    call(r.expire, "k1", 50, lt=True)
    call(r.keys, "k*", then=sorted)
    call(r.sort, "list", desc=True, alpha=True, start=0, num=2)
    r.mset({"weight_1": 3, "weight_2": 2, "weight_3": 1})
    call(r.sort, "list", by="weight_*", get=["#", "weight_*"], groups=True)
    call(r.sort, "list", store="sorted")
    call(r.sort_ro, "list", desc=True)
    blob = call(r.dump, "list")
    call(r.restore, "copy", 0, blob)
    call(r.restore, "copy", 0, blob)
    call(r.restore, "copy", 1000, blob, replace=True)
    call(r.restore, "bad", 0, blob[:-1])
    call(r.lrange, "copy", 0, -1)
    call(r.randomkey, then=lambda key: type(key))
    r.mset({"scan:%03d" % number: number for number in range(300)})
    call("scan_iter", lambda: len(set(r.scan_iter("scan:*", count=20))))
    call("scan_iter of lists", lambda: sorted(set(r.scan_iter(_type="list"))))
    r.sadd("bigset", *range(500))
    r.hset("bighash", mapping={"f%d" % number: number for number in range(500)})
    r.zadd("bigz", {"m%d" % number: number for number in range(500)})
    call("sscan_iter", lambda: len(set(r.sscan_iter("bigset", count=10))))
    call("hscan_iter", lambda: len(dict(r.hscan_iter("bighash", match="f1*"))))
    call("zscan_iter", lambda: sum(dict(r.zscan_iter("bigz")).values()))
    call(r.scan, cursor=0, match="nothing*", count=100000)
