// What code of the user's own threw, in words that are the same wherever it ran: its message, and the first place in
// its own file, named as the grid names the file. The stack, which tells of folders and of the program's own files,
// goes another way (base/stacks.ts).

import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { EXIT, GridsearchError } from '../../base/errors.js';
import { noteStack } from '../../base/stacks.js';
import { parseExtensionName } from './names.js';

/** A module of the user's own, as messages need it. */
export interface OwnFile {
  /** As the grid names it: `./mine.mjs#Thing`. */
  readonly name: string;
  /** Absolute. */
  readonly file: string;
}

/** What a module of one's own did that the contract forbids. */
export class ContractBroken extends Error {}

/** More of a message is not for people. */
const LONGEST_MESSAGE = 1000;

/**
 * The error of something that own code threw.
 * @param doing  what it was at: `fit`; with a colon at its end, what of it went wrong
 * @returns EXTENSION_CONTRACT where the contract was broken, else EXTENSION_FAILED; an error of ours (a model that does
 * not fit) as it is
 */
export function ownError(module: OwnFile, doing: string, thrown: unknown): GridsearchError {
  if (isOf(thrown, GridsearchError)) return thrown;
  const broken = isOf(thrown, ContractBroken);
  const stack = stackOf(thrown);
  if (stack !== undefined) noteStack(`${module.name}: ${stack}`);
  const why = messageOf(thrown, module);
  // Where the stack ends depends on how much of it there is.
  const place = why.includes('call stack size') ? undefined : placeIn(stack, module);
  const text = `${module.name}${doing.endsWith(':') ? ` ${doing} ` : `: ${doing}${broken ? ' ' : ' failed: '}`}${why}${place === undefined ? '' : ` (${place})`}`;
  return new GridsearchError(broken ? 'EXTENSION_CONTRACT' : 'EXTENSION_FAILED', text, {
    help: broken ? 'docs/custom.md says what to keep to' : 'it is code of your own; -v shows the stack',
    cause: thrown,
  });
}

/** The error of something that failed when own code had answered already. */
export function slipError(module: OwnFile, thrown: unknown, exitCode: number = EXIT.request): GridsearchError {
  const place = placeIn(stackOf(thrown), module);
  const what = `left a promise or a timer that failed when nobody waited for it: ${messageOf(thrown, module)}`;
  return new GridsearchError(
    'EXTENSION_CONTRACT',
    `${module.name} ${what}${place === undefined ? '' : ` (${place})`}`,
    { help: 'everything must be done when a method returns: docs/custom.md', exitCode, cause: thrown },
  );
}

/** What was thrown, without folders. Never throws itself. */
export function messageOf(thrown: unknown, module: OwnFile): string {
  return shortened(withoutFolders(withoutFrames(rawMessage(thrown)), module));
}

/** Whether something that was thrown has passed through a file. */
export function comesFrom(thrown: unknown, module: OwnFile): boolean {
  return placeIn(stackOf(thrown), module) !== undefined;
}

/** A text of own code's as it is told: without folders, and no longer than people read. */
export function toldText(text: string, module: OwnFile): string {
  return shortened(withoutFolders(text, module));
}

/** `instanceof` for what may be a proxy that throws. */
function isOf<T>(thrown: unknown, type: abstract new (...input: never[]) => T): thrown is T {
  try {
    return thrown instanceof type;
  } catch {
    return false;
  }
}

function rawMessage(thrown: unknown): string {
  try {
    if (typeof thrown !== 'object' && typeof thrown !== 'function') return String(thrown);
    if (thrown === null) return 'null';
    const { message } = thrown as { readonly message?: unknown };
    if (typeof message === 'string') return message === '' ? 'an error without a message' : message;
    return `threw ${JSON.stringify(thrown)?.slice(0, LONGEST_MESSAGE) ?? 'a function'}`;
  } catch {
    // A proxy or a getter of its own that throws.
    return 'threw something that cannot be shown';
  }
}

function stackOf(thrown: unknown): string | undefined {
  try {
    if (typeof thrown !== 'object' || thrown === null) return undefined;
    const { stack } = thrown as { readonly stack?: unknown };
    return typeof stack === 'string' ? stack : undefined;
  } catch {
    return undefined;
  }
}

/** Line and column of the first place in the module's file, or the line that a syntax error names. */
function placeIn(stack: string | undefined, module: OwnFile): string | undefined {
  if (stack === undefined) return undefined;
  let first: { readonly at: number; readonly place: string } | undefined;
  for (const spelling of spellingsOf(module.file)) {
    for (let at = stack.indexOf(spelling); at >= 0; at = stack.indexOf(spelling, at + 1)) {
      const place = /^:\d+(:\d+)?/.exec(stack.slice(at + spelling.length, at + spelling.length + 20))?.[0];
      if (place === undefined) continue;
      if (first === undefined || at < first.at) first = { at, place };
      break;
    }
  }
  return first === undefined ? undefined : `${fileIn(module)}${first.place}`;
}

/** A stack within a message tells of the program's own files. */
function withoutFrames(text: string): string {
  if (!text.includes('\n')) return text;
  return text
    .split('\n')
    .filter((line) => !/^\s+at .*\d+:\d+\)?$/.test(line))
    .join('\n')
    .trim();
}

/** The module's file, and its folder, as the grid names them. */
function withoutFolders(text: string, module: OwnFile): string {
  const named = fileIn(module);
  let message = text;
  for (const spelling of spellingsOf(module.file)) message = message.replaceAll(spelling, named);
  const folder = named.slice(0, named.replaceAll('\\', '/').lastIndexOf('/') + 1);
  for (const path of [module.file, realPath(module.file)].map(dirname)) {
    if (path === '/' || path === '../../extensions') continue;
    message = message
      .replaceAll(`${pathToFileURL(path).href}/`, folder)
      .replaceAll(`${path}/`, folder)
      .replaceAll(path, folder);
  }
  return message;
}

function shortened(text: string): string {
  return text.length <= LONGEST_MESSAGE ? text : `${text.slice(0, LONGEST_MESSAGE)}… (${text.length} characters)`;
}

function fileIn({ name }: OwnFile): string {
  return parseExtensionName(name)?.file ?? name;
}

function spellingsOf(file: string): readonly string[] {
  const paths = [file, realPath(file)];
  return [...new Set([...paths.map((path) => pathToFileURL(path).href), ...paths])];
}

/** Node loads a module by its real path. */
function realPath(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}
