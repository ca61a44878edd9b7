// The model document: the refit pipeline as JSON, and back; its steps are read by fitted-steps.ts. Reading checks
// everything before anything is allocated or run.

import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { ColumnInfo } from '../base/dataset.js';
import { GridsearchError } from '../base/errors.js';
import { isMap, type JsonObject, type JsonValue, jsonFault } from '../base/json.js';
import { readingKeys, type TableReading } from '../base/table-reading.js';
import type { ModelDocument, ModelStep, Trained } from '../results/result-document.js';
import { type FittedStep, invalid, object, writeSteps } from './fitted-steps.js';

const FORMAT = 'gridsearch-model';
const FORMAT_VERSION = 1;

/** What a document says beside its steps. */
type ModelHead = Omit<ModelDocument, 'format' | 'format_version' | 'steps' | 'trained'> & { readonly trained: Trained };

/** The document of a refit pipeline. @throws MODEL_NOT_FINITE where a fitted value is none that a document can hold */
export function modelDocument(head: ModelHead, steps: readonly FittedStep[]): ModelDocument {
  const { trained, ...rest } = head;
  const document: ModelDocument = {
    format: FORMAT,
    format_version: FORMAT_VERSION,
    ...rest,
    steps: writeSteps(steps) as unknown as readonly ModelStep[],
    trained,
  };
  const fault = jsonFault(document.steps);
  if (fault !== undefined)
    throw new GridsearchError('MODEL_NOT_FINITE', `the model cannot be written: steps${fault.path} is ${fault.is}`);
  return { ...document, trained: { ...trained, sha256: digestOf(document as unknown as JsonObject) } };
}

/** The `columns_` of a model, if its columns need it. */
export function codedColumns(columns: readonly ColumnInfo[]): Pick<ModelDocument, 'columns_'> {
  const coded = columns.flatMap(({ name, kind, dictionary }) =>
    kind === 'numeric' ? [] : [{ name, kind, dictionary }],
  );
  return coded.length === 0 ? {} : { columns_: coded };
}

/**
 * The `data` of a model, where its table was not read in the usual way.
 * @param text  features whose cells are text as they stand
 */
export function modelReading(reading: TableReading, text: readonly string[]): Pick<ModelDocument, 'data'> {
  const { na_values: missing, ...keys } = readingKeys(reading);
  const data = {
    ...(reading.naValues.length === 0 && reading.onlyNa !== true ? {} : { na_values: missing }),
    ...keys,
    ...(reading.numbers === undefined ? {} : { numbers: reading.numbers }),
    ...(text.length === 0 ? {} : { text }),
  };
  return Object.keys(data).length === 0 ? {} : { data: data as NonNullable<ModelDocument['data']> };
}

/** What a model expects of each of its features, in its order. */
export function modelColumns({
  feature_names_in_: names,
  columns_ = [],
}: ModelDocument): Omit<ColumnInfo, 'missing'>[] {
  const coded = new Map(columns_.map((column) => [column.name, column]));
  return names.map((name) => coded.get(name) ?? { name, kind: 'numeric', dictionary: [] });
}

/**
 * Hex SHA-256 of a document, whatever the order of its keys and its white space, without the digest that it may hold.
 */
function digestOf(document: JsonObject): string {
  const { sha256: _own, ...trained } = isMap(document.trained) ? document.trained : {};
  const sorted = (_key: string, value: JsonValue) =>
    isMap(value) ? Object.fromEntries(Object.entries(value).sort(byName)) : value;
  return createHash('sha256')
    .update(JSON.stringify({ ...document, trained }, sorted))
    .digest('hex');
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

/** Checks that a JSON value is a model document (or a result that holds one) of a version that this program reads. */
export function asModelDocument(value: JsonValue, file: string): ModelDocument {
  const root = object(value, 'the file', file);
  if (root.format === 'gridsearch-result') refuseNoModel(root, file);
  const document =
    root.format === 'gridsearch-result' ? object(root.best_estimator_ ?? null, 'best_estimator_', file) : root;
  if (document.format !== FORMAT)
    throw invalid(file, `format is ${JSON.stringify(document.format ?? null)}, expected "${FORMAT}"`);
  if (document.format_version !== FORMAT_VERSION) {
    throw invalid(
      file,
      `model format ${JSON.stringify(document.format_version ?? null)}; this gridsearch reads ${FORMAT_VERSION}`,
    );
  }
  const reason = wrongHead(document);
  if (reason !== undefined) throw invalid(file, reason);
  const { sha256 } = isMap(document.trained) ? document.trained : {};
  if (sha256 !== undefined && sha256 !== digestOf(document)) {
    throw new GridsearchError(
      'MODEL_DAMAGED',
      'the model is not the one that was written: its sha256 does not fit its content',
      {
        where: { file },
        help: 'copy the file again, or fit the model again; if it was edited on purpose, remove trained.sha256',
      },
    );
  }
  return document as unknown as ModelDocument;
}

/** Fails where a result holds no model. */
function refuseNoModel({ best_estimator_, refit, status }: JsonObject, file: string): void {
  if (best_estimator_ !== undefined && best_estimator_ !== null) return;
  const ofChoice = refit === false;
  const why = ofChoice ? '(refit: false)' : `(status: ${JSON.stringify(status ?? null)})`;
  throw new GridsearchError('NO_MODEL', `this search fitted no final model ${why}`, {
    where: { file },
    help: `run gridsearch fit again${ofChoice ? ' with --refit true' : ''}; what is finished is in its cache`,
  });
}

const TEXTS = v.array(v.string());
const DISTINCT_TEXTS = v.pipe(
  TEXTS,
  v.check((list) => isDistinct(list)),
);
const LABELS = v.union([TEXTS, v.array(v.pipe(v.number(), v.finite()))]);
const TASK = v.picklist(['classification', 'regression']);
const NAMES = v.pipe(DISTINCT_TEXTS, v.minLength(1));
const CLASSES = v.pipe(
  LABELS,
  v.minLength(2),
  v.check((list) => isDistinct(list)),
);
const CODED = v.array(
  v.variant('kind', [
    v.object({ name: v.string(), kind: v.literal('boolean'), dictionary: v.pipe(TEXTS, v.length(0)) }),
    v.object({ name: v.string(), kind: v.literal('categorical'), dictionary: DISTINCT_TEXTS }),
  ]),
);
const TEXT = v.optional(v.string());
const CHARACTER = v.optional(v.pipe(v.string(), v.length(1)));
const LINES = v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)));
const SWITCH = v.optional(v.boolean());
const NUMBERS = v.strictObject({ decimal: CHARACTER, thousands: CHARACTER, prefix: TEXT, suffix: TEXT });
const READING = v.strictObject({
  na_values: v.optional(v.union([TEXTS, v.strictObject({ only: TEXTS })])),
  delimiter: TEXT,
  header: SWITCH,
  comment: v.optional(v.pipe(v.string(), v.nonEmpty())),
  skip_rows: LINES,
  skip_footer: LINES,
  decimal: CHARACTER,
  thousands: CHARACTER,
  numbers: v.optional(v.record(v.string(), NUMBERS)),
  text: v.optional(TEXTS),
  drop_missing_target: SWITCH,
});
const STEPS = v.pipe(v.array(v.unknown()), v.minLength(1));

/** What is wrong beside the steps, or undefined. */
function wrongHead(document: JsonObject): string | undefined {
  const { task, feature_names_in_: names, n_features_in_: count, columns_: coded = [], data = {}, weight } = document;
  if (!v.is(TASK, task)) return 'task must be classification or regression';
  if (!v.is(NAMES, names)) return 'feature_names_in_ must be a list of names, each once';
  if (count !== names.length) return `n_features_in_ must be ${names.length}, the number of names`;
  if (!v.is(CODED, coded) || !isSubset(coded, names))
    return 'columns_ must be a list of {name, kind, dictionary}, each for one of feature_names_in_';
  if (task === 'classification' && !v.is(CLASSES, document.classes_))
    return 'classes_ must be a list of at least two labels of one type, each once';
  if (task === 'regression' && document.classes_ !== undefined) return 'a regression has no classes_';
  if (typeof document.target !== 'string') return 'target must be the name of a column';
  if (!isMap(data) || !v.is(READING, data)) return 'data must say how cells are read: na_values, delimiter, decimal, …';
  if (weight !== undefined && typeof weight !== 'string') return 'weight must be the name of a column, or absent';
  return v.is(STEPS, document.steps) ? undefined : 'steps must be a list of at least one step';
}

/** Whether each is of one of these columns, and no two of the same. */
function isSubset(coded: readonly { readonly name: string }[], names: readonly string[]): boolean {
  const left = new Set(names);
  return coded.every(({ name }) => left.delete(name));
}

function isDistinct(list: readonly unknown[]): boolean {
  return new Set(list).size === list.length;
}
