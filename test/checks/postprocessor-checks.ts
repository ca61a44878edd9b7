// The laws that every postprocessor keeps, tested for whatever is in the registry, with values taken from the declared
// params.

import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../src/base/json.js';
import { matrixOf } from '../../src/base/matrix.js';
import { RandomState } from '../../src/base/random.js';
import { type Params, rejectParam, withDefaults } from '../../src/contracts/params.js';
import type { OutOfFold, Postprocessor, PredictionOutcome } from '../../src/contracts/postprocessor.js';
import type { Prediction } from '../../src/contracts/prediction.js';
import type { Fitted } from '../../src/contracts/step.js';
import type { Kernels } from '../../src/kernels/index.js';

const LABELS = ['a', 'b', 'c'];

interface Problem {
  readonly name: string;
  readonly classes: readonly string[];
  readonly folds: readonly OutOfFold[];
}

/** Registers the contract tests of one postprocessor. */
export function checkPostprocessor(post: Postprocessor, kernels: Kernels): void {
  describe(post.name, () => {
    const problems = [
      problem('two classes', 2, 2),
      problem('three classes', 3, 3),
      problem('a class without rows', 3, 2),
    ];
    const cases = problems
      .flatMap((own) => paramsOf(post).map((params) => ({ own, params })))
      .filter(({ own, params }) => !refused(post, own, params));
    const learn = (own: Problem, params: Params): Fitted => {
      const outcome = post.fit?.({ kernels, folds: own.folds, classes: own.classes, params }) ?? {
        ok: true,
        fitted: {},
      };
      if (!outcome.ok) throw new Error(outcome.error.message);
      return outcome.fitted;
    };
    const use = (own: Problem, params: Params, fitted: Fitted): Prediction => {
      const outcome: PredictionOutcome = post.apply({
        kernels,
        prediction: own.folds[0].prediction,
        classes: own.classes,
        fitted,
        params,
      });
      if (!outcome.ok) throw new Error(outcome.error.message);
      return outcome.prediction;
    };
    it('accepts its own defaults, and can be used with them', () => {
      for (const spec of Object.values(post.params)) expect(rejectParam(spec, spec.default)).toBeUndefined();
      expect(cases.length).toBeGreaterThan(0);
    });
    it('learns the same bits twice, and does not change its inputs', () => {
      for (const { own, params } of cases) {
        const before = JSON.stringify(own, arrays);
        const twice = [learn(own, params), learn(own, params)].map((fitted) =>
          JSON.stringify([fitted, use(own, params, fitted)], arrays),
        );
        expect(twice[1]).toBe(twice[0]);
        expect(JSON.stringify(own, arrays)).toBe(before);
      }
    });
    it('gives probabilities that sum to 1 and are 0 for classes without rows, where it gives any', () => {
      for (const { own, params } of cases) {
        const said = use(own, params, learn(own, params));
        if (said.kind !== 'classes' || said.probabilities === undefined) continue;
        const { rows, cols, stride, data } = said.probabilities;
        for (let i = 0; i < rows; i++) {
          const row = data.subarray(i * stride, i * stride + cols);
          expect(row.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
          expect(own.name === 'a class without rows' && post.fit !== undefined ? row[2] : 0).toBe(0);
        }
      }
    });
    it('comes back from its model document, and from a structured clone, with the same predictions', () => {
      for (const { own, params } of cases) {
        const fitted = learn(own, params);
        const model = JSON.parse(JSON.stringify(post.toModel(fitted, params))) as JsonObject;
        const said = JSON.stringify(use(own, params, fitted), arrays);
        const back = post.fromModel(model, { params, cols: 0, classes: own.classes.length });
        expect(JSON.stringify(use(own, params, back), arrays)).toBe(said);
        expect(JSON.stringify(use(own, params, structuredClone(fitted)), arrays)).toBe(said);
      }
    });
    it('refuses a model document with a number missing', () => {
      for (const { own, params } of cases) {
        const model = JSON.parse(JSON.stringify(post.toModel(learn(own, params), params))) as JsonObject;
        for (const damaged of withoutOneNumber(model)) {
          expect(
            () => post.fromModel(damaged as JsonObject, { params, cols: 0, classes: own.classes.length }),
            JSON.stringify(damaged),
          ).toThrow(/./);
        }
      }
    });
    const weighs = () => {
      for (const { own, params } of cases) {
        const weighted = own.folds.map((fold) => ({
          ...fold,
          weights: Float64Array.from(fold.codes, (_, i) => (i % 3) + 1),
        }));
        const repeated = own.folds.map((fold) => repeat(fold, (i) => (i % 3) + 1));
        const said = [weighted, repeated].map((folds) => use(own, params, learn({ ...own, folds }, params)));
        const [once, often] = said.map((one) => (one.kind === 'classes' ? (one.probabilities?.data ?? []) : []));
        once.forEach((share, i) => void expect(share).toBeCloseTo(often[i], 9));
      }
    };
    if (post.fit !== undefined) it('weighs rows as if they stood there as often', weighs);
  });
}

/** Defaults, and each choice of each param. */
function paramsOf({ params }: Postprocessor): Params[] {
  const defaults = withDefaults(params, {});
  const others = Object.entries(params).flatMap(([name, { accepts }]) =>
    accepts.flatMap((domain) =>
      domain.kind === 'choice' ? domain.values.map((value) => ({ ...defaults, [name]: value })) : [],
    ),
  );
  return [defaults, ...others];
}

function refused(post: Postprocessor, { classes, folds }: Problem, params: Params): boolean {
  const counts = classes.map((_, code) =>
    folds.reduce((sum, { codes }) => sum + codes.filter((own) => own === code).length, 0),
  );
  return post.infeasible?.(params, counts) !== undefined;
}

/** Decisions and probabilities that have something to do with the classes. */
function problem(name: string, classes: number, seen: number): Problem {
  const random = new RandomState(3);
  const fold = (): OutOfFold => {
    const codes = Int32Array.from({ length: 24 }, (_, i) => i % seen);
    const scores = Array.from(codes, (code) =>
      Float64Array.from({ length: classes }, (_, k) => (k < seen ? random.standardNormal() + (k === code ? 1 : 0) : 0)),
    );
    const shares = scores.map((row) => row.map((score, k) => (k < seen ? Math.exp(score) : 0)));
    const probabilities = shares.flatMap((row) =>
      [...row].map((share) => share / row.reduce((sum, other) => sum + other, 0)),
    );
    const predicted = Int32Array.from(shares, (row) => row.indexOf(Math.max(...row)));
    const prediction: Prediction = {
      kind: 'classes',
      codes: predicted,
      probabilities: matrixOf(codes.length, classes, Float64Array.from(probabilities)),
      ...(classes === 2
        ? { decision: Float64Array.from(scores, (row) => row[1] - row[0]) }
        : { decisions: matrixOf(codes.length, classes, Float64Array.from(scores.flatMap((row) => [...row]))) }),
    };
    return { prediction, codes };
  };
  return { name, classes: LABELS.slice(0, classes), folds: [fold(), fold()] };
}

function repeat({ prediction, codes }: OutOfFold, times: (i: number) => number): OutOfFold {
  const rows = Array.from(codes.keys()).flatMap((i) => new Array<number>(times(i)).fill(i));
  if (prediction.kind !== 'classes') throw new Error('classes');
  const { decision, decisions } = prediction;
  const wide =
    decisions &&
    matrixOf(
      rows.length,
      decisions.cols,
      Float64Array.from(
        rows.flatMap((i) => [...decisions.data.subarray(i * decisions.stride, i * decisions.stride + decisions.cols)]),
      ),
    );
  return {
    codes: Int32Array.from(rows, (i) => codes[i]),
    prediction: {
      kind: 'classes',
      codes: Int32Array.from(rows, (i) => prediction.codes[i]),
      ...(decision && { decision: Float64Array.from(rows, (i) => decision[i]) }),
      ...(wide && { decisions: wide }),
    },
  };
}

/** Copies in which one number is no more. */
function withoutOneNumber(value: JsonValue): JsonValue[] {
  if (typeof value === 'number') return [null];
  if (Array.isArray(value))
    return value
      .slice(0, 3)
      .flatMap((member: JsonValue, i) => withoutOneNumber(member).map((damaged) => value.with(i, damaged)));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value as JsonObject).flatMap(([name, member]) =>
    withoutOneNumber(member).map((damaged) => ({ ...(value as JsonObject), [name]: damaged })),
  );
}

function arrays(_key: string, value: unknown): unknown {
  return ArrayBuffer.isView(value)
    ? Array.from(value as Float64Array, (entry) => (Object.is(entry, -0) ? '-0' : entry))
    : value;
}
