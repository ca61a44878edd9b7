// What of our environment a child process gets.

/** Nothing that makes Node load other code. The last is read by test builds alone. */
const PASSED = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'LANG', 'GRIDSEARCH_FAULT'];

export function childEnvironment(): Record<string, string> {
  return Object.fromEntries(
    PASSED.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}
