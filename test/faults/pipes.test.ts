// Rows C3, C4 and F6 of the fault plan: what is opened is never waited for where nothing can be heard. A pipe that
// nobody opens stands where a file is expected; two signals end the process all the same, with the exit code that is
// promised, and a pipe that somebody does open is read and written.

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixture, run, scratch } from '../cli/run.js';
import { onlyWhere } from '../only-where.js';
import { comparable } from '../search/result.js';

const { folder, put } = scratch();
const HARD_LIMIT_MS = 90_000;
const iris = fixture('iris.csv');
const grid = put('grid.json', JSON.stringify({ pipeline: ['GaussianNB'], cv: 2 }));
const fit = ['fit', iris, '-g', grid, '--jobs', '1'];
const PIPES = process.platform !== 'win32';
/** What is said when the search begins to read. */
const READS = /read/;
/** So long after the second signal a process that has not ended is hung. */
const DEAF_MS = 20_000;

function pipe(name: string): string {
  const path = join(folder, name);
  rmSync(path, { force: true });
  execFileSync('mkfifo', [path]);
  return path;
}

/** Sends signals, each when the one before was heard; kills what is deaf to them. */
function interrupted(name: NodeJS.Signals, first: RegExp) {
  return (child: ChildProcess): void => {
    let text = '';
    let sent = 0;
    const send = () => {
      sent++;
      child.kill(name);
      if (sent === 2) {
        const deaf = setTimeout(() => child.kill('SIGKILL'), DEAF_MS);
        child.once('close', () => clearTimeout(deaf));
      }
    };
    child.stderr?.on('data', (piece) => {
      text += String(piece);
      if (sent === 0 && first.test(text)) send();
      else if (sent === 1 && text.includes('interrupted')) send();
    });
  };
}

describe('C4: a pipe that nobody opens', () => {
  onlyWhere(PIPES, 'named pipes');
  it.each([
    ['as the data', () => ['fit', pipe('data'), '-g', grid, '-v'], READS, 'SIGINT', 130],
    ['as the data, SIGTERM', () => ['fit', pipe('data'), '-g', grid, '-v'], READS, 'SIGTERM', 143],
    ['as the grid', () => ['fit', iris, '-g', pipe('grid'), '-v'], READS, 'SIGINT', 130],
    ['as --out', () => [...fit, '--out', pipe('out')], /somebody to read/, 'SIGINT', 130],
    ['as --model', () => [...fit, '--model', pipe('model')], /somebody to read/, 'SIGINT', 130],
    ['as --events', () => [...fit, '--events', pipe('events')], /somebody to read/, 'SIGINT', 130],
  ] as const)(
    '%s: the second signal ends the process, with its exit code',
    { timeout: HARD_LIMIT_MS },
    async (_, words, first, name, code) => {
      const told = await run(words(), { during: interrupted(name, first) });
      expect([told.signal, told.code]).toEqual([null, code]);
    },
  );

  it("opened by code of one's own, in a thread of the pool: two signals end the process all the same", {
    timeout: HARD_LIMIT_MS,
  }, async () => {
    const waiting = `import { readFile } from 'node:fs';
      readFile(${JSON.stringify(pipe('own'))}, () => {});
      process.stderr.write('own code waits\\n');`;
    put('waiting.mjs', waiting);
    const words = ['fit', iris, '-g', put('waiting.json', JSON.stringify({ pipeline: ['./waiting.mjs#M'], cv: 2 }))];
    const told = await run(words, { during: interrupted('SIGTERM', /own code waits/) });
    // The exit code cannot be had: whoever ends in order waits for that thread.
    expect([told.signal, told.code]).toEqual(['SIGTERM', null]);
  });

  it('as the code that a grid names is refused', async () => {
    pipe('own.mjs');
    const told = await run(['fit', iris, '-g', put('own.json', JSON.stringify({ pipeline: ['./own.mjs#M'], cv: 2 }))], {
      during: (child) => void setTimeout(() => child.kill('SIGKILL'), DEAF_MS).unref(),
    });
    expect([told.code, told.stderr]).toEqual([2, expect.stringContaining('EXTENSION_NOT_FOUND')]);
  });
});

describe('a pipe with somebody at its other end', () => {
  onlyWhere(PIPES, 'named pipes');
  it('is read as data, from when there is a writer', { timeout: HARD_LIMIT_MS }, async () => {
    const data = pipe('late-data');
    const told = await run(['fit', data, '-g', grid, '-v', '--jobs', '1'], {
      during: (child) => {
        let hasWriter = false;
        child.stderr?.on('data', (piece) => {
          if (hasWriter || !READS.test(String(piece))) return;
          hasWriter = true;
          spawn('cp', [iris, data]);
        });
      },
    });
    expect(told.code).toBe(0);
    expect(JSON.parse(told.stdout).data.rows).toBe(150);
  });

  it('takes result and trace, from when there is a reader', { timeout: HARD_LIMIT_MS }, async () => {
    const [out, events] = [pipe('late-out'), pipe('late-events')];
    const read = (path: string) =>
      new Promise<string>((resolve) => {
        const reader = spawn('cat', [path]);
        let text = '';
        reader.stdout.on('data', (piece) => {
          text += String(piece);
        });
        reader.on('close', () => resolve(text));
      });
    let texts: Promise<string[]> | undefined;
    const told = await run([...fit, '--out', out, '--events', events], {
      during: (child) =>
        child.stderr?.on('data', (piece) => {
          if (String(piece).includes('somebody to read')) texts ??= Promise.all([out, events].map(read));
        }),
    });
    expect(told.code).toBe(0);
    const [result, trace] = (await texts) as string[];
    expect(JSON.parse(result).status).toBe('complete');
    expect(JSON.parse(trace.trimEnd().split('\n').at(-1) as string)).toMatchObject({ type: 'phase', phase: 'done' });
  });
});

describe('C3: a pipe in the cache', () => {
  onlyWhere(PIPES, 'named pipes');
  const cache = join(folder, 'cache');
  const withCache = { environment: { GRIDSEARCH_NO_CACHE: '' } };
  const search = () => run([...fit, '-q', '--cache', cache], { ...withCache, during: killIfDeaf });
  const killIfDeaf = (child: ChildProcess): void => {
    const deaf = setTimeout(() => child.kill('SIGKILL'), DEAF_MS);
    child.once('close', () => clearTimeout(deaf));
  };

  it.each(['scores.log', 'artifacts', 'CACHEDIR.TAG'])(
    'in the place of %s is as nothing',
    { timeout: HARD_LIMIT_MS },
    async (name) => {
      rmSync(cache, { recursive: true, force: true });
      const first = comparable((await search()).stdout);
      const files = readdirSync(cache, { recursive: true, encoding: 'utf8' }).map((file) => join(cache, file));
      const replaced = files.filter((file) => file.includes(name) && statSync(file).isFile());
      expect(replaced.length).toBeGreaterThan(0);
      for (const file of replaced) {
        rmSync(file);
        execFileSync('mkfifo', [file]);
      }
      const again = await search();
      expect([again.signal, again.code, comparable(again.stdout)]).toEqual([null, 0, first]);
    },
  );

  it('in the place of the tag: `cache clear` refuses the folder', async () => {
    const odd = join(folder, 'odd');
    mkdirSync(odd, { mode: 0o700 });
    execFileSync('mkfifo', [join(odd, 'CACHEDIR.TAG')]);
    const told = await run(['cache', 'clear', '--cache', odd], { during: killIfDeaf });
    expect([told.code, told.stderr]).toEqual([2, expect.stringContaining('CACHE_PATH')]);
  });
});
