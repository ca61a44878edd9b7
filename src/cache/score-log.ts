// The score log: what every prediction scored, one line each, in a file that only grows. Lines are added in single
// writes as tasks finish, so a process that is killed loses nothing that was scored; several processes may add at once.
//
//   CRC-32 (8 hex) | space | id of the prediction (64 hex) | space | JSON
//
// A line that is torn or changed fails its checksum and is as if it had never been there. Several lines of one id are
// taken together: a search with another metric adds a line, it does not change one.

import { crc32 } from 'node:zlib';
import type { TaskError, TaskWarning, WarningCode } from '../base/errors.js';
import type { Disk } from './disk.js';

/** What is known of one pipeline's prediction of some rows. */
export interface ScoreRecord {
  /** Of the prediction: hash of all that decides it. */
  readonly id: string;
  readonly fitSeconds: number;
  readonly scoreSeconds: number;
  readonly warnings: readonly TaskWarning[];
  /** By the scorer's id; null where a score is undefined on these rows. Empty for a fit that failed. */
  readonly scores: Readonly<Record<string, number | null>>;
  /** By the scorer's id: why a score is 0/0. */
  readonly remarks?: Readonly<Record<string, string>>;
  /** Why there can be no score. */
  readonly error?: TaskError;
  /** Where the prediction itself is kept: key of an artifact, and the place in it. */
  readonly stored?: { readonly key: string; readonly item: number };
}

/** Lines that are dead before it pays to write the file anew. */
const DEAD_LINES_WORTH_COMPACTING = 1000;
const ID_START = 9;
const ID_END = ID_START + 64;
const NEWLINE = 10;

export class ScoreLog {
  /** Where in `bytes` the lines of an id start. */
  private readonly places = new Map<string, number | number[]>();
  private readonly bytes: Buffer;
  private lines = 0;

  /** Reads a log, or begins one. Cost: one pass over the file; records are parsed when they are asked for. */
  constructor(
    private readonly disk: Disk,
    private readonly path: string,
  ) {
    this.bytes = disk.read(path) ?? Buffer.alloc(0);
    for (let start = 0; start < this.bytes.length; ) {
      const end = this.endOf(start);
      if (end - start > ID_END) this.note(this.bytes.toString('latin1', start + ID_START, start + ID_END), start);
      start = end + 1;
    }
  }

  /** What the log knew of a prediction when it was read. */
  get(id: string): ScoreRecord | undefined {
    const places = this.places.get(id);
    if (places === undefined) return undefined;
    const starts = typeof places === 'number' ? [places] : places;
    return starts.map((start) => this.recordAt(id, start)).reduce(together, undefined);
  }

  /** Adds records, in one write. The line break before them ends a line that a killed process may have left open. */
  append(records: readonly ScoreRecord[]): void {
    if (records.length > 0) this.disk.append(this.path, Buffer.from(`\n${records.map(lineOf).join('')}`));
  }

  /**
   * Writes the log anew where most of its lines say nothing any more. A line that another process adds just then is
   * lost: a miss.
   */
  compact(): void {
    if (this.lines - this.places.size < Math.max(DEAD_LINES_WORTH_COMPACTING, this.places.size)) return;
    const records = [...this.places.keys()].flatMap((id) => this.get(id) ?? []);
    this.disk.replace(this.path, [Buffer.from(records.map(lineOf).join(''))]);
  }

  private note(id: string, start: number): void {
    this.lines++;
    const places = this.places.get(id);
    if (places === undefined) this.places.set(id, start);
    else if (typeof places === 'number') this.places.set(id, [places, start]);
    else places.push(start);
  }

  private recordAt(id: string, start: number): ScoreRecord | undefined {
    const line = this.bytes.subarray(start, this.endOf(start));
    if (line.toString('latin1', 0, ID_START) !== `${checksum(line.subarray(ID_START))} `) return undefined;
    try {
      return readRecord(id, JSON.parse(line.toString('utf8', ID_END + 1)));
    } catch {
      // Only a line that this program never wrote can have a checksum that fits and be no JSON.
      return undefined;
    }
  }

  private endOf(start: number): number {
    const end = this.bytes.indexOf(NEWLINE, start);
    return end < 0 ? this.bytes.length : end;
  }
}

/** A record as its line holds it: short names, as there may be a million. */
interface StoredRecord {
  readonly f: number;
  readonly s: number;
  readonly w?: readonly (readonly [code: string, message: string])[];
  readonly v?: Readonly<Record<string, number | null>>;
  readonly z?: Readonly<Record<string, string>>;
  readonly e?: readonly [code: string, message: string];
  readonly p?: readonly [key: string, item: number];
}

function lineOf(record: ScoreRecord): string {
  const { id, fitSeconds, scoreSeconds, warnings, scores, remarks, error, stored } = record;
  const body: StoredRecord = {
    f: seconds(fitSeconds),
    s: seconds(scoreSeconds),
    ...(warnings.length === 0 ? {} : { w: warnings.map(({ code, message }) => [code, message] as const) }),
    v: scores,
    ...(remarks === undefined ? {} : { z: remarks }),
    ...(error === undefined ? {} : { e: [error.code, error.message] as const }),
    ...(stored === undefined ? {} : { p: [stored.key, stored.item] as const }),
  };
  const text = `${id} ${JSON.stringify(body)}`;
  return `${checksum(text)} ${text}\n`;
}

/** A record of a line whose checksum fits: anybody can make one, so every field is looked at. */
function readRecord(id: string, line: unknown): ScoreRecord | undefined {
  if (!HASH.test(id) || !isMap(line)) return undefined;
  const { f, s, w = [], v = {}, z, e, p } = line as Readonly<Record<keyof StoredRecord, unknown>>;
  if (!isSeconds(f) || !isSeconds(s) || !isScores(v) || (z !== undefined && !isTexts(z))) return undefined;
  if (!Array.isArray(w) || !w.every(isWords) || (e !== undefined && !isWords(e)) || (p !== undefined && !isPlace(p)))
    return undefined;
  return {
    id,
    fitSeconds: f,
    scoreSeconds: s,
    warnings: w.map(([code, message]) => ({ code: code as WarningCode, message })),
    scores: v,
    ...(z === undefined ? {} : { remarks: z }),
    ...(e === undefined ? {} : { error: { code: e[0], message: e[1] } }),
    ...(p === undefined ? {} : { stored: { key: p[0], item: p[1] } }),
  };
}

const HASH = /^[0-9a-f]{64}$/;

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSeconds(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function isScores(value: unknown): value is Readonly<Record<string, number | null>> {
  return isMap(value) && Object.values(value).every((score) => score === null || Number.isFinite(score));
}

function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  return isMap(value) && Object.values(value).every((text) => typeof text === 'string');
}

/** A code and a message. */
function isWords(value: unknown): value is readonly [string, string] {
  return (
    Array.isArray(value) && value.length === 2 && value.every((word) => typeof word === 'string') && CODE.test(value[0])
  );
}

const CODE = /^[A-Z][A-Z_0-9]*$/;

/** The key of an artifact, which ends with a hash, and a place in it. */
function isPlace(value: unknown): value is readonly [string, number] {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [key, item] = value as readonly unknown[];
  return typeof key === 'string' && HASH.test(key.slice(-64)) && Number.isSafeInteger(item) && (item as number) >= 0;
}

/** Two records of one id: all their scores; of what both have, the later. */
function together(earlier: ScoreRecord | undefined, later: ScoreRecord | undefined): ScoreRecord | undefined {
  if (earlier === undefined || later === undefined) return later ?? earlier;
  const remarks = earlier.remarks ?? later.remarks;
  return {
    ...earlier,
    ...later,
    scores: { ...earlier.scores, ...later.scores },
    ...(remarks && { remarks: { ...earlier.remarks, ...later.remarks } }),
  };
}

function checksum(bytes: string | Uint8Array): string {
  return crc32(bytes).toString(16).padStart(8, '0');
}

/** To the microsecond: seconds are for people. */
function seconds(value: number): number {
  return Number.isFinite(value) ? Math.round(value * 1e6) / 1e6 : 0;
}
