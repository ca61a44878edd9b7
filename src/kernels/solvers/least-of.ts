// The least point of a function of one variable that falls and then rises: a bracket that grows as long as it falls at an
// end, then golden sections and parabolas. Source: Brent, "Algorithms for minimization without derivatives", 1973.

const GOLDEN = (3 - Math.sqrt(5)) / 2;
/** Nearer than this, values tell rounding alone. */
const TOLERANCE = 2 ** -27;
const MOST_STEPS = 200;

/** @param low, high  where to look first */
export function leastOf(f: (x: number) => number, low: number, high: number): number {
  let [a, b] = [low, high];
  for (let width = b - a, trial = 0; trial < 12; width *= 2, trial++) {
    const [first, second] = [f(a + 0.25 * (b - a)), f(b - 0.25 * (b - a))];
    if (f(a) < first) a -= width;
    else if (f(b) < second) b += width;
    else break;
  }
  return within(f, a, b);
}

function within(f: (x: number) => number, low: number, high: number): number {
  let [a, b] = [low, high];
  let x = a + GOLDEN * (b - a);
  let [w, v] = [x, x];
  let fx = f(x);
  let [fw, fv] = [fx, fx];
  let [step, before] = [0, 0];
  for (let trial = 0; trial < MOST_STEPS; trial++) {
    const middle = (a + b) / 2;
    const tolerance = TOLERANCE * (Math.abs(x) + 1) * 0.5;
    if (Math.abs(x - middle) <= 2 * tolerance - (b - a) / 2) break;
    const parabola = vertex({ x, w, v, fx, fw, fv });
    const isUsable = Math.abs(parabola) < Math.abs(before) / 2 && x + parabola > a && x + parabola < b;
    before = isUsable ? step : x < middle ? b - x : a - x;
    step = isUsable ? parabola : GOLDEN * before;
    const u = x + (Math.abs(step) >= tolerance ? step : Math.sign(step || 1) * tolerance);
    const fu = f(u);
    if (fu <= fx) {
      if (u < x) b = x;
      else a = x;
      [v, w, x] = [w, x, u];
      [fv, fw, fx] = [fw, fx, fu];
    } else {
      if (u < x) a = u;
      else b = u;
      if (fu <= fw || w === x) [v, w, fv, fw] = [w, u, fw, fu];
      else if (fu <= fv || v === x || v === w) [v, fv] = [u, fu];
    }
  }
  return x;
}

interface Triple {
  readonly x: number;
  readonly w: number;
  readonly v: number;
  readonly fx: number;
  readonly fw: number;
  readonly fv: number;
}

/** The way from x to the vertex of the parabola through three points; infinite where there is none. */
function vertex({ x, w, v, fx, fw, fv }: Triple): number {
  const r = (x - w) * (fx - fv);
  const q = (x - v) * (fx - fw);
  const divisor = 2 * (q - r);
  return divisor === 0 ? Number.POSITIVE_INFINITY : -((x - v) * q - (x - w) * r) / divisor;
}
