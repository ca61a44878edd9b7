// Loads plug-ins from files of the user's own, in the driver and in each worker. The digest of the file is the
// plug-in's version, so that a changed file is other work; a worker that finds another file than its driver did refuses
// to start.

import { createHash } from 'node:crypto';
import { basename, resolve } from 'node:path';
import { GridsearchError, type SourceLocation } from '../../base/errors.js';
import { readRegularFile } from '../../base/files.js';
import { didYouMean } from '../../base/suggest.js';
import type { Estimator } from '../../contracts/estimator.js';
import type { Scorer } from '../../contracts/scorer.js';
import { checkPlugin } from './check.js';
import { guarded, membersOf } from './guard.js';
import { importOwn } from './import-own.js';
import { parseExtensionName } from './names.js';
import { guardProcess } from './process-guard.js';
import { ownError } from './words.js';

/**
 * A plug-in of the user's own: its name in the grid, and what that means on this machine. Travels to workers as plain
 * JSON.
 */
export interface ExtensionRef {
  readonly name: string;
  /** Absolute. */
  readonly file: string;
  readonly exported: string;
  /** Hex SHA-256 of the file. */
  readonly sha256: string;
}

/** The plug-ins of some refs, by their names in the grid. */
export interface Extensions {
  readonly estimators: ReadonlyMap<string, Estimator>;
  readonly scorers: ReadonlyMap<string, Scorer>;
}

/**
 * What a name means seen from `folder`.
 * @throws EXTENSION_NOT_FOUND where there is no such file
 */
export function extensionRef(name: string, folder: string, where?: SourceLocation): ExtensionRef {
  const { file, exported } = parseExtensionName(name) ?? { file: name, exported: 'default' };
  const path = resolve(folder, file);
  return { name, file: path, exported, sha256: digestOf(path, name, where) };
}

/**
 * Loads and checks plug-ins.
 * @param whereOf  where each name stands, for errors
 * @param signal  ends the waiting for a module that is not loaded yet
 * @throws EXTENSION_FAILED, EXTENSION_EXPORT, EXTENSION_CONTRACT, EXTENSION_CHANGED
 */
export async function loadExtensions(
  refs: readonly ExtensionRef[],
  whereOf: (name: string) => SourceLocation | undefined = () => undefined,
  signal?: AbortSignal,
) {
  const estimators = new Map<string, Estimator>();
  const scorers = new Map<string, Scorer>();
  guardProcess(refs);
  for (const ref of refs) {
    const where = whereOf(ref.name);
    try {
      const { kind, plugin } = takeOver(await exportOf(ref, signal), ref);
      if (kind === 'estimator') estimators.set(ref.name, plugin as Estimator);
      else scorers.set(ref.name, plugin as Scorer);
    } catch (error) {
      throw error instanceof GridsearchError ? placedAt(error, where) : error;
    }
  }
  return { estimators, scorers } satisfies Extensions;
}

/** A checked plug-in, as the rest of the program sees it. */
function takeOver(value: unknown, ref: ExtensionRef) {
  const plugin = typeof value === 'object' && value !== null ? value : undefined;
  const members = plugin && membersOf(plugin, ref);
  const { kind, why } = checked(members ?? value, ref);
  if (why !== undefined) {
    throw new GridsearchError('EXTENSION_CONTRACT', `${ref.name}: ${why}`, {
      help: 'docs/custom.md shows a whole one',
    });
  }
  return {
    kind,
    plugin: guarded({ plugin: plugin ?? {}, members: members ?? {}, module: ref }, versionOf(ref.sha256)),
  };
}

function checked(members: unknown, ref: ExtensionRef): { readonly kind: string; readonly why?: string } {
  try {
    return checkPlugin(members);
  } catch (error) {
    // A getter or a proxy of its own that throws.
    throw ownError(ref, 'reading its members', error);
  }
}

function placedAt(error: GridsearchError, where: SourceLocation | undefined): GridsearchError {
  if (error.where !== undefined || where === undefined) return error;
  const { code, message, help, exitCode, cause } = error;
  return new GridsearchError(code, message, { where, exitCode, cause, ...(help === undefined ? {} : { help }) });
}

async function exportOf(ref: ExtensionRef, signal: AbortSignal | undefined): Promise<unknown> {
  const { name, file, exported, sha256 } = ref;
  if (digestOf(file, name) !== sha256) {
    throw new GridsearchError('EXTENSION_CHANGED', `${basename(file)} was changed while the search ran`, {
      help: 'run the search again',
    });
  }
  const module = await importOwn(ref, signal);
  if (Object.hasOwn(module, exported)) return module[exported];
  // Of a CommonJS module Node names only those exports that it can see in the text.
  const whole = module.default;
  if (typeof whole === 'object' && whole !== null && Object.hasOwn(whole, exported))
    return (whole as typeof module)[exported];
  const names = Object.keys(module);
  throw new GridsearchError(
    'EXTENSION_EXPORT',
    `${basename(file)} exports nothing that is called ${JSON.stringify(exported)}`,
    {
      help: [didYouMean(exported, names), names.length === 0 ? 'it exports nothing' : `it exports ${names.join(', ')}`]
        .filter((line) => line !== undefined)
        .join('\n'),
    },
  );
}

function digestOf(file: string, name: string, where?: SourceLocation): string {
  let bytes: Uint8Array | undefined;
  try {
    bytes = readRegularFile(file);
  } catch (error) {
    throw notFound(file, `${name}: there is no such file, or it cannot be read`, { where, cause: error });
  }
  if (bytes === undefined) throw notFound(file, `${name}: that is not a file`, { where });
  return createHash('sha256').update(bytes).digest('hex');
}

function notFound(
  file: string,
  message: string,
  from: { readonly where: SourceLocation | undefined; readonly cause?: unknown },
): GridsearchError {
  const help = `looked for ${file}; a path is relative to the grid file's folder`;
  return new GridsearchError('EXTENSION_NOT_FOUND', message, { ...from, help });
}

/** 52 bits of a digest: the most that a whole number holds exactly. */
function versionOf(sha256: string): number {
  return Number.parseInt(sha256.slice(0, 13), 16);
}
