// Modules of one's own that slip, through the program: whatever they do, on whichever engine, it is told in words, and
// the same words.

import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { fixture, run, scratch } from '../../cli/run.js';
import { comparable } from '../../search/result.js';

const { folder, put } = scratch();
const iris = fixture('iris.csv');

const ENGINES: Readonly<Record<string, readonly string[]>> = {
  one: ['-j', '1'],
  threads: ['-j', '2', '--engine', 'threads'],
  local: ['-j', '2', '--engine', 'local'],
};

interface Slips {
  readonly top?: string;
  readonly fit?: string;
  readonly predict?: string;
  readonly score?: string;
  readonly model?: string;
  readonly cost?: string;
  /** The candidates' v. */
  readonly values?: string;
}

let made = 0;

/**
 * A classifier that names class v, and the accuracy as a metric of one's own, with slips in them. @returns the grid's
 * path
 */
function module({
  top = '',
  fit = '',
  predict = '',
  score = '',
  model = 'f',
  cost = '1e-3',
  values = '0, 1, 2',
}: Slips): string {
  const name = `own${made++}`;
  put(
    `${name}.mjs`,
    `${top}
export const E = { role: 'classifier', task: 'classification', summary: 's', params: { v: { default: 0, accepts: [{ kind: 'number' }], about: 'v' } },
  needs: () => ({ rows: true }), cost: () => { ${cost.includes(';') ? cost : `return ${cost};`} },
  fit: ({ params }) => params.map(({ v }) => { ${fit}; return { ok: true, fitted: { v }, warnings: [] }; }),
  predict: ({ X, items }) => items.map(({ fitted: { v } }) => { ${predict}; return { kind: 'classes', codes: new Int32Array(X.rows).fill(v) }; }),
  toModel: (f) => (${model}), fromModel: (m) => m };
export const M = { task: 'classification', summary: 's', params: {}, reads: 'codes',
  score({ truth, prediction: { codes } }) { ${score}; return truth.codes.filter((code, i) => code === codes[i]).length / codes.length; } };
`,
  );
  return put(
    `${name}.yaml`,
    `pipeline: [{e: {"./${name}.mjs#E": {}}}]\nparam_grid: {e__v: [${values}]}\nscoring: {m: "./${name}.mjs#M", accuracy: accuracy}\nrefit: m\ncv: 3\n`,
  );
}

const fit = (grid: string, ...words: readonly string[]) => run(['fit', iris, '-g', grid, '--json', ...words]);

/** The documents of all engines, which must be one. */
const onEachEngine = (slips: Slips, code: number, ...words: readonly string[]) =>
  onEngines(Object.values(ENGINES), slips, code, words);

async function onEngines(
  engines: readonly (readonly string[])[],
  slips: Slips,
  code: number,
  words: readonly string[] = [],
) {
  const grid = module(slips);
  const runs = await Promise.all(engines.map((engine) => fit(grid, '-q', ...engine, ...words)));
  for (const ran of runs) expect(ran.code, ran.stderr).toBe(code);
  const [one, ...others] = runs.map(({ stdout }) => stdout);
  for (const other of others) expect(comparable(other)).toEqual(comparable(one));
  expect(one).not.toContain(folder);
  return { document: JSON.parse(one), grid, stderr: runs[0].stderr };
}

const WARNINGS =
  'return { ok: true, fitted: { v }, warnings: Array.from({ length: 1e6 }, (_, i) => ({ code: "W", message: "m" + i })) }';
/** What the fit of a candidate does; candidate 0 does nothing wrong, candidate 2 predicts what is no class. */
const IN_FIT: Readonly<Record<number, string>> = {
  1: 'throw new Error("mine")',
  3: 'process.exit(0)',
  4: WARNINGS,
  5: 'Array.prototype[Symbol.iterator] = function* () {}',
  6: 'JSON.stringify = () => "{}"',
  7: 'globalThis.process = null',
  8: 'Math.exp = () => 0',
};

describe('an estimator of one’s own whose candidates slip, each in its way', () => {
  let ran: Awaited<ReturnType<typeof onEachEngine>>;
  beforeAll(async () => {
    const slips = {
      fit: Object.entries(IN_FIT)
        .map(([v, deed]) => `if (v === ${v}) { ${deed} }`)
        .join(' '),
      predict: 'if (v === 2) return { kind: "classes", codes: new Int32Array(X.rows).fill(3) }',
      values: '0, 1, 2, 3, 4, 5, 6, 7, 8',
    };
    ran = await onEachEngine(slips, 0);
  }, 60_000);
  const errorsOf = (v: number): { code: string; message: string; split: number }[] =>
    ran.document.errors.filter(({ candidate }: { candidate: number }) => candidate === v);

  it('is the same bytes on every engine, and the candidate that does nothing wrong has its score', () => {
    const means = ran.document.cv_results_.mean_test_m.map((mean: number | null) => mean !== null);
    expect(means).toEqual([true, ...Array(8).fill(false)]);
    expect(ran.document.errors).toHaveLength(8 * 3);
  });

  it('that throws in a fit is told with its place in the file; -v shows the stack', async () => {
    const [first] = errorsOf(1);
    expect(first).toMatchObject({ split: 0, code: 'EXTENSION_FAILED' });
    expect(first.message).toMatch(/^\.\/own\d+\.mjs#E: fit failed: mine \(\.\/own\d+\.mjs:4:\d+\)$/);
    const { stderr } = await fit(ran.grid, '-v', '-j', '1', '--set', 'grid.e__v=[0, 1]');
    expect(stderr).toMatch(/Error: mine\n\s+at .*own\d+\.mjs:4:/);
  });

  it('that throws in a prediction fails its candidate alone, whatever is predicted beside it', async () => {
    expect(errorsOf(2).map(({ split }) => split)).toEqual([0, 1, 2]);
    expect(errorsOf(2)[0].message).toContain('predict returned the code 3 for row 0: there are 3 classes, from 0 on');
    const { stdout } = await fit(ran.grid, '-q', '--no-share');
    expect(JSON.parse(stdout).errors).toEqual(ran.document.errors);
    expect(JSON.parse(stdout).cv_results_.mean_test_m).toEqual(ran.document.cv_results_.mean_test_m);
  });

  it.each([
    [3, 'would end the program in a fit', 'fit called process.exit(0), which would end the program'],
    [4, 'gives a million warnings', 'fit gave 1000000 warnings, of 100 at the most'],
    [5, 'changes iterators in a fit', 'it changes Array.prototype.Symbol(Symbol.iterator)'],
    [6, 'changes JSON in a fit', 'it changes JSON.stringify'],
    [7, 'changes the process in a fit', 'it changes process'],
    [8, 'changes a number in a fit', 'it changes Math.exp'],
  ])('%i: that %s fails its candidate alone', (v, _what, why) => {
    expect(errorsOf(v)).toHaveLength(3);
    expect(errorsOf(v)[0]).toMatchObject({ code: 'EXTENSION_CONTRACT', message: expect.stringContaining(why) });
  });
});

describe('an estimator of one’s own', () => {
  it.each([
    ['NaN', '({ x: NaN })', 'toModel it.x is NaN'],
    ['a function', '({ x: () => 1 })', 'toModel it.x is a function'],
    [
      'a circle',
      '(() => { const a = {}; a.a = a; return a })()',
      'toModel it is nested deeper than 64, or in a circle',
    ],
  ])('whose model holds %s cannot be refitted; the scores are written', async (what, model, message) => {
    // What a model may hold is looked at where it is written, whatever it was fitted on.
    const engines = what === 'a circle' ? Object.values(ENGINES) : [ENGINES.one];
    const { document, stderr } = await onEngines(engines, { model }, 3);
    expect(document).toMatchObject({
      status: 'failed',
      best_index_: 0,
      errors: [{ split: null, code: 'EXTENSION_CONTRACT' }],
    });
    expect(document.errors[0].message).toContain(message);
    expect(document.best_estimator_).toBeUndefined();
    expect(stderr).toContain('error[REFIT_FAILED]');
  });

  it('may be given any time: --max-time of years is no limit', async () => {
    const { document } = await onEachEngine({}, 0, '--max-time', '99999999');
    expect(document).toMatchObject({ status: 'complete', errors: [] });
  });

  it('that leaves a promise behind which fails ends the search on every engine, and nothing of it is kept', async () => {
    const grid = module({ fit: 'if (v === 1) Promise.reject(new Error("lost"))' });
    for (const engine of Object.values(ENGINES)) {
      const { code, stdout, stderr } = await fit(grid, ...engine);
      expect([code, stdout], stderr).toEqual([3, '']);
      expect(stderr).toMatch(
        /error\[EXTENSION_CONTRACT\]: \S+ left a promise or a timer that failed when nobody waited for it: lost \(/,
      );
    }
  });

  it('that prints reaches standard error on every engine, and standard output never', async () => {
    const say = 'console.log("from fit"); process.stdout.write("from fit too\\n")';
    const grid = module({
      top: 'import { stdout } from "node:process"; console.log("from load"); stdout.write("from load too\\n");',
      fit: say,
    });
    for (const engine of Object.values(ENGINES)) {
      const { code, stdout, stderr } = await fit(grid, ...engine);
      expect(code, stderr).toBe(0);
      expect(JSON.parse(stdout).format).toBe('gridsearch-result');
      for (const words of ['from load', 'from load too', 'from fit', 'from fit too']) expect(stderr).toContain(words);
    }
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'whose fit never returns is broken off by %s, however short it is predicted to be',
    async (signal) => {
      const grid = module({ fit: 'process.stderr.write("fit begins\\n"); for (;;);' });
      const { code, stdout } = await run(['fit', iris, '-g', grid, '--json', '-j', '1'], {
        during: (child) =>
          child.stderr?.on('data', (text: string) => text.includes('fit begins') && child.kill(signal)),
      });
      expect(code).toBe(signal === 'SIGINT' ? 130 : 143);
      expect(JSON.parse(stdout).status).toBe('partial');
    },
  );
});

describe('code of one’s own that never returns', () => {
  const here = 'process.stderr.write("begins\\n"); for (;;);';
  const broken = (slips: Slips, signal: NodeJS.Signals, ...words: readonly string[]) =>
    run(['fit', iris, '-g', module(slips), '--json', ...words], {
      during: (child) => child.stderr?.on('data', (text: string) => text.includes('begins') && child.kill(signal)),
    });

  it.each([
    ['while the search is planned', { cost: here }],
    ['while the model is written', { model: `(() => { ${here} })()` }],
  ])('%s is ended by SIGINT and by SIGTERM', async (_, slips) => {
    expect(await broken(slips, 'SIGINT')).toMatchObject({ code: 130, signal: null });
    // Nobody hears SIGTERM meanwhile, so it does what it does.
    expect(await broken(slips, 'SIGTERM')).toMatchObject({ code: null, signal: 'SIGTERM' });
  });

  it('in the middle of what it prints is ended with a message all the same', async () => {
    const prints = 'process.stderr.write("begins\\n"); for (;;) { process.stderr.write("."); console.log("."); }';
    for (let i = 0; i < 4; i++) {
      const { code, stderr } = await broken({ cost: prints }, 'SIGINT');
      expect(code).toBe(130);
      expect(stderr).toContain('interrupted while code of your own ran');
    }
  });

  it('while the model is written loses the model alone: the scores are written', async () => {
    const { stdout } = await broken({ model: `(() => { ${here} })()` }, 'SIGINT');
    expect(JSON.parse(stdout)).toMatchObject({
      status: 'partial',
      best_index_: 0,
      errors: [{ split: null, code: 'INTERRUPTED' }],
    });
  });

  it('while the search is planned is ended by --max-time, and at the top level of a module by the program itself', async () => {
    const planned = await run(['fit', iris, '-g', module({ cost: 'for (;;);' }), '--json', '--max-time', '0.5']);
    expect([planned.code, planned.stdout], planned.stderr).toEqual([3, '']);
    expect(planned.stderr).toContain('error[NO_SCORE]: the time was over while code of your own ran');
    const loaded = await run([
      'plan',
      iris,
      '-g',
      module({ top: 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);' }),
    ]);
    expect([loaded.code, loaded.stdout], loaded.stderr).toEqual([2, '']);
    expect(loaded.stderr).toContain('it is not done after 8 s');
  });
});

describe('a metric of one’s own that throws', () => {
  it('leaves the other metrics as they are, as in scikit-learn, and is asked again by the next search', async () => {
    const grid = module({ score: 'if (codes[0] === 1) throw new Error("no")' });
    const words = ['-q', '--cache', join(folder, 'cache')];
    const fits = [];
    for (const _ of ['cold', 'warm']) {
      const { stdout } = await run(['fit', iris, '-g', grid, '--json', ...words], {
        environment: { GRIDSEARCH_NO_CACHE: '0' },
      });
      fits.push(JSON.parse(stdout));
    }
    const [{ cv_results_: table, errors }, again] = fits;
    expect(table.mean_test_m[1]).toBeNull();
    expect(table.mean_test_accuracy[1]).toBeCloseTo(1 / 3, 12);
    expect(errors[0]).toMatchObject({ candidate: 1, code: 'EXTENSION_FAILED' });
    expect(again.errors).toEqual(errors);
  });
});

describe('a module of one’s own', () => {
  it.each([
    [
      'ends the program',
      'process.exit(0);',
      'error[EXTENSION_CONTRACT]: ',
      'called process.exit(0), which would end the program',
    ],
    ['aborts it', 'process.abort();', 'error[EXTENSION_CONTRACT]: ', 'called process.abort()'],
    ['kills it', 'process.kill(process.pid);', 'error[EXTENSION_CONTRACT]: ', 'called process.kill(process.pid)'],
    [
      'awaits what never comes',
      'process.exitCode = 0; await new Promise(() => {});',
      'error[EXTENSION_CONTRACT]: ',
      'it awaits at its top level what never comes',
    ],
    [
      'rejects a promise',
      'Promise.reject("late");',
      'error[EXTENSION_CONTRACT]: ',
      'failed when nobody waited for it: late',
    ],
    ['changes JSON', 'JSON.stringify = () => "{}";', 'error[EXTENSION_CONTRACT]: ', 'it changes JSON.stringify'],
    ['takes the process away', 'globalThis.process = null;', 'error[EXTENSION_CONTRACT]: ', 'it changes process'],
    [
      'changes what all inherit from',
      'Object.prototype.evil = 1;',
      'error[EXTENSION_CONTRACT]: ',
      'it changes Object.prototype.evil',
    ],
    ['throws', 'throw new Error("top");', 'error[EXTENSION_FAILED]: ', 'cannot be loaded: top (./own'],
    [
      'imports what is not there',
      'import "nothing-like-this";',
      'error[EXTENSION_FAILED]: ',
      "cannot be loaded: Cannot find package 'nothing-like-this'",
    ],
  ])('that %s when it is loaded is told so', async (_, top, code, message) => {
    const grid = module({ top });
    for (const command of message.includes('exit') ? ['fit', 'plan'] : ['fit']) {
      const ran = await run([command, iris, '-g', grid, ...(command === 'fit' ? ['--json'] : [])]);
      expect([ran.code, ran.stdout], ran.stderr).toEqual([2, '']);
      expect(ran.stderr).toContain(code);
      expect(ran.stderr).toContain(message);
    }
  });

  it('is told likewise by predict and score', async () => {
    const model = join(folder, 'model.json');
    const grid = module({});
    await fit(grid, '--model', model, '-q');
    const file = grid.replace('.yaml', '.mjs');
    const right = await run(['predict', model, iris, '--extension', file]);
    expect([right.code, right.stdout.split('\n').length], right.stderr).toEqual([0, 152]);
    put(file.slice(folder.length + 1), 'process.exit(0);');
    for (const command of ['predict', 'score']) {
      const { code, stdout, stderr } = await run([command, model, iris, '--extension', file]);
      expect([code, stdout], stderr).toEqual([2, '']);
      expect(stderr).toContain('called process.exit(0)');
    }
  });

  it('may be CommonJS, and export what Node cannot see in its text', async () => {
    const grid = module({});
    const name = grid.slice(0, -'.yaml'.length);
    put(`${name.slice(folder.length + 1)}.cjs`, `module.exports = Object.assign({}, require('${name}.plain.cjs'));`);
    put(
      `${name.slice(folder.length + 1)}.plain.cjs`,
      `exports.E = { role: 'regressor', summary: 's', params: {}, needs: () => ({ rows: true }), cost: () => 0, toModel: () => ({}), fromModel: () => ({}),
        fit: ({ params }) => params.map(() => ({ ok: true, fitted: {}, warnings: [] })),
        predict: ({ X, items }) => items.map(() => ({ kind: 'values', values: new Float64Array(X.rows).fill(1) })) };`,
    );
    const path = put('common.yaml', `pipeline: [{e: {"${name}.cjs#E": {}}}]\ncv: 3\n`);
    const { code, stderr } = await run(['fit', fixture('diabetes.csv'), '-g', path, '--json', '-q']);
    expect(code, stderr).toBe(0);
  });
});
