// Asks the program's run() in this process, where no matter of a process is tested: a start of Node takes longer than
// most of what is asked.

import { AsyncLocalStorage } from 'node:async_hooks';
import { Readable, Writable } from 'node:stream';
import { run as runProgram } from '../../src/cli/main.js';
import type { Run } from './run.js';

export interface HereOptions {
  /** Settings in the environment. What the program asks of the process itself (the place of its cache) is the tester's. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly stdin?: string | Uint8Array;
  /** The folder in which it runs: then no other run may be under way. Default: that of the tester. */
  readonly folder?: string;
}

/** The standard input of each run that is under way. */
const inputs = new AsyncLocalStorage<Readable>();
const own = Object.getOwnPropertyDescriptor(process, 'stdin');
Object.defineProperty(process, 'stdin', {
  configurable: true,
  enumerable: true,
  get: () => inputs.getStore() ?? own?.get?.call(process),
});

let underWay = 0;

/** Runs the words of a command line, with pipes for streams and no cache. Runs may overlap. */
export async function runHere(
  words: readonly string[],
  { environment = {}, stdin = '', folder }: HereOptions = {},
): Promise<Run> {
  const [stdout, stderr] = [collector(), collector()];
  const before = process.cwd();
  if (folder !== undefined && underWay > 0) throw new Error('the folder is that of the whole process');
  if (folder !== undefined) process.chdir(folder);
  underWay++;
  try {
    const code = await inputs.run(Readable.from([Buffer.from(stdin)]), () =>
      runProgram(words, {
        stdout: stdout.stream,
        stderr: stderr.stream,
        environment: { GRIDSEARCH_NO_CACHE: '1', GRIDSEARCH_ENGINE: 'local', ...environment },
      }),
    );
    return { code, signal: null, stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    underWay--;
    if (folder !== undefined) process.chdir(before);
  }
}

/** A pipe whose reader keeps everything. */
function collector(): { readonly stream: NodeJS.WriteStream; readonly text: () => string } {
  const pieces: Buffer[] = [];
  const stream = new Writable({
    decodeStrings: true,
    write: (piece: Buffer, _encoding, done) => {
      pieces.push(piece);
      done();
    },
  });
  return { stream: stream as NodeJS.WriteStream, text: () => Buffer.concat(pieces).toString() };
}
