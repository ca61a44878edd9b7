// Places where tests let things go wrong. Here they do nothing. A test build (`node scripts/build.mjs --faults`) puts another file in the
// place of this one; the published program holds no way to trigger a fault.

/** `load` an input, `compute` a task, `write` its artifact; `reply`: after the artifact has its name, before the driver is told. */
export type FaultPoint = 'load' | 'compute' | 'write' | 'reply';

/** @param _subject  key of the task or artifact */
export function faultPoint(_point: FaultPoint, _subject: string): void {}
