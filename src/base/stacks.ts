// Stacks of what was thrown in this process or thread: for those who ask to be told more (-v). They name folders and
// the program's own files, which differ from engine to engine, so they travel beside what is kept of an error.

const LONGEST = 8000;
const MOST = 20;

const stacks: string[] = [];

/** Keeps a stack; more than a few say nothing new. */
export function noteStack(stack: string): void {
  if (stacks.length < MOST) stacks.push(stack.slice(0, LONGEST));
}

/** Those since the last call. */
export function takeStacks(): readonly string[] {
  return stacks.splice(0);
}
