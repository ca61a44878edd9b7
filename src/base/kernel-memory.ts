// The contract of the memory that matrices live in: the WASM memory of this process. Implemented by
// kernels/memory/heap.ts.

/** What the kernels of one process can address: 4 GB less one page, so that no address of an end wraps to 0. */
export const ADDRESSABLE_BYTES = 65_535 * 65_536;

/** Allocates typed arrays inside one WASM memory. Arrays stay valid when the memory grows (it is a shared memory). */
export interface Heap {
  /** Zeroed doubles, 64-byte aligned. Throws GridsearchError MEMORY_LIMIT when the memory cannot grow. */
  f64(length: number): Float64Array;
  /** Zeroed 32-bit integers, 64-byte aligned. */
  i32(length: number): Int32Array;
  /** A matrix of zeros; `stride` defaults to `cols`. */
  matrix(rows: number, cols: number, stride?: number): import('./matrix.js').Matrix;
  /** Doubles that hold anything, for whoever writes each of them: zeroing a large array costs as much as filling it. */
  empty(length: number): Float64Array;
  /** A matrix whose entries hold anything. */
  emptyMatrix(rows: number, cols: number): import('./matrix.js').Matrix;
  /** Doubles at an address of this memory, whichever heap over it has allocated them. */
  view(address: number, length: number): Float64Array;
  /** Likewise integers. */
  viewOfIntegers(address: number, length: number): Int32Array;
  /** Whether an array lies in this memory. */
  owns(array: Float64Array | Int32Array): boolean;
  /** The array itself if it lies in this memory, else a copy of it here. */
  toKernelMemory<T extends Float64Array | Int32Array>(array: T): T;
  /**
   * The first `length` entries of an array as the heap handed it out, which is that long from now on: the rest is given
   * back.
   */
  shorten(array: Float64Array, length: number): Float64Array;
  /** Gives an array back. Views into it must not be used afterwards; arrays from elsewhere are ignored. */
  free(array: Float64Array | Int32Array): void;
  /**
   * Runs `work`; frees what was allocated meanwhile, except arrays that `work` passed to `keep` (which then belong to
   * the enclosing scope, or to nobody but the caller).
   */
  scope<T>(work: (keep: <A extends Float64Array | Int32Array>(array: A) => A) => T): T;
  /** Runs `work` as if no scope were open: what it allocates is its caller's to free. */
  withoutScope<T>(work: () => T): T;
  /** Bytes handed out and not given back. */
  readonly liveBytes: number;
}
