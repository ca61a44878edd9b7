// The house rules of docs/architecture.md, enforced on the sources: a room imports only from lower floors, no cycles,
// no long files, no long functions.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const sourceRoot = join(root, 'src');

/** The floors of the house, the highest first. A room imports only from lower floors, and from itself. */
const FLOORS: readonly (readonly string[])[] = [
  ['start'],
  ['cli', 'index'],
  ['search'],
  ['init', 'model', 'resources'],
  ['input', 'engines'],
  ['worker', 'cache'],
  ['plugins', 'report', 'output'],
  ['plugins/own', 'request'],
  ['results'],
  ['schedule'],
  ['strategies', 'graph'],
  ['grid', 'table'],
  ['table/csv', 'estimators', 'scorers', 'splitters'],
  ['contracts'],
  ['artifacts', 'kernels'],
  ['base'],
];
/** Rooms that lie in another room's folder. */
const INNER_ROOMS = ['table/csv', 'plugins/own'];
/** Imports that go up or along all the same, each with its reason; two at most. */
const EXCEPTIONS: readonly string[] = [];

const MAX_FILE_LINES = 300;
const MAX_FUNCTION_LINES = 60;
const MAX_ARGUMENTS = 3;
const PARTICIPLES = ['said', 'told', 'asked', 'wanted', 'own', 'known', 'held', 'made'];

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
      add(
        node.moduleSpecifier.text,
        ts.isImportDeclaration(node) ? node.importClause?.isTypeOnly === true : node.isTypeOnly,
      );
    } else if (
      ts.isCallExpression(node) &&
      node.expression.kind === ts.SyntaxKind.ImportKeyword &&
      ts.isStringLiteral(node.arguments[0])
    ) {
      add(node.arguments[0].text, false);
    } else if (
      ts.isImportTypeNode(node) &&
      ts.isLiteralTypeNode(node.argument) &&
      ts.isStringLiteral(node.argument.literal)
    ) {
      add(node.argument.literal.text, true);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return { path: path.replace(/\.ts$/, ''), tree, lines: text.split('\n').length - 1, imports };
}

const roomOf = (path: string) => INNER_ROOMS.find((room) => path.startsWith(`${room}/`)) ?? path.split('/')[0];
const floorOf = (path: string) => FLOORS.findIndex((rooms) => rooms.includes(roomOf(path)));

/** Whether what is imported lies further down, or in the same room. */
const goesDown = (from: string, to: string) => roomOf(from) === roomOf(to) || floorOf(to) > floorOf(from);

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
function functionsOf({ path, tree }: Source): { name: string; lines: number; arguments: number }[] {
  const found: { name: string; lines: number; arguments: number }[] = [];
  const line = (position: number) => tree.getLineAndCharacterOfPosition(position).line;
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) {
      const name = node.name !== undefined && ts.isIdentifier(node.name) ? node.name.text : 'a function';
      const lines = line(node.end) - line(node.getStart()) + 1;
      const positional = node.parameters.filter(({ dotDotDotToken }) => dotDotDotToken === undefined);
      found.push({ name: `${path}: ${name}`, lines, arguments: positional.length });
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/** Variables and arguments that are named by a participle, which says what happened to a thing and not what it is. */
function participlesOf({ path, tree }: Source): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const isDeclared = ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isBindingElement(node);
    if (isDeclared && ts.isIdentifier(node.name) && PARTICIPLES.includes(node.name.text))
      found.push(`${path}: ${node.name.text}`);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

describe('the rooms', () => {
  it('each lie on a floor', () => {
    expect(sources.filter(({ path }) => floorOf(path) < 0).map(({ path }) => path)).toEqual([]);
  });

  it('import only from lower floors', () => {
    const upward = sources.flatMap(({ path, imports }) =>
      imports.filter(({ to }) => !goesDown(path, to)).map(({ to }) => `${path} imports ${to}`),
    );
    expect(upward.filter((arrow) => !EXCEPTIONS.includes(arrow))).toEqual([]);
    expect(EXCEPTIONS.filter((arrow) => !upward.includes(arrow))).toEqual([]);
    expect(EXCEPTIONS.length).toBeLessThanOrEqual(2);
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
    expect(sources.filter(({ lines }) => lines > MAX_FILE_LINES).map(({ path, lines }) => `${path}: ${lines}`)).toEqual(
      [],
    );
  });

  it('hold short functions', () => {
    expect(sources.flatMap(functionsOf).filter(({ lines }) => lines > MAX_FUNCTION_LINES)).toEqual([]);
  });

  it('hold functions of at most three positional arguments, kernels aside', () => {
    const elsewhere = sources.filter(({ path }) => roomOf(path) !== 'kernels');
    const many = elsewhere.flatMap(functionsOf).filter((fn) => fn.arguments > MAX_ARGUMENTS);
    expect(many).toEqual([]);
  });

  it('name no variable by a participle', () => {
    expect(sources.flatMap(participlesOf)).toEqual([]);
  });

  it('have names that do not stand twice, entries, commands and fronts of kernels aside', () => {
    const names = sources
      .filter(({ path }) => !path.endsWith('/index') && !path.startsWith('cli/') && !path.startsWith('kernels/'))
      .map(({ path }) => path.slice(path.lastIndexOf('/') + 1));
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  it('begin by saying what they are', () => {
    expect(sources.filter(({ tree }) => !/^\/\/ \S/.test(tree.text)).map(({ path }) => path)).toEqual([]);
  });
});
