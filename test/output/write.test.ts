import { lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkOutputPath, writeFile, writeStdout } from '../../src/output/write.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gridsearch-write-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('checkOutputPath', () => {
  it('accepts a new file and leaves nothing behind', () => {
    checkOutputPath(join(folder, 'result.json'), '--out');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('leaves an old file as it is', () => {
    const path = join(folder, 'result.json');
    writeFileSync(path, 'old');
    checkOutputPath(path, '--out');
    expect(readFileSync(path, 'utf8')).toBe('old');
  });

  it.each([
    ['that is there', () => folder],
    ['that is meant by a slash at the end', () => join(folder, 'new/')],
  ])('refuses a directory %s, saying what to name instead', (_, path) => {
    expect(() => checkOutputPath(path(), '--out')).toThrow(
      expect.objectContaining({ code: 'OUTPUT_PATH', exitCode: 2, help: expect.stringContaining('result.json') }),
    );
  });

  it('refuses a place that does not exist as trouble of the environment', () => {
    expect(() => checkOutputPath(join(folder, 'no/such/r.json'), '--out')).toThrow(
      expect.objectContaining({ code: 'OUTPUT_PATH', exitCode: 5, help: expect.stringContaining('mkdir -p') }),
    );
  });

  it('refuses a name that is too long before any work is done', () => {
    expect(() => checkOutputPath(join(folder, 'x'.repeat(300)), '--out')).toThrow('the name is too long');
  });

  it('refuses to write over what is read, also by another name', () => {
    const data = join(folder, 'data.csv');
    writeFileSync(data, 'a\n1\n');
    symlinkSync(data, join(folder, 'link.csv'));
    expect(() => checkOutputPath(join(folder, 'link.csv'), '--out', [data, '-'])).toThrow('would overwrite the input');
  });
});

describe('writeFile', () => {
  it('replaces a file whole and leaves no temporary file', async () => {
    const path = join(folder, 'result.json');
    writeFileSync(path, 'a much longer old text');
    expect(await writeFile({ flag: '--out', path }, ['{"a"', ':1}\n'])).toBe('written');
    expect(readFileSync(path, 'utf8')).toBe('{"a":1}\n');
    expect(readdirSync(folder)).toEqual(['result.json']);
  });

  it('writes through a symbolic link instead of replacing it', async () => {
    writeFileSync(join(folder, 'real.json'), '');
    symlinkSync(join(folder, 'real.json'), join(folder, 'link.json'));
    await writeFile({ flag: '--out', path: join(folder, 'link.json') }, ['x']);
    expect(lstatSync(join(folder, 'link.json')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(folder, 'real.json'), 'utf8')).toBe('x');
  });

  it('says that a device is full, as trouble of the environment', async ({ skip }) => {
    skip(process.platform !== 'linux', 'needs Linux');
    await expect(writeFile({ flag: '--out', path: '/dev/full' }, ['x'.repeat(100_000)])).rejects.toMatchObject({
      code: 'OUTPUT_WRITE',
      exitCode: 5,
      message: expect.stringContaining('no space left'),
    });
  });
});

describe('writeStdout', () => {
  const broken = (code: string) =>
    new Writable({
      write: (_piece, _encoding, done) => done(Object.assign(new Error(code), { code })),
    });

  it('waits until a slow reader has taken everything', async () => {
    let taken = '';
    const slow = new Writable({
      highWaterMark: 1,
      write: (piece, _encoding, done) => {
        taken += String(piece);
        setImmediate(done);
      },
    });
    expect(await writeStdout(['a', 'b', 'c'], slow)).toBe('written');
    expect(taken).toBe('abc');
  });

  it('reports a reader that went away without an error', async () => {
    expect(await writeStdout(['a', 'b'], broken('EPIPE'))).toBe('closed');
  });

  it('throws for any other trouble, with exit code 5', async () => {
    await expect(writeStdout(['a'], broken('ENOSPC'))).rejects.toMatchObject({ code: 'OUTPUT_WRITE', exitCode: 5 });
  });
});
