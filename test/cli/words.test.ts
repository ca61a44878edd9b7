// Grids and models as other tools write them, through the program.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixture, scratch } from './run.js';
import { runHere as run } from './run-here.js';

const { folder, put } = scratch();
const iris = fixture('iris.csv');

describe('what other tools write', () => {
  it('is read where a file is UTF-16: a grid and a model, with the mark in front or without', async () => {
    const text = 'pipeline: [{model: LogisticRegression}]\ncv: 3\n';
    const grid = put('plain.yaml', text);
    const wide = join(folder, 'wide.yaml');
    writeFileSync(wide, Buffer.from(`\ufeff${text}`, 'utf16le'));
    const model = join(folder, 'model.json');
    const plain = await run(['fit', iris, '-g', grid, '-j', '1', '--model', model]);
    const other = await run(['fit', iris, '-g', wide, '-j', '1']);
    expect(other.code).toBe(0);
    expect(JSON.parse(other.stdout).best_score_).toBe(JSON.parse(plain.stdout).best_score_);
    const swapped = join(folder, 'model16.json');
    writeFileSync(swapped, Buffer.from(readFileSync(model, 'utf8'), 'utf16le').swap16());
    const predicted = await run(['predict', swapped, iris]);
    expect(predicted.stdout).toBe((await run(['predict', model, iris])).stdout);
  });
});
