import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createElementary } from '../../src/kernels/elementary.js';
import { createHeap } from '../../src/kernels/memory/heap.js';
import { loadWasm } from '../../src/kernels/memory/wasm.js';
import oracle from '../oracle/elementary.json' with { type: 'json' };

const SEED = 20_160_712;
const wasm = loadWasm();
const heap = createHeap(wasm.memory, wasm.exports.heapBase!());
const elementary = createElementary(wasm, heap);

function apply(name: 'exp' | 'log', x: readonly number[]): Float64Array {
  const out = new Float64Array(x.length);
  elementary[name](Float64Array.from(x), out);
  return out;
}

/** How many doubles lie between a and b. */
function ulpsApart(a: number, b: number): number {
  if (Object.is(a, b) || a === b) return 0;
  const ordinal = (v: number) => {
    const bits = new BigInt64Array(Float64Array.of(v).buffer)[0]!;
    return bits < 0n ? -(bits & 0x7fffffffffffffffn) : bits;
  };
  const distance = ordinal(a) - ordinal(b);
  return Number(distance < 0n ? -distance : distance);
}

function worst(name: 'exp' | 'log', x: readonly number[], truth: readonly number[]): number {
  const out = apply(name, x);
  return x.reduce((most, _, i) => Math.max(most, ulpsApart(out[i]!, truth[i]!)), 0);
}

describe('elementary functions', () => {
  it('exp is at most 1 ulp from the true value over the whole range, subnormal results included', () => {
    expect(worst('exp', oracle.exp.x, oracle.exp.y)).toBeLessThanOrEqual(1);
  });

  it('log is at most 1 ulp from the true value, subnormal arguments and those near 1 included', () => {
    expect(worst('log', oracle.log.x, oracle.log.y)).toBeLessThanOrEqual(1);
  });

  it('exp stays within 2 ulp of Math.exp and log of Math.log on random doubles', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -745, max: 709.7, noNaN: true }), { minLength: 1 }), (x) => {
        expect(worst('exp', x, x.map(Math.exp))).toBeLessThanOrEqual(2);
      }),
      { seed: SEED },
    );
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: Number.MAX_VALUE, noNaN: true }), { minLength: 1 }), (x) => {
        expect(worst('log', x, x.map(Math.log))).toBeLessThanOrEqual(2);
      }),
      { seed: SEED },
    );
  });

  it('exp knows its ends: infinities, NaN, overflow, underflow and zero', () => {
    const x = [0, -0, Infinity, -Infinity, NaN, 709.79, 1e308, -745.2, -1e308, 709.782712893384];
    expect([...apply('exp', x)]).toEqual([1, 1, Infinity, 0, NaN, Infinity, Infinity, 0, 0, 1.7976931348622732e308]);
  });

  it('log knows its ends: zeros, negatives, infinities and NaN', () => {
    const x = [0, -0, 1, -1, -Infinity, Infinity, NaN, 5e-324, -5e-324];
    expect([...apply('log', x)]).toEqual([-Infinity, -Infinity, 0, NaN, NaN, Infinity, NaN, -744.4400719213812, NaN]);
  });

  it('gives an element the same bits wherever it stands, and may write over its input', () => {
    const x = Float64Array.from(oracle.exp.x.slice(0, 101));
    const whole = apply('exp', [...x]);
    expect([...x].map((v) => apply('exp', [v])[0])).toEqual([...whole]);
    elementary.exp(x, x);
    expect(x).toEqual(whole);
  });

  it('softmax gives each row its shares, whatever its level and the rows around it', () => {
    const rows = [
      { scores: [0, Math.log(2), Math.log(5)], shares: [1 / 8, 2 / 8, 5 / 8] },
      { scores: [1e6, 1e6, -1e6], shares: [0.5, 0.5, 0] },
      { scores: [-1e300, -Infinity, -1e300], shares: [0.5, 0, 0.5] },
    ];
    const scores = Float64Array.from(rows.flatMap((row) => row.scores));
    elementary.softmaxRows(scores, 3);
    rows.forEach(({ shares }, i) => {
      shares.forEach((share, k) => {
        expect(Math.abs(scores[3 * i + k] - share)).toBeLessThan(4e-16);
      });
    });
  });

  it('leaves nothing allocated', () => {
    expect(heap.liveBytes).toBe(0);
  });
});
