// ioredis, on what it offers of its own: defined commands, pipelines, automatic pipelining, streams of SCAN, events.
//
//     node ioredis.mjs HOST PORT
import { Redis } from 'ioredis';

import { attempt, call, chapter, host, port, raw, run, say, sleep, step, until } from './transcript.mjs';

const opened = [];

function connect(options = {}) {
  const client = new Redis({ host, port, maxRetriesPerRequest: 3, retryStrategy: (times) => Math.min(times * 10, 100), ...options });
  client.on('error', () => {});
  opened.push(client);
  return client;
}

async function everyType(redis) {
  await call(redis, 'set', 'k', 'v');
  await call(redis, 'set', 'k', 'w', 'EX', 100, 'NX');
  await call(redis, 'set', 'k', 'w', 'GET');
  for (const words of [['get', 'k'], ['getBuffer', 'k'], ['incr', 'k'], ['mset', { a: 1, b: 'two' }], ['mset', new Map([['c', 3]])],
    ['mget', ['a', 'b', 'none']], ['incrbyfloat', 'a', 1.5], ['getrange', 'b', 0, 1], ['setbit', 'bits', 7, 1],
    ['bitfield', 'bits', 'GET', 'u8', 0, 'OVERFLOW', 'FAIL', 'INCRBY', 'u8', 0, 255], ['pfadd', 'hll', 'a', 'b'], ['pfcount', 'hll'],
    ['hset', 'h', { f: 1, g: 'two' }], ['hset', 'h', new Map([['i', 3]])], ['hmset', 'h', { j: 1 }], ['hgetall', 'h'],
    ['hgetallBuffer', 'h'], ['hgetall', 'none'], ['hmget', 'h', 'f', 'none'], ['hincrbyfloat', 'h', 'f', 0.1], ['hdel', 'h', 'f', 'g'],
    ['rpush', 'l', 1, 2, 3, 4], ['lrange', 'l', 0, -1], ['lpop', 'l', 2], ['lmpop', 1, 'l', 'LEFT', 'COUNT', 5], ['lpop', 'l'],
    ['sadd', 's', [1, 2, 3]], ['smembers', 's'], ['smismember', 's', 1, 9], ['sinter', 's', 'none'], ['spop', 'none', 2],
    ['zadd', 'z', 1, 'a', 'inf', 'b', 2.5, 'c'], ['zadd', 'z', 'INCR', 1, 'a'], ['zrange', 'z', 0, -1, 'WITHSCORES'],
    ['zrange', 'z', '(1', '+inf', 'BYSCORE', 'LIMIT', 0, 1], ['zscore', 'z', 'b'], ['zscoreBuffer', 'z', 'b'], ['zpopmax', 'z'],
    ['xadd', 'x', '1-1', 'f', 'v'], ['xadd', 'x', '1-*', 'f', 'w'], ['xrange', 'x', '-', '+'], ['xread', 'STREAMS', 'x', '1-1'],
    ['xgroup', 'CREATE', 'x', 'g', '0'], ['xreadgroup', 'GROUP', 'g', 'me', 'COUNT', 1, 'STREAMS', 'x', '>'], ['xpending', 'x', 'g'],
    ['xack', 'x', 'g', '1-1'], ['xinfo', 'GROUPS', 'x'], ['xinfo', 'STREAM', 'x'], ['xautoclaim', 'x', 'g', 'me', 0, 0],
    ['geoadd', 'geo', 13.361389, 38.115556, 'Palermo'], ['geopos', 'geo', 'Palermo', 'none'],
    ['geosearch', 'geo', 'FROMLONLAT', 13, 38, 'BYRADIUS', 100, 'km', 'WITHDIST', 'WITHCOORD'], ['expire', 'a', 100], ['ttl', 'a'],
    ['expire', 'a', 10, 'GT'], ['persist', 'a'], ['type', 'z'], ['object', 'ENCODING', 'h'], ['rename', 'b', 'd'], ['copy', 'd', 'e'],
    ['sort', 's', 'DESC', 'LIMIT', 0, 2], ['dumpBuffer', 'e'], ['dbsize'], ['select', 1], ['dbsize'], ['select', 0], ['lpush', 'k', 1],
    ['call', 'NOSUCH', 'a', 'b'], ['call', 'OBJECT', 'HELP'], ['callBuffer', 'ECHO', Buffer.from([0, 255])], ['config', 'GET', 'maxmemory'],
    ['client', 'GETNAME'], ['debug', 'sleep', 0], ['acl', 'WHOAMI'], ['memory', 'USAGE', 'k'], ['echo', 'hi'], ['ping', 'x'],
    ['lcs', 'k', 'd'], ['getdel', 'k'], ['setrange', 'k', -1, 'x'], ['swapdb', 0, 99], ['wait', 0, 1]]) {
    await call(redis, ...words);
  }
}

async function definedCommands(redis) {
  redis.defineCommand('put', { numberOfKeys: 1, lua: "return {redis.call('SET', KEYS[1], ARGV[1]), #ARGV}" });
  redis.defineCommand('any', { lua: 'return {KEYS, ARGV}' });
  redis.defineCommand('look', { numberOfKeys: 1, readOnly: true, lua: "return redis.call('GET', KEYS[1])" });
  redis.defineCommand('fails', { numberOfKeys: 0, lua: "return redis.call('LPUSH', 'k', 'x')" });
  await call(redis, 'put', 'k', 'v');
  await call(redis, 'any', 2, 'a', 'b', 'c');
  await call(redis, 'look', 'k');
  await call(redis, 'lookBuffer', 'k');
  await call(redis, 'fails');
  await call(redis, 'script', 'FLUSH');
  await call(redis, 'put', 'k', 'after NOSCRIPT');
  await call(redis, 'script', 'FLUSH');
  await step('defined commands in a pipeline', () => redis.pipeline().put('k', 1).any(0, 'x').look('k').fails().exec());
  await call(redis, 'script', 'FLUSH');
  await step('defined commands in a transaction', () => redis.multi().put('k', 2).look('k').exec());
  await step('many at once', async () => (await Promise.all(Array.from({ length: 100 }, (_, n) => redis.any(1, n, n)))).length);
  await call(redis, 'eval', 'return {1, {2, {3}}, false, {err = "MY error"}}', 0);
  await call(redis, 'eval', 'return nothing()', 0);
  await call(redis, 'evalsha', 'f'.repeat(40), 0);
  await call(redis, 'script', 'EXISTS', 'f'.repeat(40));
  await call(redis, 'function', 'LOAD', "#!lua name=lib\nredis.register_function('f', function(k, a) return {k, a} end)");
  await call(redis, 'fcall', 'f', 1, 'k', 'a');
  await call(redis, 'fcall_ro', 'f', 0);
  await call(redis, 'function', 'LIST', 'WITHCODE');
  const blob = await call(redis, 'functionBuffer', 'DUMP');
  await call(redis, 'function', 'FLUSH');
  await call(redis, 'function', 'RESTORE', blob);
  await call(redis, 'function', 'DELETE', 'lib');
  const busy = connect();
  await redis.config('SET', 'busy-reply-threshold', 50);
  const endless = attempt(() => busy.eval('while true do end', 0));
  await until(async () => (await attempt(() => redis.ping())) instanceof Error);
  await call(redis, 'get', 'k');
  await call(redis, 'script', 'KILL');
  say('the endless script', await endless);
  await redis.config('SET', 'busy-reply-threshold', 5000);
}

async function pipelines(redis) {
  await step('pipeline', () => redis.pipeline().set('a', 1).incr('a').lpush('a', 1).get('a').hgetall('none').exec());
  await step('pipeline of arrays', () => redis.pipeline([['set', 'b', 2], ['call', 'NOSUCH', 'x'], ['get', 'b']]).exec());
  await step('pipeline with a callback', () => new Promise((resolve) => { redis.pipeline().get('a', (_, one) => resolve(one)).exec(); }));
  await step('multi', () => redis.multi().set('a', 1).lpush('a', 1).get('a').exec());
  await step('multi with a bad command', () => redis.multi([['set', 'a', 5], ['call', 'NOSUCH'], ['get', 'a']]).exec());
  await step('multi without a pipeline', async () => {
    const first = await redis.multi({ pipeline: false });
    return [first, await redis.incr('a'), await redis.get('a'), await redis.exec()];
  });
  await step('multi within a pipeline', () => redis.pipeline().get('a').multi().set('a', 7).exec().get('a').exec());
  await step('discard', async () => [await redis.multi({ pipeline: false }), await redis.set('a', 'x'), await redis.discard(), await redis.get('a')]);
  const other = connect();
  await step('watch', async () => {
    await redis.watch('a');
    await other.set('a', 'other');
    return redis.multi().set('a', 'mine').exec();
  });
  await step('watch of what stays', async () => {
    await redis.watch('a', 'none');
    return redis.multi().set('a', 'mine').exec();
  });
  const auto = connect({ enableAutoPipelining: true, keyPrefix: 'p:' });
  await step('automatic pipelining', () => Promise.all([auto.set('k', 1), auto.incr('k'), attempt(() => auto.lpush('k', 1)), auto.get('k'),
    auto.mget('k', 'none')]));
  await step('1000 at once', async () => {
    const all = await Promise.all(Array.from({ length: 1000 }, (_, n) => auto.incrby('sum', n)));
    return [all.length, all.at(-1)];
  });
  await call(redis, 'get', 'p:sum');
  await step('10000 in a pipeline', async () => {
    const pipe = redis.pipeline();
    for (let n = 0; n < 10000; ++n) pipe.rpush('long', n);
    const all = await pipe.exec();
    return [all.length, all.at(-1), all.filter(([error]) => error).length];
  });
}

async function collect(stream) {
  const found = new Set();
  for await (const part of stream) part.forEach((one) => found.add(one));
  return found;
}

async function scanning(redis) {
  await redis.mset(Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`key:${n}`, n])));
  await redis.sadd('set', Array.from({ length: 700 }, (_, n) => `m${n}`));
  await redis.hset('hash', Object.fromEntries(Array.from({ length: 700 }, (_, n) => [`f${n}`, n])));
  await redis.zadd('zset', ...Array.from({ length: 700 }, (_, n) => [n, `z${n}`]).flat());
  await step('scanStream', async () => (await collect(redis.scanStream())).size);
  await step('scanStream with a pattern', async () => (await collect(redis.scanStream({ match: 'key:1*', count: 50 }))).size);
  await step('scanStream of a type', async () => collect(redis.scanStream({ type: 'hash' })));
  await step('sscanStream', async () => (await collect(redis.sscanStream('set', { match: '*9' }))).size);
  await step('hscanStream', async () => (await collect(redis.hscanStream('hash', { count: 7 }))).size > 700);
  await step('zscanStream', async () => (await collect(redis.zscanStream('zset'))).size > 700);
  await step('scanBufferStream', async () => [...await collect(redis.scanBufferStream({ match: 'zse*' }))]);
  await call(redis, 'scan', 'x');
  await call(redis, 'scan', 0, 'COUNT', 0);
  await call(redis, 'sscan', 'none', 0);
}

async function publishAndSubscribe(redis) {
  const listener = connect();
  const heard = [];
  listener.on('message', (...words) => heard.push(['message', ...words]));
  listener.on('pmessage', (...words) => heard.push(['pmessage', ...words]));
  listener.on('smessage', (...words) => heard.push(['smessage', ...words]));
  listener.on('messageBuffer', (channel, message) => { if (message.includes(255)) heard.push(['messageBuffer', channel, message]); });
  await call(listener, 'subscribe', 'one', 'two');
  await call(listener, 'psubscribe', 'o*');
  await call(listener, 'ssubscribe', 'shard');
  await call(listener, 'get', 'k');
  await call(listener, 'ping');
  await call(redis, 'publish', 'one', 'hello');
  await call(redis, 'publish', 'two', Buffer.from([0, 255]));
  await call(redis, 'spublish', 'shard', 's');
  await call(redis, 'publish', 'none', 'x');
  await until(() => heard.length >= 5);
  say('heard', heard.splice(0));
  await step('channels', async () => (await redis.pubsub('CHANNELS')).sort());
  await call(redis, 'pubsub', 'NUMSUB', 'one', 'none');
  await call(redis, 'pubsub', 'NUMPAT');
  await call(redis, 'pubsub', 'SHARDNUMSUB', 'shard');
  await call(listener, 'unsubscribe', 'one');
  await call(listener, 'punsubscribe', 'o*');
  await call(listener, 'unsubscribe');
  await call(listener, 'sunsubscribe', 'shard');
  await call(listener, 'ping');
  await redis.config('SET', 'notify-keyspace-events', 'KEA');
  await listener.psubscribe('__keyevent@0__:*', '__keyspace@0__:k');
  await redis.pipeline().set('k', 1).expire('k', 100).append('k', 'x').del('k').set('short', 1, 'PX', 5).exec();
  await sleep(30);
  await redis.exists('short');
  await until(() => heard.length >= 12);
  say('events', heard.splice(0));
  await redis.config('SET', 'notify-keyspace-events', '');
}

async function blocking(redis) {
  const blocked = connect();
  const behind = async (name, work, wake) => {
    const waiting = attempt(work);
    await until(async () => /blocked_clients:1/.test(await redis.info('clients')), 300);
    await step(`${name}, woken by`, wake);
    say(name, await waiting);
  };
  await call(blocked, 'blpop', 'none', 0.05);
  await call(blocked, 'blmove', 'none', 'd', 'LEFT', 'LEFT', 0.05);
  await behind('blpop', () => blocked.blpop('q', 'r', 5), () => redis.rpush('r', 'x', 'y'));
  await behind('blpopBuffer', () => blocked.blpopBuffer('b', 5), () => redis.rpush('b', Buffer.from([0, 255])));
  await behind('blmpop', () => blocked.blmpop(5, 2, 'm', 'n', 'RIGHT', 'COUNT', 2), () => redis.rpush('n', 1, 2, 3));
  await behind('bzpopmax', () => blocked.bzpopmax('z', 5), () => redis.zadd('z', 1, 'a', 2, 'b'));
  await behind('xread', () => blocked.xread('BLOCK', 5000, 'STREAMS', 'x', '$'), () => redis.xadd('x', '1-1', 'f', 'v'));
  await behind('a transaction', () => blocked.blpop('t', 5), () => redis.multi().rpush('t', 1, 2).lpop('t').exec());
  const id = await blocked.client('ID');
  await behind('unblocked', () => blocked.blpop('never', 5), () => redis.client('UNBLOCK', id, 'ERROR'));
}

async function monitoring(redis) {
  const monitor = await connect().monitor();
  const seen = [];
  monitor.on('monitor', (_time, words, source, database) => seen.push([words, source === 'lua' ? 'lua' : 'client', database]));
  await redis.set('k', Buffer.from([0, 34, 92, 255]));
  await redis.eval("return redis.call('GET', KEYS[1])", 1, 'k');
  await redis.multi().ping().exec();
  await until(() => seen.length >= 6);
  say('monitor', seen);
  monitor.disconnect();
}

async function connections(redis) {
  const many = Array.from({ length: 200 }, () => connect());
  await step('200 clients', async () => Math.max(...await Promise.all(many.map((one) => one.incr('n')))));
  await step('each its own', async () => (await Promise.all(many.map((one, n) => one.echo(`mine ${n}`)))).every((text, n) => text === `mine ${n}`));
  many.forEach((one) => one.disconnect());
  const named = connect({ connectionName: 'named', db: 2 });
  await call(named, 'client', 'GETNAME');
  await step('client list', async () => /name=named .* db=2 /.test(await redis.client('LIST')));
  await step('killed, and there again', async () => {
    const killed = await redis.client('KILL', 'ID', await named.client('ID'));
    return [killed, await named.client('GETNAME')];
  });
  await step('keyed', async () => [await named.set('k', 'in 2'), await redis.get('k')]);
  await step('commandTimeout', () => connect({ commandTimeout: 50 }).blpop('none', 1));
  await step('wrong password', async () => {
    const client = connect({ username: 'nobody', password: 'x', lazyConnect: true, retryStrategy: null });
    await client.connect();
    return client.ping();
  });
  for (const bytes of ['*3\r\n$3\r\nSET\r\n$4\r\nhalf\r\n$50\r\nabc', '*2\r\n$3\r\nGE', 'SET half 1']) await raw(bytes, { close: true });
  await call(redis, 'exists', 'half');
  say('inline', await raw('set "in line" \'x y\'\r\nget "in line"\r\nQUIT\r\n'));
  say('malformed', await raw('*1\r\n$4294967296\r\n'));
  const big = Buffer.alloc(5 << 20, 'abcdefg');
  await call(redis, 'set', 'big', big);
  await call(redis, 'getBuffer', 'big');
  await step('eval of it', async () => (await redis.evalBuffer('return {ARGV[1], ARGV[1]}', 0, big)).map((one) => one.equals(big)));
  await call(redis, 'quit');
  await call(redis, 'ping');
}

run(async () => {
  for (const one of [everyType, definedCommands, pipelines, scanning, publishAndSubscribe, blocking, monitoring, connections]) {
    chapter(one.name);
    const redis = connect();
    await redis.flushall();
    await one(redis);
    opened.splice(0).forEach((client) => client.disconnect());
  }
});
