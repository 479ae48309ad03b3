// Scenarios of the test support that VS Code's own adapters are tested with, on luarig debug --dap.
//
//   node scenarios.mjs STARTER SAMPLES [PORT]
//
// STARTER is a program that speaks the protocol on standard streams; with PORT one is listening there instead.
// Prints a line for each scenario; the exit status is 1 if one fails.

import assert from 'node:assert/strict';
import path from 'node:path';
import { DebugClient } from '@vscode/debugadapter-testsupport';

const [starter, samples, port] = process.argv.slice(2);
const file = (name) => path.join(samples, name);
const words = { program: file('words.lua'), keys: ['total'], args: ['one two', 'three two'] };
const stock = { program: file('stock.lua'), function: 'reserve', keys: ['item:1'], args: ['5'], fixture: file('stock.json') };
const thread = { threadId: 1 };

// The values of what the innermost frame sees, by name.
async function seen(client, scopeName) {
  const { body: { stackFrames } } = await client.stackTraceRequest(thread);
  const { body: { scopes } } = await client.scopesRequest({ frameId: stackFrames[0].id });
  const scope = scopes.find((one) => one.name === scopeName);
  const { body: { variables } } = await client.variablesRequest({ variablesReference: scope.variablesReference });
  return Object.fromEntries(variables.map((one) => [one.name, one.value]));
}

const moved = (client, event, request) => Promise.all([client.waitForEvent(event), request]).then(([came]) => came);

const scenarios = {
  'runs to the end': (client) => Promise.all([
    client.configurationSequence(),
    client.launch(words),
    client.assertOutput('stdout', '(integer) 4\n'),
    client.waitForEvent('terminated'),
  ]),

  'stops on entry': (client) => Promise.all([
    client.configurationSequence(),
    client.launch({ ...words, stopOnEntry: true }),
    client.assertStoppedLocation('entry', { path: words.program, line: 2 }),
  ]),

  'stops on a breakpoint': (client) => client.hitBreakpoint(words, { path: words.program, line: 9 }),

  'moves a breakpoint to a line that has code': (client) => client.hitBreakpoint(
    words, { path: words.program, line: 10 }, { path: words.program, line: 11 }, { path: words.program, line: 11 }),

  'does not verify a breakpoint in a file that is not loaded': async (client) => {
    await Promise.all([client.waitForEvent('initialized'), client.launch(words)]);
    const { body } = await client.setBreakpointsRequest({ source: { path: '/none.lua' }, breakpoints: [{ line: 1 }] });
    assert.equal(body.breakpoints[0].verified, false);
    await Promise.all([client.waitForEvent('terminated'), client.configurationDoneRequest()]);
  },

  'steps in, over and out': async (client) => {
    await client.hitBreakpoint(words, { path: words.program, line: 16 });
    await Promise.all([client.stepInRequest(thread), client.assertStoppedLocation('step', { line: 6 })]);
    await Promise.all([client.nextRequest(thread), client.assertStoppedLocation('step', { line: 7 })]);
    await Promise.all([client.stepOutRequest(thread), client.assertStoppedLocation('step', { line: 15 })]);
  },

  'steps back, and continues backwards': async (client) => {
    await client.hitBreakpoint(words, { path: words.program, line: 9 });
    await Promise.all([client.continueRequest(thread), client.assertStoppedLocation('breakpoint', { line: 9 })]);
    assert.equal((await seen(client, 'Locals')).found, '1');
    await Promise.all([client.stepBackRequest(thread), client.assertStoppedLocation('step', { line: 8 })]);
    await Promise.all([client.reverseContinueRequest(thread), client.assertStoppedLocation('breakpoint', { line: 9 })]);
    assert.equal((await seen(client, 'Locals')).found, '0');
    await Promise.all([client.reverseContinueRequest(thread), client.assertStoppedLocation('entry', { line: 2 })]);
  },

  'shows variables and sets them': async (client) => {
    await client.hitBreakpoint(words, { path: words.program, line: 11 });
    const { body: { stackFrames } } = await client.stackTraceRequest(thread);
    const { body: { scopes } } = await client.scopesRequest({ frameId: stackFrames[0].id });
    const { variablesReference } = scopes.find((one) => one.name === 'Locals');
    await client.setVariableRequest({ variablesReference, name: 'found', value: '40' });
    assert.equal((await seen(client, 'Locals')).found, '40');
    await client.setBreakpointsRequest({ source: { path: words.program }, breakpoints: [] });
    await Promise.all([client.assertOutput('stdout', '(integer) 42\n'), client.continueRequest(thread)]);
  },

  'evaluates, completes and runs commands': async (client) => {
    await client.hitBreakpoint(words, { path: words.program, line: 11 });
    const evaluate = async (expression, context) => (await client.evaluateRequest({ expression, context })).body.result;
    assert.equal(await evaluate('found * 2', 'watch'), '4');
    assert.equal(await evaluate('redis SET mine 1', 'repl'), 'OK');
    await assert.rejects(evaluate('found = 1', 'hover'));
    const { body } = await client.completionsRequest({ text: 'fou', column: 4 });
    assert.deepEqual(body.targets.map((one) => one.label), ['found']);
  },

  'stops in a function, before a command, and after a key was written': async (client) => {
    const initialized = client.waitForEvent('initialized');
    await client.launch(stock);
    await initialized;
    await client.setFunctionBreakpointsRequest({ breakpoints: [{ name: 'available' }, { name: 'HINCRBY' }] });
    const { body: info } = await client.dataBreakpointInfoRequest({ name: 'item:1' });
    await client.setDataBreakpointsRequest({ breakpoints: [{ dataId: info.dataId, accessType: 'write' }] });
    await Promise.all([client.configurationDoneRequest(), client.assertStoppedLocation('function breakpoint', { line: 5 })]);
    await Promise.all([client.continueRequest(thread), client.assertStoppedLocation('function breakpoint', { line: 17 })]);
    await Promise.all([client.continueRequest(thread), client.assertStoppedLocation('data breakpoint', { line: 17 })]);
    assert.match((await seen(client, 'Keys touched'))['item:1'], /"reserved": 8/);
  },

  'stops at errors, and tells of them': async (client) => {
    const initialized = client.waitForEvent('initialized');
    await client.launch({ program: file('errors.lua') });
    await initialized;
    await client.setExceptionBreakpointsRequest({ filters: ['errorReplies', 'uncaught'] });
    await Promise.all([client.configurationDoneRequest(), client.assertStoppedLocation('exception', { line: 2 })]);
    assert.equal((await client.exceptionInfoRequest(thread)).body.exceptionId, 'WRONGTYPE');
    await Promise.all([client.continueRequest(thread), client.assertStoppedLocation('exception', { line: 5 })]);
    assert.equal((await client.exceptionInfoRequest(thread)).body.breakMode, 'unhandled');
  },

  'pauses code that runs, and terminates it': async (client) => {
    await Promise.all([client.configurationSequence(), client.launch({ program: file('long.lua') })]);
    assert.equal((await moved(client, 'stopped', client.pauseRequest(thread))).body.reason, 'pause');
    await client.continueRequest(thread);
    await Promise.all([client.waitForEvent('terminated'), client.terminateRequest({})]);
  },

  'restarts': async (client) => {
    await client.hitBreakpoint(words, { path: words.program, line: 16 });
    await Promise.all([client.restartRequest({}), client.assertStoppedLocation('breakpoint', { line: 16 })]);
  },

  'restarts a frame': async (client) => {
    await client.hitBreakpoint(words, { path: words.program, line: 9 });
    const { body: { stackFrames } } = await client.stackTraceRequest(thread);
    await Promise.all([client.restartFrameRequest({ frameId: stackFrames[0].id }), client.assertStoppedLocation('step', { line: 6 })]);
  },

  'goes to a line': async (client) => {
    await client.hitBreakpoint(words, { path: words.program, line: 9 });
    const { body } = await client.gotoTargetsRequest({ source: { path: words.program }, line: 2 });
    const back = body.targets.find((one) => one.label.startsWith('Go back'));
    await Promise.all([client.gotoRequest({ threadId: 1, targetId: back.id }), client.assertStoppedLocation('goto', { line: 2 })]);
  },

  'refuses what it does not know': async (client) => {
    await client.initializeRequest();
    await assert.rejects(client.launchRequest({ program: file('words.lua'), stopOnEntyr: true }), /did you mean "stopOnEntry"/);
    await assert.rejects(client.customRequest('makeCoffee'), /no request "makeCoffee"/);
    await assert.rejects(client.launchRequest({ program: file('none.lua') }), /cannot read/);
  },
};

let failed = 0;
for (const [name, scenario] of Object.entries(scenarios)) {
  const client = new DebugClient('sh', starter, 'luarig');
  client.defaultTimeout = 20000;
  await client.start(port ? Number(port) : undefined);
  try {
    await scenario(client);
    console.log(`passed: ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED: ${name}: ${error.stack}`);
  }
  await client.stop();
}
process.exit(failed ? 1 : 0);
