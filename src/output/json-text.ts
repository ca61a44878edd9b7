// A document as JSON text: keys in a fixed order, the shortest digits that read back as the same number, nothing that
// JSON cannot say. Characters that a terminal might obey are escaped, which changes the text but not the value.

import { assert } from '../base/errors.js';
import { jsonFault } from '../base/json.js';

export interface JsonStyle {
  /** Indents by two spaces; a list of plain values stays on one line. */
  readonly pretty?: boolean;
}

/** The result document's keys in the order in which they are written; others follow in their own order. */
const RESULT_KEYS = [
  'format',
  'format_version',
  'status',
  'best_score_',
  'best_params_',
  'best_index_',
  'n_splits_',
  'refit_time_',
  'multimetric_',
  'classes_',
  'n_features_in_',
  'feature_names_in_',
  'cv_results_',
  'best_estimator_',
  'scoring',
  'refit',
  'spec',
  'gates',
  'dropped',
  'warnings',
  'errors',
  'data',
  'graph',
  'meta',
];

/** DEL, C1, line separators and direction marks: legal in JSON strings, but not safe on a terminal. */
const RISKY = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/**
 * Writes a value as JSON, ending in a newline.
 * @throws an internal error (a bug) where a number is not finite or a value is not JSON, naming its path
 */
export function toJsonText(value: unknown, style: JsonStyle = {}): string {
  const fault = jsonFault(value);
  assert(fault === undefined, `$${fault?.path} is ${fault?.is}`);
  const text = style.pretty === true ? indented(value, '') : JSON.stringify(value);
  return `${text.replace(RISKY, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;
}

/** Puts a result document's keys into their fixed order and writes it. */
export function toResultText(document: object, style: JsonStyle = {}): string {
  const given = Object.entries(document);
  const place = (key: string) => (RESULT_KEYS.includes(key) ? RESULT_KEYS.indexOf(key) : RESULT_KEYS.length);
  return toJsonText(Object.fromEntries(given.sort(([a], [b]) => place(a) - place(b))), style);
}

function indented(value: unknown, indent: string): string {
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.every(isPlain)) return `[${value.map((member) => JSON.stringify(member)).join(', ')}]`;
    return `[\n${value.map((member) => inner + indented(member, inner)).join(',\n')}\n${indent}]`;
  }
  if (isPlain(value)) return JSON.stringify(value);
  const members = Object.entries(value as object).filter(([, member]) => member !== undefined);
  if (members.length === 0) return '{}';
  return `{\n${members.map(([key, member]) => `${inner}${JSON.stringify(key)}: ${indented(member, inner)}`).join(',\n')}\n${indent}}`;
}

function isPlain(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}
