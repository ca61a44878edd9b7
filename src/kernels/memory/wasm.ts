// Loads the WASM module of the kernels into a fresh memory of this process. The memory is shared in the sense of WASM
// only because a shared memory's buffers stay valid when it grows: typed arrays made once live as long as the process.

import { readFileSync } from 'node:fs';
import {
  addressHelp,
  addressLimit,
  MEMORY_ADDRESSES,
  START_ADDRESSES,
  THREAD_ADDRESSES,
} from '../../base/addresses.js';
import { EXIT, GridsearchError } from '../../base/errors.js';
import { ADDRESSABLE_BYTES } from '../../base/kernel-memory.js';

export type KernelFunction = (...args: number[]) => number;

/** One instance of the module: its memory and its functions by name (see assembly/index.ts). */
export interface WasmModule {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly exports: Readonly<Record<string, KernelFunction>>;
}

export const PAGE_BYTES = 65_536;

/**
 * Address space to reserve, in pages: 4 GB where the system grants it, else less. Nothing is used before it is
 * allocated.
 */
const RESERVATIONS_PAGES = [ADDRESSABLE_BYTES / PAGE_BYTES, 32_768, 16_384, 8_192, 4_096];

/**
 * Compiles and instantiates the module, synchronously.
 * @throws ENVIRONMENT_WASM if the module is missing, MEMORY_LIMIT if no memory can be reserved
 */
export function loadWasm(): WasmModule {
  // Where little is left V8 ends the process as it compiles.
  if (addressLimit() < MEMORY_ADDRESSES) throw noAddresses(undefined);
  return instanceOf(new WebAssembly.Module(readModule()), reserveMemory());
}

/** One more instance of a module over a memory that another thread's has already. */
export function instanceOf(module: WebAssembly.Module, memory: WebAssembly.Memory): WasmModule {
  const instance = new WebAssembly.Instance(module, { env: { memory } });
  return { module, memory, exports: instance.exports as Record<string, KernelFunction> };
}

function reserveMemory(): WebAssembly.Memory {
  let cause: unknown;
  for (const maximum of RESERVATIONS_PAGES) {
    try {
      return new WebAssembly.Memory({ initial: 1, maximum, shared: true });
    } catch (error) {
      cause = error;
    }
  }
  throw noAddresses(cause);
}

function noAddresses(cause: unknown): GridsearchError {
  const { message, help } = addressHelp(START_ADDRESSES + MEMORY_ADDRESSES + 2 * THREAD_ADDRESSES);
  return new GridsearchError('MEMORY_LIMIT', `no address space could be reserved for matrices: ${message}`, {
    help,
    exitCode: EXIT.environment,
    cause,
  });
}

/** Beside the bundle in dist/, or from src/kernels/ in the sources' dist/. */
function readModule(): Uint8Array<ArrayBuffer> {
  const places = ['./kernels.wasm', '../../../dist/kernels.wasm'].map((path) => new URL(path, import.meta.url));
  for (const place of places) {
    try {
      return new Uint8Array(readFileSync(place));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  throw new GridsearchError('ENVIRONMENT_WASM', `the kernels are not built: ${places[0]} does not exist`, {
    help: 'npm run build:wasm',
    exitCode: EXIT.environment,
  });
}
