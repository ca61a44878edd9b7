// One case as a contest: ours and its peers take turns on the same file, round by round, each as a whole process.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Case, Peer } from './cases.js';
import { type Measured, measure } from './measure.js';
import type { Python } from './peers.js';

export interface ContestOptions {
  readonly root: string;
  readonly python: Python | undefined;
  /** Whether peers are wanted at all. */
  readonly peers: boolean;
  readonly rounds: number;
  readonly quick: boolean;
  /** `--jobs` of ours, 'auto' = not given; the first one is compared with the peers. */
  readonly jobs: readonly string[];
  /** Says what is going on. */
  readonly say: (text: string) => void;
}

export interface Contestant {
  readonly label: string;
  readonly kind: 'ours' | 'peer' | 'floor';
  /** As one types it, in the repository's folder. */
  readonly command: readonly string[];
}

export interface Standing extends Contestant {
  readonly rounds: readonly Omit<Measured, 'stdout'>[];
  /** Seconds of this one by seconds of the first of ours, round by round. */
  readonly ratios: readonly number[];
  /** Largest difference of a split's score to ours. */
  readonly difference?: number;
}

export interface Contest {
  readonly case: Case;
  readonly standings: readonly Standing[];
  /** Peers that were left out, and why. */
  readonly missing: readonly string[];
}

/** Start-up takes so little time that it is measured more often. */
const START_ROUNDS = 5;

/** Makes the data, lets everybody take turns, compares answers. */
export async function contest(entry: Case, options: ContestOptions): Promise<Contest> {
  const { root, say } = options;
  const data = dataFile(entry, options);
  const able = entry.peers.filter(({ needs }) => options.python?.versions[needs] !== undefined);
  const scratch = mkdtempSync(join(tmpdir(), 'gridsearch-bench-'));
  try {
    const contestants = [
      ...options.jobs.map((jobs, at) => ours(entry, data, jobs, join(scratch, `ours-${at}.json`))),
      ...able.map((peer, at) => theirs(entry, peer, data, { ...options, out: join(scratch, `peer-${at}.json`) })),
      ...(entry.group === 'start'
        ? [{ label: 'node -e 0', kind: 'floor', command: ['node', '-e', '0'] } as const]
        : []),
    ];
    const rounds = contestants.map((): Measured[] => []);
    for (let round = 0; round < options.rounds * (entry.group === 'start' ? START_ROUNDS : 1); round++) {
      for (const [at, { label, command }] of contestants.entries()) {
        const measured = await measure(resolved(command, root), {
          GRIDSEARCH_CACHE: mkdtempSync(join(scratch, 'cache-')),
        });
        rounds[at].push(measured);
        say(`${entry.name}: ${label} ${measured.seconds.toFixed(2)} s`);
      }
    }
    const standings = contestants.map((contestant, at) => ({
      ...contestant,
      command: contestant.command.map((word) => word.replace(`${scratch}/`, '').replace(`${root}/`, '')),
      rounds: rounds[at].map(({ stdout: _, ...measured }) => measured),
      ratios: rounds[at].map(({ seconds }, round) => seconds / rounds[0][round].seconds),
      ...differenceTo(join(scratch, 'ours-0.json'), contestant, join(scratch, `peer-${at - options.jobs.length}.json`)),
    }));
    return {
      case: entry,
      standings,
      missing: options.peers ? entry.peers.filter((peer) => !able.includes(peer)).map(({ label }) => label) : [],
    };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The path of a case's data, relative to the root; they are made once and kept beside the bundle. */
export function dataFile(entry: Case, { root, quick, say }: Pick<ContestOptions, 'root' | 'quick' | 'say'>): string {
  const data = quick ? (entry.quickData ?? entry.data) : entry.data;
  if (typeof data === 'string') return data;
  const path = join('dist', 'bench', 'data', `${data.join('').replaceAll('--', '-')}.csv`);
  if (existsSync(join(root, path))) return path;
  say(`${entry.name}: making data`);
  mkdirSync(join(root, 'dist', 'bench', 'data'), { recursive: true });
  const { status } = spawnSync(process.execPath, ['bin/run-ts.mjs', 'bench/make-data.ts', ...data, `${path}.part`], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error(`make-data ${data.join(' ')} failed`);
  renameSync(join(root, `${path}.part`), join(root, path));
  return path;
}

function ours(entry: Case, data: string, jobs: string, out: string): Contestant {
  const settings = (entry.overrides ?? []).flatMap((setting) => ['--set', setting]);
  const command = [
    'node',
    'bin/gridsearch.js',
    entry.command,
    data,
    '--grid',
    entry.grid,
    ...settings,
    '--quiet',
    '--out',
    out,
  ];
  if (entry.command === '--version') return { label: 'gridsearch', kind: 'ours', command: command.slice(0, 3) };
  if (jobs === 'auto') return { label: 'gridsearch', kind: 'ours', command };
  return { label: `gridsearch --jobs ${jobs}`, kind: 'ours', command: [...command, '--jobs', jobs] };
}

function theirs(entry: Case, peer: Peer, data: string, { python, out }: ContestOptions & { out: string }): Contestant {
  const script = `bench/peers/${peer.script}`;
  const flags = peer.script === 'grid_search.py' ? [entry.grid, ...peer.flags, '--out', out] : [];
  return { label: peer.label, kind: 'peer', command: [python?.path ?? 'python3', script, data, ...flags] };
}

/** `node` is the Node that runs this; paths of the repository are made absolute. */
function resolved([program, ...words]: readonly string[], root: string): string[] {
  const paths = words.map((word) => (/^(bin|bench|grids|fixtures|dist)\//.test(word) ? join(root, word) : word));
  return [program === 'node' ? process.execPath : program, ...paths];
}

type Scores = Readonly<Record<string, readonly (number | null)[]>>;

function differenceTo(oursPath: string, { kind }: Contestant, peerPath: string): { difference?: number } {
  if (kind !== 'peer' || !existsSync(oursPath) || !existsSync(peerPath)) return {};
  const mine: Scores = JSON.parse(readFileSync(oursPath, 'utf8')).cv_results_;
  const other: Scores = JSON.parse(readFileSync(peerPath, 'utf8'));
  let difference = 0;
  for (const name of Object.keys(other).filter((key) => /^split\d+_test_score$/.test(key))) {
    other[name].forEach((score, at) => {
      difference = Math.max(difference, Math.abs((score ?? Number.NaN) - (mine[name][at] ?? Number.NaN)));
    });
  }
  return { difference };
}
