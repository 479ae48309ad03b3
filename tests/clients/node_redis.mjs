// node-redis, on what it offers of its own: both protocols, scripts and function modules, pools, client-side caching.
//
//     node node_redis.mjs HOST PORT
import { createClient, createClientPool, defineScript, RESP_TYPES } from 'redis';

import { attempt, call, chapter, host, port, run, say, show, step, until } from './transcript.mjs';

const url = `redis://${host}:${port}`;
const opened = [];

async function connect(options = {}) {
  const client = createClient({ url, ...options });
  client.on('error', () => {});
  opened.push(client);
  await client.connect();
  return client;
}

async function everyType(redis) {
  for (const words of [['set', 'k', 'v'], ['set', 'k', 'w', { EX: 100, condition: 'NX' }], ['set', 'k', 'w', { GET: true }], ['get', 'k'],
    ['get', 'none'], ['incr', 'k'], ['append', 'k', 'more'], ['mSet', { a: '1', b: 'two' }], ['mGet', ['a', 'none']], ['incrByFloat', 'a', 1.5],
    ['getRange', 'b', 0, 1], ['getEx', 'b', { type: 'EX', value: 100 }], ['ttl', 'b'], ['setBit', 'bits', 7, 1], ['bitCount', 'bits'],
    ['bitField', 'bits', [{ operation: 'GET', encoding: 'u8', offset: 0 }]], ['pfAdd', 'hll', ['a', 'b']], ['pfCount', 'hll'],
    ['lcsIdxWithMatchLen', 'b', 'b'], ['hSet', 'h', { f: 1, g: 'two' }], ['hGetAll', 'h'], ['hGetAll', 'none'], ['hmGet', 'h', ['f', 'none']],
    ['hIncrByFloat', 'h', 'f', 0.5], ['hDel', 'h', ['f', 'none']], ['hRandFieldCountWithValues', 'h', 2], ['hKeys', 'h'],
    ['rPush', 'l', ['1', '2', '3', '4']], ['lRange', 'l', 0, -1], ['lPopCount', 'l', 2], ['lPos', 'l', '4'], ['lmPop', ['none', 'l'], 'LEFT', { COUNT: 5 }],
    ['lPop', 'l'], ['lMove', 'l', 'm', 'LEFT', 'RIGHT'], ['sAdd', 's', ['1', '2', '3']], ['sMembers', 's'], ['sIsMember', 's', '1'],
    ['smIsMember', 's', ['1', '9']], ['sInter', ['s', 'none']], ['sUnion', ['s', 'none']], ['sPopCount', 'none', 2], ['sInterCard', 's'],
    ['zAdd', 'z', [{ score: 1, value: 'a' }, { score: Infinity, value: 'b' }, { score: 2.5, value: 'c' }]],
    ['zAdd', 'z', { score: 1, value: 'a' }, { condition: 'XX', CH: true }], ['zAddIncr', 'z', { score: 1, value: 'a' }],
    ['zRangeWithScores', 'z', 0, -1], ['zRange', 'z', '(1', '+inf', { BY: 'SCORE', LIMIT: { offset: 0, count: 1 } }], ['zScore', 'z', 'b'],
    ['zScore', 'z', 'none'], ['zmScore', 'z', ['a', 'none']], ['zRank', 'z', 'c'], ['zPopMax', 'z'], ['zPopMinCount', 'z', 1],
    ['zUnionWithScores', [{ key: 'z', weight: 2 }, { key: 'none', weight: 1 }], { AGGREGATE: 'MAX' }], ['zmPop', ['z'], 'MIN'], ['zRandMember', 'none'],
    ['xAdd', 'x', '1-1', { f: 'v' }], ['xAdd', 'x', '1-*', { f: 'w', g: 'y' }], ['xRange', 'x', '-', '+'], ['xRead', { key: 'x', id: '0' }],
    ['xGroupCreate', 'x', 'g', '0'], ['xReadGroup', 'g', 'me', { key: 'x', id: '>' }, { COUNT: 1 }], ['xPending', 'x', 'g'], ['xAck', 'x', 'g', '1-1'],
    ['xInfoGroups', 'x'], ['xInfoStream', 'x'], ['xAutoClaim', 'x', 'g', 'me', 0, '0'], ['xClaimJustId', 'x', 'g', 'me', 0, '1-1'], ['xTrim', 'x', 'MAXLEN', 1],
    ['geoAdd', 'geo', { longitude: 13.361389, latitude: 38.115556, member: 'Palermo' }], ['geoPos', 'geo', ['Palermo', 'none']],
    ['geoDist', 'geo', 'Palermo', 'none'], ['geoHash', 'geo', 'Palermo'],
    ['geoSearchWith', 'geo', { longitude: 13, latitude: 38 }, { radius: 100, unit: 'km' }, ['WITHDIST', 'WITHCOORD', 'WITHHASH']],
    ['expire', 'a', 100], ['expire', 'a', 10, 'GT'], ['expireTime', 'none'], ['persist', 'a'], ['type', 'z'], ['objectEncoding', 'h'], ['copy', 'a', 'c'],
    ['sort', 's', { DIRECTION: 'DESC', LIMIT: { offset: 0, count: 2 } }], ['touch', ['a', 'none']], ['dbSize'], ['rename', 'none', 'x'], ['lPush', 'k', 'x'],
    ['configGet', 'hash-max-listpack-v*'], ['configSet', 'hash-max-listpack-entries', '128'], ['clientGetName'], ['clientTrackingInfo'], ['aclWhoAmI'],
    ['aclGetUser', 'default'], ['commandCount'], ['commandGetKeys', ['SET', 'a', 'b']], ['memoryUsage', 'k'], ['echo', 'hi'], ['ping'], ['latencyLatest'],
    ['sendCommand', ['NOSUCH', 'a']], ['sendCommand', ['DEBUG', 'SLEEP', '0']], ['functionStats'], ['pubSubNumSub', ['a']], ['wait', 0, 1]]) {
    await call(redis, ...words);
  }
  await step('command info', async () => (await redis.commandInfo(['get', 'nosuch'])).map((one) => one && [one.name, one.arity, [...one.flags].sort(), one.step]));
  await step('info', async () => /redis_version:7/.test(await redis.info('server')));
  await step('dump and restore', async () => {
    const blob = await redis.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer }).dump('h');
    return [blob, await redis.restore('again', 0, blob), await redis.hGetAll('again'), await attempt(() => redis.restore('again', 0, blob))];
  });
}

async function typed(redis) {
  for (const kind of ['string', 'integer', 'double', 'null', 'array', 'set', 'map', 'verbatim', 'true', 'false', 'bignum']) {
    await call(redis, 'sendCommand', ['DEBUG', 'PROTOCOL', kind]);
  }
  await redis.zAdd('z', [{ score: 1.5, value: 'a' }, { score: -Infinity, value: 'b' }]);
  await redis.hSet('h', { f: '1', g: '2' });
  await redis.sAdd('s', ['1', '2']);
  const mapped = redis.withTypeMapping({ [RESP_TYPES.MAP]: Map, [RESP_TYPES.SET]: Set, [RESP_TYPES.DOUBLE]: String, [RESP_TYPES.NUMBER]: String,
    [RESP_TYPES.BIG_NUMBER]: String, [RESP_TYPES.BLOB_STRING]: Buffer });
  for (const words of [['hGetAll', 'h'], ['sMembers', 's'], ['zScore', 'z', 'a'], ['zRangeWithScores', 'z', 0, -1], ['zScore', 'z', 'b'], ['dbSize'],
    ['get', 'none'], ['sendCommand', ['DEBUG', 'PROTOCOL', 'bignum']], ['configGet', 'maxmemory']]) {
    await call(mapped, ...words);
  }
  for (const script of ["return redis.call('HGETALL', 'h')", "return redis.call('SMEMBERS', 's')", "return redis.call('ZSCORE', 'z', 'a')", 'return true',
    'return {double = 2.5}', "return {map = {a = 1}}", "return {big_number = '123456789012345678901234567890'}", 'return {3, false, {set = {x = true}}}',
    "return {verbatim_string = {format = 'txt', string = 'text'}}"]) {
    await step(script, () => redis.eval(`redis.setresp(3) ${script}`));
    await step(`${script}, of RESP2`, () => redis.eval(`redis.setresp(2) ${script}`));
  }
}

const LIBRARY = `#!lua name=lib
redis.register_function{function_name='add', flags={'no-writes'}, callback=function(keys, args) return args[1] + args[2] end}
redis.register_function('put', function(keys, args) return redis.call('SET', keys[1], args[1]) end)
`;

function withScripts(RESP) {
  return {
    RESP,
    scripts: {
      put: defineScript({
        NUMBER_OF_KEYS: 1,
        SCRIPT: "return {redis.call('SET', KEYS[1], ARGV[1]), ARGV[2]}",
        parseCommand: (parser, key, ...args) => { parser.pushKey(key); parser.push(...args); },
        transformReply: (reply) => ({ reply: show(reply) }),
      }),
      fails: defineScript({
        NUMBER_OF_KEYS: 0,
        SCRIPT: "return redis.error_reply('MY own')",
        parseCommand: () => {},
        transformReply: (reply) => reply,
      }),
    },
    functions: {
      lib: {
        add: {
          NUMBER_OF_KEYS: 0,
          IS_READ_ONLY: true,
          parseCommand: (parser, a, b) => parser.push(String(a), String(b)),
          transformReply: (reply) => reply,
        },
        put: {
          NUMBER_OF_KEYS: 1,
          parseCommand: (parser, key, value) => { parser.pushKey(key); parser.push(value); },
          transformReply: undefined,
        },
      },
    },
  };
}

async function scripts(plain, RESP) {
  const redis = await connect(withScripts(RESP));
  await call(redis, 'put', 'k', 'v', 'also');
  await call(redis, 'scriptFlush');
  await call(redis, 'put', 'k', 'after NOSCRIPT', 'also');
  await call(redis, 'fails');
  await step('in a transaction', () => redis.multi().put('k', '1', '2').get('k').exec());
  await call(redis, 'functionLoad', LIBRARY);
  await call(redis, 'functionLoad', LIBRARY);
  await call(redis, 'functionLoad', LIBRARY, { REPLACE: true });
  await step('lib.add', () => redis.lib.add(2, 3));
  await step('lib.put', () => redis.lib.put('fk', 'fv'));
  await step('both in a transaction', () => redis.multi().lib.add(4, 5).lib.put('fk', 'x').get('fk').exec());
  await call(redis, 'fCallRo', 'put', { keys: ['fk'], arguments: ['x'] });
  await step('functionList', async () => (await redis.functionList()).map((one) => [one.library_name, one.functions.map((f) => f.name).sort()]));
  await step('functionListWithCode', async () => (await redis.functionListWithCode({ LIBRARYNAME: 'li*' }))[0].library_code === LIBRARY);
  await step('functionDump', async () => {
    const blob = await redis.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer }).functionDump();
    return [await redis.functionFlush(), await redis.functionRestore(blob), await redis.lib.add(1, 1), await attempt(() => redis.functionRestore(blob))];
  });
  await call(redis, 'functionDelete', 'lib');
  await step('lib.add, deleted', () => redis.lib.add(2, 3));
  await call(redis, 'eval', 'return {KEYS, ARGV}', { keys: ['a', 'b'], arguments: ['c'] });
  await call(redis, 'evalRo', "return redis.call('SET', 'a', 1)");
  await call(redis, 'evalSha', 'f'.repeat(40));
  await call(redis, 'scriptExists', ['f'.repeat(40)]);
}

async function transactions(redis, RESP) {
  await step('multi', () => redis.multi().set('a', '1').incr('a').hGetAll('none').zAdd('z', { score: 1, value: 'm' }).zRangeWithScores('z', 0, -1).exec());
  const failing = await attempt(() => redis.multi().set('a', '1').lPush('a', 'x').get('a').exec());
  say('multi with an error', [failing, failing.replies]);
  await step('multi refused', () => redis.multi().set('a', '2').addCommand(['NOSUCH']).exec());
  await step('execAsPipeline', () => redis.multi().set('a', '3').get('a').execAsPipeline());
  await step('a pipeline by itself', () => Promise.all([redis.set('p', '1'), redis.incr('p'), attempt(() => redis.lPush('p', 'x')), redis.get('p')]));
  await step('10000 at once', async () => (await Promise.all(Array.from({ length: 10000 }, () => redis.incr('n')))).at(-1));
  const other = await connect({ RESP });
  await step('watch', async () => {
    await redis.watch('a');
    await other.set('a', 'other');
    return redis.multi().set('a', 'mine').exec();
  });
  await step('watch of what stays', async () => {
    await redis.watch(['a', 'none']);
    return redis.multi().get('a').exec();
  });
  const pool = createClientPool({ url, RESP }, { minimum: 2, maximum: 5 });
  pool.on('error', () => {});
  await pool.connect();
  await step('a pool', async () => (await Promise.all(Array.from({ length: 50 }, () => pool.incr('pooled')))).length);
  await step('isolated watch', () => pool.execute(async (isolated) => {
    await isolated.watch('pooled');
    return isolated.multi().get('pooled').incr('pooled').exec();
  }));
  await step('a pool that blocks', async () => {
    const waiting = Promise.all([pool.blPop('q', 5), pool.blPop('q', 5)]);
    await until(async () => /blocked_clients:2/.test(await redis.info('clients')));
    await redis.rPush('q', ['x', 'y']);
    return (await waiting).map((one) => one.element).sort();
  });
  pool.destroy();
}

async function iterators(redis) {
  await redis.mSet(Object.fromEntries(Array.from({ length: 400 }, (_, n) => [`key:${n}`, String(n)])));
  await redis.hSet('hash', Object.fromEntries(Array.from({ length: 600 }, (_, n) => [`f${n}`, n])));
  await redis.sAdd('set', Array.from({ length: 600 }, (_, n) => `m${n}`));
  await redis.zAdd('zset', Array.from({ length: 600 }, (_, n) => ({ score: n, value: `z${n}` })));
  const all = async (iterator) => {
    const found = new Set();
    for await (const batch of iterator) batch.forEach((one) => found.add(typeof one === 'object' ? JSON.stringify(one) : one));
    return found.size;
  };
  await step('scanIterator', () => all(redis.scanIterator()));
  await step('scanIterator with a pattern', () => all(redis.scanIterator({ MATCH: 'key:2*', COUNT: 17 })));
  await step('scanIterator of a type', () => all(redis.scanIterator({ TYPE: 'zset' })));
  await step('hScanIterator', () => all(redis.hScanIterator('hash', { MATCH: '*1' })));
  await step('sScanIterator', () => all(redis.sScanIterator('set', { COUNT: 5 })));
  await step('zScanIterator', () => all(redis.zScanIterator('zset')));
}

async function publishAndSubscribe(redis, RESP) {
  const listener = await connect({ RESP });
  const heard = [];
  const hear = (message, channel) => heard.push([channel, message]);
  await step('subscribe', () => listener.subscribe(['one', 'two'], hear));
  await step('pSubscribe', () => listener.pSubscribe('o*', hear));
  await step('sSubscribe', () => listener.sSubscribe('shard', hear));
  await step('subscribe in bytes', () => listener.subscribe('bytes', hear, true));
  await call(redis, 'publish', 'one', 'hello');
  await call(redis, 'publish', 'bytes', Buffer.from([0, 255]));
  await call(redis, 'sPublish', 'shard', 's');
  await call(redis, 'publish', 'none', 'x');
  await until(() => heard.length >= 4);
  say('heard', heard.splice(0));
  // With RESP3 a subscriber may go on asking.
  await call(listener, 'get', 'k');
  await call(listener, 'ping');
  await step('channels', async () => (await redis.pubSubChannels()).sort());
  await call(redis, 'pubSubNumPat');
  await call(redis, 'pubSubNumSub', ['one', 'none']);
  await call(redis, 'pubSubShardChannels');
  await call(redis, 'pubSubShardNumSub', ['shard']);
  await step('unsubscribe', () => listener.unsubscribe('one'));
  await step('and two', () => listener.unsubscribe(['two', 'bytes']));
  await step('pUnsubscribe', () => listener.pUnsubscribe('o*'));
  await step('sUnsubscribe', () => listener.sUnsubscribe('shard'));
  await call(listener, 'echo', 'no subscriber any more');
  await redis.configSet('notify-keyspace-events', 'KEA');
  await listener.pSubscribe('__key*@0__:*', hear);
  await redis.multi().set('k', '1').expire('k', 100).del('k').exec();
  await until(() => heard.length >= 6);
  say('events', heard.splice(0));
  await redis.configSet('notify-keyspace-events', '');
}

async function blocking(redis, RESP) {
  const blocked = await connect({ RESP });
  const behind = async (name, work, wake) => {
    const waiting = attempt(work);
    await until(async () => /blocked_clients:1/.test(await redis.info('clients')), 300);
    await step(`${name}, woken by`, wake);
    say(name, await waiting);
  };
  await call(blocked, 'blPop', 'none', 0.05);
  await behind('blPop', () => blocked.blPop(['q', 'r'], 5), () => redis.rPush('r', 'x'));
  await behind('blMove', () => blocked.blMove('f', 't', 'LEFT', 'RIGHT', 5), () => redis.rPush('f', 'x'));
  await behind('blmPop', () => blocked.blmPop(5, ['m'], 'LEFT', { COUNT: 2 }), () => redis.rPush('m', ['1', '2', '3']));
  await behind('bzPopMin', () => blocked.bzPopMin('z', 5), () => redis.zAdd('z', { score: 1.5, value: 'm' }));
  await behind('bzmPop', () => blocked.bzmPop(5, 'z', 'MAX'), () => redis.zAdd('z', { score: 1.5, value: 'm' }));
  await behind('xRead', () => blocked.xRead({ key: 'x', id: '$' }, { BLOCK: 5000 }), () => redis.xAdd('x', '1-1', { f: 'v' }));
  const id = await blocked.clientId();
  await behind('unblocked', () => blocked.blPop('never', 5), () => redis.sendCommand(['CLIENT', 'UNBLOCK', String(id), 'ERROR']));
}

async function caching(redis, RESP) {
  if (RESP === 3) {
    const caching = await connect({ RESP, clientSideCache: { ttl: 0, maxEntries: 0, evictPolicy: 'LRU' } });
    const cache = caching.clientSideCache;
    await step('cached', async () => [await redis.set('k', '1'), await caching.get('k'), await caching.get('k'), cache.stats().hitCount, cache.stats().missCount]);
    await call(caching, 'clientTrackingInfo');
    await step('invalidated', async () => {
      await redis.set('k', '2');
      await until(async () => (await caching.get('k')) === '2');
      return [await caching.get('k'), cache.stats().missCount];
    });
    await step('flushed', async () => {
      await redis.flushAll();
      await until(async () => (await caching.get('k')) === null);
      return caching.get('k');
    });
  }
  const monitor = await connect({ RESP });
  const seen = [];
  await step('monitor', () => monitor.monitor((line) => seen.push(line.replace(/^\d+\.\d+ \[(\d+) (lua|[^\]]+)\]/, (_, db, from) => `[${db} ${from === 'lua' ? from : 'client'}]`))));
  await redis.set('k', 'with "quotes"');
  await redis.eval("return redis.call('GET', KEYS[1])", { keys: ['k'] });
  await until(() => seen.length >= 3);
  say('seen', seen);
  monitor.destroy();
}

async function connections(redis, RESP) {
  const many = await Promise.all(Array.from({ length: 200 }, () => connect({ RESP })));
  await step('200 clients', async () => Math.max(...await Promise.all(many.map((one) => one.incr('n')))));
  await step('each its own', async () => (await Promise.all(many.map((one, n) => one.echo(`mine ${n}`)))).every((text, n) => text === `mine ${n}`));
  many.forEach((one) => one.destroy());
  const named = await connect({ RESP, name: 'named', database: 2 });
  await step('client info', async () => {
    const { name, db, flags, resp, sub, multi, user, cmd } = await named.clientInfo();
    return { name, db, flags, resp, sub, multi, user, cmd };
  });
  await step('client list', async () => (await redis.clientList({ TYPE: 'NORMAL' })).filter((one) => one.name === 'named').map((one) => [one.db, one.resp]));
  await step('killed', async () => {
    const gone = new Promise((resolve) => { named.once('reconnecting', () => resolve('reconnecting')); });
    return [await redis.clientKill({ filter: 'ID', id: await named.clientId() }), await gone];
  });
  await step('back', async () => [await named.clientGetName(), await named.set('k', 'in 2'), await redis.get('k')]);
  await step('wrong password', () => connect({ RESP, username: 'nobody', password: 'x', socket: { reconnectStrategy: false } }));
  await step('a user of its own', async () => {
    await redis.aclSetUser('reader', ['on', '>pw', '~r:*', '+@read', '+hello', '+client']);
    const reader = await connect({ RESP, username: 'reader', password: 'pw' });
    return [await reader.get('r:1'), await attempt(() => reader.get('x')), await attempt(() => reader.set('r:1', 'x'))];
  });
  await call(redis, 'aclDelUser', 'reader');
  const big = 'é'.repeat(2 << 20);
  await call(redis, 'set', 'big', big);
  await call(redis, 'get', 'big');
  await step('bytes', async () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, n) => n));
    await redis.hSet(bytes, bytes, bytes);
    return redis.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer }).hVals(bytes);
  });
  await step('an aborted command', async () => {
    const abort = new AbortController();
    const slow = attempt(() => redis.withAbortSignal(abort.signal).get('big'));
    abort.abort();
    return [(await slow).constructor.name, (await redis.get('big')).length];
  });
  await step('close', () => redis.close());
  await step('after it', () => redis.ping());
}

run(async () => {
  for (const RESP of [2, 3]) {
    for (const one of [everyType, typed, scripts, transactions, iterators, publishAndSubscribe, blocking, caching, connections]) {
      chapter(`${one.name}, RESP${RESP}`);
      const redis = await connect({ RESP });
      await redis.flushAll();
      await one(redis, RESP);
      opened.splice(0).forEach((client) => client.isOpen && client.destroy());
    }
  }
});
