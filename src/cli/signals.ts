// Ctrl-C and SIGTERM: the first asks the search to stop and hand over what is finished, the second ends the process at once.
// A shell's exit code tells which: 130 or 143.

import { EXIT } from '../base/errors.js';

export interface Interrupts {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  /** 130 or 143 once a signal came. */
  readonly exitCode: () => number | undefined;
  /** Gives signals back to Node. */
  readonly dispose: () => void;
}

const CODES = { SIGINT: EXIT.interrupted, SIGTERM: EXIT.terminated } as const;

/**
 * Listens until disposed.
 * @param restore  gives the terminal back; called at every signal, before anything is printed
 * @param say  prints one line
 */
export function watchSignals(restore: () => void, say: (line: string) => void): Interrupts {
  const controller = new AbortController();
  let exitCode: number | undefined;
  const onSignal = (name: NodeJS.Signals) => {
    restore();
    const code = CODES[name as keyof typeof CODES];
    if (exitCode !== undefined) process.exit(code);
    exitCode = code;
    say('interrupted: finishing with what is done (once more to stop at once)');
    controller.abort();
  };
  for (const name of Object.keys(CODES)) process.on(name, onSignal);
  return {
    signal: controller.signal,
    exitCode: () => exitCode,
    dispose: () => {
      for (const name of Object.keys(CODES)) process.off(name, onSignal);
    },
  };
}
