// The trace of a search (--events): every event as one line of JSON, in the order in which they happened
// (schema/events.schema.json). Lines are gathered and written in pieces; a file that can no longer be written ends the
// trace, never the search.

import { closeSync } from 'node:fs';
import { EXIT, GridsearchError } from '../base/errors.js';
import { writeWhole } from '../base/files.js';
import type { Observer, SearchEvent } from '../schedule/events.js';
import { type OpenOptions, openOutput, streamInto } from './open-output.js';
import { reason } from './reason.js';

/** What is gathered before it is written. */
const PIECE_CHARACTERS = 64 * 1024;
/** A line waits at most so long (in seconds of the search) for others, so that one can follow a running search. */
const LONGEST_WAIT_SECONDS = 0.5;
/** What may wait for a reader that takes nothing. */
const MOST_WAITING_BYTES = 64 * 2 ** 20;

export interface EventsFile {
  /** What comes before the file is open waits. */
  readonly observe: Observer;
  /** Opens the file; the path was checked before. A pipe that nobody reads is waited for. Never throws. */
  readonly open: (options?: OpenOptions) => Promise<void>;
  /**
   * Writes what is left. May be called more than once. @returns why the trace is not whole, or undefined where it is
   */
  readonly close: () => Promise<GridsearchError | undefined>;
}

/** Where lines go. */
interface Sink {
  /** Throws where they cannot be written. */
  readonly write: (text: string) => void;
  /** Resolves when all is written. */
  readonly end: () => Promise<void>;
}

/** A trace that is not open yet. */
export function eventsFile(path: string): EventsFile {
  let sink: Sink | undefined;
  let failure: unknown;
  let waiting: string[] = [];
  let characters = 0;
  let writtenAt = 0;
  const write = (at: number): void => {
    if (failure === undefined && sink === undefined) return;
    try {
      if (failure === undefined) sink?.write(waiting.join(''));
    } catch (error) {
      failure = error;
    }
    waiting = [];
    characters = 0;
    writtenAt = at;
  };
  return {
    open: async (options = {}) => {
      try {
        sink = await sinkOf(path, options);
      } catch (error) {
        failure = error;
      }
    },
    observe: (event) => {
      if (failure !== undefined) return;
      const line = eventLine(event);
      waiting.push(line);
      characters += line.length;
      if (characters >= PIECE_CHARACTERS || event.at - writtenAt >= LONGEST_WAIT_SECONDS) write(event.at);
    },
    close: async () => {
      write(0);
      const open = sink;
      sink = undefined;
      await open?.end().catch((error) => {
        failure ??= error;
      });
      return failure === undefined ? undefined : incomplete(path, failure);
    },
  };
}

async function sinkOf(path: string, options: OpenOptions): Promise<Sink> {
  const opened = await openOutput(path, options);
  const stream = await streamInto(opened);
  if (stream !== undefined) return streamSink(stream);
  return {
    write: (text) => writeWhole(opened.file, [new TextEncoder().encode(text)]),
    end: async () => closeSync(opened.file),
  };
}

/** What its reader has not taken yet waits in memory: a slow reader holds up no search. */
function streamSink(stream: NodeJS.WritableStream & { readonly writableLength: number }): Sink {
  let failure: unknown;
  stream.on('error', (error) => {
    failure ??= error;
  });
  return {
    write: (text) => {
      if (failure === undefined && stream.writableLength > MOST_WAITING_BYTES)
        failure = new Error('its reader takes nothing');
      if (failure !== undefined) throw failure;
      stream.write(text);
    },
    end: () =>
      new Promise((resolve, reject) => {
        if (failure !== undefined) return reject(failure);
        stream.once('error', reject);
        stream.end(() => resolve());
      }),
  };
}

/** One event as a line: its names in snake_case, as all that is written for other programs. */
export function eventLine(event: SearchEvent): string {
  const named = Object.entries(event).map(([name, value]) => [
    name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    value,
  ]);
  return `${JSON.stringify(Object.fromEntries(named))}\n`;
}

function incomplete(path: string, cause: unknown): GridsearchError {
  return new GridsearchError('OUTPUT_WRITE', `cannot write --events ${path}: ${reason(cause)}`, {
    help: 'the search itself is whole; free some space or choose another place for the trace',
    exitCode: EXIT.environment,
    cause,
  });
}
