// Rows F2, F5 (children), F6, F7, F9, F17, F18 and F19 of the fault plan (docs/reliability.md): what may happen to the
// driver, its streams and its terminal.

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localEngine } from '../../src/engines/local.js';
import { nodeThread, type StartThread, type ThreadLike } from '../../src/engines/node-thread.js';
import { threadsEngine } from '../../src/engines/threads.js';
import { keyOf } from '../../src/graph/plan/key.js';
import type { Task } from '../../src/graph/plan/task.js';
import { createKernels } from '../../src/kernels/index.js';
import { BINARY, fixture, scratch, start } from '../cli/run.js';
import { onlyWhere } from '../only-where.js';
import { comparable } from '../search/result.js';
import { type FaultBuild, faultBuild } from './fault-build.js';
import { becomes, childrenOf, isAlive, runDirectoriesOf } from './processes.js';

const { folder, put } = scratch();
const HARD_LIMIT_MS = 60_000;
const pipeline = [{ scale: 'StandardScaler' }, { lr: 'LogisticRegression' }];
const long = put('long.json', JSON.stringify({ pipeline, param_grid: { lr__C: { logspace: [-4, 4, 400] } }, cv: 5 }));
const short = put('short.json', JSON.stringify({ pipeline, param_grid: { lr__C: [0.1, 1] }, cv: 3 }));
// As long, of short tasks: a long one would get a process.
const longOfShort = put(
  'short-tasks.json',
  JSON.stringify({
    pipeline: [{ select: 'SelectKBest' }, { nb: 'GaussianNB' }],
    param_grid: { select__k: { arange: [4, 64, 1] }, nb__var_smoothing: { logspace: [-9, 0, 30] } },
    cv: 5,
  }),
);
const longWords = ['fit', fixture('digits.csv'), '-g', long, '--jobs', '2', '--progress', 'plain'];
const shortLine = `"${process.execPath}" "${BINARY}" fit "${fixture('iris.csv')}" -g "${short}"`;

let faulty: FaultBuild;
beforeAll(async () => {
  faulty = await faultBuild();
}, HARD_LIMIT_MS);
afterAll(() => faulty.remove());

/** A cache of the tester would make searches short. */
const WITHOUT_CACHE = { ...process.env, GRIDSEARCH_NO_CACHE: '1' };

/** Runs words of a shell, with a hard limit. */
function shell(line: string): { status: number | null; stdout: string; stderr: string } {
  return spawnSync('bash', ['-c', line], {
    env: WITHOUT_CACHE,
    encoding: 'utf8',
    timeout: HARD_LIMIT_MS / 2,
    maxBuffer: 2 ** 27,
  });
}

describe('F2: an idle worker is killed', () => {
  it.each([0, 5, 50, 500])(
    'and a task that comes %i ms later is answered',
    { timeout: HARD_LIMIT_MS },
    async (wait) => {
      const before = new Set(childrenOf(process.pid));
      const engine = localEngine({ workers: 1, expectedBytes: 0, onNote: () => {} });
      try {
        const [left, right, key] = ['left', 'right', 'both'].map((name) => keyOf('merge', name, 1));
        const task: Task = {
          op: 'merge',
          key,
          name: 'm',
          statistic: 'moments',
          left,
          right,
          inputs: [],
          seconds: 0,
          bytes: 0,
        };
        // Its inputs are not there: the worker answers with an error, which shows that it works.
        expect(await engine.run(task, 0)).toMatchObject({ status: 'error' });
        const [worker] = childrenOf(process.pid).filter((pid) => !before.has(pid));
        process.kill(worker, 'SIGKILL');
        await delay(wait);
        const first = await engine.run(task, 0);
        if (first.status === 'died') expect(first.begun).toBe(false);
        expect(first.status === 'died' ? await engine.run(task, 0) : first).toMatchObject({ status: 'error' });
      } finally {
        await engine.stop();
      }
    },
  );
});

describe('F2: an idle thread ends', () => {
  it('and a task that comes at once, or later, is answered', { timeout: HARD_LIMIT_MS }, async () => {
    for (const turns of [0, 1, 50]) {
      const threads: ThreadLike[] = [];
      const startThread: StartThread = (start) => {
        threads.push(nodeThread(start));
        return threads[threads.length - 1];
      };
      const engine = threadsEngine({ workers: 1, kernels: createKernels(), startThread, onNote: () => {} });
      const [left, right, key] = ['left', 'right', 'both'].map((name) => keyOf('merge', name, 1));
      const task: Task = {
        op: 'merge',
        key,
        name: 'm',
        statistic: 'moments',
        left,
        right,
        inputs: [],
        seconds: 0,
        bytes: 0,
      };
      expect(await engine.run(task, 0)).toMatchObject({ status: 'error' });
      void threads[0].terminate();
      for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate);
      const first = await engine.run(task, 0);
      if (first.status === 'died') expect(first.begun).toBe(false);
      expect(first.status === 'died' ? await engine.run(task, 0) : first).toMatchObject({ status: 'error' });
      await engine.stop();
    }
  });
});

/** A search that is under way. @param children  processes that it has for workers */
async function underWay(words: readonly string[] = longWords, environment = {}, program?: string, children = 2) {
  const child = start(words, environment, program);
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (piece) => {
    stdout += String(piece);
  });
  child.stderr?.on('data', (piece) => {
    stderr += String(piece);
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const driver = child.pid as number;
  expect(await becomes(() => stderr.includes('fits on') && childrenOf(driver).length === children, 30)).toBe(true);
  return { child, driver, workers: childrenOf(driver), ended, stdout: () => stdout, stderr: () => stderr };
}

describe('F5: the driver is killed', () => {
  it('its workers end, also in a computation, and the next run removes what it left', {
    timeout: HARD_LIMIT_MS,
  }, async () => {
    const fault = { GRIDSEARCH_FAULT: JSON.stringify({ point: 'compute', action: 'spin' }) };
    const { driver, workers, ended } = await underWay(longWords, fault, faulty.program);
    process.kill(driver, 'SIGKILL');
    await ended;
    expect(await becomes(() => workers.every((pid) => !isAlive(pid)), 10)).toBe(true);
    expect(runDirectoriesOf(driver)).toHaveLength(1);
    expect(shell(`${shortLine} --jobs 2 -q --no-json`).status).toBe(0);
    expect(runDirectoriesOf(driver)).toEqual([]);
  });
});

describe('F6: the driver is told to end', () => {
  const engines = [
    ['local', ['-g', long, '--jobs', '2', '--engine', 'local'], 2],
    ['threads', ['-g', long, '--jobs', '2', '--engine', 'threads'], 0],
    ['inline', ['-g', longOfShort, '--jobs', '1'], 0],
  ] as const;
  const signals = [
    ['SIGINT', 1, 130],
    ['SIGINT', 2, 130],
    ['SIGTERM', 1, 143],
  ] as const;
  const cases = engines.flatMap(([engine, flags, children]) =>
    signals.map(([signal, times, code]) => ({ engine, flags, children, signal, times, code })),
  );
  it.each(cases)(
    '$engine: $signal, $times times: $code, no worker left, no run directory',
    { timeout: HARD_LIMIT_MS },
    async (row) => {
      const { engine, flags, children, signal, times, code } = row;
      const words = ['fit', fixture('digits.csv'), '--progress', 'plain', ...flags];
      const { child, driver, workers, ended, stdout, stderr } = await underWay(words, {}, undefined, children);
      expect(stderr()).toContain(`(${engine})`);
      child.kill(signal);
      if (times === 2) {
        await becomes(() => stderr().includes('interrupted'), 10);
        child.kill(signal);
      }
      expect(await ended).toBe(code);
      expect(await becomes(() => workers.every((pid) => !isAlive(pid)), 10)).toBe(true);
      expect(runDirectoriesOf(driver)).toEqual([]);
      if (times === 1) expect(JSON.parse(stdout()).status).toBe('partial');
    },
  );
});

const has = (program: string): boolean => spawnSync('which', [program]).status === 0;

describe('F7: Ctrl-C at a terminal', () => {
  // Without it there is no terminal to be had.
  onlyWhere(has('script'), 'the program script of util-linux');
  it('ends the search with 130, the cursor is shown again', { timeout: HARD_LIMIT_MS }, async () => {
    const line = `stty cols 100; "${process.execPath}" "${BINARY}" fit "${fixture('digits.csv')}" -g "${long}" --jobs 2 --progress bar`;
    const terminal = spawn('script', ['-qfec', line, '/dev/null'], {
      env: { ...WITHOUT_CACHE, TERM: 'xterm', CI: '' },
    });
    let screen = '';
    terminal.stdout.on('data', (piece) => {
      screen += String(piece);
    });
    const ended = new Promise<number | null>((resolve) => terminal.on('close', resolve));
    expect(await becomes(() => /\d+\/\d+ fits/.test(screen), 30)).toBe(true);
    terminal.stdin.write('\x03');
    expect(await ended).toBe(130);
    expect(screen.lastIndexOf('\x1b[?25h')).toBeGreaterThan(screen.lastIndexOf('\x1b[?25l'));
    expect(screen).toContain('interrupted');
  });
});

/** Whether this process may mount in a namespace of its own. */
const mayMount = spawnSync('unshare', ['-m', 'true']).status === 0;

describe('F9: the disk is full', () => {
  onlyWhere(mayMount, 'the right to mount in a namespace of its own');

  it('-o fails with 5 and the old file stays', { timeout: HARD_LIMIT_MS }, () => {
    const disk = mkdtempSync(join(tmpdir(), 'full-disk-'));
    const kept = join(folder, 'kept.json');
    const many = put(
      'many.json',
      JSON.stringify({
        pipeline: ['GaussianNB'],
        param_grid: { gaussiannb__var_smoothing: { logspace: [-9, 0, 300] } },
        cv: 3,
      }),
    );
    const line = `"${process.execPath}" "${BINARY}" fit "${fixture('iris.csv')}" -g "${many}" -q --jobs 1 -o "${disk}/r.json"`;
    const outcome = shell(
      `unshare -m bash -c 'mount -t tmpfs -o size=16k none "${disk}" && echo old > "${disk}/r.json" && ${line}; code=$?; cat "${disk}/r.json" > "${kept}"; ls "${disk}" | wc -l; exit $code'`,
    );
    rmSync(disk, { recursive: true });
    expect([outcome.status, outcome.stdout.trim()]).toEqual([5, '1']);
    expect(outcome.stderr).toMatch(/^error\[OUTPUT_WRITE\]: cannot write --out .*no space left/);
    expect(readFileSync(kept, 'utf8')).toBe('old\n');
  });
});

describe('F17: the system gives no more files', () => {
  onlyWhere(has('prlimit'), 'the program prlimit of util-linux');

  const whole = (text: string) => comparable(text);
  let quiet: string;
  beforeAll(() => {
    quiet = whole(shell(`${shortLine} --jobs 1 -q`).stdout);
  });

  it.each([64, 30, 20])(
    'with %i open files: the result, or 5 with the cause, from processes',
    { timeout: HARD_LIMIT_MS },
    (files) => {
      const outcome = shell(`prlimit --nofile=${files} ${shortLine} --jobs 4 --engine local -q`);
      expect([0, 5]).toContain(outcome.status);
      if (outcome.status === 0) expect(whole(outcome.stdout)).toBe(quiet);
      else expect(outcome.stderr).toMatch(/^error\[(WORKERS_DIE|ENVIRONMENT|\w+)\]: .*(EMFILE|too many open files)/m);
    },
  );

  it.each([40, 30, 26, 24, 22, 20])(
    'with %i open files: the result from threads, as many as can be had',
    { timeout: HARD_LIMIT_MS },
    (files) => {
      const outcome = shell(`prlimit --nofile=${files} ${shortLine} --jobs 4 --engine threads --progress none`);
      expect(outcome.status).toBe(0);
      expect(whole(outcome.stdout)).toBe(quiet);
      if (files < 30) expect(outcome.stderr).toMatch(/^note: (a|no) worker thread can.* be started \(.*EMFILE/m);
    },
  );
});

describe('E2: virtual memory is limited (ulimit -v)', () => {
  onlyWhere(process.platform === 'linux', 'Linux, where it holds');

  it.each([
    ['--jobs 1', 0, 1],
    ['--jobs 2 --engine threads', 1, 2],
    ['--jobs 2 --engine local', 0, 2],
  ])('%s: the number that is told is enough', { timeout: HARD_LIMIT_MS }, (words, notes, jobs) => {
    for (const kilobytes of [2e6, 8e6]) {
      const refused = shell(`ulimit -v ${kilobytes}; ${shortLine} ${words} --progress none`);
      expect([refused.status, refused.stdout]).toEqual([5, '']);
      expect(refused.stderr.split('\n').filter((line) => line.startsWith('note: 1 worker'))).toHaveLength(notes);
      const [, now, enough] =
        /error\[MEMORY_LIMIT\]: .*\(ulimit -v\) of (\d+) is too low.*\n.*ulimit -v (\d+) is enough/.exec(
          refused.stderr,
        ) ?? [];
      expect(Number(now)).toBe(kilobytes);
      const told = shell(`ulimit -v ${enough}; ${shortLine} ${words} -q`);
      expect([told.status, told.stderr, JSON.parse(told.stdout).meta.jobs]).toEqual([0, '', jobs]);
    }
  });

  it('as many threads run as there are addresses for, and that is told', { timeout: HARD_LIMIT_MS }, () => {
    const told = shell(`ulimit -v 15000000; ${shortLine} --jobs 6 --engine threads --progress none`);
    expect([told.status, JSON.parse(told.stdout).meta.jobs]).toEqual([0, 3]);
    expect(told.stderr).toMatch(/^note: 3 workers, not 6: the limit on virtual memory/m);
  });
});

describe('F18: a stream is closed', () => {
  it('stdout, from the start: no stack trace', () => {
    const outcome = shell(`${shortLine} --jobs 1 --progress none >&-`);
    expect([0, 5, 141]).toContain(outcome.status);
    expect(outcome.stderr).not.toMatch(/^ {2}at /m);
  });

  it('stderr, from the start: the document is written', () => {
    const outcome = shell(`${shortLine} --jobs 1 2>&-`);
    expect(outcome.status).toBe(0);
    expect(JSON.parse(outcome.stdout).status).toBe('complete');
  });

  it('a reader that went away does not stop -o', () => {
    const out = join(folder, 'out.json');
    const outcome = shell(`${shortLine} --jobs 1 -o "${out}" 2>&1 | head -c 1 > /dev/null; exit \${PIPESTATUS[0]}`);
    expect(outcome.status).toBe(0);
    expect(existsSync(out)).toBe(true);
  });
});

describe('F19: the reader is slow', () => {
  it('and gets every byte of a document of five megabytes', { timeout: HARD_LIMIT_MS }, () => {
    const many = join(folder, 'large.json');
    // Equal candidates are searched once, and keep their rows.
    const param_grid = { gaussiannb__var_smoothing: Array(6500).fill(1e-9) };
    const scoring = ['accuracy', 'balanced_accuracy', 'f1_macro', 'precision_macro', 'recall_macro'];
    writeFileSync(many, JSON.stringify({ pipeline: ['GaussianNB'], param_grid, cv: 5, scoring, refit: 'accuracy' }));
    const line = `"${process.execPath}" "${BINARY}" fit "${fixture('iris.csv')}" -g "${many}" -q --jobs 1 --pretty`;
    const text = execFileSync('bash', ['-c', `${line} | (sleep 1; cat)`], {
      env: WITHOUT_CACHE,
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
      timeout: HARD_LIMIT_MS / 2,
    });
    expect(text.length).toBeGreaterThan(5e6);
    expect(JSON.parse(text).cv_results_.params).toHaveLength(6500);
  });
});
