// The distributions that a random search draws from: {uniform: [low, high]} and the like, checked.

import { isMap, type JsonValue } from '../base/json.js';
import { nearestName } from '../base/suggest.js';
import { type GridPath, isList, show } from './grid-document.js';
import { complain, type Reading } from './reading.js';
import type { Distribution } from './spec.js';

interface Rule {
  readonly usage: string;
  /** Why two numbers are none of its, or undefined. */
  readonly reject: (a: number, b: number) => string | undefined;
}

const RULES: ReadonlyMap<string, Rule> = new Map(
  Object.entries<Rule>({
    uniform: {
      usage: '{uniform: [low, high]}',
      reject: (low, high) => (low < high ? undefined : 'low must be below high'),
    },
    loguniform: {
      usage: '{loguniform: [low, high]}',
      reject: (low, high) => (low > 0 && low < high ? undefined : 'low must be above 0 and below high'),
    },
    randint: {
      usage: '{randint: [low, high]}: integers from low to high − 1',
      reject: (low, high) =>
        Number.isSafeInteger(low) && Number.isSafeInteger(high) && low < high
          ? undefined
          : 'low and high must be integers, low below high',
    },
    normal: {
      usage: '{normal: [mean, deviation]}',
      reject: (_mean, deviation) => (deviation > 0 ? undefined : 'the deviation must be above 0'),
    },
  }),
);

/**
 * The distribution that a value spells, or undefined where it spells none (a list, a range, something else).
 * Throws GRID_DISTRIBUTION where its numbers are wrong, its name is nearly one, or it stands in a param_grid.
 */
export function readDistribution(reading: Reading, value: JsonValue, path: GridPath): Distribution | undefined {
  const keys = isMap(value) ? Object.keys(value) : [];
  if (!isMap(value) || keys.length !== 1) return undefined;
  const [name] = keys;
  const rule = RULES.get(name);
  const at = [...path, name];
  if (rule === undefined) {
    const near =
      path[0] === 'param_distributions' && !KNOWN_ELSEWHERE.has(name) ? nearestName(name, RULES.keys()) : undefined;
    if (near === undefined) return undefined;
    const note = `did you mean ${JSON.stringify(near)}?`;
    throw complain(reading, at, {
      code: 'GRID_DISTRIBUTION',
      message: `no distribution is called ${JSON.stringify(name)}`,
      part: 'key',
      note,
    });
  }
  if (path[0] !== 'param_distributions') {
    throw complain(reading, at, {
      code: 'GRID_DISTRIBUTION',
      message: `${name} is a distribution; param_grid takes lists and ranges`,
      part: 'key',
      help: 'move it to param_distributions, for a random search',
    });
  }
  const pair = value[name];
  const numbers =
    isList(pair) && pair.length === 2 && pair.every((entry) => typeof entry === 'number')
      ? (pair as readonly number[])
      : undefined;
  const reason =
    numbers === undefined ? `expected two numbers; got ${show(pair)}` : rule.reject(numbers[0], numbers[1]);
  if (reason !== undefined)
    throw complain(reading, at, {
      code: 'GRID_DISTRIBUTION',
      message: `${name}: ${reason}`,
      help: `write ${rule.usage}`,
    });
  return value as unknown as Distribution;
}

/** Names that mean a list of values. */
const KNOWN_ELSEWHERE: ReadonlySet<string> = new Set(['choice', 'logspace', 'linspace', 'geomspace', 'arange']);
