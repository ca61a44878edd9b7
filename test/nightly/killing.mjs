// What the nightly scripts share: a search to kill, its living children, a random source with a seed, and what of a
// result must be the same.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Numbers from 0 to 1 (Lehmer's generator). */
export function seeded(seed) {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

/** Living children, from /proc; a child that nobody has reaped yet is dead all the same. */
export function childrenOf(pid) {
  return readdirSync('/proc').filter((name) => {
    try {
      const [, status, parent] = /\) (\S) (\d+)/.exec(readFileSync(`/proc/${name}/stat`, 'utf8')) ?? [];
      return Number(parent) === pid && status !== 'Z';
    } catch {
      return false;
    }
  });
}

/**
 * Starts a search on two workers: a short one would have threads.
 * @param search.data  name of a fixture
 * @param search.program  in the place of the published one
 */
export function begin({
  data,
  grid,
  program = join(root, 'bin/gridsearch.js'),
  engine = 'local',
  faults = [],
  flags = [],
}) {
  const words = [
    'fit',
    join(root, 'fixtures', data),
    '-g',
    grid,
    '--jobs',
    '2',
    '--engine',
    engine,
    '--no-cache',
    '-q',
    ...flags,
  ];
  const env = { ...process.env, GRIDSEARCH_FAULT: JSON.stringify(faults) };
  const child = spawn(process.execPath, [program, ...words], { stdio: ['ignore', 'pipe', 'ignore'], env });
  let stdout = '';
  child.stdout.on('data', (piece) => {
    stdout += piece;
  });
  const ended = new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout })));
  return { child, ended };
}

/** The model of a document, without what may differ. */
export const modelOf = (stdout) => JSON.stringify(JSON.parse(stdout).best_estimator_);

/** The document without what may differ: meta, times, what was run. */
export function comparable(stdout) {
  const { meta: _meta, refit_time_: _time, graph: _graph, cv_results_, ...rest } = JSON.parse(stdout);
  return JSON.stringify([rest, Object.entries(cv_results_).filter(([name]) => !name.endsWith('_time'))]);
}

const HANG_SECONDS = 120;

/** Resolves after so many seconds in which this process ran: a machine that sleeps is no hang. */
async function awake(seconds) {
  for (let ticks = 0; ticks < seconds; ticks++) await delay(1000, undefined, { ref: false });
}

/** What was found so far. */
export const nothingYet = () => ({
  runs: 0,
  kills: 0,
  stops: 0,
  threadEnds: 0,
  lateAnswers: 0,
  hangs: 0,
  failures: 0,
  differences: 0,
});

/** Waits for a search; one that does not end is killed. */
async function outcomeOf(told, { child, ended }) {
  const outcome = await Promise.race([ended, awake(HANG_SECONDS)]);
  if (outcome === undefined) {
    told.hangs++;
    child.kill('SIGKILL');
  }
  return outcome;
}

/** Sends a worker a signal; one that is stopped goes on after a moment, and answers late. */
function strike(told, worker, signal, random) {
  try {
    process.kill(worker, signal);
    told[signal === 'SIGSTOP' ? 'stops' : 'kills']++;
    if (signal === 'SIGSTOP') setTimeout(strikeAgain, 400 * random(), worker);
    return true;
  } catch {
    // It ended by itself meanwhile.
    return false;
  }
}

function strikeAgain(worker) {
  try {
    process.kill(worker, 'SIGCONT');
  } catch {
    // It ended meanwhile.
  }
}

/**
 * Runs a search to whose workers something happens at random, and counts what came of it.
 * @param options.quiet  what it must come to
 * @param options.signals  one of them is sent each time
 * @param options.mostKills  so many, then it is left alone and ends on any machine
 * @param options.pauseMs  between two looks at its workers
 * @param options.mercy  share of the looks after which nothing happens
 */
export async function runUnderFire(
  told,
  { quiet, random, signals = ['SIGKILL'], mostKills, pauseMs, mercy, ...search },
) {
  const running = begin(search);
  let done = false;
  const killing = (async () => {
    for (let left = mostKills; left > 0 && !done; await delay(pauseMs())) {
      const workers = childrenOf(running.child.pid);
      if (workers.length === 0 || random() < mercy) continue;
      const worker = Number(workers[Math.floor(random() * workers.length)]);
      if (strike(told, worker, signals[Math.floor(random() * signals.length)], random)) left--;
    }
  })();
  const outcome = await outcomeOf(told, running);
  done = true;
  await killing;
  told.runs++;
  if (outcome === undefined) return;
  if (outcome.code !== 0) told.failures++;
  else if (comparable(outcome.stdout) !== quiet) told.differences++;
  if (outcome.code === 0 && search.engine === 'threads')
    told.threadEnds += JSON.parse(outcome.stdout).meta.worker_deaths;
}

/**
 * Cuts a search by --max-time while a fit waits that answers just before its worker is ended, and compares the model
 * with that of its candidate alone. (Where nothing was scored by then, the limit is doubled.)
 */
export async function runLate(told, { folder, random, aloneOf, ...search }) {
  const match = 'fit:LogisticRegression:';
  for (let seconds = 1 + random(); seconds < HANG_SECONDS; seconds *= 2) {
    const [abandoned, answered] = ['abandoned', 'answered'].map((name) =>
      join(folder, `${name} ${told.runs} ${seconds}`),
    );
    const faults = [
      { point: 'compute', match, action: 'wait', until: abandoned, once: `${abandoned} once` },
      { point: 'abandon', in: 'driver', action: 'nothing', once: abandoned },
      { point: 'abandon', in: 'driver', action: 'wait', until: answered },
      { point: 'answered', match, action: 'nothing', once: answered, waited: true },
    ];
    const outcome = await outcomeOf(told, begin({ ...search, faults, flags: ['--max-time', String(seconds)] }));
    if (outcome?.code === 3) continue;
    told.runs++;
    if (outcome === undefined) return;
    if (outcome.code !== 0) told.failures++;
    else {
      const { meta, best_params_ } = JSON.parse(outcome.stdout);
      told.lateAnswers += meta.dropped_messages > 0 ? 1 : 0;
      if (modelOf(outcome.stdout) !== (await aloneOf(best_params_))) told.differences++;
    }
    return;
  }
  told.runs++;
  told.failures++;
}
