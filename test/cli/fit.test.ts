import { execFile, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { BINARY, fixture, run as runProcess, scratch } from './run.js';
import { runHere as run } from './run-here.js';

const { folder, put } = scratch();
const iris = fixture('iris.csv');
const small = put(
  'small.yaml',
  'pipeline: [{scaler: StandardScaler}, {knn: KNeighborsClassifier}]\nparam_grid: {knn__n_neighbors: [1, 3, 5]}\ncv: 3\n',
);
/** Long enough to be interrupted on any machine, with progress events all along. */
const long = put(
  'long.yaml',
  'pipeline: [{pca: PCA}, {logistic: LogisticRegression}]\nparam_grid: {pca__n_components: [40], logistic__C: {logspace: [-3, 5, 60]}, logistic__penalty: [l1]}\ncv: 10\n',
);
const digits = fixture('digits.csv');
/** Its document is larger than any pipe. */
const many = put(
  'many.yaml',
  'pipeline: [{nb: GaussianNB}]\nparam_grid: {nb__var_smoothing: {logspace: [-9, 0, 1500]}}\ncv: 2\n',
);

describe('fit', () => {
  it('writes one JSON document and a newline on standard output, everything else on standard error', async () => {
    const told = await run(['fit', iris, '-g', small]);
    expect(told.code).toBe(0);
    expect(told.stdout.endsWith('}\n')).toBe(true);
    expect(told.stdout.trimEnd()).not.toContain('\n');
    const document = JSON.parse(told.stdout);
    expect(document).toMatchObject({ format: 'gridsearch-result', status: 'complete', n_splits_: 3 });
    expect(document.cv_results_.params).toHaveLength(3);
    expect(told.stderr).toContain('Best accuracy');
    expect(told.stderr).toContain('100 %');
  });

  it('says nothing but errors when quiet', async () => {
    expect((await run(['fit', iris, '-g', small, '-q'])).stderr).toBe('');
  });

  it('writes -o whole, leaves standard output empty, and says what to type next', async () => {
    const [out, model] = [join(folder, 'r.json'), join(folder, 'm.json')];
    const told = await run(['fit', iris, '-g', small, '-o', out, '--model', model, '--json']);
    expect(told).toMatchObject({ code: 0, stdout: '' });
    expect(JSON.parse(readFileSync(out, 'utf8')).best_estimator_).toEqual(JSON.parse(readFileSync(model, 'utf8')));
    expect(told.stderr).toContain(`next: gridsearch predict ${model} new.csv`);
    expect(readdirSync(folder).filter((name) => /tmp|trial|\.\d+$/.test(name))).toEqual([]);
  });

  it('writes the document to standard output with -o - and not with --no-json', async () => {
    expect(JSON.parse((await run(['fit', iris, '-g', small, '-o', '-', '-q'])).stdout).status).toBe('complete');
    expect(await run(['fit', iris, '-g', small, '--no-json', '-q'])).toMatchObject({ code: 0, stdout: '' });
  });

  it('reads the data or the grid from standard input', async () => {
    const [data, grid] = [readFileSync(iris, 'utf8'), readFileSync(small, 'utf8')];
    const plain = JSON.parse((await run(['fit', iris, '-g', small, '-q'])).stdout);
    const dataPiped = JSON.parse((await run(['fit', '-', '-g', small, '-q'], { stdin: data })).stdout);
    const gridPiped = JSON.parse((await run(['fit', iris, '-g', '-', '-q'], { stdin: grid })).stdout);
    expect(dataPiped.cv_results_.mean_test_score).toEqual(plain.cv_results_.mean_test_score);
    expect(gridPiped.cv_results_.mean_test_score).toEqual(plain.cv_results_.mean_test_score);
  });

  it('lets flags win over the environment, and both over the grid file', async () => {
    const splits = async (words: string[], environment = {}) =>
      JSON.parse((await run(['fit', iris, '-g', small, '-q', ...words], { environment })).stdout).n_splits_;
    expect(await splits([], { GRIDSEARCH_CV: '4' })).toBe(4);
    expect(await splits(['--cv', '5'], { GRIDSEARCH_CV: '4' })).toBe(5);
    expect(await splits(['--set', 'cv=6'])).toBe(6);
  });

  it('indents with --pretty without changing a value', async () => {
    const { stdout } = await run(['fit', iris, '-g', small, '-q', '--pretty']);
    expect(stdout).toMatch(/^\{\n {2}"format"/);
    expect(JSON.parse(stdout).status).toBe('complete');
  });

  it('fails the gate with 4 and writes the result all the same', async () => {
    const told = await run(['fit', iris, '-g', small, '--fail-under', '0.999']);
    expect(told.code).toBe(4);
    expect(JSON.parse(told.stdout).gates[0].passed).toBe(false);
    expect(told.stderr).toContain('error[GATE_FAILED]');
    expect((await run(['fit', iris, '-g', small, '--fail-under', '0.5', '-q'])).code).toBe(0);
  });

  it('ends with 3 and a document of nulls when nothing could be scored', async () => {
    const impossible = put(
      'impossible.yaml',
      'pipeline: [{pca: PCA}, {nb: GaussianNB}]\nparam_grid: {pca__n_components: [50]}\n',
    );
    const told = await run(['fit', iris, '-g', impossible]);
    expect(told.code).toBe(3);
    expect(JSON.parse(told.stdout)).toMatchObject({ status: 'failed', cv_results_: { mean_test_score: [null] } });
    expect(told.stderr).toContain('error[NO_SCORE]');
  });

  it('ends with 2 when a model is asked of a search that fits none', async () => {
    const model = join(folder, 'none.json');
    const told = await run(['fit', iris, '-g', small, '--refit', 'false', '--model', model]);
    expect(told.code).toBe(2);
    expect(told.stderr).toContain('error[NO_MODEL]');
    expect(JSON.parse(told.stdout).status).toBe('complete');
    expect(existsSync(model)).toBe(false);
  });

  it('shows file, line, column and the nearest name for a wrong grid', async () => {
    const wrong = put(
      'wrong.yaml',
      'pipeline: [{pca: PCA}, {nb: GaussianNB}]\nparam_grid:\n  pca__n_component: [1, 2]\n',
    );
    const told = await run(['fit', iris, '-g', wrong]);
    expect(told).toMatchObject({ code: 2, stdout: '' });
    expect(told.stderr).toContain(`--> ${wrong}:3:3`);
    expect(told.stderr).toContain('did you mean "pca__n_components"?');
  });

  it('prints the plan and runs nothing with --dry-run, as text and as JSON', async () => {
    const text = await run(['fit', iris, '-g', small, '--dry-run', '-q']);
    expect(text.stdout).toMatch(/^3 candidates × 3 folds = 9 fits asked\n/);
    expect(text).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse((await run(['fit', iris, '-g', small, '--dry-run', '--json', '-q'])).stdout)).toMatchObject({
      candidates: 3,
      splits: 3,
    });
  });
});

describe('plan', () => {
  it('agrees with fit about the graph', async () => {
    const planned = JSON.parse((await run(['plan', iris, '-g', small, '--format', 'json', '-q'])).stdout);
    const { graph } = JSON.parse((await run(['fit', iris, '-g', small, '-q'])).stdout);
    expect(planned.naive).toEqual(graph.naive);
    expect(planned.distinct).toEqual(graph.distinct);
  });
});

describe('streams', () => {
  it('a reader that closes early ends fit with 141 and no word', async () => {
    const shell = promisify(execFile);
    const { stdout, stderr } = await shell('bash', [
      '-c',
      `"${process.execPath}" "${BINARY}" fit "${iris}" -g "${many}" -q | head -c 10; echo "|\${PIPESTATUS[0]}"`,
    ]);
    expect(stdout).toBe('{"format":|141\n');
    expect(stderr).toBe('');
  });

  it('a full disk behind standard output ends fit with 5', async ({ skip }) => {
    skip(process.platform !== 'linux', 'needs Linux');
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, [BINARY, 'fit', iris, '-g', small, '-q'], {
      stdio: ['ignore', full, 'pipe'],
    });
    let stderr = '';
    child.stderr?.on('data', (piece) => {
      stderr += String(piece);
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    closeSync(full);
    expect(code).toBe(5);
    expect(stderr).toMatch(/^error\[OUTPUT_WRITE\]: cannot write to standard output: no space left/);
  });
});

describe('signals', () => {
  const interrupt = (name: NodeJS.Signals, times: number, words: string[] = []) =>
    runProcess(['fit', digits, '-g', long, '--jobs', '2', '--progress', 'plain', ...words], {
      during(child) {
        let sent = 0;
        child.stderr?.on('data', (piece) => {
          const text = String(piece);
          if (sent === 0 && text.includes('fits on')) {
            sent++;
            child.kill(name);
          } else if (sent < times && text.includes('interrupted')) {
            sent++;
            child.kill(name);
          }
        });
      },
    });

  it('Ctrl-C hands over what is finished, as a partial document, with 130', async () => {
    const told = await interrupt('SIGINT', 1);
    expect(told.code).toBe(130);
    expect(JSON.parse(told.stdout).status).toBe('partial');
    expect(told.stderr).toContain('interrupted: finishing with what is done');
  });

  it('SIGTERM does the same with 143, and writes -o', async () => {
    const out = join(folder, 'partial.json');
    const told = await interrupt('SIGTERM', 1, ['-o', out]);
    expect(told).toMatchObject({ code: 143, stdout: '' });
    expect(JSON.parse(readFileSync(out, 'utf8')).status).toBe('partial');
  });

  it('a second Ctrl-C ends at once', async () => {
    expect(await interrupt('SIGINT', 2)).toMatchObject({ code: 130 });
  });
});
