// The trace of a search (--events): every event as one line of JSON, in the order in which they happened (schema/events.schema.json).
// Lines are gathered and written in pieces; a file that can no longer be written ends the trace, never the search.

import { closeSync, openSync, writeSync } from 'node:fs';
import { EXIT, GridsearchError } from '../base/errors.js';
import type { Observer, SearchEvent } from '../schedule/events.js';

/** What is gathered before it is written. */
const PIECE_CHARACTERS = 64 * 1024;
/** A line waits at most so long (in seconds of the search) for others, so that one can follow a running search. */
const LONGEST_WAIT_SECONDS = 0.5;

export interface EventsFile {
  readonly observe: Observer;
  /** Writes what is left. May be called more than once. @returns why the trace is not whole, or undefined where it is */
  readonly close: () => GridsearchError | undefined;
}

/** Opens the trace; the path was checked before. */
export function openEvents(path: string): EventsFile {
  let file: number | undefined;
  let failure: unknown;
  let waiting: string[] = [];
  let characters = 0;
  let writtenAt = 0;
  const attempt = (act: () => void): void => {
    if (failure !== undefined) return;
    try {
      act();
    } catch (error) {
      failure = error;
    }
  };
  const write = (at: number): void => {
    attempt(() => writeWhole(file as number, waiting.join('')));
    waiting = [];
    characters = 0;
    writtenAt = at;
  };
  attempt(() => {
    file = openSync(path, 'w');
  });
  return {
    observe: (event) => {
      if (failure !== undefined) return;
      const line = eventLine(event);
      waiting.push(line);
      characters += line.length;
      if (characters >= PIECE_CHARACTERS || event.at - writtenAt >= LONGEST_WAIT_SECONDS) write(event.at);
    },
    close: () => {
      const open = file;
      if (open !== undefined) {
        write(0);
        file = undefined;
        attempt(() => closeSync(open));
      }
      return failure === undefined ? undefined : incomplete(path, failure);
    },
  };
}

/** One event as a line: its names in snake_case, as all that is written for other programs. */
export function eventLine(event: SearchEvent): string {
  const named = Object.entries(event).map(([name, value]) => [name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), value]);
  return `${JSON.stringify(Object.fromEntries(named))}\n`;
}

function writeWhole(file: number, text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}

function incomplete(path: string, cause: unknown): GridsearchError {
  return new GridsearchError('OUTPUT_WRITE', `cannot write --events ${path}: ${cause instanceof Error ? cause.message : String(cause)}`, {
    help: 'the search itself is whole; free some space or choose another place for the trace',
    exitCode: EXIT.environment,
    cause,
  });
}
