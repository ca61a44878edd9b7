// Writes benchmark data as CSV: the post's 10,000 × 500 problem (`seed`), or one of any other shape.
// In: a preset or options, and a path. Out: header f0 … f<p−1>,y and numbers in JavaScript's shortest form that reads
// back exactly. bench/README.md lists the options and how to run it.

import { closeSync, openSync, writeSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type ClassificationData, type ClassificationOptions, makeClassification } from './make-classification.js';

const USAGE = `usage: make-data seed <out.csv>
       make-data --rows N --cols P [--seed S] [--informative I] [--redundant R] [--repeated R] [--classes K] [--clusters C]
                 [--sep X] [--flip X] [--scale drawn] [--standardise] <out.csv>
`;

const SEED: ClassificationOptions = { nSamples: 10_000, nFeatures: 500, nClasses: 2, nRedundant: 250, randomState: 42 };

/** How much text is gathered before it is written. */
const CHUNK_CHARACTERS = 1 << 20;

function main(): void {
  try {
    const { options, standardise, out } = readArguments(process.argv.slice(2));
    const made = makeClassification(options);
    if (standardise) standardiseColumns(made);
    writeCsv(made, out);
    process.stderr.write(`${out}: ${made.X.rows} rows, ${made.X.cols} features and y\n`);
  } catch (error) {
    process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    process.exitCode = 2;
  }
}

function readArguments(args: readonly string[]): { options: ClassificationOptions; standardise: boolean; out: string } {
  const text = { type: 'string' } as const;
  const names = [
    'rows',
    'cols',
    'seed',
    'informative',
    'redundant',
    'repeated',
    'classes',
    'clusters',
    'sep',
    'flip',
    'scale',
  ] as const;
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { ...Object.fromEntries(names.map((name) => [name, text])), standardise: { type: 'boolean' } },
    allowPositionals: true,
  });
  const { standardise, ...written } = values;
  const given = new Map(Object.entries(written).map(([name, value]) => [name, String(value)]));
  const preset = positionals.length === 2 && positionals[0] === 'seed' && given.size === 0;
  const out = positionals.at(-1);
  if (out === undefined || (positionals.length !== 1 && !preset))
    throw new Error('give `seed` and a path, or options and a path');
  return { options: preset ? SEED : shapeOf(given), standardise: standardise === true, out };
}

function shapeOf(given: ReadonlyMap<string, string>): ClassificationOptions {
  const number = (name: string): number | undefined => {
    const written = given.get(name);
    if (written === undefined) return undefined;
    const value = Number(written);
    if (written.trim() === '' || !Number.isFinite(value)) throw new Error(`--${name} needs a number, got "${written}"`);
    return value;
  };
  const nSamples = number('rows');
  const nFeatures = number('cols');
  if (nSamples === undefined || nFeatures === undefined) throw new Error('--rows and --cols are required');
  const scale = given.get('scale');
  if (scale !== undefined && scale !== 'drawn') throw new Error(`--scale takes only "drawn", got "${scale}"`);
  return {
    nSamples,
    nFeatures,
    nInformative: number('informative') ?? 2,
    nRedundant: number('redundant') ?? Math.min(2, Math.max(0, nFeatures - 2)),
    nRepeated: number('repeated') ?? 0,
    nClasses: number('classes') ?? 2,
    nClustersPerClass: number('clusters') ?? 2,
    classSep: number('sep') ?? 1,
    flipY: number('flip') ?? 0.01,
    scale: scale === 'drawn' ? null : 1,
    randomState: number('seed') ?? 42,
  };
}

/** Gives every column mean 0 and standard deviation 1, in place. */
function standardiseColumns({ X }: ClassificationData): void {
  for (let j = 0; j < X.cols; j++) {
    const at = (i: number): number => i * X.stride + j;
    let mean = 0;
    let square = 0;
    for (let i = 0; i < X.rows; i++) mean += X.data[at(i)] / X.rows;
    for (let i = 0; i < X.rows; i++) square += (X.data[at(i)] - mean) ** 2 / X.rows;
    const deviation = square === 0 ? 1 : Math.sqrt(square);
    for (let i = 0; i < X.rows; i++) X.data[at(i)] = (X.data[at(i)] - mean) / deviation;
  }
}

function writeCsv({ X, y }: ClassificationData, out: string): void {
  const file = openSync(out, 'w');
  try {
    let chunk = `${Array.from({ length: X.cols }, (_, j) => `f${j}`).join(',')},y\n`;
    for (let i = 0; i < X.rows; i++) {
      chunk += `${X.data.subarray(i * X.stride, i * X.stride + X.cols).join(',')},${y[i]}\n`;
      if (chunk.length < CHUNK_CHARACTERS && i < X.rows - 1) continue;
      writeAll(file, chunk);
      chunk = '';
    }
  } finally {
    closeSync(file);
  }
}

/** One call of writeSync may write less than it was given. */
function writeAll(file: number, text: string): void {
  const bytes = Buffer.from(text, 'latin1');
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
}

main();
