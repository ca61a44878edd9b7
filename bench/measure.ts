// Runs one command as a whole process and measures it with all its children: wall seconds, CPU seconds, peak memory.
// CPU and memory come from /proc, so they are there on Linux only. Memory is sampled: it may miss a peak shorter than
// the interval.

import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

export interface Measured {
  readonly seconds: number;
  /** User and system time of the process and of every child it waited for. */
  readonly cpuSeconds: number | undefined;
  /** Largest sum over the processes alive at one time of resident bytes, files in memory included. */
  readonly peakBytes: number | undefined;
  readonly stdout: string;
}

const SAMPLE_MS = 20;
/** The kernel counts times of processes in hundredths of a second, whatever its own clock does. */
const TICKS_PER_SECOND = 100;
/** Where our engine keeps what its workers share, when there is room. */
const MEMORY_DIRECTORY = '/dev/shm';
/** Of standard error, what is shown when a command fails. */
const TAIL_CHARACTERS = 2000;

/** Runs a command to its end. Throws where it fails. */
export async function measure(
  command: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Measured> {
  const cpuBefore = childrenSeconds();
  const started = process.hrtime.bigint();
  const child = spawn(command[0], command.slice(1), {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (text) => {
    stdout += text;
  });
  child.stderr.on('data', (text) => {
    stderr = (stderr + text).slice(-TAIL_CHARACTERS);
  });
  let peak = 0;
  const sampler = setInterval(() => {
    peak = Math.max(peak, bytesOf(familyOf(child.pid ?? 0)));
  }, SAMPLE_MS);
  try {
    const seconds = await new Promise<number>((resolve, reject) => {
      child.on('error', reject);
      child.on('exit', () => resolve(Number(process.hrtime.bigint() - started) / 1e9));
    });
    if (child.exitCode !== 0)
      throw new Error(`${command.join(' ')}\nended with ${child.exitCode ?? child.signalCode}\n${stderr}`);
    const cpuAfter = childrenSeconds();
    return {
      seconds,
      cpuSeconds: cpuBefore === undefined || cpuAfter === undefined ? undefined : cpuAfter - cpuBefore,
      peakBytes: peak === 0 ? undefined : peak,
      stdout,
    };
  } finally {
    clearInterval(sampler);
  }
}

/** CPU time of all children that this process has waited for so far. */
function childrenSeconds(): number | undefined {
  const text = read('/proc/self/stat');
  if (text === undefined) return undefined;
  // After the name in brackets: state is field 3, so cutime and cstime (16 and 17) stand at 13 and 14.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[13]) + Number(fields[14])) / TICKS_PER_SECOND;
}

/** A process and all below it. */
function familyOf(pid: number): number[] {
  const threads = list(`/proc/${pid}/task`);
  const children = threads.flatMap((thread) =>
    (read(`/proc/${pid}/task/${thread}/children`) ?? '').split(' ').filter((word) => word !== ''),
  );
  return [pid, ...children.flatMap((child) => familyOf(Number(child)))];
}

function bytesOf(pids: readonly number[]): number {
  const resident = pids.reduce((sum, pid) => {
    const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`) ?? '')?.[1];
    return sum + 1024 * Number(kilobytes ?? 0);
  }, 0);
  const directories = list(MEMORY_DIRECTORY).filter((name) =>
    pids.some((pid) => new RegExp(`^gridsearch-[0-9a-f]{8}-${pid}-`).test(name)),
  );
  return resident + directories.reduce((sum, name) => sum + directoryBytes(join(MEMORY_DIRECTORY, name)), 0);
}

function directoryBytes(path: string): number {
  return list(path).reduce((sum, name) => sum + (statSync(join(path, name), { throwIfNoEntry: false })?.size ?? 0), 0);
}

/** A process may end while one looks at it: what is gone reads as nothing. */
function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function list(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
