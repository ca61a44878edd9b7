// A grid file's text (YAML 1.2, or JSON, which is YAML) becomes a plain value in which every part knows its line and column.
// Strict where YAML is lenient: duplicate keys, tags, several documents, other versions, NaN and prototype names are mistakes.

import type { Alias, Document, ParsedNode } from 'yaml';
import { isAlias, isMap as isMapNode, isPair, isScalar, isSeq, LineCounter, parseAllDocuments } from 'yaml';
import type { Place } from '../base/errors.js';
import { GridsearchError } from '../base/errors.js';
import type { JsonObject, JsonValue } from '../base/json.js';
import { checkedNumber, GRID_EXAMPLE, type GridDocument, type GridPath, isMap, MAX_DEPTH, refuseKey, show } from './document.js';
import { refuseOversize } from './text-limits.js';

/**
 * Reads a grid file.
 * @param text  the whole file
 * @param name  its name, for messages
 * @throws GRID_SYNTAX, GRID_EMPTY, GRID_TOO_LARGE, GRID_TOO_DEEP, GRID_NOT_FINITE, GRID_NUMBER, GRID_TYPE, GRID_UNKNOWN_KEY
 * Cost: about 1 second per megabyte.
 */
export function readGrid(text: string, name: string): GridDocument {
  refuseOversize(text, name);
  const source = new Source(text, name);
  const document = source.parse();
  const value = new Reader(document, source).read(document.contents, 0);
  const root = document.contents as ParsedNode;
  if (!isMap(value)) {
    throw new GridsearchError('GRID_TYPE', `a grid is a map; got ${show(value)}`, { where: source.place(root), help: GRID_EXAMPLE });
  }
  return {
    name,
    value,
    locate: (path, part = 'value') =>
      path.length === 0 ? source.at(root.range[0], root.range[0]) : source.place(findNode(document, root, path, part)),
  };
}

/** Reads one value as YAML does, e.g. that of `--set KEY=VALUE`. Throws what readGrid throws, at `where`. */
export function readValue(text: string, where: Place): JsonValue {
  refuseOversize(text, where.file ?? '');
  const source = new Source(text, where.file ?? '', where);
  if (text.trim() === '') return '';
  const document = source.parse();
  return new Reader(document, source).read(document.contents, 0);
}

/** The text and its lines: parses it, and turns offsets into places. */
class Source {
  readonly #lines = new LineCounter();

  constructor(
    readonly text: string,
    readonly name: string,
    /** Where everything stands, if the text is not a file. */
    readonly fixedPlace?: Place,
  ) {}

  parse(): Document.Parsed {
    const options = {
      lineCounter: this.#lines,
      prettyErrors: false,
      stringKeys: true,
      resolveKnownTags: false,
      logLevel: 'silent',
    } as const;
    const documents = parseAllDocuments(this.text, options);
    if (documents.length === 0 || !('0' in documents)) throw this.#empty();
    const [first, second] = documents;
    const problem = first.errors[0] ?? first.warnings[0];
    if (problem !== undefined) {
      const where = this.at(problem.pos[0], problem.pos[1]);
      throw new GridsearchError('GRID_SYNTAX', sentence(problem.code, problem.message), { where, help: SYNTAX_HELP[problem.code] });
    }
    if (second !== undefined) {
      throw new GridsearchError('GRID_SYNTAX', 'a second YAML document begins here; a grid file is one document', {
        where: this.at(second.range[0], second.range[0]),
        help: 'remove the line "---" and what follows, or keep it in a file of its own',
      });
    }
    if (first.directives.yaml.version !== '1.2') {
      throw new GridsearchError('GRID_SYNTAX', `YAML ${first.directives.yaml.version} is not supported`, {
        where: this.at(0, 0),
        help: 'remove the %YAML directive: a grid is YAML 1.2, where yes and no are strings',
      });
    }
    if (first.contents === null || (isScalar(first.contents) && first.contents.source === '' && this.fixedPlace === undefined))
      throw this.#empty();
    return first;
  }

  place(node: ParsedNode | null): Place {
    return node === null ? this.at(0, 0) : this.at(node.range[0], node.range[1]);
  }

  /** The place of characters [from, to), cut at the end of their first line. */
  at(from: number, to: number): Place {
    if (this.fixedPlace !== undefined) return this.fixedPlace;
    const start = Math.min(from, this.text.length);
    const { line, col } = this.#lines.linePos(start);
    const lineStart = start - col + 1;
    const lineEnd = this.text.indexOf('\n', lineStart);
    const text = this.text.slice(lineStart, lineEnd < 0 ? undefined : lineEnd).replace(/\r$/, '');
    const column = Math.max(1, Math.min(col, text.length + 1));
    const width = Math.min(to, lineStart + text.trimEnd().length) - start;
    return { file: this.name, line: Math.max(line, 1), column, length: Math.max(width, 1), text };
  }

  #empty(): GridsearchError {
    return new GridsearchError('GRID_EMPTY', 'the grid is empty', {
      where: this.fixedPlace ?? { file: this.name, line: 1, column: 1 },
      help: GRID_EXAMPLE,
    });
  }
}

/** Turns nodes into plain values within limits: depth, aliases, count. A class because it counts. */
class Reader {
  #aliases = 0;
  #values = 0;

  constructor(
    readonly document: Document.Parsed,
    readonly source: Source,
  ) {}

  read(node: ParsedNode | null, depth: number): JsonValue {
    if (depth > MAX_DEPTH) throw this.#error('GRID_TOO_DEEP', `nested deeper than ${MAX_DEPTH} levels`, node);
    if (++this.#values > MAX_VALUES) throw this.#error('GRID_TOO_LARGE', `more than ${MAX_VALUES.toLocaleString('en')} values`, node);
    if (node === null) return null;
    if (isAlias(node)) return this.read(this.#target(node), depth + 1);
    if (isSeq(node)) return (node.items as (ParsedNode | null)[]).map((item) => this.#item(item, depth));
    if (isMapNode(node)) return this.#map(node.items as unknown as MapItem[], depth);
    return this.#scalar(node);
  }

  #item(item: ParsedNode | null, depth: number): JsonValue {
    // In a flow list, `[a: 1]` is a pair: a map of one key.
    return isPair(item) ? this.#map([item as unknown as MapItem], depth) : this.read(item, depth + 1);
  }

  #map(items: readonly MapItem[], depth: number): JsonObject {
    const map: Record<string, JsonValue> = {};
    for (const { key, value } of items) {
      if (!isScalar(key)) throw this.#error('GRID_SYNTAX', 'a key must be a plain name', key);
      const name = String(key.value);
      refuseKey(name, this.source.place(key));
      if (Object.hasOwn(map, name)) throw this.#error('GRID_SYNTAX', `the key ${JSON.stringify(name)} stands here twice`, key);
      map[name] = this.read(value, depth + 1);
    }
    return map;
  }

  #scalar(node: ParsedNode): JsonValue {
    const value: unknown = isScalar(node) ? node.value : undefined;
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
    if (typeof value !== 'number') throw this.#error('GRID_SYNTAX', 'not a value that JSON has', node);
    const written = isScalar(node) ? String(node.source ?? '') : '';
    if (/^[-+]?\d+$/.test(written) && Number.isFinite(value) && !Number.isSafeInteger(value)) {
      throw this.#error('GRID_NUMBER', `${written} is too large to be held exactly`, node, 'integers go up to 9007199254740991');
    }
    return checkedNumber(value, this.source.place(node));
  }

  #target(alias: Alias.Parsed): ParsedNode {
    if (++this.#aliases > MAX_ALIASES) {
      throw this.#error('GRID_TOO_LARGE', `more than ${MAX_ALIASES} aliases, counted as they unfold`, alias, 'write the values out');
    }
    const target = alias.resolve(this.document);
    if (target === undefined) throw this.#error('GRID_SYNTAX', `no anchor &${alias.source} stands before this alias`, alias);
    return target as ParsedNode;
  }

  #error(code: string, message: string, node: ParsedNode | null, help?: string): GridsearchError {
    return new GridsearchError(code, message, { where: this.source.place(node), help });
  }
}

type MapItem = { readonly key: ParsedNode; readonly value: ParsedNode | null };

/** The node of the longest prefix of `path` that exists; with 'key', the key of its last entry. */
function findNode(document: Document.Parsed, root: ParsedNode, path: GridPath, part: 'key' | 'value'): ParsedNode {
  let node = root;
  let key: ParsedNode | undefined;
  for (const step of path) {
    let here: unknown = isAlias(node) ? node.resolve(document) : node;
    if (isPair(here)) here = { items: [here] };
    const items =
      isMapNode(here) || isSeq(here) || isPair((here as { items?: unknown[] } | undefined)?.items?.[0])
        ? (here as { items: unknown[] }).items
        : [];
    const item =
      typeof step === 'number'
        ? items[step]
        : items.find((entry) => isPair(entry) && isScalar(entry.key) && String(entry.key.value) === step);
    if (item === undefined || item === null) return node;
    if (isPair(item) && typeof step === 'string') {
      key = item.key as ParsedNode;
      node = isEmpty(item.value) ? key : (item.value as ParsedNode);
    } else {
      key = undefined;
      node = item as ParsedNode;
    }
  }
  return part === 'key' && key !== undefined ? key : node;
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || (isScalar(value) && value.source === '' && value.value === null);
}

function sentence(code: string, message: string): string {
  return OWN_WORDS[code] ?? message.charAt(0).toLowerCase() + message.slice(1);
}

const OWN_WORDS: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'this key stands here twice',
  NON_STRING_KEY: 'a key must be a plain name',
};

const SYNTAX_HELP: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'keep one of them: a map has each key once',
  TAG_RESOLVE_FAILED: 'remove the tag: a grid holds plain values only (in YAML, quote a value that begins with "!")',
  TAB_AS_INDENT: 'indent with spaces',
};

/** yaml's own limit: a grid that needs more is a bomb. */
const MAX_ALIASES = 100;

/** Bounds memory where a few aliases repeat large lists. */
const MAX_VALUES = 5_000_000;
