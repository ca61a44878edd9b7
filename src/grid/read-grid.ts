// A grid file's text (YAML 1.2, or JSON, which is YAML) becomes a plain value in which every part knows its line and
// column. Strict where YAML is lenient: duplicate keys, tags, several documents, other versions, NaN and prototype
// names are mistakes.

import { type Alias, isAlias, isMap as isMapNode, isScalar, isSeq, type ParsedNode } from 'yaml';
import { GridsearchError, type SourceLocation } from '../base/errors.js';
import { isMap, type JsonObject, type JsonValue } from '../base/json.js';
import { INFINITE } from '../contracts/params.js';
import { type AliasTargets, aliasTargets } from './aliases.js';
import {
  checkedNumber,
  GRID_EXAMPLE,
  type GridDocument,
  type GridPath,
  MAX_DEPTH,
  refuseKey,
  show,
} from './grid-document.js';
import { readPlainJson } from './plain-json.js';
import { MAX_ALIASES, refuseOversize, tooManyAliases } from './text-limits.js';
import { Source } from './yaml-source.js';

/**
 * Reads a grid file.
 * @param text  the whole file
 * @param name  its name, for messages
 * @throws GRID_SYNTAX, GRID_EMPTY, GRID_TOO_LARGE, GRID_TOO_DEEP, GRID_NOT_FINITE, GRID_NUMBER, GRID_TYPE,
 * GRID_UNKNOWN_KEY Cost: about 1 second per megabyte; of plain JSON a hundredth of that, unless a place is asked for.
 */
export function readGrid(text: string, name: string): GridDocument {
  const value = readPlainJson(text);
  if (value === undefined || Object.hasOwn(value, 'format')) return readYaml(text, name);
  let document: Pick<GridDocument, 'locate'> | undefined;
  return {
    name,
    value,
    locate: (path, part) => {
      document ??= placesOf(text, name);
      return document.locate(path, part);
    },
  };
}

/** Where parts of plain JSON stand; JSON that is too long for YAML's reader stands in its file. */
function placesOf(text: string, name: string): Pick<GridDocument, 'locate'> {
  try {
    return readYaml(text, name);
  } catch (error) {
    if (!(error instanceof GridsearchError)) throw error;
    return { locate: () => ({ file: name }) };
  }
}

function readYaml(text: string, name: string): GridDocument {
  refuseOversize(text, name);
  const source = new Source(text, name);
  const document = source.parse();
  const aliases = aliasTargets(document);
  const value = new Reader(aliases, source).read(document.contents, 0);
  const root = document.contents as ParsedNode;
  if (!isMap(value)) {
    const help = /\.[ct]sv$/i.test(name)
      ? `this looks like the data: gridsearch fit ${name} --grid grid.yaml`
      : GRID_EXAMPLE;
    throw new GridsearchError('GRID_TYPE', `a grid is a map; got ${show(value)}`, { where: source.place(root), help });
  }
  refuseOwnDocument(value, source.at(0, 0));
  return {
    name,
    value,
    locate: (path, part = 'value') =>
      path.length === 0
        ? source.at(root.range[0], root.range[0])
        : source.place(findNode({ aliases, root }, path, part)),
  };
}

/** Fails where a result or a model is given in place of a grid. */
function refuseOwnDocument({ format }: JsonObject, where: SourceLocation): void {
  if (format !== 'gridsearch-result' && format !== 'gridsearch-model') return;
  const { text: _line, ...place } = where;
  throw new GridsearchError('GRID_TYPE', `this is a ${format.replace('gridsearch-', '')} of gridsearch, not a grid`, {
    where: place,
    help:
      format === 'gridsearch-model'
        ? 'give the file that says what to search'
        : 'a result keeps its grid under "spec": jq .spec',
  });
}

/** Reads one value as YAML does, e.g. that of `--set KEY=VALUE`. Throws what readGrid throws, at `where`. */
export function readValue(text: string, where: SourceLocation): JsonValue {
  refuseOversize(text, where.file ?? '');
  const source = new Source(text, where.file ?? '', where);
  if (text.trim() === '') return '';
  const document = source.parse();
  return new Reader(aliasTargets(document), source).read(document.contents, 0);
}

/** Turns nodes into plain values within limits: depth, aliases, count. A class because it counts. */
class Reader {
  #aliases = 0;
  #values = 0;

  constructor(
    readonly aliases: AliasTargets,
    readonly source: Source,
  ) {}

  read(node: ParsedNode | null, depth: number): JsonValue {
    if (depth > MAX_DEPTH)
      throw this.#error(node, { code: 'GRID_TOO_DEEP', message: `nested deeper than ${MAX_DEPTH} levels` });
    if (++this.#values > MAX_VALUES)
      throw this.#error(node, {
        code: 'GRID_TOO_LARGE',
        message: `more than ${MAX_VALUES.toLocaleString('en')} values`,
      });
    if (node === null) return null;
    if (isAlias(node)) return this.read(this.#target(node), depth + 1);
    if (isSeq(node)) return (node.items as (ParsedNode | null)[]).map((item) => this.read(item, depth + 1));
    if (isMapNode(node)) return this.#map(node.items as unknown as MapItem[], depth);
    return this.#scalar(node);
  }

  #map(items: readonly MapItem[], depth: number): JsonObject {
    const map: Record<string, JsonValue> = {};
    const merged: Record<string, JsonValue> = {};
    for (const { key, value } of items) {
      if (isMergeKey(key)) {
        for (const [name, entry] of this.#merged(value, depth + 1))
          if (!Object.hasOwn(merged, name)) merged[name] = entry;
        continue;
      }
      if (!isScalar(key)) throw this.#error(key, { code: 'GRID_SYNTAX', message: 'a key must be a plain name' });
      const name = String(key.value);
      refuseKey(name, this.source.place(key));
      if (Object.hasOwn(map, name))
        throw this.#error(key, {
          code: 'GRID_SYNTAX',
          message: 'this key stands here twice',
          help: 'keep one of them: a map has each key once',
        });
      map[name] = this.read(value, depth + 1);
    }
    return { ...merged, ...map };
  }

  /** The entries that a merge key `<<` brings: of several maps, the first that has a key counts. */
  #merged(node: ParsedNode | null, depth: number): [name: string, value: JsonValue][] {
    const value = this.read(node, depth);
    const maps = Array.isArray(value) ? value : [value];
    if (maps.every(isMap)) return maps.flatMap((map) => Object.entries(map));
    throw this.#error(node, {
      code: 'GRID_TYPE',
      message: `the merge key << takes a map, or a list of maps; got ${show(value)}`,
      help: 'write <<: *name, where &name stands before a map',
    });
  }

  #scalar(node: ParsedNode): JsonValue {
    const value: unknown = isScalar(node) ? node.value : undefined;
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
    if (typeof value !== 'number')
      throw this.#error(node, { code: 'GRID_SYNTAX', message: 'not a value that JSON has' });
    const written = isScalar(node) ? String(node.source ?? '') : '';
    // A number that is only too large is not meant to be infinite.
    if (value === Number.POSITIVE_INFINITY && /^\+?\.inf$/i.test(written)) return INFINITE;
    if (/^[-+]?\d+$/.test(written) && Number.isFinite(value) && !Number.isSafeInteger(value)) {
      throw this.#error(node, {
        code: 'GRID_NUMBER',
        message: `${written} is too large to be held exactly`,
        help: 'integers go up to 9007199254740991',
      });
    }
    return checkedNumber(value, this.source.place(node));
  }

  #target(alias: Alias.Parsed): ParsedNode {
    if (++this.#aliases > MAX_ALIASES) {
      throw this.#error(alias, { code: 'GRID_TOO_LARGE', message: tooManyAliases(), help: 'write the values out' });
    }
    const target = this.aliases.get(alias);
    if (target === undefined)
      throw this.#error(alias, { code: 'GRID_SYNTAX', message: `no anchor &${alias.source} stands before this alias` });
    return target;
  }

  #error(
    node: ParsedNode | null,
    { code, message, help }: { readonly code: string; readonly message: string; readonly help?: string },
  ): GridsearchError {
    return new GridsearchError(code, message, { where: this.source.place(node), help });
  }
}

/** YAML 1.1's merge key: `<<: *base`. */
function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.value === '<<' && key.type === 'PLAIN';
}

type MapItem = { readonly key: ParsedNode; readonly value: ParsedNode | null };

/** The node of the longest prefix of `path` that exists; with 'key', the key of its last entry. */
function findNode(
  { aliases, root }: { readonly aliases: AliasTargets; readonly root: ParsedNode },
  path: GridPath,
  part: 'key' | 'value',
): ParsedNode {
  let node = root;
  let key: ParsedNode | undefined;
  for (const step of path) {
    const here: unknown = isAlias(node) ? aliases.get(node) : node;
    if (typeof step === 'number') {
      const item = isSeq(here) ? here.items[step] : undefined;
      if (item === undefined || item === null) return node;
      [key, node] = [undefined, item as ParsedNode];
    } else {
      const pair = pairOf(here, step, aliases);
      if (pair === undefined) return node;
      key = pair.key as ParsedNode;
      node = isEmpty(pair.value) ? key : (pair.value as ParsedNode);
    }
  }
  return part === 'key' && key !== undefined ? key : node;
}

/** The key and value of a map, its own or one that a merge key brings. */
function pairOf(node: unknown, name: string, aliases: AliasTargets): MapItem | undefined {
  const here: unknown = isAlias(node) ? aliases.get(node) : node;
  if (isSeq(here)) {
    for (const item of here.items) {
      const pair = pairOf(item, name, aliases);
      if (pair !== undefined) return pair;
    }
  }
  if (!isMapNode(here)) return undefined;
  const items = here.items as unknown as MapItem[];
  const direct = items.find(({ key }) => isScalar(key) && String(key.value) === name);
  if (direct !== undefined) return direct;
  for (const { key, value } of items) {
    const pair = isMergeKey(key) ? pairOf(value, name, aliases) : undefined;
    if (pair !== undefined) return pair;
  }
  return undefined;
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || (isScalar(value) && value.source === '' && value.value === null);
}

/** Bounds memory where a few aliases repeat large lists. */
const MAX_VALUES = 5_000_000;
