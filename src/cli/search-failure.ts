// What a search that ended with another exit code than 0 says last.

import { EXIT, GridsearchError } from '../base/errors.js';
import { formatSeconds } from '../report/format.js';
import type { SearchOutcome } from '../request.js';

/** The error line that stands last where the exit code is not 0. */
export function failureOf(
  { document, exitCode, endedEarly, wholeSeconds }: SearchOutcome,
  interrupted: number | undefined,
  modelMissing: boolean,
): GridsearchError | undefined {
  if (exitCode === EXIT.noScore && interrupted === undefined) {
    const refit = document.errors.find((issue) => issue.split === null);
    if (endedEarly === 'out-of-time' && (document.best_index_ ?? null) === null) {
      const message = `the time was over before a candidate was scored; the whole search is predicted to take ${formatSeconds(wholeSeconds)}`;
      return new GridsearchError('NO_SCORE', message, { exitCode, help: 'give --max-time more' });
    }
    const why = (refit ?? document.errors[0])?.message ?? 'no reason was given';
    if (refit !== undefined && document.best_index_ !== null) {
      return new GridsearchError('REFIT_FAILED', `the best candidate could not be fitted on all rows: ${why}`, {
        exitCode,
      });
    }
    if (document.best_index_ !== null && document.best_index_ !== undefined) {
      const [first] = document.errors;
      return new GridsearchError(
        'FIT_FAILED',
        `ended at the first failure (--fail-fast): candidate ${first?.candidate}: ${why}`,
        { exitCode },
      );
    }
    return new GridsearchError('NO_SCORE', `no candidate could be scored; the first failed with: ${why}`, { exitCode });
  }
  if (exitCode === EXIT.gate) {
    const failed = document.gates
      .filter((gate) => !gate.passed)
      .map((gate) => `${gate.expression} (actual: ${gate.actual ?? 'no score'})`);
    return new GridsearchError('GATE_FAILED', `not met: ${failed.join(', ')}`, {
      exitCode,
      help: 'the result is written all the same',
    });
  }
  if (modelMissing && interrupted === undefined) {
    return new GridsearchError('NO_MODEL', '--model was not written: this search fits no final model', {
      help: 'refit: true in the grid, or --refit true',
    });
  }
  return undefined;
}
