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
/** A call of a method, as those who check its answer need it. */
interface Call {
  readonly input: readonly unknown[];
  readonly lent: Lent;
  readonly members: Members;
  readonly module: OwnFile;
}
/** Checks an answer and copies it. */
type Read = (answer: unknown, call: Call) => unknown;

/** A plug-in, its members, each read once, and the module that it comes from. */
interface Subject {
  readonly plugin: object;
  readonly members: Members;
  readonly module: OwnFile;
}

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
  applyWarnings: (answer, { module }) => answers.readWarnings(answer, module),
  fit: (answer, { input: [input], module }) =>
    answers.readOutcomes(answer, (input as { readonly params: readonly unknown[] }).params.length, module),
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
export function membersOf(plugin: object, module: OwnFile): Members {
  try {
    const given = plugin as Members;
    const entries = [...DATA, ...OTHERS, ...Object.keys(METHODS), ...Object.keys(FORMER_NAMES)].map(
      (name) => [name, given[name]] as const,
    );
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
  } catch (error) {
    throw ownError(module, 'reading its members', error);
  }
}

/**
 * The plug-in under the grid's name, with the file's digest as its version: both are in every key. Whether it reads the
 * order of rows nobody knows: it is given them as they stand in the file.
 */
export function guarded(subject: Subject, version: number): Estimator | Scorer {
  const wrapped = Object.entries(subject.members).map(([name, member]) => [name, wrap(subject, name, member)] as const);
  return { ...Object.fromEntries(wrapped), name: subject.module.name, version, readsOrder: true } as unknown as
    | Estimator
    | Scorer;
}

function wrap(subject: Subject, name: string, member: unknown): unknown {
  const outer = (method: unknown, read: Read) => caller(subject, { self: subject.plugin, name, method }, read);
  const read = METHODS[name];
  if (read !== undefined) return outer(member, read);
  if (name === 'accepts') return typeof member === 'function' ? outer(member, readAccepted) : readAccepted(member);
  if (name !== 'submodel' && name !== 'linear') return plainCopy(member, name, 'no arrays');
  const self = member as Members;
  const inner = (part: string, read: Read) =>
    caller(subject, { self, name: `${name}.${part}`, method: self[part] }, read);
  return name === 'submodel'
    ? { param: self.param, widest: inner('widest', (answer) => plainCopy(answer, 'it', 'no arrays')) }
    : { coefficients: inner('coefficients', readCoefficients), fromScores: inner('fromScores', readFromScores) };
}

interface OwnMethod {
  readonly self: object;
  /** As messages name it: `linear.fromScores`. */
  readonly name: string;
  readonly method: unknown;
}

/**
 * A method that is called as the module's own with copies of what it is given, and answers as it should or fails in its
 * name.
 */
function caller(
  { members, module }: Subject,
  { self, name, method }: OwnMethod,
  read: Read,
): (...input: readonly unknown[]) => unknown {
  const isOfTask = OF_TASKS.includes(name);
  const call = (input: readonly unknown[]): unknown => {
    try {
      return Reflect.apply(method as Method, self, input);
    } finally {
      if (isOfTask) checkPrototypes();
    }
  };
  return (...input) => {
    const lent = lend(input);
    const leave = enterOwnCode();
    try {
      const answer = call(lent.input);
      answers.refusePromise(answer, name);
      return read(answer, { input, lent, members, module });
    } catch (error) {
      throw ownError(module, name, error);
    } finally {
      leave();
      lent.end();
    }
  };
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

function readPredicted(answer: unknown, { input: [input], members }: Call): unknown {
  const { X, classes, items } = input as PredictInput;
  const role = members.role as answers.PredictionShape['role'];
  return answers.readPredictions(answer, items.length, { role, rows: X.rows, classes: classes.length });
}

function readFromScores(answer: unknown, { input: [input], members }: Call): unknown {
  const { scores, classes } = input as FromScoresInput;
  const rows = scores.length / scoresPerRow(classes.length);
  const role = members.role as answers.PredictionShape['role'];
  return answers.readPrediction(answer, { role, rows, classes: classes.length });
}

function readCoefficients(answer: unknown): unknown {
  const { coef, intercept } = readMap(answer, 'keep') as { readonly coef?: Matrix; readonly intercept?: unknown };
  const matrix = answers.readMatrix(coef, 'coef', coef ?? { rows: 0, cols: 0 });
  return { coef: matrix, intercept: answers.readNumbers(intercept, 'intercept', matrix.rows) };
}

function readProjection(answer: unknown): unknown {
  const { shift, weights } = readMap(answer, 'keep') as { readonly shift?: unknown; readonly weights?: Matrix };
  const matrix = answers.readMatrix(weights, 'weights', weights ?? { rows: 0, cols: 0 });
  return { shift: answers.readNumbers(shift, 'shift', matrix.rows), weights: matrix };
}

/** The output of `apply`, in a matrix of the heap that is nobody else's. */
function readApplied(answer: unknown, { input: [input], lent }: Call): Matrix {
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
