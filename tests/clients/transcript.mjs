// What the Node.js clients of this folder share: steps that print themselves, one line each.
import { createHash } from 'node:crypto';
import net from 'node:net';
import { writeSync } from 'node:fs';

const SECONDS = 150;
const LONG = 300;

export const [host, port] = [process.argv[2], Number(process.argv[3])];

function print(line) {
  writeSync(1, line.replaceAll('\n', '\\n').replaceAll('\r', '\\r') + '\n');
}

// No program of this folder outlives its welcome, whatever the server does; nothing fails unseen.
export function run(chapters) {
  setTimeout(() => {
    console.error(`took longer than ${SECONDS} s`);
    process.exit(1);
  }, SECONDS * 1000).unref();
  chapters().then(() => process.exit(0), (error) => {
    console.error(error);
    process.exit(1);
  });
}

function digest(data) {
  return createHash('sha1').update(data).digest('hex').slice(0, 12);
}

function short(text) {
  return text.length <= LONG ? text : `${text.slice(0, 40)}... ${text.length} characters, sha1 ${digest(text)}`;
}

function quote(text) {
  return text.length > LONG ? `${text.length} long, sha1 ${digest(text)}` : JSON.stringify(text);
}

// The value with its type told: numbers bare, big integers with n, buffers as latin-1 behind b, sets in order.
export function show(value) {
  if (value === null || value === undefined || typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'string') return quote(value);
  if (Buffer.isBuffer(value)) return 'b' + quote(value.toString('latin1'));
  if (value instanceof Error) {
    const also = value.command?.name ? ` (${value.command.name})` : '';
    return `${value.name}: ${value.message}${also}`;
  }
  if (Array.isArray(value)) return `[${value.map(show).join(', ')}]`;
  if (value instanceof Set) return `Set{${[...value].map(show).sort().join(', ')}}`;
  if (value instanceof Map) return `Map{${[...value].map(([k, v]) => `${show(k)}: ${show(v)}`).join(', ')}}`;
  if (typeof value === 'function') return 'function';
  if (typeof value === 'object' && value.constructor?.name === 'VerbatimString') return `${value.format}:${quote(String(value))}`;
  if (typeof value === 'object') return `{${Object.entries(value).map(([k, v]) => `${k}: ${show(v)}`).join(', ')}}`;
  return typeof value;
}

export function chapter(name) {
  print(`== ${name}`);
}

export function say(step, value) {
  print(`${step} = ${short(show(value))}`);
}

// What it resolves to, or the error that it rejects with.
export async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    return error;
  }
}

// Calls a method of the client, prints, gives back.
export async function call(client, method, ...args) {
  const value = await attempt(() => client[method](...args));
  say(short(`${method}(${args.map(show).join(', ')})`), value);
  return value;
}

// The same for a step that is more than a call.
export async function step(name, work) {
  const value = await attempt(work);
  say(name, value);
  return value;
}

export const sleep = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

// Waits until it holds, for as long as a slow machine may need.
export async function until(holds, ms = 3000) {
  const ends = Date.now() + ms;
  while (!(await holds())) {
    if (Date.now() > ends) return false;
    await sleep(5);
  }
  return true;
}

// What a bare connection is answered to these bytes before it is closed, or before `ms` pass.
export function raw(bytes, { close = false, ms = 2000 } = {}) {
  return new Promise((resolve) => {
    let got = '';
    const socket = net.connect(port, host, () => {
      socket.write(bytes);
      if (close) socket.destroySoon();
    });
    const timer = setTimeout(() => socket.destroy(), ms);
    socket.on('data', (data) => { got += data.toString('latin1'); });
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(got);
    });
  });
}
