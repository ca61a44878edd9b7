import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GridsearchError } from '../../../src/base/errors.js';
import { createHeap, joinHeap } from '../../../src/kernels/memory/heap.js';

const SEED = 20_160_712;

function makeHeap(maximum = 1024) {
  const memory = new WebAssembly.Memory({ initial: 1, maximum, shared: true });
  return { memory, heap: createHeap(memory, 1000) };
}

describe('heap', () => {
  it('hands out zeroed arrays on 64-byte lines above its base', () => {
    const { heap } = makeHeap();
    const array = heap.f64(5);
    expect(array.byteOffset).toBe(1024);
    expect([...array]).toEqual([0, 0, 0, 0, 0]);
    expect(heap.i32(3).byteOffset).toBe(1088);
  });

  it('zeroes memory that was used before', () => {
    const { heap } = makeHeap();
    const first = heap.f64(64).fill(7);
    heap.free(first);
    const again = heap.f64(10_000);
    expect(again.byteOffset).toBe(first.byteOffset);
    expect(again.every((v) => v === 0)).toBe(true);
  });

  it('shortens an array where it lies, and hands out the rest again', () => {
    const { heap } = makeHeap();
    const long = heap.f64(1000).fill(5);
    const guard = heap.f64(1);
    const short = heap.shorten(long, 3);
    expect([[...short], short.byteOffset, heap.liveBytes]).toEqual([[5, 5, 5], long.byteOffset, 128]);
    const rest = heap.f64(900);
    expect(rest.byteOffset).toBe(long.byteOffset + 64);
    for (const array of [short, rest, guard]) heap.free(array);
    expect(heap.liveBytes).toBe(0);
    expect(heap.f64(1000).byteOffset).toBe(long.byteOffset);
  });

  it('keeps old arrays valid when the memory grows', () => {
    const { heap, memory } = makeHeap();
    const old = heap.f64(4).fill(3);
    const before = memory.buffer;
    heap.f64(100_000);
    expect(memory.buffer).not.toBe(before);
    expect(heap.owns(old)).toBe(true);
    new Float64Array(memory.buffer, old.byteOffset, 4)[2] = 9;
    expect([...old]).toEqual([3, 3, 9, 3]);
  });

  it('throws MEMORY_LIMIT when the memory cannot grow, and goes on serving smaller requests', () => {
    const { heap } = makeHeap(4);
    heap.free(heap.f64(10));
    expect(() => heap.f64(1_000_000)).toThrow(GridsearchError);
    expect(() => heap.f64(1_000_000)).toThrow(/8 MB|9 MB/);
    expect(heap.liveBytes).toBe(0);
    expect(heap.f64(20_000).length).toBe(20_000);
  });

  it('copies an array from elsewhere and returns its own as they are', () => {
    const { heap } = makeHeap();
    const outside = Float64Array.of(1, 2, 3);
    const inside = heap.toKernelMemory(outside);
    expect(heap.owns(outside)).toBe(false);
    expect([...inside]).toEqual([1, 2, 3]);
    expect(heap.toKernelMemory(inside)).toBe(inside);
  });

  it('frees what a scope allocated, also when its work throws', () => {
    const { heap } = makeHeap();
    heap.scope(() => heap.f64(100));
    expect(heap.liveBytes).toBe(0);
    expect(() =>
      heap.scope(() => {
        heap.f64(100);
        throw new Error('work failed');
      }),
    ).toThrow('work failed');
    expect(heap.liveBytes).toBe(0);
  });

  it('hands a kept array to the enclosing scope, and out of the outermost one to the caller', () => {
    const { heap } = makeHeap();
    const kept = heap.scope((keep) => {
      const fromInner = heap.scope((keepInner) => keepInner(heap.f64(8).fill(1)));
      heap.scope((keepInner) => keepInner(heap.f64(8)));
      expect(heap.liveBytes).toBe(128);
      return keep(fromInner);
    });
    expect(heap.liveBytes).toBe(64);
    expect([...kept]).toEqual(Array(8).fill(1));
  });

  it('leaves to the caller what work outside of all scopes allocates, but for scopes of its own', () => {
    const { heap } = makeHeap();
    const before = heap.liveBytes;
    const made = heap.scope(() => {
      heap.f64(8);
      return heap.withoutScope(() => {
        heap.scope(() => heap.f64(80));
        return heap.f64(800).fill(1);
      });
    });
    expect(heap.liveBytes).toBe(before + 800 * 8);
    heap.scope(() => heap.f64(800));
    expect(made.every((x) => x === 1)).toBe(true);
    heap.free(made);
    expect(heap.liveBytes).toBe(before);
  });

  it('goes back to the scope that was open when work outside of it has ended, or has thrown', () => {
    const { heap } = makeHeap();
    const before = heap.liveBytes;
    heap.scope(() => {
      heap.withoutScope(() => undefined);
      heap.f64(8);
      expect(() =>
        heap.withoutScope(() => {
          throw new Error('x');
        }),
      ).toThrow('x');
      heap.f64(8);
    });
    expect(heap.liveBytes).toBe(before);
  });

  it('keeps from within work outside of a scope nothing that this scope is to free', () => {
    const { heap } = makeHeap();
    const before = heap.liveBytes;
    heap.scope(() => {
      heap.scope(() => {
        const own = heap.f64(8);
        heap.withoutScope(() => heap.scope((keep) => keep(own)));
      });
    });
    expect(heap.liveBytes).toBe(before);
  });

  it('lets an inner scope keep for an outer one', () => {
    const { heap } = makeHeap();
    heap.scope((keepOuter) => {
      const early = heap.f64(8);
      heap.scope(() => {
        keepOuter(early);
        keepOuter(heap.f64(8));
        heap.f64(8);
      });
    });
    expect(heap.liveBytes).toBe(128);
  });

  it('ignores arrays from elsewhere and refuses to free twice', () => {
    const { heap } = makeHeap();
    heap.free(new Float64Array(3));
    const array = heap.f64(3);
    heap.free(array);
    expect(() => heap.free(array)).toThrow('internal: free');
  });

  it('merges neighbours: after everything came back, one block serves it all again', () => {
    const { heap } = makeHeap();
    const arrays = [100, 200, 300, 400].map((n) => heap.f64(n));
    for (const i of [2, 0, 3, 1]) heap.free(arrays[i]!);
    expect(heap.f64(1000).byteOffset).toBe(arrays[0]!.byteOffset);
  });

  it('never lets live arrays overlap, whatever the order of allocations and frees', () => {
    const step = fc.oneof(fc.record({ size: fc.integer({ min: 0, max: 500 }) }), fc.record({ victim: fc.nat(30) }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { heap } = makeHeap();
        const live: { array: Float64Array; mark: number }[] = [];
        for (const [mark, action] of steps.entries()) {
          if ('size' in action) {
            const array = heap.f64(action.size);
            expect(array.every((v) => v === 0)).toBe(true);
            live.push({ array: array.fill(mark + 1), mark });
          } else if (live.length > 0) heap.free(live.splice(action.victim % live.length, 1)[0]!.array);
          for (const { array, mark } of live) expect(array.every((v) => v === mark + 1)).toBe(true);
        }
        const bytes = live.reduce((sum, { array }) => sum + Math.max(64, Math.ceil(array.byteLength / 64) * 64), 0);
        expect(heap.liveBytes).toBe(bytes);
      }),
      { seed: SEED, numRuns: 100 },
    );
  });
});

describe('heaps over one memory', () => {
  it('never hand out the same bytes, whichever grows the memory', () => {
    const { memory, heap } = makeHeap();
    const early = heap.f64(500).fill(1);
    const others = [1, 2, 3].map(() => joinHeap(memory, heap.share()));
    const arrays = [heap, ...others, heap, ...others].map((own, i) => own.f64(90_000).fill(i + 2));
    expect(early.every((v) => v === 1)).toBe(true);
    arrays.forEach((array, i) => {
      expect(array.every((v) => v === i + 2)).toBe(true);
    });
  });

  it('read what another has written, by its address', () => {
    const { memory, heap } = makeHeap();
    const other = joinHeap(memory, heap.share());
    const written = other.f64(200_000).fill(5);
    const view = heap.view(written.byteOffset, written.length);
    expect(view.every((v) => v === 5)).toBe(true);
    expect(heap.owns(view)).toBe(true);
  });

  it('give back only what is their own', () => {
    const { memory, heap } = makeHeap();
    const array = joinHeap(memory, heap.share()).f64(10);
    expect(() => heap.free(heap.view(array.byteOffset, 10))).toThrow('internal: free');
  });

  it('use what a region has left before they take another', () => {
    const { memory, heap } = makeHeap();
    const other = joinHeap(memory, heap.share());
    const [first, second] = [other.f64(100), other.f64(100)];
    expect(second.byteOffset - first.byteOffset).toBe(832);
  });
});
