// Numbers as other places write them: decimal commas, groups of three digits, a currency before or a unit behind. What
// a format reads, and which formats read all cells of a column.

import type { NumberFormat } from '../../base/table-reading.js';

/** Blanks that may part a number from its unit, or groups of digits. */
const BLANKS = '[ \\t\\u00a0\\u202f]';

/** What reads a cell without the blanks around it: its number, or NaN. */
export type NumberReader = (text: string) => number;

/** The reader of a format. */
export function numberReader({ decimal = '.', thousands, prefix, suffix }: NumberFormat): NumberReader {
  const point = escaped(decimal);
  const group = thousands === undefined ? undefined : groupMark(thousands);
  const digits = group === undefined ? '\\d*' : `(?:[1-9]\\d{0,2}(?:${group}\\d{2,3})*${group}\\d{3}|\\d*)`;
  const before = prefix === undefined ? '' : `(?:${escaped(prefix)}${BLANKS}*)?`;
  const behind = suffix === undefined ? '' : `(?:${BLANKS}*${escaped(suffix)})?`;
  const pattern = new RegExp(
    `^([+\\-\\u2212]?)${BLANKS}*${before}([+\\-\\u2212]?)(${digits})(?:${point}(\\d*))?([eE][+-]?\\d+)?${behind}$`,
  );
  return (text) => {
    const found = pattern.exec(text);
    if (found === null) return Number.NaN;
    const [, first, second, whole, decimals = '', exponent = ''] = found;
    if (first !== '' && second !== '') return Number.NaN;
    const units = whole.replace(/\D/g, '');
    if (units === '' && decimals === '') return Number.NaN;
    const value = Number(`${units}.${decimals}0${exponent}`);
    if (!Number.isFinite(value)) return Number.NaN;
    return /[-\u2212]/.test(first + second) ? 0 - value : value;
  };
}

/** A number as a format writes it. */
export function spellNumber(value: number, { decimal = '.' }: NumberFormat): string {
  return String(value).replace('.', decimal);
}

function groupMark(thousands: string): string {
  if (/[ \u00a0\u202f]/.test(thousands)) return '[ \\u00a0\\u202f]';
  return /['\u2019]/.test(thousands) ? "['\\u2019]" : escaped(thousands);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** A currency sign, or the code of a currency with a blank behind it. */
const PREFIX =
  /^([+\-\u2212]?)\s*(\p{Sc}|[A-Z]{1,3}\p{Sc}|(?:USD|EUR|GBP|CHF|JPY|CNY|INR|CAD|AUD|SEK|NOK|DKK|Rs\.?|kr)(?=\s))\s*/u;
/** A currency or a percent sign, or the letters of a unit. */
const SUFFIX = /\s*(\p{Sc}|[%\u2030°]\p{L}?|[\p{L}µ²³/]{1,8})$/u;

/** What stands around the numbers of a column: the same in each cell that has any. */
interface Affixes {
  readonly prefix?: string;
  readonly suffix?: string;
  /** The cells without them. */
  readonly cores: readonly string[];
}

function affixesOf(texts: readonly string[]): Affixes | undefined {
  const [prefixes, suffixes] = [new Set<string>(), new Set<string>()];
  let affixed = 0;
  const cores = texts.map((text) => {
    const [lead = '', sign = '', prefix] = PREFIX.exec(text) ?? [];
    const rest = prefix === undefined ? text : `${sign}${text.slice(lead.length)}`;
    const [tail = '', suffix] = /^[+\-\u2212]?[\d.,]/.test(rest) ? (SUFFIX.exec(rest) ?? []) : [];
    if (prefix !== undefined) prefixes.add(prefix);
    if (suffix !== undefined) suffixes.add(suffix);
    if (prefix !== undefined || suffix !== undefined) affixed++;
    return rest.slice(0, rest.length - tail.length);
  });
  // A few cells with something behind a number are slips, such as `7 approx`.
  if (prefixes.size > 1 || suffixes.size > 1 || (affixed > 0 && 2 * affixed < texts.length)) return undefined;
  const [[prefix], [suffix]] = [[...prefixes], [...suffixes]];
  return { ...(prefix === undefined ? {} : { prefix }), ...(suffix === undefined ? {} : { suffix }), cores };
}

/** In this order they are tried: fewer assumptions first. */
const STYLES: readonly NumberFormat[] = [
  {},
  { thousands: ',' },
  { decimal: ',' },
  { decimal: ',', thousands: '.' },
  { thousands: ' ' },
  { decimal: ',', thousands: ' ' },
  { thousands: "'" },
  { decimal: ',', thousands: "'" },
  { thousands: '_' },
];

/**
 * The formats that read every one of these cells, the likelier first; none where the cells are no numbers, or plain
 * ones. Two stand for cells such as `1,234` alone, which can be read either way.
 * @param texts  different cells that are there, without the blanks around them
 */
export function formatsOf(texts: readonly string[]): NumberFormat[] {
  if (texts.length === 0 || texts.length > MOST_TEXTS) return [];
  const affixes = affixesOf(texts);
  if (affixes === undefined) return [];
  const { cores, ...around } = affixes;
  const isPlain = around.prefix === undefined && around.suffix === undefined;
  return STYLES.filter((style) => {
    if (isPlain && Object.keys(style).length === 0) return false;
    const read = numberReader(style);
    return cores.every((core) => !Number.isNaN(read(core))) && isUsed(style, cores);
  })
    .slice(0, 2)
    .map((style) => ({ ...style, ...around }));
}

/** Whether each mark of a style stands in some cell. */
function isUsed({ decimal, thousands }: NumberFormat, cores: readonly string[]): boolean {
  const has = (mark: string | undefined) =>
    mark === undefined ||
    cores.some((core) => (mark === ' ' ? /[ \u00a0\u202f]/ : new RegExp(`${groupMark(mark)}`)).test(core));
  return has(decimal) && has(thousands);
}

const MOST_TEXTS = 100_000;

/** A format as a grid file spells it. */
export function formatText(format: NumberFormat): string {
  return `{number: {${Object.entries(format)
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
    .join(', ')}}}`;
}
