// A call takes its arguments on the stack: `push(...many)` ends the program from about 120,000 on. So no call in src/
// spreads a list, but for those whose lists are short by their type.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const sourceRoot = fileURLToPath(new URL('../../src', import.meta.url));

/** Tuples: a chunk of a product, or the two bounds of a range. */
const SHORT = [
  'kernels/team.ts: exports[does](scratch, ...chunk)',
  'kernels/team.ts: work(scratch, ...table.subarray(i * width, (i + 1) * width))',
  'strategies/random-sampler.ts: random.randint(...values.randint)',
  'worker/projection.ts: kernels.multiply(...product, out)',
  'worker/projection.ts: kernels.multiplyPacked(...product, packed)',
  'worker/projection.ts: kernels.multiply(...shiftedProduct(rows, shift, weights), all)',
];

function spreadCalls(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(join(sourceRoot, file), 'utf8'), ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const isCall = ts.isCallExpression(node) || ts.isNewExpression(node);
    if (isCall && node.arguments?.some((given) => ts.isSpreadElement(given) && !isPassedOn(given)) === true)
      found.push(`${file}: ${node.getText()}`);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Whether what is spread is what the function around it was called with: that had its place already. */
function isPassedOn({ expression, parent }: ts.SpreadElement): boolean {
  for (let around: ts.Node = parent; around !== undefined; around = around.parent) {
    if (!ts.isFunctionLike(around)) continue;
    if (
      around.parameters.some(
        (given) => given.dotDotDotToken !== undefined && given.name.getText() === expression.getText(),
      )
    )
      return true;
  }
  return false;
}

describe('calls in src', () => {
  it('spread no list that may be long: base/lists.ts appends, and finds the largest', () => {
    const files = readdirSync(sourceRoot, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    const found = files.flatMap((file) => spreadCalls(file.replaceAll('\\', '/')));
    expect(found.filter((call) => !SHORT.includes(call))).toEqual([]);
  });
});
