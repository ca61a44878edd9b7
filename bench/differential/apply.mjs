// node apply.mjs BIN: for each line {model, data, scoring} on stdin a line of answers: the library's predictions and
// scores; the labels that the ten lines of docs/model.md give where a model's steps are scaler, PCA, logistic (each may
// be absent); how far ml-pca is that loads the first step.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const root = dirname(dirname(resolve(process.argv[2])));
const { predictRows, scoreRows } = await import(join(root, 'dist/index.js'));
const code = /```js\n([\s\S]*?)```/.exec(readFileSync(join(root, 'docs/model.md'), 'utf8'))[1];
const { predict } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
const { PCA } = createRequire(join(root, 'package.json'))('ml-pca');

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  const answer = {
    predict: await orError(() => predictionsOf(asked)),
    score: await orError(() => scoreRows(asked)),
    manual: await orError(() => manual(asked)),
  };
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

async function orError(work) {
  try {
    return await work();
  } catch (error) {
    return { error: `${error.code ?? error.name}: ${error.message}` };
  }
}

function rowOf({ data, stride }, i, cols) {
  return [...data.subarray(i * stride, i * stride + cols)];
}

async function predictionsOf(asked) {
  const { predictions, classes, probabilities } = await predictRows(asked);
  const said = [...predictions];
  return { said, classes, probabilities: probabilities && said.map((_, i) => rowOf(probabilities, i, classes.length)) };
}

function manual({ model: path, data }) {
  const model = JSON.parse(readFileSync(path, 'utf8'));
  const lines = readFileSync(data, 'utf8').trim().split('\n');
  const cells = lines.map((text) => text.split(','));
  if (model.columns_ || cells.some((row) => row.length !== cells[0].length)) return {};
  const at = model.feature_names_in_.map((name) => cells[0].indexOf(name));
  const rows = cells.slice(1).map((row) => at.map((j) => Number(row[j])));
  return { ...byTheManual(model, rows), ...byPca(model.steps[0], rows) };
}

function byTheManual(model, rows) {
  const p = model.feature_names_in_.length;
  const [scaler, pca, logistic] = ['StandardScaler', 'PCA', 'LogisticRegression'].map((name) =>
    model.steps.find((step) => step.estimator === name),
  );
  const ok = /^(StandardScaler ?)?(PCA ?)?LogisticRegression$/.test(
    model.steps.map((step) => step.estimator).join(' '),
  );
  if (!ok || (scaler && !(Array.isArray(scaler.mean_) && Array.isArray(scaler.scale_)))) return {};
  const eye = Array.from({ length: p }, (_, i) => Array.from({ length: p }, (__, j) => Number(i === j)));
  const steps = [
    scaler ?? { mean_: new Array(p).fill(0), scale_: new Array(p).fill(1) },
    pca ?? { model: { means: new Array(p).fill(0), U: eye } },
    logistic,
  ];
  return { labels: rows.map((row) => predict({ ...model, steps }, row)) };
}

function byPca({ estimator, model }, rows) {
  if (!(estimator === 'PCA' || estimator === 'ml-pca') || !model) return {};
  const k = model.U[0].length;
  const theirs = PCA.load(structuredClone(model)).predict(rows, { nComponents: k }).to2DArray();
  let gap = 0;
  for (const [i, row] of rows.entries()) {
    const centred = row.map((v, j) => (v - model.means[j]) / (model.stdevs ? model.stdevs[j] : 1));
    for (let c = 0; c < k; c++) {
      const own = centred.reduce((sum, v, j) => sum + v * model.U[j][c], 0);
      gap = Math.max(gap, Math.abs(own - theirs[i][c]) / Math.max(1, Math.abs(own)));
    }
  }
  return { pcaGap: gap };
}
