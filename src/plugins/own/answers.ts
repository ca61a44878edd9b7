// What own code answers, checked: each slip is told in the contract's words, and what passes is a copy in plain data,
// so that nothing that the module keeps, changes or computes on being read can show later, on one engine and not on
// another.

import type { TaskError, TaskWarning } from '../../base/errors.js';
import type { Matrix } from '../../base/matrix.js';
import type { Prediction } from '../../contracts/prediction.js';
import type { FitOutcome } from '../../contracts/step.js';
import { matrixFault, plainCopy } from './plain.js';
import { ContractBroken, type OwnFile, toldText } from './words.js';

type Loose = Readonly<Record<string, unknown>>;

/** Rounding of probabilities. */
const SLACK = 1e-9;
/** Of one outcome. Each is in the document for every candidate and split. */
const MOST_WARNINGS = 100;

/** Puts a value in words: `undefined`, `a promise`, `the string "0.5"`. */
export function wordsFor(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return `the string ${JSON.stringify(value.slice(0, 40))}`;
  if (typeof value === 'boolean') return String(value);
  if (typeof value !== 'object') return `a ${typeof value}`;
  if (isPromise(value)) return 'a promise';
  if (Array.isArray(value)) return 'a list';
  const kind = Object.prototype.toString.call(value).slice('[object '.length, -1);
  return kind === 'Object' ? 'an object' : `${/^[AEIOU]/.test(kind) ? 'an' : 'a'} ${kind}`;
}

/** @throws ContractBroken where a method answers with a promise: nobody waits for it */
export function refusePromise(value: unknown, method: string): void {
  if (!isPromise(value)) return;
  // It may fail, and is nobody's then.
  Promise.resolve(value).catch(() => {});
  throw new ContractBroken(`returned a promise; ${method} must be synchronous`);
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' && value !== null && typeof (value as { readonly then?: unknown }).then === 'function'
  );
}

function listOf(value: unknown, count: number, each: string): readonly unknown[] {
  if (!Array.isArray(value))
    throw new ContractBroken(`returned ${wordsFor(value)}, not a list with one answer for each of ${each}`);
  if (value.length !== count) throw new ContractBroken(`returned ${value.length} answers for ${count} of ${each}`);
  return value;
}

/** What `fit` answers: one outcome for each of its params. */
export function readOutcomes(value: unknown, count: number, module: OwnFile): FitOutcome[] {
  return listOf(value, count, 'params').map((outcome): FitOutcome => {
    const shape = 'an outcome {ok: true, fitted, warnings: []} or {ok: false, error: {code, message}}';
    if (typeof outcome !== 'object' || outcome === null)
      throw new ContractBroken(`returned ${wordsFor(outcome)} in place of ${shape}`);
    refusePromise(outcome, 'fit');
    const { ok, fitted, warnings, error } = outcome as Loose;
    if (ok === false) return { ok, error: readError(error, module) };
    if (ok !== true) throw new ContractBroken(`returned an outcome whose ok is ${wordsFor(ok)}; it must be ${shape}`);
    if (typeof fitted !== 'object' || fitted === null || Array.isArray(fitted) || ArrayBuffer.isView(fitted)) {
      throw new ContractBroken(`returned an outcome whose fitted is ${wordsFor(fitted)}, not an object`);
    }
    const kept = plainCopy(fitted, 'fitted', 'arrays') as Extract<FitOutcome, { ok: true }>['fitted'];
    return { ok, fitted: kept, warnings: readWarnings(warnings, module) };
  });
}

function readError(error: unknown, module: OwnFile): TaskError {
  const { code, message } = (typeof error === 'object' && error !== null ? error : {}) as Loose;
  if (typeof code !== 'string' || code === '' || typeof message !== 'string') {
    throw new ContractBroken('returned an outcome {ok: false} whose error is not {code, message}, both of them texts');
  }
  return { code: toldText(code, module), message: toldText(message, module) };
}

/** Warnings as `fit` and `applyWarnings` give them. */
export function readWarnings(warnings: unknown, module: OwnFile): TaskWarning[] {
  if (!Array.isArray(warnings))
    throw new ContractBroken(`gave as warnings ${wordsFor(warnings)}, not a list ([] where there are none)`);
  if (warnings.length > MOST_WARNINGS)
    throw new ContractBroken(`gave ${warnings.length} warnings, of ${MOST_WARNINGS} at the most`);
  return warnings.map((warning) => {
    const { code, message } = (typeof warning === 'object' && warning !== null ? warning : {}) as Loose;
    if (typeof code !== 'string' || code === '' || typeof message !== 'string') {
      throw new ContractBroken("gave a warning that is not {code: 'NOT_CONVERGED', message: 'what'}");
    }
    return { code: toldText(code, module) as TaskWarning['code'], message: toldText(message, module) };
  });
}

/** What a predictor's answer must be. */
export interface PredictionShape {
  readonly role: 'classifier' | 'regressor';
  readonly rows: number;
  /** Of the data; 0 for a regression. */
  readonly classes: number;
}

/** What `predict` answers: one prediction for each item. */
export function readPredictions(value: unknown, count: number, shape: PredictionShape): Prediction[] {
  return listOf(value, count, 'items').map((prediction) => readPrediction(prediction, shape));
}

export function readPrediction(value: unknown, { role, rows, classes }: PredictionShape): Prediction {
  const kind = role === 'classifier' ? 'classes' : 'values';
  const example = role === 'classifier' ? "{kind: 'classes', codes}" : "{kind: 'values', values}";
  if (typeof value !== 'object' || value === null)
    throw new ContractBroken(`returned ${wordsFor(value)} in place of ${example}`);
  refusePromise(value, 'predict');
  const prediction = value as Loose;
  if (prediction.kind !== kind)
    throw new ContractBroken(
      `returned a prediction whose kind is ${wordsFor(prediction.kind)}; a ${role} says ${example}`,
    );
  if (role === 'regressor') return { kind: 'values', values: readNumbers(prediction.values, 'values', rows) };
  const { probabilities, decision, decisions, logOdds } = prediction;
  return {
    kind: 'classes',
    codes: readCodes(prediction.codes, rows, classes),
    ...(probabilities === undefined ? {} : { probabilities: readShares(probabilities, rows, classes) }),
    ...(decision === undefined ? {} : { decision: readNumbers(decision, 'decision', rows) }),
    ...(decisions === undefined ? {} : { decisions: readMatrix(decisions, 'decisions', { rows, cols: classes }) }),
    ...(logOdds === true ? { logOdds } : {}),
  };
}

function readCodes(codes: unknown, rows: number, classes: number): Int32Array {
  if (!(codes instanceof Int32Array))
    throw new ContractBroken(`returned codes that are ${wordsFor(codes)}, not an Int32Array`);
  if (codes.length !== rows) throw new ContractBroken(`returned ${codes.length} codes for ${rows} rows`);
  const wrong = codes.findIndex((code) => code < 0 || code >= classes);
  if (wrong >= 0)
    throw new ContractBroken(
      `returned the code ${codes[wrong]} for row ${wrong}: there are ${classes} classes, from 0 on`,
    );
  return codes.slice();
}

/** So many finite numbers. */
export function readNumbers(values: unknown, name: string, count: number): Float64Array {
  if (!(values instanceof Float64Array))
    throw new ContractBroken(`returned ${name} that are ${wordsFor(values)}, not a Float64Array`);
  if (values.length !== count)
    throw new ContractBroken(`returned ${values.length} ${name} where there must be ${count}`);
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) throw new ContractBroken(`returned ${values[wrong]} as ${name}[${wrong}]: not a finite number`);
  return values.slice();
}

/** A matrix of finite numbers of a given shape, contiguous. */
export function readMatrix(
  value: unknown,
  name: string,
  { rows, cols }: { readonly rows: number; readonly cols: number },
): Matrix {
  const why = matrixFault(value);
  if (why !== undefined) throw new ContractBroken(`returned ${name} that are no matrix: ${why}`);
  const matrix = value as Matrix;
  if (matrix.rows !== rows || matrix.cols !== cols) {
    throw new ContractBroken(
      `returned ${name} of ${matrix.rows} × ${matrix.cols} where there must be ${rows} × ${cols}`,
    );
  }
  const data = new Float64Array(rows * cols);
  for (let row = 0; row < rows; row++)
    data.set(matrix.data.subarray(row * matrix.stride, row * matrix.stride + cols), row * cols);
  const wrong = data.findIndex((entry) => !Number.isFinite(entry));
  if (wrong >= 0)
    throw new ContractBroken(
      `returned ${data[wrong]} among ${name}, in row ${Math.floor(wrong / cols)}: not a finite number`,
    );
  return { rows, cols, stride: cols, data };
}

function readShares(value: unknown, rows: number, classes: number): Matrix {
  const matrix = readMatrix(value, 'probabilities', { rows, cols: classes });
  const wrong = matrix.data.findIndex((share) => share < -SLACK || share > 1 + SLACK);
  if (wrong < 0) return matrix;
  throw new ContractBroken(
    `returned the probability ${matrix.data[wrong]} for row ${Math.floor(wrong / classes)}: not between 0 and 1`,
  );
}

/** What `score` answers. */
export function readScore(value: unknown): number {
  if (typeof value === 'number') return value;
  throw new ContractBroken(`returned ${wordsFor(value)}, not a number (NaN where the metric is undefined)`);
}
