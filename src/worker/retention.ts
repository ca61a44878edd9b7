// What a worker keeps between two tasks, and when it lets go: the rule alone, without memory. A worker's context
// follows it with matrices, the forecast of a search (resources/forecast.ts) with predicted bytes.
//
//   rows of X             a worker process reads those that a task asks for, and keeps none of them behind it
//   any other artifact    whole, from when it is read or made until it is released
//   features made ready   rows copied for an estimator: those used last, while they are few or small together; until
//                         what they are made of is released
//
// Rows that lie as they are to be read are not copied, so nothing is kept of them.

import type { Features, Key } from '../graph/plan/task.js';

/** Features made ready that are always kept: those of train and of test rows, which tasks take turns with. */
const KEPT_FEATURES = 2;
/** Bytes of made-ready features up to which more are kept. */
const KEPT_BYTES = 16 * 2 ** 20;

/** Whether a key is that of X: a worker process keeps nothing of it. */
export function isX(key: Key): boolean {
  return key.startsWith('data:X:');
}

/**
 * Whether rows can be read where they lie.
 * @param segments  how many pieces of the matrix they are
 * @param isView    whether they are seen through steps, or as some of the matrix's columns
 */
export function liesReady(segments: number, isView: boolean): boolean {
  return segments === 1 && !isView;
}

/** What features are called once they are made ready. */
export function featuresName(features: Features): string {
  return JSON.stringify(features);
}

/** Features made ready. */
export interface ReadyEntry {
  readonly name: string;
  /** What they are made of. */
  readonly base: Key;
  readonly bytes: number;
}

/** Which features made ready are kept. */
export class Retention {
  /** Oldest use first. */
  readonly #entries = new Map<string, ReadyEntry>();
  #bytes = 0;

  /** Notes that some features are used. Returns whether they are there. */
  use(name: string): boolean {
    const entry = this.#entries.get(name);
    if (entry === undefined) return false;
    this.#entries.delete(name);
    this.#entries.set(name, entry);
    return true;
  }

  /** Lets go of what others of so many bytes are to be made in place of: a task reads no two. Returns what goes. */
  evictFor(bytes: number): ReadyEntry[] {
    const going: ReadyEntry[] = [];
    for (const oldest of this.#entries.values()) {
      if (this.#bytes + bytes <= KEPT_BYTES || this.#entries.size < KEPT_FEATURES) break;
      going.push(this.#remove(oldest));
    }
    return going;
  }

  /** Takes in what has been made. */
  add(entry: ReadyEntry): void {
    this.#entries.set(entry.name, entry);
    this.#bytes += entry.bytes;
  }

  /** Lets go of what is made of any of these. Returns what goes. */
  release(bases: ReadonlySet<Key>): ReadyEntry[] {
    return this.entries.filter(({ base }) => bases.has(base)).map((entry) => this.#remove(entry));
  }

  /** What is kept, oldest use first. */
  get entries(): readonly ReadyEntry[] {
    return [...this.#entries.values()];
  }

  #remove(entry: ReadyEntry): ReadyEntry {
    this.#entries.delete(entry.name);
    this.#bytes -= entry.bytes;
    return entry;
  }
}
