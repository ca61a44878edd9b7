// The kernels bound to a module and its memory: mathematics on typed arrays. Solvers and statistics, which are made of
// these, are called by their own files. No I/O, no estimator names, no throwing on data. Every function is deterministic:
// the same inputs give the same bits, whatever runs beside it and however wide a batch is.

import type { Heap } from '../base/kernel-memory.js';
import type { NumberScanner } from '../base/number-scanner.js';
import type { Passes, SolverFunctions } from '../base/solver-passes.js';
import { type ColumnKernels, createColumns } from './columns.js';
import { createEigen, type EigenKernels } from './eigen.js';
import { createElementary, type ElementaryKernels } from './elementary.js';
import { createFactors, type FactorKernels } from './factors.js';
import { createLabels, type LabelKernels } from './labels.js';
import { createMatrices, type MatrixKernels } from './matrices.js';
import { createHeap, type Frontier, joinHeap, type ShareableHeap } from './memory/heap.js';
import { instanceOf, loadWasm, type WasmModule } from './memory/wasm.js';
import { createNeighbours, type NeighbourKernels } from './neighbours.js';
import { createPasses } from './passes.js';
import { createProducts, type ProductKernels } from './products.js';
import { createScanner } from './scan/scanner.js';
import { createTeam, newWorkQueue, type WorkQueue } from './team.js';

/** The mathematics: what contracts/kernels.ts describes, function by function. */
export interface Kernels
  extends ColumnKernels,
    MatrixKernels,
    LabelKernels,
    Omit<ProductKernels, 'addProduct'>,
    EigenKernels,
    FactorKernels,
    ElementaryKernels,
    NeighbourKernels {
  readonly heap: Heap;
  readonly passes: Passes;
  readonly solver: SolverFunctions;
}

/** The kernels of one thread, with what it reads text by and how it takes part in the work of others. */
export interface ThreadKernels extends Kernels {
  /** Makes a scanner of plain numeric lines; to be freed by the caller. */
  scanner(): NumberScanner;

  /** Lends this thread to the work of others whenever it has nothing else to do; resolves never. */
  help(): Promise<void>;
  /** What other threads need to work in this memory (see joinKernels). */
  share(): SharedKernels;
}

/**
 * Loads the kernels with a memory of their own. Cost: some milliseconds, so one per process is the rule.
 * @throws ENVIRONMENT_WASM, MEMORY_LIMIT (see wasm.ts)
 */
export function createKernels(): ThreadKernels {
  const wasm = loadWasm();
  return kernelsOf(wasm, createHeap(wasm.memory, wasm.exports.heapBase!()));
}

/** What a thread needs to work in the same memory; plain data that a thread can be given. */
export interface SharedKernels {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly frontier: Frontier;
  readonly workQueue: WorkQueue;
}

/** The same kernels in another thread, on the same memory, with a heap of their own. */
export function joinKernels({ module, memory, frontier, workQueue }: SharedKernels): ThreadKernels {
  const wasm = instanceOf(module, memory);
  const heap = joinHeap(memory, frontier);
  wasm.exports.placeEdgeTile!(heap.f64(16).byteOffset);
  wasm.exports.placeDistances!(heap.f64(16).byteOffset);
  return kernelsOf(wasm, heap, workQueue);
}

/** @param workQueue  where threads over this memory share work; undefined: this one does its work alone. */
function kernelsOf(wasm: WasmModule, heap: ShareableHeap, workQueue?: WorkQueue): ThreadKernels {
  const team = createTeam(wasm, heap, workQueue);
  const products = createProducts(wasm, heap, team);
  return {
    heap,
    ...createColumns(wasm, heap),
    ...createMatrices(wasm, heap),
    ...createLabels(wasm, heap),
    centredGram: products.centredGram,
    rowGram: products.rowGram,
    multiply: products.multiply,
    multiplyPacked: products.multiplyPacked,
    ...createEigen(wasm, heap, products),
    ...createFactors(wasm, heap),
    ...createElementary(wasm, heap),
    ...createNeighbours(wasm, heap),
    scanner: () => createScanner(wasm, heap),
    passes: createPasses(wasm.exports, heap),
    solver: wasm.exports as SolverFunctions,
    help: team.help,
    share: () => ({
      module: wasm.module,
      memory: wasm.memory,
      frontier: heap.share(),
      workQueue: workQueue ?? newWorkQueue(),
    }),
  };
}
