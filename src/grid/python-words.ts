// Values as Python, R and YAML 1.1 write them, which YAML 1.2 reads as text: what to type in their place.

import { type GridDocument, type GridPath, isList, show, valueAt } from './grid-document.js';

/**
 * What to type in place of the text at `path`; undefined where it is a text like any other. A call that a comma has cut
 * (`[range(1, 5)]` is a list of two texts) is put together again.
 */
export function wordHelp({ value }: Pick<GridDocument, 'value'>, path: GridPath): string | undefined {
  const text = valueAt(value, path);
  if (typeof text !== 'string') return undefined;
  return helpFor(isOpen(text) ? [text, ...behind(value, path)] : [text]);
}

/** The same for a key that is only the rest of a call: `{k: range(1, 5)}` is a map with the key `5)`. */
export function cutCallHelp(document: Pick<GridDocument, 'value'>, path: GridPath): string | undefined {
  const above = path.slice(0, -1);
  const map = valueAt(document.value, above);
  if (typeof map !== 'object' || map === null || isList(map)) return undefined;
  const call = Object.entries(map).find(([, value]) => typeof value === 'string' && isOpen(value));
  return call === undefined ? undefined : wordHelp(document, [...above, call[0]]);
}

/** The entries of the same list, or the keys of the same map, behind `path`. */
function behind(document: GridDocument['value'], path: GridPath): string[] {
  const last = path.at(-1);
  const around = valueAt(document, path.slice(0, -1));
  if (isList(around)) return around.slice(Number(last) + 1, Number(last) + MOST_PIECES).map(String);
  // What a comma cuts off in a map is a key without a value. (Keys that are numbers come first in an object.)
  const entries = typeof around === 'object' && around !== null ? Object.entries(around) : [];
  return entries.flatMap(([key, value]) => (value === null ? [key] : [])).slice(0, MOST_PIECES);
}

const MOST_PIECES = 20;

function isOpen(text: string): boolean {
  return text.split('(').length > text.split(')').length;
}

/** @param pieces  a text, and where it opens a call, what may be the rest of it */
function helpFor(pieces: readonly string[]): string | undefined {
  let text = pieces[0].trim();
  for (const piece of pieces.slice(1)) {
    if (!isOpen(text)) break;
    text += `, ${piece}`;
  }
  for (const rule of RULES) {
    const help = rule(text);
    if (help !== undefined) return help;
  }
  return undefined;
}

type Rule = (text: string) => string | undefined;

const WORDS: ReadonlyMap<string, string> = new Map([
  ...['none', 'null', 'nil', 'na', 'nan', 'np.nan', 'numpy.nan', 'math.nan', "float('nan')", 'float("nan")'].map(
    (word) => [word, 'null'] as const,
  ),
  ...['yes', 'on', 'true', 't', 'y'].map((word) => [word, 'true'] as const),
  ...['no', 'off', 'false', 'f', 'n'].map((word) => [word, 'false'] as const),
  ...['inf', '+inf', 'infinity', 'np.inf', 'numpy.inf', 'math.inf', "float('inf')", 'float("inf")'].map(
    (word) => [word, '.inf (in JSON "inf")'] as const,
  ),
]);

const word: Rule = (text) => {
  const plain = WORDS.get(text.toLowerCase());
  if (plain === undefined) return undefined;
  return plain === text ? `write ${plain} without quotes` : `write ${plain}: ${show(text)} is a text here`;
};

const number: Rule = (text) => {
  if (isNumber(text)) return `write ${text} without quotes: in quotes it is a text`;
  const plain = text.replace(/(?<=\d)_(?=\d)/g, '');
  if (plain !== text && isNumber(plain)) return `write ${plain}: ${show(text)} is a text here`;
  if (/^[-+]?\d+,\d+$/.test(text)) return `write ${text.replace(',', '.')}: the decimal mark is a dot`;
  const power = /^(\d+(?:\.\d*)?) *(?:\*\*|\^) *([-+]?\d+)$/.exec(text);
  if (power !== null) return `write ${Number(power[1]) ** Number(power[2])}: nothing is calculated here`;
  return /^[-+\d.eE_]+ *[*/] *[-+\d.eE_]+$/.test(text) ? 'write the number: nothing is calculated here' : undefined;
};

const brackets: Rule = (text) => {
  if (/^\[.*\]$/s.test(text)) return `write ${text} without quotes`;
  const tuple = /^\((.*)\)$/s.exec(text);
  if (tuple === null) return undefined;
  return `write [${tuple[1].replace(/, *$/, '')}]: a list has square brackets`;
};

const call: Rule = (text) => {
  const parts = /^(?:\w+\.)*(\w+)\((.*)\)$/s.exec(text);
  if (parts === null) return undefined;
  const [, name, inside] = parts;
  if (['list', 'tuple', 'array', 'set', 'sorted'].includes(name)) return helpFor([inside]);
  const given = argumentsIn(inside);
  const write = CALLS[name]?.(given);
  if (write !== undefined) return `write ${write}`;
  return Object.hasOwn(CALLS, name) ? 'write the values as a list' : undefined;
};

const RULES: readonly Rule[] = [word, number, brackets, call];

interface Arguments {
  readonly plain: readonly string[];
  readonly named: ReadonlyMap<string, string>;
}

function argumentsIn(text: string): Arguments {
  const all = text.split(',').map((part) => part.trim());
  const isNamed = (part: string) => /^\w+ *=/.test(part);
  const named = all.filter(isNamed).map((part) => part.split('=').map((side) => side.trim()) as [string, string]);
  return { plain: all.filter((part) => part !== '' && !isNamed(part)), named: new Map(named) };
}

/** What is written here for a call of Python, numpy or scipy. */
const CALLS: Readonly<Record<string, (given: Arguments) => string | undefined>> = {
  range: arange,
  arange,
  linspace: spaced('linspace'),
  logspace: spaced('logspace'),
  geomspace: spaced('geomspace'),
  uniform: ({ plain: [low = '0', width = '1'] }) =>
    isNumber(low) && isNumber(width)
      ? `{uniform: [${low}, ${Number(low) + Number(width)}]} in param_distributions`
      : undefined,
  loguniform: pair('loguniform'),
  reciprocal: pair('loguniform'),
  randint: pair('randint'),
  norm: ({ plain: [mean = '0', deviation = '1'] }) => `{normal: [${mean}, ${deviation}]} in param_distributions`,
};

function arange({ plain }: Arguments): string | undefined {
  if (!plain.every(isNumber) || plain.length === 0) return undefined;
  const [start, stop, step = '1'] = plain.length === 1 ? ['0', plain[0]] : plain;
  return `{arange: [${start}, ${stop}, ${step}]}`;
}

function spaced(name: string): (given: Arguments) => string | undefined {
  return ({ plain, named }) => {
    const [start, stop, n = named.get('num') ?? '50'] = plain;
    if (![start, stop, n].every((part) => part !== undefined && isNumber(part))) return undefined;
    return named.has('base') || named.has('endpoint') ? undefined : `{${name}: [${start}, ${stop}, ${n}]}`;
  };
}

function pair(name: string): (given: Arguments) => string | undefined {
  return ({ plain: [low, high] }) =>
    low === undefined || high === undefined ? undefined : `{${name}: [${low}, ${high}]} in param_distributions`;
}

function isNumber(text: string): boolean {
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text);
}
