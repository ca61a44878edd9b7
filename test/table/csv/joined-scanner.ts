// A scanner with rooms that somebody else may scan: in tests not another thread, but whoever calls `scanAhead`.
import type { Kernels } from '../../../src/kernels/index.js';
import type { KernelFunction } from '../../../src/kernels/memory/wasm.js';
import { ROOM, type ScanMeans, scanRoom, takeRoom } from '../../../src/kernels/scan/scan-board.js';
import type { ShareableScanner } from '../../../src/kernels/scan/scanner.js';

export interface JoinedScanner {
  readonly scanner: ShareableScanner;
  /** Scans the room that has waited longest, as the other thread does; returns its first numbers. */
  readonly scanAhead: () => Float64Array | undefined;
}

export function joinedScanner(kernels: Kernels): JoinedScanner {
  const scanner = kernels.scanner(4);
  const { module, memory, board, powers, counts } = scanner.share();
  const means: ScanMeans = {
    exports: new WebAssembly.Instance(module, { env: { memory } }).exports as Record<string, KernelFunction>,
    powers,
    counts: new Int32Array(memory.buffer, counts, 3),
  };
  const scanAhead = (): Float64Array | undefined => {
    const room = takeRoom(board, 'oldest');
    if (room === undefined) return undefined;
    scanRoom(board, room, means);
    return new Float64Array(memory.buffer, board[room + ROOM.values], 4);
  };
  return { scanner, scanAhead };
}
