// What every scorer must keep to, whatever it measures: run over the registry, before its author tests it.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TrainTarget } from '../../src/base/dataset.js';
import { matrixOf } from '../../src/base/matrix.js';
import { rejectParam, withDefaults } from '../../src/contracts/params.js';
import type { Prediction } from '../../src/contracts/prediction.js';
import type { Scorer } from '../../src/contracts/scorer.js';
import { createKernels } from '../../src/kernels/index.js';

const kernels = createKernels();

interface Scored {
  readonly weights?: Float64Array;
  readonly truth: TrainTarget;
  readonly prediction: Prediction;
}

/**
 * One row of a classification: its class, and weights of the classes from which prediction and probabilities are made.
 */
const classRows = (nClasses: number) =>
  fc.array(
    fc.record({
      is: fc.integer({ min: 0, max: nClasses - 1 }),
      weights: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: nClasses, maxLength: nClasses }),
    }),
    { minLength: 1, maxLength: 30 },
  );

function fromClassRows(
  rows: readonly { readonly is: number; readonly weights: readonly number[] }[],
  nClasses: number,
): Scored {
  const shares = rows.map(({ weights }) => weights.map((w) => w / weights.reduce((a, b) => a + b, 0)));
  const probabilities = matrixOf(rows.length, nClasses, Float64Array.from(shares.flat()));
  return {
    truth: {
      kind: 'classes',
      codes: Int32Array.from(rows, ({ is }) => is),
      classes: Array.from({ length: nClasses }, (_, k) => `c${k}`),
    },
    prediction: {
      kind: 'classes',
      codes: Int32Array.from(shares, (row) => row.indexOf(Math.max(...row))),
      probabilities,
      ...(nClasses === 2 ? { decision: Float64Array.from(shares, (row) => row[1] - row[0]) } : {}),
    },
  };
}

const valueRows = fc.array(
  fc.record({
    is: fc.double({ min: -1e3, max: 1e3, noNaN: true }),
    said: fc.double({ min: -1e3, max: 1e3, noNaN: true }),
  }),
  { minLength: 1, maxLength: 30 },
);

function fromValueRows(rows: readonly { readonly is: number; readonly said: number }[]): Scored {
  return {
    truth: { kind: 'values', values: Float64Array.from(rows, ({ is }) => is) },
    prediction: { kind: 'values', values: Float64Array.from(rows, ({ said }) => said) },
  };
}

/** The prediction that is right in every row, and sure of it. */
function perfect({ truth }: Scored): Prediction {
  if (truth.kind === 'values') return { kind: 'values', values: truth.values };
  const n = truth.classes.length;
  const sure = new Float64Array(truth.codes.length * n);
  truth.codes.forEach((code, row) => {
    sure[row * n + code] = 1;
  });
  const decision = n === 2 ? { decision: Float64Array.from(truth.codes, (code) => 2 * code - 1) } : {};
  return { kind: 'classes', codes: truth.codes, probabilities: matrixOf(truth.codes.length, n, sure), ...decision };
}

const rowsOf = ({ truth }: Scored): number => (truth.kind === 'values' ? truth.values.length : truth.codes.length);

/** Each row so many times. */
function repeated({ truth, prediction }: Scored, times: Float64Array): Scored {
  const rows = Int32Array.from([...times].flatMap((n, row) => new Array<number>(n).fill(row)));
  const values = (from: Float64Array) => Float64Array.from(rows, (row) => from[row]);
  if (truth.kind === 'values') {
    if (prediction.kind !== 'values') throw new Error('numbers predict numbers');
    return {
      truth: { kind: 'values', values: values(truth.values) },
      prediction: { kind: 'values', values: values(prediction.values) },
    };
  }
  if (prediction.kind !== 'classes' || prediction.probabilities === undefined)
    throw new Error('classes predict classes');
  const P = prediction.probabilities;
  const shares = [...rows].flatMap((row) => [...P.data.subarray(row * P.stride, row * P.stride + P.cols)]);
  return {
    truth: { ...truth, codes: rows.map((row) => truth.codes[row]) },
    prediction: {
      kind: 'classes',
      codes: rows.map((row) => prediction.codes[row]),
      probabilities: matrixOf(rows.length, P.cols, Float64Array.from(shares)),
      ...(prediction.decision === undefined ? {} : { decision: values(prediction.decision) }),
    },
  };
}

/** Declares the checks of one scorer. */
export function checkScorer(scorer: Scorer): void {
  const defaults = withDefaults(scorer.params, {});
  const score = (scored: Scored) => scorer.score({ ...scored, kernels, params: defaults });
  const widths = [2, 4].filter(
    (n) =>
      scorer.infeasible?.(
        defaults,
        Array.from({ length: n }, (_, k) => `c${k}`),
      ) === undefined,
  );

  /** Checks a law on made-up rows and on the same rows reversed. */
  function holds(law: (scored: Scored, reversed: Scored) => void): void {
    const run = <Row>(rows: fc.Arbitrary<Row[]>, make: (rows: readonly Row[]) => Scored) =>
      fc.assert(
        fc.property(rows, (drawn) => law(make(drawn), make([...drawn].reverse()))),
        { seed: 13, numRuns: 100 },
      );
    if (scorer.task === 'regression') run(valueRows, fromValueRows);
    else for (const n of widths) run(classRows(n), (rows) => fromClassRows(rows, n));
  }

  describe(`every scorer: ${scorer.name}`, () => {
    it('has defaults that it accepts itself', () => {
      for (const spec of Object.values(scorer.params)) expect(rejectParam(spec, spec.default)).toBeUndefined();
    });

    it('gives a perfect prediction at least the score of any other, where both are defined', () => {
      holds((scored) => {
        const best = score({ ...scored, prediction: perfect(scored) });
        const got = score(scored);
        if (!Number.isNaN(best) && !Number.isNaN(got)) expect(got).toBeLessThanOrEqual(best + 1e-12);
      });
    });

    it('does not depend on the order of rows, but for rounding', () => {
      holds((scored, reversed) => {
        const [a, b] = [score(scored), score(reversed)];
        if (Number.isNaN(a)) expect(b).toBeNaN();
        else expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(a)));
      });
    });

    it('gives the same bits again, never an infinity, and changes nothing that it was given', () => {
      holds((scored) => {
        const before = structuredClone(scored);
        const got = score(scored);
        expect(score(scored)).toBe(got);
        expect(Number.isNaN(got) || Number.isFinite(got)).toBe(true);
        expect(scored).toEqual(before);
      });
    });

    it('takes a weight of one as none, and counts a row of weight 2 twice', () => {
      holds((scored) => {
        const plain = score(scored);
        const ones = new Float64Array(rowsOf(scored)).fill(1);
        const weighted = score({ ...scored, weights: ones });
        if (Number.isNaN(plain)) expect(weighted).toBeNaN();
        else expect(Math.abs(weighted - plain)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(plain)));
        const weights = ones.map((_, row) => 1 + (row % 3));
        const [a, b] = [score({ ...scored, weights }), score(repeated(scored, weights))];
        // One row has no spread, however often it is counted.
        if (rowsOf(scored) < 2) return;
        if (Number.isNaN(a)) expect(b).toBeNaN();
        else expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(a)));
      });
    });

    if (scorer.counts === true) {
      it('is a share of rows, where it is defined: its rows times its score is a whole number', () => {
        holds((scored) => {
          const rows = scored.truth.kind === 'classes' ? scored.truth.codes.length : scored.truth.values.length;
          const hits = score(scored) * rows;
          if (!Number.isNaN(hits)) expect(Math.abs(hits - Math.round(hits))).toBeLessThan(1e-9);
        });
      });
    }
  });
}
