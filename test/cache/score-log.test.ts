// The score log under everything that can happen to a file: what is read is what was written, or it is not there.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { DISK } from '../../src/cache/disk.js';
import { ScoreLog, type ScoreRecord } from '../../src/cache/score-log.js';

const folder = mkdtempSync(join(tmpdir(), 'gridsearch-log-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PREDICTION = `predict:./own.mjs#A:${'ab'.repeat(32)}`;
const idOf = (n: number): string => n.toString(16).padStart(64, '0');

function record(n: number, more: Partial<ScoreRecord> = {}): ScoreRecord {
  return { id: idOf(n), fitSeconds: 0.25, scoreSeconds: 0.5, warnings: [], scores: { accuracy: n / 7 }, ...more };
}

/** A log of some records in a new file, and the file. */
function logOf(name: string, ...writes: (readonly ScoreRecord[])[]): string {
  const path = join(folder, name);
  const log = new ScoreLog(DISK, path);
  for (const records of writes) log.append(records);
  return path;
}

describe('the score log', () => {
  it('reads back every kind of record to the last bit', () => {
    const records = [
      record(1),
      record(2, { scores: { auc: null, accuracy: 0.1 + 0.2 } }),
      record(3, { scores: {}, error: { code: 'X', message: 'line\nbreak, ü and "quotes"' } }),
      record(4, { warnings: [{ code: 'NOT_CONVERGED', message: 'no' }], stored: { key: PREDICTION, item: 3 } }),
    ];
    const log = new ScoreLog(DISK, logOf('kinds', records.slice(0, 2), records.slice(2)));
    expect(records.map(({ id }) => log.get(id))).toEqual(records);
  });

  it('takes the scores of several lines of one prediction together', () => {
    const stored = { key: PREDICTION, item: 0 };
    const log = new ScoreLog(DISK, logOf('merge', [record(1, { stored })], [record(1, { scores: { auc: 0.75 } })]));
    expect(log.get(idOf(1))).toEqual(record(1, { stored, scores: { accuracy: 1 / 7, auc: 0.75 } }));
  });

  it('cut at any byte, keeps every whole line and takes new ones', () => {
    const bytes = readFileSync(logOf('whole', [record(1), record(2), record(3)]));
    const path = join(folder, 'cut');
    for (let length = 0; length <= bytes.length; length++) {
      writeFileSync(path, bytes.subarray(0, length));
      new ScoreLog(DISK, path).append([record(9)]);
      const log = new ScoreLog(DISK, path);
      const whole = bytes
        .subarray(0, length)
        .toString('latin1')
        .split('\n')
        .filter((line) => line.endsWith('}}')).length;
      expect([1, 2, 3, 9].map((n) => log.get(idOf(n)))).toEqual(
        [1, 2, 3].map((n) => (n <= whole ? record(n) : undefined)).concat(record(9)),
      );
    }
  });

  it('with any bit flipped, gives what was written or nothing', () => {
    const bytes = readFileSync(logOf('flip', [record(1), record(2), record(3)]));
    const path = join(folder, 'flipped');
    for (let at = 0; at < bytes.length; at++) {
      const damaged = Buffer.from(bytes);
      damaged[at] ^= 1 << (at % 8);
      writeFileSync(path, damaged);
      const log = new ScoreLog(DISK, path);
      const found = [1, 2, 3].map((n) => log.get(idOf(n)));
      for (const [i, one] of found.entries())
        expect(one === undefined || JSON.stringify(one) === JSON.stringify(record(i + 1))).toBe(true);
      expect(found.filter((one) => one !== undefined).length).toBeGreaterThanOrEqual(1);
    }
  });

  it('takes lines of two writers at once', () => {
    const path = join(folder, 'two');
    const [one, other] = [new ScoreLog(DISK, path), new ScoreLog(DISK, path)];
    for (let n = 0; n < 20; n++) (n % 2 === 0 ? one : other).append([record(n)]);
    const log = new ScoreLog(DISK, path);
    expect(Array.from({ length: 20 }, (_, n) => log.get(idOf(n)))).toEqual(
      Array.from({ length: 20 }, (_, n) => record(n)),
    );
  });

  it('is written anew, with the same content, where most of its lines are repeats', () => {
    const path = logOf('repeats', ...Array.from({ length: 1200 }, () => [record(1)]), [record(2)]);
    new ScoreLog(DISK, path).compact();
    expect(readFileSync(path, 'utf8').trim().split('\n')).toHaveLength(2);
    const log = new ScoreLog(DISK, path);
    expect([log.get(idOf(1)), log.get(idOf(2))]).toEqual([record(1), record(2)]);
  });

  it.each<[string, string]>([
    ['a key that leads out of the cache', '{"f":1,"s":0,"p":["../../x",0]}'],
    ['a place that is no whole number', `{"f":1,"s":0,"p":["${PREDICTION}",1.5]}`],
    ['seconds as text', '{"f":"x","s":0}'],
    ['seconds below 0', '{"f":-1,"s":0}'],
    ['scores that are a list', '{"f":1,"s":0,"v":[]}'],
    ['a score as text', '{"f":1,"s":0,"v":{"a":"1"}}'],
    ['warnings as text', '{"f":1,"s":0,"w":"abc"}'],
    ['warnings of numbers', '{"f":1,"s":0,"w":[[1,2]]}'],
    ['an error without words', '{"f":1,"s":0,"e":[]}'],
    ['an error code with control characters', '{"f":1,"s":0,"e":["\\u001b[31m","x"]}'],
    ['a list', '[]'],
    ['null', 'null'],
  ])('a line whose checksum fits and that holds %s is as if it were not there', (_, body) => {
    const path = join(folder, 'forged');
    const text = `${idOf(1)} ${body}`;
    writeFileSync(path, `${crc32(text).toString(16).padStart(8, '0')} ${text}\n`);
    expect(new ScoreLog(DISK, path).get(idOf(1))).toBeUndefined();
  });
});
