// By hand: the command line as a whole, with random commands, flags, engines, grids and small data sets, good and
// hostile. Ends with 1 where a promise of the contract is broken, and prints what to type to see it again. Usage: npm
// run fuzz:cli -- [--seconds 600] [--seed 1]

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CommandLine, randomCommand } from './fuzz-cli/command.js';
import { writeFiles } from './fuzz-cli/files.js';
import { randomSource } from './fuzz-cli/random.js';

const program = fileURLToPath(new URL('../../bin/gridsearch.js', import.meta.url));
const LIMIT_MS = 120_000;
const CODES = [0, 2, 3, 4, 5];

function argument(name: string, otherwise: number): number {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
}

/** What is wrong with one run, as words. */
function faultsOf(line: CommandLine, folder: string): { readonly faults: string[]; readonly told: string } {
  const { GRIDSEARCH_JOBS: _, ...inherited } = process.env;
  const done = spawnSync(process.execPath, [program, ...line.words], {
    cwd: folder,
    input: line.stdin ?? '',
    env: { ...inherited, GRIDSEARCH_COLOR: 'never', XDG_CACHE_HOME: join(folder, 'home') },
    timeout: LIMIT_MS,
    killSignal: 'SIGKILL',
    maxBuffer: 2 ** 29,
    encoding: 'utf8',
  });
  const { status, signal, stdout, stderr } = done;
  const faults: string[] = [];
  if (signal !== null) faults.push(`ended by ${signal}: hung, or crashed`);
  else if (!CODES.includes(status ?? -1)) faults.push(`exit code ${status}`);
  if (stderr.includes('error[BUG]')) faults.push('error[BUG]');
  if (/^\s+at .*[:(]\d/m.test(stderr)) faults.push('a stack');
  if (/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/.test(stderr)) faults.push('control characters on stderr');
  if (status !== 0 && signal === null && !/^error\[[A-Z_0-9]+\]/m.test(stderr) && !line.help)
    faults.push('no error[CODE]');
  if (/\bNaN\b|undefined|\[object /.test(stderr)) faults.push('odd words on stderr');
  if (line.json && stdout !== '' && !isJsonLine(stdout)) faults.push('stdout is not one JSON document');
  if (status === 0 && line.writes !== undefined && !hasText(join(folder, line.writes)))
    faults.push(`exit 0 without ${line.writes}`);
  if (status === 0 && line.prints && stdout === '') faults.push('exit 0 without a word on stdout');
  if (status !== null && [2, 5].includes(status) && line.json && stdout !== '')
    faults.push(`exit ${status} with something on stdout`);
  if (readdirSync(folder).some((name) => name.startsWith('.gridsearch-'))) faults.push('a temporary file is left');
  return { faults, told: stderr.slice(0, 1500) };
}

function isJsonLine(text: string): boolean {
  try {
    JSON.parse(text);
    return text.endsWith('\n');
  } catch {
    return false;
  }
}

function hasText(path: string): boolean {
  return path.startsWith('/dev/') || (existsSync(path) && readFileSync(path).length > 0);
}

const [seconds, firstSeed] = [argument('seconds', 600), argument('seed', Date.now() % 2 ** 31)];
const end = performance.now() + seconds * 1000;
const counts = new Map<string, number>();
let [runs, broken] = [0, 0];
for (let seed = firstSeed; performance.now() < end; seed++) {
  const folder = mkdtempSync(join(tmpdir(), 'gridsearch-fuzz-cli-'));
  try {
    const random = randomSource(seed);
    const files = writeFiles(folder, random, program);
    // Files are dear (models are fitted): several commands share them.
    for (let i = 0; i < 12 && performance.now() < end; i++) {
      const line = randomCommand(random, files);
      const { faults, told } = faultsOf(line, folder);
      runs++;
      for (const name of [line.words[0] ?? '', ...faults]) counts.set(name, (counts.get(name) ?? 0) + 1);
      if (faults.length === 0) continue;
      broken++;
      console.log(
        `\nseed ${seed}, command ${i + 1}: ${faults.join('; ')}\n  ${JSON.stringify(line.words)}\n${files.show(line.words)}${told}`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
console.log(`${runs} runs from seed ${firstSeed}, ${broken} broken: ${JSON.stringify(Object.fromEntries(counts))}`);
process.exitCode = broken === 0 ? 0 : 1;
