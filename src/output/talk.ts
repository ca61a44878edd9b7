// Where code that is not ours prints: modules of the user's own, packages, Node's warnings. Never into the result; and
// through a stream of its own, written at once: such code may be broken off at any point, in the middle of a write too,
// and a stream whose write was never finished writes nothing any more.

import { writeSync } from 'node:fs';
import { Writable } from 'node:stream';

/** Makes `process.stdout` and `process.stderr` of this process a way to `stderr` that nothing of ours depends on. */
export function redirectTalk(stderr: NodeJS.WriteStream & { readonly fd: number }): void {
  const talk = new Writable({
    write: (chunk: Uint8Array, _encoding, done) => {
      try {
        writeSync(stderr.fd, chunk);
      } catch {
        // The pipe is full, or nobody reads it: it is only talk, and the stream knows how to wait.
        stderr.write(chunk);
      }
      done();
    },
  });
  for (const name of ['stdout', 'stderr'])
    Object.defineProperty(process, name, { configurable: true, enumerable: true, get: () => talk });
}
