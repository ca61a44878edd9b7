// What a user is told when a request is wrong, and what a task tells the driver when it cannot be done.
// A GridsearchError is the user's mistake or the environment's: it has a permanent code, a place and the next thing to
// type. Anything else that is thrown is a bug in gridsearch (exit code 1).

/** Exit codes of the command line (fixed by the contract; see docs/errors.md). */
export const EXIT = {
  done: 0,
  bug: 1,
  request: 2,
  noScore: 3,
  gate: 4,
  environment: 5,
  interrupted: 130,
  terminated: 143,
  pipeClosed: 141,
} as const;

/** Where in a file (or in a value) a mistake stands; lines and columns count from 1. */
export interface SourceLocation {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** How many characters the caret line underlines (default 1). */
  readonly length?: number;
  /** The text of that line, for the caret picture. */
  readonly text?: string;
  /** What stands beside the caret, e.g. `did you mean "pca__n_components"?`. */
  readonly note?: string;
}

export interface ErrorDetails {
  /** The next thing to type, or what would be accepted. */
  readonly help?: string;
  readonly where?: SourceLocation;
  readonly exitCode?: number;
  readonly cause?: unknown;
}

/** A mistake in the request (exit code 2), or in the environment (5): code, message, place, help. */
export class GridsearchError extends Error {
  readonly code: string;
  readonly help: string | undefined;
  readonly where: SourceLocation | undefined;
  readonly exitCode: number;

  constructor(code: string, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'GridsearchError';
    this.code = code;
    this.help = details.help;
    this.where = details.where;
    this.exitCode = details.exitCode ?? EXIT.request;
  }
}

/** Why one candidate could not be fitted or scored on one split. Travels as plain JSON. */
export interface TaskError {
  readonly code: string;
  readonly message: string;
}

/** Something a fit wants to tell, e.g. that it stopped before it converged. Travels as plain JSON. */
export interface TaskWarning {
  readonly code: WarningCode;
  readonly message: string;
  /** Of a remark about one score: the place of its metric. */
  readonly metric?: number;
}

/** The closed list of warnings that a fit may give. */
export type WarningCode =
  | 'NOT_CONVERGED'
  | 'CONSTANT_COLUMN'
  | 'UNRESOLVED_COMPONENTS'
  | 'ILL_CONDITIONED'
  | 'UNDEFINED_SCORE'
  | 'ILL_DEFINED_SCORE';

/** What is told of a score that is null. */
export function undefinedScore(scorer: string): TaskWarning {
  return { code: 'UNDEFINED_SCORE', message: `${scorer} is undefined on these rows` };
}

/** Fails loudly where an invariant of our own is broken: a bug, never a user's mistake. */
export function assert(condition: unknown, invariant: string): asserts condition {
  if (!condition) throw new Error(`internal: ${invariant}`);
}

/** Ends a switch over a union: the compiler proves that no case is forgotten. */
export function assertNever(value: never): never {
  throw new Error(`internal: unexpected case ${JSON.stringify(value)}`);
}
