// Params that only scikit-learn has, written in a grid file.

import { describe, expect, it } from 'vitest';
import { fixture, run, scratch } from './run.js';

const iris = fixture('iris.csv');
const { put } = scratch();
const fit = (text: string) => run(['fit', iris, '-g', put('g.yaml', text), '-q']);

describe('a param that only scikit-learn has', () => {
  it('is accepted where it changes nothing, and told once', async () => {
    const knn = '{KNeighborsClassifier: {n_jobs: 2, p: 2, leaf_size: 9}}';
    const { code, stdout } = await fit(`pipeline: [{k: ${knn}}]\nparam_grid: {k: [${knn}, GaussianNB]}\ncv: 3\n`);
    expect(code).toBe(0);
    const { warnings } = JSON.parse(stdout);
    const told = warnings.map(({ message }: { readonly message: string }) => message);
    expect(told).toEqual(
      expect.arrayContaining([
        'leaf_size of KNeighborsClassifier has no effect: the neighbours are the same',
        'p of KNeighborsClassifier has no effect: distances are Euclidean',
      ]),
    );
    expect(new Set(told).size).toBe(told.length);
  });

  it.each([
    ['pipeline: [{s: {SVC: {probability: true}}}]\n', 'put a step Calibration behind it'],
    ['pipeline: [{s: {KNeighborsClassifier: {p: 1}}}]\n', 'distances are Euclidean'],
    ['pipeline: [{s: LinearSVC}]\nparam_grid: {s__dual: [true, false]}\n', 'leave it out: the optimum is the same'],
    ['pipeline: [GaussianNB]\nscoring: {m: {f1_macro: {average: macro}}}\n', 'it is part of the name'],
  ])('is refused with what to write where it would change something: %s', async (text, help) => {
    const { code, stderr } = await fit(text);
    expect(code).toBe(2);
    expect(stderr).toContain('GRID_UNKNOWN_PARAM');
    expect(stderr).toContain(help);
  });
});
