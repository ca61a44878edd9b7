// `npm run bench`: ours beside its peers, start-up, reading, growth, kernels. Prints Markdown; keeps it and all figures
// in dist/bench/. bench/README.md tells what is measured and how to read it.

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CASES, type Case } from './cases.js';
import { type Contest, contest } from './contest.js';
import { findPython, type Python } from './peers.js';
import { type Machine, markdown } from './table.js';

const USAGE = `usage: npm run bench -- [--only NAME,…] [--rounds N] [--quick] [--jobs N|auto,…] [--no-peers]
cases: ${CASES.map(({ name }) => name).join(', ')}; groups: search, start, reading, growth; and kernels
`;
const ROUNDS = 3;

interface Options {
  readonly only: readonly string[];
  readonly rounds: number;
  readonly quick: boolean;
  readonly jobs: readonly string[];
  readonly peers: boolean;
}

const root = process.cwd();
const say = (text: string): void => void process.stderr.write(`${text}\n`);

async function main(): Promise<void> {
  const options = readOptions();
  const python = options.peers ? findPython(root) : undefined;
  if (options.peers && python === undefined)
    say('no Python with scikit-learn was found: ours is measured alone (GRIDSEARCH_BENCH_PYTHON names one)');
  const machine = describeMachine(python);
  const contests: Contest[] = [];
  for (const entry of CASES.filter((candidate) => isWanted(candidate, options))) {
    contests.push(await contest(entry, { root, python, say, ...options }));
  }
  const kernels = options.only.length === 0 || options.only.includes('kernels') ? kernelLines() : '';
  const text = markdown(machine, contests, options.rounds) + (kernels === '' ? '' : `\n\`\`\`\n${kernels}\`\`\`\n`);
  process.stdout.write(text);
  mkdirSync(join(root, 'dist', 'bench'), { recursive: true });
  writeFileSync(join(root, 'dist', 'bench', 'results.md'), text);
  writeFileSync(
    join(root, 'dist', 'bench', 'results.json'),
    `${JSON.stringify({ machine, contests, kernels }, null, 1)}\n`,
  );
  say('kept in dist/bench/results.md and results.json');
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: '' },
      rounds: { type: 'string' },
      quick: { type: 'boolean', default: false },
      jobs: { type: 'string', default: 'auto' },
      'no-peers': { type: 'boolean', default: false },
    },
  });
  const rounds = Number(values.rounds ?? (values.quick ? 1 : ROUNDS));
  const only = values.only.split(',').filter((name) => name !== '');
  const known = new Set(['kernels', ...CASES.flatMap(({ name, group }) => [name, group])]);
  const unknown = only.find((name) => !known.has(name));
  if (unknown !== undefined) throw new Error(`there is no case "${unknown}"`);
  if (!Number.isSafeInteger(rounds) || rounds < 1) throw new Error('--rounds needs a whole number from 1 on');
  return { only, rounds, quick: values.quick, jobs: values.jobs.split(','), peers: !values['no-peers'] };
}

function isWanted({ name, group, quickData }: Case, { only, quick }: Options): boolean {
  if (quick && quickData === undefined) return false;
  return only.length === 0 || only.includes(name) || only.includes(group);
}

function describeMachine(python: Python | undefined): Machine {
  return {
    cpu: cpus()[0]?.model ?? 'unknown CPU',
    cores: availableParallelism(),
    memoryGigabytes: totalmem() / 1e9,
    node: process.versions.node,
    versions: python?.versions ?? {},
    date: new Date().toISOString().slice(0, 10),
    gridsearch: JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version,
    load: loadavg()[0],
  };
}

/** What bench/kernels.ts prints: each kernel beside a plain form of it. */
function kernelLines(): string {
  say('kernels');
  const { status, stdout } = spawnSync(process.execPath, ['bin/run-ts.mjs', 'bench/kernels.ts'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error('bench/kernels.ts failed');
  return stdout;
}

main().catch((error: unknown) => {
  say(`error: ${error instanceof Error ? error.message : String(error)}`);
  process.stderr.write(USAGE);
  process.exitCode = 1;
});
