// What artifacts come to that are held or being made, in bytes, beside what they may come to. Predicted sizes count
// until a task is done, then its artifact's own.

import type { Key, Task } from '../graph/plan/task.js';

export class MemoryBudget {
  bytes = 0;
  private readonly sizes = new Map<Key, number>();

  constructor(private readonly budgetBytes: number) {}

  /** Whether the artifact of a task has room beside the others. */
  hasRoom({ bytes }: Task): boolean {
    return this.bytes + bytes <= this.budgetBytes;
  }

  /** An artifact of so many bytes is held, or about to be. */
  hold(key: Key, bytes: number): void {
    this.bytes += bytes - (this.sizes.get(key) ?? 0);
    this.sizes.set(key, bytes);
  }

  drop(keys: readonly Key[]): void {
    for (const key of keys) {
      this.bytes -= this.sizes.get(key) ?? 0;
      this.sizes.delete(key);
    }
  }
}
