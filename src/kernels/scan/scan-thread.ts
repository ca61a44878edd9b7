// The other thread's side of a scanner. It loads nothing but what it needs: it should be at work soon.

import type { KernelFunction } from '../memory/wasm.js';
import { scanOffered } from './scan-board.js';

/** What another thread needs to join a scanner; plain data that a thread can be given. */
export interface SharedScanner {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly board: Int32Array;
  /** Addresses of what that thread has for itself. */
  readonly powers: number;
  readonly counts: number;
}

/** Scans what lies in the rooms of another thread's scanner, until that is freed. Blocks this thread. */
export function joinScanner({ module, memory, board, powers, counts }: SharedScanner): void {
  const instance = new WebAssembly.Instance(module, { env: { memory } });
  const exports = instance.exports as Record<string, KernelFunction>;
  scanOffered(board, { exports, powers, counts: new Int32Array(memory.buffer, counts, 3) });
}
