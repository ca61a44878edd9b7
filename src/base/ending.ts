// Whether the process is about to be ended by a second signal. What waits for a file then waits for good: going on
// could take the main thread for seconds, and nothing that it would do is wanted.

let ending = false;

/** From now on `unlessEnding` holds up what comes after it. */
export function beginEnding(): void {
  ending = true;
}

/** The value, or where the process is ending nothing, ever. */
export function unlessEnding<T>(value: T): T | Promise<never> {
  return ending ? new Promise<never>(() => {}) : value;
}
