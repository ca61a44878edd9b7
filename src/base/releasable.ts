// Doubles whose memory goes back to the system when one says so. The garbage collector sees a small object where large
// memory hangs on it, and takes its time.

/** Zeroed doubles, to be given back with `release`. */
export function releasable(length: number): Float64Array<ArrayBuffer> {
  const bytes = 8 * length;
  return new Float64Array(new ArrayBuffer(bytes, { maxByteLength: bytes }), 0, length);
}

/** Gives the memory of doubles from `releasable` back: they have no length afterwards. Others are left alone. */
export function release({ buffer }: Float64Array): void {
  if (buffer instanceof ArrayBuffer && buffer.resizable) buffer.resize(0);
}
