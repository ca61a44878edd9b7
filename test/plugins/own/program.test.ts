// Estimators and metrics of one's own through the program: the example of docs/custom.md, and what can be wrong with a
// module.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { fixture, run, scratch } from '../../cli/run.js';
import { comparable } from '../../search/result.js';

const page = readFileSync(fileURLToPath(new URL('../../../docs/custom.md', import.meta.url)), 'utf8');
const block = (language: string): string => new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(page)?.[1] ?? '';
const { folder, put } = scratch();
const iris = fixture('iris.csv');

/** The example in a folder of its own, with something in it replaced. */
function example(name: string, from = '', to = ''): { readonly grid: string; readonly module: string } {
  mkdirSync(join(folder, name));
  const module = put(join(name, 'mine.mjs'), block('js').replace(from, to));
  return { grid: put(join(name, 'grid.yaml'), block('yaml')), module };
}

describe('the example of docs/custom.md', () => {
  const { grid, module } = example('page');
  const model = join(folder, 'model.json');

  it('gives scikit-learn’s scores of a nearest centroid, the same bytes in this process, in workers and unshared', async () => {
    const results = [];
    for (const words of [['-j', '1'], ['-j', '2'], ['--no-share']]) {
      const { code, stdout, stderr } = await run(['fit', iris, '-g', grid, '-q', '--json', '--model', model, ...words]);
      expect(code, stderr).toBe(0);
      results.push(stdout);
    }
    const [inline, workers, alone] = results;
    const {
      split0_test_accuracy: a,
      split1_test_accuracy: b,
      split2_test_accuracy: c,
    } = JSON.parse(inline).cv_results_;
    // NearestCentroid() after StandardScaler(), scikit-learn 1.2.1.
    expect([a[0], b[0], c[0]]).toEqual([0.84, 0.9, 0.86]);
    expect(comparable(workers)).toEqual(comparable(inline));
    expect(comparable(alone, { graph: false })).toEqual(comparable(inline, { graph: false }));
  });

  it('predicts and scores with the file, and never loads it on the word of a model', async () => {
    const refused = await run(['predict', model, iris]);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('error[MODEL_EXTENSION]');
    expect(refused.stderr).toContain('--extension ./mine.mjs');
    const { code, stdout } = await run(['predict', model, iris, '--extension', module]);
    expect([code, stdout.split('\n')[1]]).toEqual([0, 'setosa']);
    const scored = await run([
      'score',
      model,
      iris,
      '--extension',
      module,
      '--scoring',
      `{sure: "${module}#SureShare", accuracy: accuracy}`,
    ]);
    expect(Object.keys(JSON.parse(scored.stdout))).toEqual(['sure', 'accuracy']);
  });

  it('is computed anew when the file has changed', async () => {
    const { grid: own, module: file } = example('cached');
    const fit = async () => {
      const { stdout, stderr } = await run(['fit', iris, '-g', own, '-q', '--json', '--cache', join(folder, 'cache')], {
        environment: { GRIDSEARCH_NO_CACHE: '0' },
      });
      expect(stderr).toBe('');
      return JSON.parse(stdout);
    };
    const first = await fit();
    const again = await fit();
    expect(again.graph.run).toBeLessThan(first.graph.run);
    writeFileSync(file, block('js').replace('near.indexOf(Math.max(', 'near.indexOf(Math.min('));
    const changed = await fit();
    expect(changed.cv_results_.mean_test_accuracy).not.toEqual(first.cv_results_.mean_test_accuracy);
  });
});

describe('a module of one’s own that is wrong', () => {
  const refusal = async (name: string, from: string, to: string): Promise<string> => {
    const { code, stdout, stderr } = await run([
      'fit',
      iris,
      '-g',
      example(name, from, to).grid,
      '-q',
      '--json',
      '-j',
      '1',
    ]);
    expect([code, stdout], stderr).toEqual([2, '']);
    return stderr;
  };

  it('and does not parse is told with its place in the grid', async () => {
    const message = await refusal('syntax', 'export const', 'export konst');
    expect(message).toContain('error[EXTENSION_FAILED]: ./mine.mjs#NearestCentroid cannot be loaded');
    expect(message).toMatch(/grid\.yaml:4:13\b/);
  });

  it('and lacks the export is told with what it exports', async () => {
    const message = await refusal('export', 'const NearestCentroid', 'const NearestCentroids');
    expect(message).toContain('error[EXTENSION_EXPORT]: mine.mjs exports nothing that is called "NearestCentroid"');
    expect(message).toContain('did you mean "NearestCentroids"?');
  });

  it('and breaks the contract is told what is missing', async () => {
    expect(await refusal('contract', 'cost: (params', 'costs: (params')).toContain(
      'error[EXTENSION_CONTRACT]: ./mine.mjs#NearestCentroid: cost must be a function',
    );
  });

  it('and throws while the work is planned is told as its own fault', async () => {
    expect(await refusal('plan', 'needs: () => ({ rows: true })', 'needs: () => nothing')).toContain(
      'error[EXTENSION_FAILED]: ./mine.mjs#NearestCentroid: needs failed: nothing is not defined',
    );
  });

  it('and throws in a fit fails its candidates alone', async () => {
    const { grid } = example(
      'throws',
      'const k = target',
      "if (params[0].shrink > 0) throw new Error('too far'); const k = target",
    );
    const { code, stdout } = await run(['fit', iris, '-g', grid, '-q', '--json', '-j', '1']);
    const { cv_results_: table, errors } = JSON.parse(stdout);
    expect([code, table.mean_test_accuracy]).toEqual([0, [expect.closeTo(0.8667, 4), null]]);
    expect(errors[0].message).toContain('too far');
  });

  it('and is not there is told where it was looked for', async () => {
    const grid = put('lost.yaml', 'pipeline: ["./lost.mjs#Model"]\n');
    const { code, stderr } = await run(['fit', iris, '-g', grid]);
    expect(code).toBe(2);
    expect(stderr).toContain('error[EXTENSION_NOT_FOUND]');
  });
});
