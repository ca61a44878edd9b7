// The fastest plain way to read a matrix: a sequential sum of doubles with eight sums, so that nothing but the memory
// is waited for. Compiled where it is needed: the product has no use for it.

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SOURCE = `
export function sum(address: usize, doubles: i32): f64 {
  let a = f64x2.splat(0), b = a, c = a, d = a;
  const end = address + (<usize>(doubles & ~7) << 3);
  for (; address < end; address += 64) {
    a = f64x2.add(a, v128.load(address));
    b = f64x2.add(b, v128.load(address, 16));
    c = f64x2.add(c, v128.load(address, 32));
    d = f64x2.add(d, v128.load(address, 48));
  }
  const all = f64x2.add(f64x2.add(a, b), f64x2.add(c, d));
  return f64x2.extract_lane(all, 0) + f64x2.extract_lane(all, 1);
}`;

const FLAGS =
  '-O3 --runtime stub --enable simd,threads --importMemory --noExportMemory --sharedMemory --initialMemory 1 --maximumMemory 65536';

/** The sum over a memory: of so many doubles from an address on. Run in the repository's folder. */
export function compileSum(memory: WebAssembly.Memory): (address: number, doubles: number) => number {
  const folder = join('dist', 'bench');
  mkdirSync(folder, { recursive: true });
  const [source, binary] = ['sum.ts', 'sum.wasm'].map((name) => join(folder, name));
  writeFileSync(source, SOURCE);
  const words = [
    'node_modules/assemblyscript/bin/asc.js',
    source,
    '--outFile',
    binary,
    '--use',
    'abort=',
    ...FLAGS.split(' '),
  ];
  const { status, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the sum was not compiled: ${stderr}`);
  const instance = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(readFileSync(binary))), {
    env: { memory },
  });
  return (instance.exports as Record<string, (address: number, doubles: number) => number>).sum;
}
