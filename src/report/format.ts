// How numbers and texts look to people: scores, durations, counts, params; lines cut to the width of a terminal.

import { stripVTControlCharacters } from 'node:util';
import type { JsonValue } from '../base/json.js';
import { printable } from './printable.js';

/** A score with as many digits as tell scores apart: 0.8765, -3102. */
export function formatScore(score: number): string {
  const size = Math.abs(score);
  if (size !== 0 && size < 1e-3) return score.toExponential(2);
  return size >= 1000 ? score.toPrecision(6) : score.toFixed(4);
}

/** A number as one would type it: 250, 0.001, 1e8. */
export function formatNumber(value: number): string {
  const plain = String(value);
  const short = value.toExponential().replace('e+', 'e');
  return short.length < plain.length ? short : plain;
}

/** Seconds for people: "0.34 s", "23.9 s", "4 min 05 s", "2 h 03 min". */
export function formatSeconds(seconds: number): string {
  if (seconds < 9.995) return `${seconds.toFixed(2)} s`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** Also what is shorter than people notice: "1.20 s", "3.4 ms". */
export function formatShortSeconds(seconds: number): string {
  if (seconds >= 0.1) return formatSeconds(seconds);
  return seconds >= 5e-5 ? `${(seconds * 1000).toPrecision(2)} ms` : '<0.1 ms';
}

/** An estimate, coarser than a measurement: "12 s", "4 min", "2 h 03 min". */
export function formatEta(seconds: number): string {
  if (seconds < 59.5) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** Bytes in powers of 1000: "612 B", "4.0 MB". */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let size = bytes;
  let unit = 0;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  return unit === 0 ? `${size} B` : `${size.toPrecision(3)} ${units[unit]}`;
}

/** 1234567 → "1,234,567". */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** "1 fold", "3 folds". */
export function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** A param's value in one short word; strings bare, everything else as JSON. */
export function formatValue(value: JsonValue | undefined): string {
  if (typeof value === 'number') return formatNumber(value);
  return printable(typeof value === 'string' ? value : JSON.stringify(value ?? null), 40);
}

/** Cuts a line to a width, with "…" where something is missing. The line must hold no colour. */
export function cutLine(line: string, columns: number): string {
  return line.length > columns ? `${line.slice(0, Math.max(0, columns - 1))}…` : line;
}

/** Joins parts by " · " into as many lines as the width needs; lines after the first are indented. */
export function wrapParts(parts: readonly string[], columns: number): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    const longer = last === undefined ? part : `${last} · ${part}`;
    if (last === undefined || longer.length > columns)
      lines.push(cutLine(last === undefined ? part : `  ${part}`, columns));
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

/**
 * Breaks a line at spaces so that it fits a width; lines after the first are indented. Longer words stay whole, colours
 * take no room.
 */
export function wrapWords(line: string, columns: number): string[] {
  const lines: string[] = [];
  for (const word of line.split(' ')) {
    const last = lines.at(-1);
    const longer = last === undefined ? word : `${last} ${word}`;
    if (last === undefined || widthOf(longer) > columns) lines.push(last === undefined ? word : `  ${word}`);
    else lines[lines.length - 1] = longer;
  }
  return lines.map((each) => each.trimEnd());
}

/** Columns that a line takes: its length without colours. */
function widthOf(line: string): number {
  return stripVTControlCharacters(line).length;
}
