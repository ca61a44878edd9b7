// Lines of a YAML file for people: comments beside what they explain, names quoted where they must be.

import { printable } from '../report/printable.js';

/** Where comments begin. */
const COMMENT_COLUMN = 48;

/** A line with a comment beside it. */
export function line(text: string, comment?: string): string {
  return comment === undefined ? text : `${text.padEnd(COMMENT_COLUMN - 2)}  # ${comment}`;
}

/** A string as a YAML scalar: plain where it can be, else in double quotes. */
export function scalar(text: string): string {
  const plain =
    /^[\p{L}_](?:[\p{L}\p{N}_ .()/%+-]*[\p{L}\p{N}_)%])?$/u.test(text) && !/^(?:null|true|false)$/i.test(text);
  if (plain) return text;
  return JSON.stringify(text).replace(INVISIBLE, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** What would change how a line looks: direction marks, invisible characters, line separators, C1 controls. */
const INVISIBLE = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** The first few names for a comment, and how many more there are. */
export function namesIn(names: readonly string[], most = 4): string {
  const shown = names.slice(0, most).map((name) => printable(name, 30));
  return names.length > most ? `${shown.join(', ')} and ${names.length - most} more` : shown.join(', ');
}

/** `1 row`, `2 rows`. */
export function counted(count: number, one: string): string {
  return `${count.toLocaleString('en-US')} ${one}${count === 1 ? '' : 's'}`;
}
