// A plug-in of the user's own as the rest of the program sees it: every method is called with what it expects, what it
// throws is told as its fault, and what it answers is checked (answers.ts). So no slip of such a module is ever a bug
// of ours, on any engine.

import type { ColumnInfo } from '../../base/dataset.js';
import { isMap } from '../../base/json.js';
import type { Matrix } from '../../base/matrix.js';
import type { Estimator } from '../../contracts/estimator.js';
import type { FromScoresInput, PredictInput } from '../../contracts/fitter.js';
import { scoresPerRow } from '../../contracts/prediction.js';
import type { Scorer } from '../../contracts/scorer.js';
import * as answers from './answers.js';
import { FORMER_NAMES } from './check.js';
import { type Lent, lend } from './lent.js';
import { matrixFault, plainCopy } from './plain.js';
import { enterOwnCode } from './process-guard.js';
import { checkPrototypes } from './prototypes.js';
import { ContractBroken, type OwnFile, ownError } from './words.js';

type Members = Readonly<Record<string, unknown>>;
type Method = (...input: readonly never[]) => unknown;
/** Checks an answer and copies it. */
type Read = (answer: unknown, input: readonly unknown[], own: OwnFile, plugin: Members, lent: Lent) => unknown;

/** What of a plug-in is data: read once, when it is loaded. */
const DATA = [
  'role',
  'task',
  'summary',
  'params',
  'applyParams',
  'batch',
  'packs',
  'seldom',
  'readsColumns',
  'uncorrelated',
  'takesWeights',
  'reads',
  'readsDecisions',
  'counts',
];
/** What a plug-in has that is neither data nor a plain method. */
const OTHERS = ['accepts', 'submodel', 'linear'];
/** What in the document of a step is not the estimator's to name. */
const TAKEN = ['name', 'estimator', 'params', '__proto__'];
const STATISTICS = ['columns', 'moments', 'target-moments', 'classes'];

const METHODS: Readonly<Record<string, Read>> = {
  needs: readNeeds,
  cost: readCost,
  canonical: (answer) => readMap(answer),
  resolve: (answer) => readMap(answer),
  infeasible: (answer) => readOptional(answer, 'string'),
  taskOf: (answer) => readOneOf(answer, [undefined, 'classification', 'regression']),
  vectors: (answer) => readCount(answer),
  width: (answer) => (answer === undefined ? undefined : readCount(answer)),
  likelyWidth: (answer) => readOptional(answer, 'number'),
  outputColumns: (answer) => readColumns(answer),
  predictCost: readCost,
  toModel: (answer) => readModel(answer),
  fromModel: (answer) => plainCopy(readMap(answer, 'keep'), 'it', 'arrays'),
  applyWarnings: (answer, _input, own) => answers.readWarnings(answer, own),
  fit: (answer, [input], own) =>
    answers.readOutcomes(answer, (input as { readonly params: readonly unknown[] }).params.length, own),
  predict: readPredicted,
  projection: (answer) => readProjection(answer),
  apply: readApplied,
  kept: (answer) => readCount(answer),
  columnMap: (answer) => readColumnMap(answer),
  variances: (answer) => answers.readNumbers(answer, 'variances', (answer as Float64Array | undefined)?.length ?? 0),
  score: (answer) => answers.readScore(answer),
};

/**
 * What a task calls. What a plan calls, it calls for every candidate: there, a look at all that may have changed would
 * cost more than the call.
 */
const OF_TASKS = [
  'fit',
  'predict',
  'apply',
  'projection',
  'score',
  'linear.fromScores',
  'linear.coefficients',
  'fromModel',
  'toModel',
];

/** The members of what a module exports, each read once. @throws GridsearchError where one of them cannot be read */
export function membersOf(plugin: object, own: OwnFile): Members {
  try {
    const given = plugin as Members;
    const entries = [...DATA, ...OTHERS, ...Object.keys(METHODS), ...Object.keys(FORMER_NAMES)].map(
      (name) => [name, given[name]] as const,
    );
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
  } catch (error) {
    throw ownError(own, 'reading its members', error);
  }
}

/**
 * The plug-in under the grid's name, with the file's digest as its version: both are in every key. Whether it reads the
 * order of rows nobody knows: it is given them as they stand in the file.
 */
export function guarded(plugin: object, members: Members, own: OwnFile, version: number): Estimator | Scorer {
  const wrapped = Object.entries(members).map(
    ([name, member]) => [name, wrap(plugin, name, member, members, own)] as const,
  );
  return { ...Object.fromEntries(wrapped), name: own.name, version, readsOrder: true } as unknown as Estimator | Scorer;
}

function wrap(plugin: object, name: string, member: unknown, members: Members, own: OwnFile): unknown {
  const read = METHODS[name];
  if (read !== undefined)
    return caller(plugin, name, member as Method, own, (answer, input, lent) =>
      read(answer, input, own, members, lent),
    );
  if (name === 'accepts')
    return typeof member === 'function'
      ? caller(plugin, name, member as Method, own, readAccepted)
      : readAccepted(member);
  if (name === 'submodel') {
    const { param, widest } = member as { readonly param: string; readonly widest: Method };
    return {
      param,
      widest: caller(member as object, 'submodel.widest', widest, own, (answer) =>
        plainCopy(answer, 'it', 'no arrays'),
      ),
    };
  }
  if (name === 'linear') {
    const { coefficients, fromScores } = member as { readonly coefficients: Method; readonly fromScores: Method };
    const read = (answer: unknown, [input]: readonly unknown[]) => readSaid(answer, input as FromScoresInput, members);
    return {
      coefficients: caller(member as object, 'linear.coefficients', coefficients, own, readCoefficients),
      fromScores: caller(member as object, 'linear.fromScores', fromScores, own, read),
    };
  }
  return plainCopy(member, name, 'no arrays');
}

/**
 * A method that is called as the module's own with copies of what it is given, and answers as it should or fails in its
 * name.
 */
function caller(
  self: object,
  method: string,
  given: Method,
  own: OwnFile,
  read: (answer: unknown, input: readonly unknown[], lent: Lent) => unknown,
): (...input: readonly unknown[]) => unknown {
  const isOfTask = OF_TASKS.includes(method);
  return (...input) => {
    const lent = lend(input);
    const leave = enterOwnCode();
    try {
      const answer = call(given, self, lent.input, isOfTask);
      answers.refusePromise(answer, method);
      return read(answer, input, lent);
    } catch (error) {
      throw ownError(own, method, error);
    } finally {
      leave();
      lent.end();
    }
  };
}

function call(given: Method, self: object, input: readonly unknown[], looksAfter: boolean): unknown {
  try {
    return Reflect.apply(given, self, input);
  } finally {
    if (looksAfter) checkPrototypes();
  }
}

function readNeeds(answer: unknown): unknown {
  const { rows, statistic } = readMap(answer) as { readonly rows?: unknown; readonly statistic?: unknown };
  if (typeof rows !== 'boolean')
    throw new ContractBroken(`returned {rows: ${answers.wordsFor(rows)}}; rows must be true or false`);
  if (statistic === undefined) return { rows };
  if (!STATISTICS.includes(statistic as string))
    throw new ContractBroken(`asks for a statistic that is none of ${STATISTICS.join(', ')}`);
  return { rows, statistic };
}

/** What cannot be predicted (NaN) is dealt with where costs are added. */
function readCost(answer: unknown): number {
  if (typeof answer === 'number') return answer;
  throw new ContractBroken(`returned ${answers.wordsFor(answer)}, not a number of seconds`);
}

function readMap(answer: unknown, copy: 'copy' | 'keep' = 'copy'): object {
  if (!isMap(answer)) throw new ContractBroken(`returned ${answers.wordsFor(answer)}, not a map`);
  return copy === 'keep' ? answer : (plainCopy(answer, 'it', 'no arrays') as object);
}

function readOptional(answer: unknown, type: 'string' | 'number'): unknown {
  if (answer === undefined || typeof answer === type) return answer;
  throw new ContractBroken(`returned ${answers.wordsFor(answer)}, neither undefined nor a ${type}`);
}

function readOneOf(answer: unknown, allowed: readonly unknown[]): unknown {
  if (allowed.includes(answer)) return answer;
  throw new ContractBroken(`returned ${answers.wordsFor(answer)}, none of ${allowed.map(String).join(', ')}`);
}

function readCount(answer: unknown): number {
  if (Number.isInteger(answer) && (answer as number) >= 0) return answer as number;
  throw new ContractBroken(`returned ${answers.wordsFor(answer)}, not a whole number`);
}

function readColumns(answer: unknown): unknown {
  if (answer === undefined) return undefined;
  const columns = plainCopy(answer, 'it', 'no arrays') as readonly Partial<ColumnInfo>[];
  const right = (column: Partial<ColumnInfo>): boolean =>
    isMap(column) &&
    typeof column.name === 'string' &&
    ['numeric', 'boolean', 'categorical'].includes(column.kind as string);
  if (!Array.isArray(columns) || !columns.every(right))
    throw new ContractBroken('returned no list of {name, kind, dictionary, missing}');
  return columns.map((column) => ({ missing: false, dictionary: [], ...column }));
}

function readModel(answer: unknown): object {
  if (!isMap(answer)) throw new ContractBroken(`returned ${answers.wordsFor(answer)}, not a map`);
  const model = plainCopy(answer, 'it', 'no arrays') as object;
  const taken = TAKEN.find((key) => Object.hasOwn(model, key));
  if (taken !== undefined) throw new ContractBroken(`returned a member ${taken}, which is not the estimator's to say`);
  return model;
}

function readAccepted(answer: unknown): unknown {
  const { missing, categorical } = readMap(answer) as { readonly missing?: unknown; readonly categorical?: unknown };
  return { missing: missing === true, categorical: categorical === true };
}

function readPredicted(answer: unknown, [input]: readonly unknown[], _own: OwnFile, { role }: Members): unknown {
  const { X, classes, items } = input as PredictInput;
  return answers.readPredictions(answer, items.length, role as 'classifier' | 'regressor', {
    rows: X.rows,
    classes: classes.length,
  });
}

function readSaid(answer: unknown, { scores, classes }: FromScoresInput, { role }: Members): unknown {
  const rows = scores.length / scoresPerRow(classes.length);
  return answers.readPrediction(answer, role as 'classifier' | 'regressor', { rows, classes: classes.length });
}

function readCoefficients(answer: unknown): unknown {
  const { coef, intercept } = readMap(answer, 'keep') as { readonly coef?: Matrix; readonly intercept?: unknown };
  const matrix = answers.readMatrix(coef, 'coef', coef?.rows ?? 0, coef?.cols ?? 0);
  return { coef: matrix, intercept: answers.readNumbers(intercept, 'intercept', matrix.rows) };
}

function readProjection(answer: unknown): unknown {
  const { shift, weights } = readMap(answer, 'keep') as { readonly shift?: unknown; readonly weights?: Matrix };
  const matrix = answers.readMatrix(weights, 'weights', weights?.rows ?? 0, weights?.cols ?? 0);
  return { shift: answers.readNumbers(shift, 'shift', matrix.rows), weights: matrix };
}

/** The output of `apply`, in a matrix of the heap that is nobody else's. */
function readApplied(
  answer: unknown,
  [input]: readonly unknown[],
  _own: OwnFile,
  _plugin: Members,
  lent: Lent,
): Matrix {
  const { kernels, X } = input as { readonly kernels: PredictInput['kernels']; readonly X: Matrix };
  const why = matrixFault(answer);
  if (why !== undefined) throw new ContractBroken(`returned no matrix: ${why}`);
  const { rows, cols, stride, data } = answer as Matrix;
  if (rows !== X.rows) throw new ContractBroken(`returned ${rows} rows for ${X.rows}`);
  if (kernels.heap.owns(data) && !lent.holds(data) && stride === cols) {
    return { rows, cols, stride, data };
  }
  const out = kernels.heap.emptyMatrix(rows, cols);
  for (let row = 0; row < rows; row++) out.data.set(data.subarray(row * stride, row * stride + cols), row * out.stride);
  return out;
}

function readColumnMap(answer: unknown): unknown {
  if (answer === undefined) return undefined;
  const { columns, shift, scale, offset } = readMap(answer, 'keep') as Readonly<Record<string, unknown>>;
  if (!(columns instanceof Int32Array))
    throw new ContractBroken(`returned columns that are ${answers.wordsFor(columns)}, not an Int32Array`);
  const { length } = columns;
  return {
    columns: columns.slice(),
    shift: answers.readNumbers(shift, 'shift', length),
    scale: answers.readNumbers(scale, 'scale', length),
    offset: answers.readNumbers(offset, 'offset', length),
  };
}
