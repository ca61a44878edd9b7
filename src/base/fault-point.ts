// Places where tests let things go wrong. Here they do nothing. A test build (test/faults/fault-build.ts) puts another
// file in the place of this one; the published program holds no way to trigger a fault.

/**
 * In a worker: `load` an input, `compute` a task, `write` its artifact; `reply`: after the artifact has its name,
 * before the driver is told; `answered`: after that. In the driver: `abandon`, before it ends what runs.
 */
export type FaultPoint = 'load' | 'compute' | 'write' | 'reply' | 'answered' | 'abandon';

/** @param _subject  key of the task or artifact */
export function faultPoint(_point: FaultPoint, _subject: string): void {}
