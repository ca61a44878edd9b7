// Sizes as people write them (2g, 512 MiB, 1000000), and as they are told (54.4 MB); what separates cells, likewise.

const POWERS: Readonly<Record<string, number>> = { '': 0, k: 10, m: 20, g: 30, t: 40 };

/** Bytes of `512m`, `2g`, `2GiB` or a plain number (powers of 1024); undefined where it is none of them. */
export function readBytes(text: string): number | undefined {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?$/i.exec(text.trim()) ?? [];
  if (digits === undefined) return undefined;
  const bytes = Math.floor(Number(digits) * 2 ** POWERS[unit.toLowerCase()]);
  return bytes >= 1 && Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** Bytes in powers of 1000, as messages tell them. */
export function formatBytes(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB'];
  let [value, unit] = [bytes, 0];
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value >= 100 || unit === 0 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** Runs of blanks in the place of a delimiter. */
export const WHITESPACE = 'whitespace';

/**
 * The character that a delimiter means (`tab` and `\\t` are the tabulator), or `whitespace`; undefined where it can be
 * none.
 */
export function delimiterIn(word: string): string | undefined {
  if (word === WHITESPACE || word === '\\s+') return WHITESPACE;
  const delimiter = word === '\\t' || word === 'tab' ? '\t' : word;
  return delimiter.length === 1 && !/["\r\n\ufeff]/.test(delimiter) ? delimiter : undefined;
}
