#!/usr/bin/env node
// Keeps what V8 compiles of the bundles in dist/ beside them, for the next starts: runs small searches, so that the
// functions that searches need are compiled, and writes them down. The build runs this in a process of its own, since
// what searches say goes to its output.
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { MessageChannel } from 'node:worker_threads';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
const require = createRequire(join(dist, 'cli.cjs'));
const { openBundle } = require(join(dist, 'open-bundle.cjs'));

/** Stands for a worker thread, but works in this one: only what is compiled here can be written down here. */
class WorkerHere {
  constructor(_script, { workerData }) {
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    const say = (answer) => port2.postMessage(answer);
    void workers.exports
      .workerThread()
      .serveThread(say, workerData)
      .then((hear) => port2.on('message', hear));
  }

  ref() {}

  on(event, listener) {
    if (event === 'message') this.port.on('message', listener);
    return this;
  }

  postMessage(message) {
    this.port.postMessage(message);
  }

  async terminate() {
    this.port.close();
  }
}

const withWorkersHere = (name) =>
  name === 'node:worker_threads' ? { ...require(name), Worker: WorkerHere } : require(name);

/** Runs the words of a command line. Fails where that does. */
async function run(...words) {
  const code = await program.exports.run(words, { stdout: process.stdout, stderr: process.stderr, environment: {} });
  if (code !== 0) throw new Error(`gridsearch ${words.join(' ')}: exit code ${code}`);
}

// V8 would forget what has not run for a while.
setFlagsFromString('--no-flush-bytecode');
const workers = openBundle('worker', dist, require);
const program = openBundle('program', dist, withWorkersHere);

const folder = mkdtempSync(join(tmpdir(), 'gridsearch-build-'));
try {
  const [iris, synthetic] = ['iris', 'synthetic_600x60'].map((name) => join(root, 'fixtures', `${name}.csv`));
  const [inYaml, inJson] = ['iris.yaml', 'seed-small.json'].map((name) => join(root, 'grids', name));
  const [cache, model] = ['cache', 'model.json'].map((name) => join(folder, name));
  for (const _ of ['without a cache', 'with one'])
    await run('fit', iris, '--grid', inYaml, '--cache', cache, '--model', model, '--jobs', '1');
  for (const jobs of ['1', '2'])
    await run('fit', synthetic, '--grid', inJson, '--no-cache', '--engine', 'threads', '--jobs', jobs);
  await run('plan', iris, '--grid', inYaml);
  await run('predict', model, iris);
  // A cache that was made under other flags than those of the process that reads it is refused.
  setFlagsFromString('--flush-bytecode');
  for (const { script, cacheFile } of [program, workers]) {
    writeFileSync(`${cacheFile}.tmp`, script.createCachedData());
    renameSync(`${cacheFile}.tmp`, cacheFile);
  }
} finally {
  rmSync(folder, { recursive: true });
}
