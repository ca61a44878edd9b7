// What a search holds in memory, counted: projections that live at a time.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileStore } from '../../src/artifacts/file-store.js';
import type { JsonObject } from '../../src/base/json.js';
import { matrixOf } from '../../src/base/matrix.js';
import { keyOf } from '../../src/graph/plan/key.js';
import { matrixKey } from '../../src/graph/plan/plan-data.js';
import { createKernels } from '../../src/kernels/index.js';
import { REGISTRIES } from '../../src/plugins/all-plugins.js';
import type { SearchEvent } from '../../src/schedule/events.js';
import { gridSearch } from '../../src/search/grid-search.js';
import { WorkerContext } from '../../src/worker/worker-context.js';

const data = new URL('../../fixtures/synthetic_600x60.csv', import.meta.url).pathname;

describe('the memory of a search', () => {
  it('holds nothing of X in a worker process between two tasks', () => {
    const directory = mkdtempSync(join(tmpdir(), 'memory-test-'));
    const kernels = createKernels();
    const store = fileStore(directory);
    const room = new WorkerContext({ kernels, store, shared: false, ...REGISTRIES });
    const [X, rows] = [matrixKey('digest'), keyOf('rows', 'some', 1)];
    store.put(X, matrixOf(4, 2, Float64Array.of(0, 1, 10, 11, 20, 21, 30, 31)));
    store.put(rows, { segments: Int32Array.of(1, 2, 3, 4), ids: Int32Array.of(1, 3) });
    const before = kernels.heap.liveBytes;
    const { base, segments } = room.rows(X, rows);
    expect([[...base.data], segments]).toEqual([
      [10, 11, 30, 31],
      [
        [0, 1],
        [1, 2],
      ],
    ]);
    expect(kernels.heap.liveBytes).toBeGreaterThan(before);
    room.tidy();
    expect(kernels.heap.liveBytes).toBe(before);
    rmSync(directory, { recursive: true });
  });

  it.each([true, false])(
    'holds one projection at a time, as one job runs one task at a time (share: %s)',
    async (share) => {
      const grid: JsonObject = {
        pipeline: [{ scale: 'StandardScaler' }, { pca: 'PCA' }, { logistic: 'LogisticRegression' }],
        param_grid: { pca__n_components: [2, 5, 7], logistic__C: [0.1, 1] },
        cv: 5,
      };
      let [made, live, most] = [0, 0, 0];
      const observer = (event: SearchEvent): void => {
        if (event.type === 'finished' && event.op === 'transform') [made, live] = [made + 1, live + 1];
        if (event.type === 'released') live -= event.keys.filter((key) => key.startsWith('transform:')).length;
        most = Math.max(most, live);
      };
      await gridSearch({ data, grid, jobs: 1, share, observer });
      // Of each split its train and test rows, and the train rows of the refit; alone, the same for each of the six
      // candidates.
      expect([made, most, live]).toEqual([2 * 5 * (share ? 1 : 6) + 1, 1, 0]);
    },
  );
});
