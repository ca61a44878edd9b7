// The house rules of docs/architecture.md, enforced on the sources: which room may import which, no cycles, no long files, no long functions.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const sourceRoot = join(root, 'src');

/** What each room may import besides itself; `room/file` allows that file alone. The walk is what lies directly in src/. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  base: [],
  kernels: ['base'],
  artifacts: ['base'],
  table: ['base'],
  splitters: ['base'],
  scorers: ['base'],
  estimators: ['kernels', 'base'],
  // Plug-ins in files of the user's own.
  extensions: ['base'],
  grid: ['estimators', 'scorers', 'splitters', 'base'],
  graph: ['grid', 'splitters', 'table', 'base'],
  schedule: ['graph', 'artifacts', 'base'],
  // The inline engine is a worker in this very process: it makes kernels and executes tasks itself; so does that of threads where it gets none.
  engines: [
    'extensions',
    'schedule/engine',
    'graph/task',
    'artifacts',
    'worker/execute',
    'worker/workroom',
    'worker/registries',
    'worker/thread',
    'kernels/index',
    'base',
  ],
  // The one door to the cellar: a worker makes the kernels that fits are given, and computes statistics with them.
  worker: [
    'engines/wire',
    'engines/thread-wire',
    'schedule/engine',
    'graph/task',
    'artifacts',
    'estimators',
    'extensions',
    'scorers',
    'kernels',
    'table',
    'base',
  ],
  strategies: ['grid', 'results', 'base'],
  results: ['estimators', 'grid', 'graph', 'base'],
  output: ['results', 'schedule/events', 'base'],
  report: ['results', 'schedule/events', 'base'],
  // Drafts of grid files for tables.
  init: ['table', 'report/printable', 'base'],
  cli: ['walk', 'output', 'report', 'grid', 'table', 'base'],
  // Entries and bundles. They name the rooms whose doors they are, and a thread is told by a message which it is.
  start: ['walk', 'cli/main', 'worker/main', 'worker/thread', 'kernels/scan-thread', 'engines/thread-wire'],
};
/** The walk calls every room but those that only look on. */
const WALK_MAY_NOT_IMPORT = ['cli', 'report'];
/** Imports of types alone, which leave no trace in the program. */
const TYPES_ALLOWED: readonly (readonly [from: string, to: string])[] = [
  // Contracts name the kernels that a fit is given.
  ['base/contracts', 'kernels/index'],
];

const MAX_FILE_LINES = 300;
const MAX_FUNCTION_LINES = 80;

interface Import {
  readonly to: string;
  readonly typesOnly: boolean;
}

interface Source {
  /** Path in src/ without its ending: `graph/build`. */
  readonly path: string;
  readonly tree: ts.SourceFile;
  readonly lines: number;
  readonly imports: readonly Import[];
}

const sources: readonly Source[] = readdirSync(sourceRoot, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts') && !path.startsWith(join('kernels', 'assembly')))
  .sort()
  .map(readSource);

function readSource(path: string): Source {
  const text = readFileSync(join(sourceRoot, path), 'utf8');
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const imports: Import[] = [];
  const add = (name: string, typesOnly: boolean) => {
    if (!name.startsWith('.')) return;
    const target = relative(sourceRoot, resolve(sourceRoot, dirname(path), name));
    if (!target.startsWith('..')) imports.push({ to: target.replace(/\.js$/, ''), typesOnly });
  };
  const visit = (node: ts.Node): void => {
    if (
      (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) &&
      node.moduleSpecifier &&
      ts.isStringLiteral(node.moduleSpecifier)
    ) {
      add(node.moduleSpecifier.text, ts.isImportDeclaration(node) ? node.importClause?.isTypeOnly === true : node.isTypeOnly);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword && ts.isStringLiteral(node.arguments[0])) {
      add(node.arguments[0].text, false);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal)) {
      add(node.argument.literal.text, true);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return { path: path.replace(/\.ts$/, ''), tree, lines: text.split('\n').length - 1, imports };
}

const roomOf = (path: string) => (path.includes('/') ? path.slice(0, path.indexOf('/')) : 'walk');

function isAllowed(from: string, { to, typesOnly }: Import): boolean {
  const [fromRoom, toRoom] = [roomOf(from), roomOf(to)];
  if (fromRoom === toRoom) return true;
  if (typesOnly && TYPES_ALLOWED.some(([a, b]) => a === from && b === to)) return true;
  if (fromRoom === 'walk') return !WALK_MAY_NOT_IMPORT.includes(toRoom);
  return (MAY_IMPORT[fromRoom] ?? []).some((allowed) => allowed === toRoom || allowed === to);
}

/** The first cycle that is found, as a chain of files that ends where it began. */
function findCycle(): string[] | undefined {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const finished = new Set<string>();
  const walk = (path: string, chain: readonly string[]): string[] | undefined => {
    if (chain.includes(path)) return [...chain.slice(chain.indexOf(path)), path];
    if (finished.has(path)) return undefined;
    for (const { to } of byPath.get(path)?.imports ?? []) {
      const cycle = walk(to, [...chain, path]);
      if (cycle !== undefined) return cycle;
    }
    finished.add(path);
    return undefined;
  };
  for (const { path } of sources) {
    const cycle = walk(path, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

/** Every function with its own name and length, inner functions counted by themselves as well. */
function functionsOf({ path, tree }: Source): { name: string; lines: number }[] {
  const found: { name: string; lines: number }[] = [];
  const line = (position: number) => tree.getLineAndCharacterOfPosition(position).line;
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) {
      const name = node.name !== undefined && ts.isIdentifier(node.name) ? node.name.text : 'a function';
      found.push({ name: `${path}: ${name}`, lines: line(node.end) - line(node.getStart()) + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

describe('the rooms', () => {
  it('are all known', () => {
    const rooms = new Set(sources.map(({ path }) => roomOf(path)));
    rooms.delete('walk');
    expect([...rooms].filter((room) => !Object.hasOwn(MAY_IMPORT, room))).toEqual([]);
  });

  it('import only what the table allows', () => {
    const wrong = sources.flatMap((source) =>
      source.imports.filter((item) => !isAllowed(source.path, item)).map(({ to }) => `${source.path} imports ${to}`),
    );
    expect(wrong).toEqual([]);
  });

  it('have no import cycles, imports of types counted', () => {
    expect(findCycle()).toBeUndefined();
  });

  it('import files that exist', () => {
    const paths = new Set(sources.map(({ path }) => path));
    const missing = sources.flatMap((source) =>
      source.imports.filter(({ to }) => !paths.has(to)).map(({ to }) => `${source.path} imports ${to}`),
    );
    expect(missing).toEqual([]);
  });
});

describe('the files', () => {
  it('are short enough to read at one sitting', () => {
    expect(sources.filter(({ lines }) => lines > MAX_FILE_LINES).map(({ path, lines }) => `${path}: ${lines}`)).toEqual([]);
  });

  it('hold short functions', () => {
    expect(sources.flatMap(functionsOf).filter(({ lines }) => lines > MAX_FUNCTION_LINES)).toEqual([]);
  });

  it('begin by saying what they are', () => {
    expect(sources.filter(({ tree }) => !/^\/\/ \S/.test(tree.text)).map(({ path }) => path)).toEqual([]);
  });
});
