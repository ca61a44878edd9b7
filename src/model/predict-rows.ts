// Using a model: read the document, read the rows, and run the same transform, predict and score tasks that a search
// runs, in this process.

import type { Label } from '../base/dataset.js';
import { GridsearchError } from '../base/errors.js';
import { isMap, type JsonObject, type JsonValue } from '../base/json.js';
import type { Prediction } from '../contracts/prediction.js';
import type { Registries } from '../contracts/registries.js';
import { inlineEngine } from '../engines/inline.js';
import { UnreadableColumns } from '../graph/expand/step-columns.js';
import { placeColumns } from '../graph/refusal-places.js';
import { gridFromValue } from '../grid/grid-document.js';
import { readScoring } from '../grid/read-measure.js';
import { notePositiveClass, refuseMetrics } from '../grid/refuse-metrics.js';
import type { GridFile } from '../grid/schema.js';
import type { ScoringSpec } from '../grid/spec.js';
import { readText } from '../input/read-text.js';
import { createKernels } from '../kernels/index.js';
import type { PredictedRows } from '../output/prediction-columns.js';
import type { OutputColumn } from '../output/predictions.js';
import { loadPlugins, modelPlugins } from '../plugins/plugins.js';
import { cureOfUndefined } from '../report/issue-groups.js';
import type { ModelDocument } from '../results/result-document.js';
import { columnValues, echoedCells, lineOfRow, type Table } from '../table/csv/table.js';
import { toFeatures } from '../table/features.js';
import { columnNamed } from '../table/roles.js';
import { readWeights } from '../table/row-columns.js';
import { decodeTarget } from '../table/target.js';
import { fittedSteps } from './fitted-steps.js';
import { asModelDocument, modelColumns } from './model-document.js';
import { type RowsRequest, type RowsToRead, readRows, readScored } from './read-rows.js';
import { planModel, predictMatrix } from './run-model.js';

/** Largest model file that is read; a larger one is not a model of ours. */
const MAX_MODEL_BYTES = 256 * 2 ** 20;
const MAX_MODEL_DEPTH = 100;
/** Of one object. */
const MAX_KEYS = 100_000;

/** @throws MODEL_… (exit code 2) naming file and JSON path. */
export async function loadModel(path: string): Promise<ModelDocument> {
  return (await loadResult(path)).document;
}

/** A model, and the result that holds it, where it was given in one. */
async function loadResult(path: string): Promise<{ readonly document: ModelDocument; readonly result?: JsonObject }> {
  const file = path === '-' ? '<stdin>' : path;
  const value = await readModel(path, file);
  const document = asModelDocument(value, file);
  return isMap(value) && value.format === 'gridsearch-result' ? { document, result: value } : { document };
}

/** Tells that a file is the one of the fit. */
function noteTrainRows(
  { sha256 }: Table,
  { trained }: ModelDocument,
  { note, result }: Pick<RowsRequest, 'note'> & { readonly result?: JsonObject },
): void {
  if (sha256 !== trained.data_sha256) return;
  const { best_score_: score, refit } = result ?? {};
  const beside =
    typeof score === 'number'
      ? ` (in the search, on rows held out${typeof refit === 'string' ? `, ${refit}` : ''}: ${score.toPrecision(4)})`
      : '';
  note?.(`this is the table that the model was fitted on: what it says of these rows flatters${beside}`);
}

/** The metrics of the search, where a result says them and all are built in; else the usual one. */
function metricsOfSearch(result: JsonObject | undefined, { task }: ModelDocument): JsonValue {
  const scoring = isMap(result?.spec) ? result.spec.scoring : undefined;
  const usual = task === 'classification' ? 'accuracy' : 'r2';
  return scoring === undefined || JSON.stringify(scoring).includes('#') ? usual : scoring;
}

/** Predicts the rows of a CSV file; columns are matched by name. `keep` names columns to echo. */
export async function predictRows(
  request: RowsRequest & { readonly keep?: readonly string[] },
): Promise<PredictedRows> {
  const { keep = [] } = request;
  const document = await loadModel(request.model);
  const kernels = createKernels();
  const table = await readRows({ request, document, kernels }, { echoed: keep });
  noteTrainRows(table, document, request);
  const kept = keep.map((name) => keptColumn(name, echoedCells(table, columnNamed(table, name, 'keep'))));
  const prediction = await predictTable({ request, document, table, kernels }, [document.target, ...keep]);
  noteOverflow(prediction, request.note);
  if (prediction.kind === 'values') return { predictions: prediction.values, kept };
  const classes = document.classes_ as readonly Label[];
  const predictions = Array.from(prediction.codes, (code) => classes[code]);
  return {
    predictions,
    classes,
    ...(prediction.probabilities === undefined ? {} : { probabilities: prediction.probabilities }),
    kept,
  };
}

/** A kept column: its cells as they stand; in NDJSON numbers, where all are written as JSON writes them. */
function keptColumn(name: string, values: readonly string[]): OutputColumn {
  const isNumeric = values.every((cell) => cell === '' || String(Number(cell)) === cell);
  return isNumeric
    ? { name, values, json: values.map((cell) => (cell === '' ? null : Number(cell))) }
    : { name, values };
}

/** Rows so far from those of the fit that the arithmetic overflows have no prediction; their cells stay empty. */
function noteOverflow(prediction: Prediction, note: RowsRequest['note']): void {
  if (prediction.kind !== 'values') return;
  const lost = prediction.values.reduce((count, value) => count + (Number.isFinite(value) ? 0 : 1), 0);
  if (lost > 0) note?.(`${lost} ${lost === 1 ? 'row has' : 'rows have'} no prediction: the numbers overflow`);
}

/** Scores a model on rows whose target is known: metric name → value (null where it is undefined on them). */
export async function scoreRows(request: RowsRequest & { readonly scoring?: JsonValue }): Promise<JsonObject> {
  const { document, result } = await loadResult(request.model);
  const kernels = createKernels();
  const metrics = request.scoring ?? metricsOfSearch(result, document);
  const { registries } = await loadPlugins(gridFromValue({ scoring: metrics }, '--scoring'), { folder: '.' });
  const scoring = metricsOf(registries, metrics, document.task);
  const table = await readScored({ request, document, kernels });
  noteTrainRows(table, document, { ...request, ...(result && { result }) });
  const { truth, notes } = decodeTarget(table, document.target, document.classes_);
  const classes = document.classes_ ?? [];
  if (truth.kind === 'classes') refuseMetrics(registries, { scoring, classes }, () => ({ file: '--scoring' }));
  for (const note of [...notes, ...notePositiveClass(registries, { scoring, classes })]) request.note?.(note);
  const isStrange = truth.kind === 'classes' && truth.classes.length > classes.length;
  const weights = weightsIn(table, document, request.note);
  const prediction = await predictTable({ request, document, table, kernels }, [document.target]);
  return Object.fromEntries(
    scoring.map(({ name, scorer, params }) => {
      const metric = registries.scorers.get(scorer)!;
      const input = { kernels, truth, prediction, params, ...weights };
      const value = isStrange && metric.reads !== 'codes' ? Number.NaN : metric.score(input);
      const remark = Number.isFinite(value)
        ? metric.illDefined?.(input)
        : isStrange
          ? `${name} is null: it reads probabilities, and there are labels that the model does not know`
          : `${name} is undefined on these rows: ${cureOfUndefined(name)}`;
      if (remark !== undefined) request.note?.(remark);
      return [name, Number.isFinite(value) ? value : null];
    }),
  );
}

/** The weights of rows, where the fit had some and these rows have them too. @throws DATA_WEIGHT */
function weightsIn(
  table: Table,
  { weight }: ModelDocument,
  note: RowsRequest['note'],
): { readonly weights?: Float64Array } {
  if (weight === undefined) return {};
  const column = table.columns.findIndex(({ name }) => name === weight);
  note?.(
    column < 0
      ? `there is no column ${JSON.stringify(weight)}: all rows weigh the same`
      : `weights: ${JSON.stringify(weight)}`,
  );
  return column < 0 ? {} : { weights: readWeights(table, column) };
}

/** What is to be measured, checked as a grid's `scoring` is. */
function metricsOf(registries: Registries, value: JsonValue, task: ModelDocument['task']): readonly ScoringSpec[] {
  const document = gridFromValue({ scoring: value }, '--scoring');
  const metrics = readScoring({ document, registries }, { scoring: value } as GridFile).scoring ?? [];
  for (const { name, scorer } of metrics) {
    if (registries.scorers.get(scorer)?.task === task) continue;
    throw new GridsearchError('GRID_TASK', `${name} does not measure a ${task}`, {
      where: { file: '--scoring' },
      help: 'choose another metric with --scoring',
    });
  }
  return metrics;
}

interface RowsToPredict extends RowsToRead {
  readonly table: Table;
}

async function predictTable(
  { request, document, table, kernels }: RowsToPredict,
  ignore: readonly string[],
): Promise<Prediction> {
  const { estimators } = await modelPlugins(document, request.extensions ?? [], request.model);
  const steps = fittedSteps(document, estimators, request.model);
  const unused = document.weight === undefined ? ignore : [...ignore, document.weight];
  const { X, columns, notes } = toFeatures(table, modelColumns(document), {
    ignore: unused,
    allocate: (length) => kernels.heap.f64(length),
  });
  const infos = columns.map(({ info }) => info);
  const classes = document.classes_ ?? null;
  const plan = advised(table, () =>
    placeColumns(columns, () => planModel(steps, { rows: X.rows, columns: infos, classes })),
  );
  for (const note of notes) request.note?.(note);
  const engine = inlineEngine(kernels, { estimators, scorers: new Map() });
  return predictMatrix({ engine, kernels }, plan, X);
}

/** Runs a plan of a fitted model; what it refuses of new rows is mended in these, or by another fit. */
function advised<T>(table: Table, plan: () => T): T {
  try {
    return plan();
  } catch (error) {
    const refusal = error instanceof GridsearchError ? error.cause : undefined;
    if (!(error instanceof GridsearchError) || !(refusal instanceof UnreadableColumns)) throw error;
    const { code, message, where } = error;
    const column = table.columns.findIndex(({ name }) => name === refusal.column);
    const values = columnValues(table, column);
    const lines = [...values.keys()].filter((row) => Number.isNaN(values[row])).map((row) => lineOfRow(table, row));
    const shown = `${lines.slice(0, 5).join(', ')}${lines.length > 5 ? ` and ${lines.length - 5} more` : ''}`;
    const help =
      code === 'DATA_MISSING_VALUES'
        ? `fill the cells in or leave the rows out (${lines.length === 1 ? 'line' : 'lines'} ${shown}); or fit again with a SimpleImputer before that step`
        : 'correct the file, or fit again with an encoder before that step';
    throw new GridsearchError(code, message, { where, help, cause: error });
  }
}

async function readModel(path: string, file: string): Promise<JsonValue> {
  const read = await readText(path, MAX_MODEL_BYTES);
  if (!read.ok) throw unreadable(file, read.why, read.nearest);
  if (read.text.trim() === '') throw unreadable(file, 'it is empty');
  const excess = excessOf(read.text);
  if (excess !== undefined) throw unreadable(file, excess);
  try {
    return JSON.parse(read.text) as JsonValue;
  } catch (cause) {
    const swapped = /\.[ct]sv$/i.test(file)
      ? 'the model comes first: gridsearch predict model.json data.csv'
      : undefined;
    throw unreadable(file, `it is not JSON (${(cause as Error).message})`, swapped);
  }
}

/**
 * Why a text is no model of ours, as far as its brackets and colons tell: what walks the value by recursion must not
 * run out of stack, and an object of a million names takes the parser a minute.
 */
function excessOf(text: string): string | undefined {
  const keys: number[] = [0];
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (quoted && code === BACKSLASH) i++;
    else if (code === QUOTE) quoted = !quoted;
    else if (quoted) continue;
    else if (code === 91 || code === 123) keys.push(0);
    else if (code === 93 || code === 125) keys.pop();
    else if (code === COLON && ++keys[keys.length - 1] > MAX_KEYS)
      return `an object in it has more than ${MAX_KEYS.toLocaleString('en')} keys`;
    if (keys.length > MAX_MODEL_DEPTH + 1) return `it is nested deeper than ${MAX_MODEL_DEPTH} levels`;
  }
  return undefined;
}

const COLON = 58;
const QUOTE = 34;
const BACKSLASH = 92;

function unreadable(file: string, why: string, help?: string): GridsearchError {
  return new GridsearchError('MODEL_UNREADABLE', `cannot read the model: ${why}`, {
    where: { file },
    help: help ?? 'give the file that `gridsearch fit … --model model.json` (or --out) wrote',
  });
}
