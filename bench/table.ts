// The tables: contests as Markdown, one line for each contestant, with the spread of the rounds and the commands below.

import type { Contest, Standing } from './contest.js';
import { median, spread } from './figures.js';

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGigabytes: number;
  readonly node: string;
  /** Of Python and its packages; empty where none was found. */
  readonly versions: Readonly<Record<string, string>>;
  readonly date: string;
  readonly gridsearch: string;
  /** Processes that wanted a core when the bench began: above 0, seconds are those of a shared machine. */
  readonly load: number;
}

/** All tables and commands, for a README. */
export function markdown(machine: Machine, contests: readonly Contest[], rounds: number): string {
  const compared = contests.filter(({ case: { group } }) => group !== 'growth');
  const grown = contests.filter(({ case: { group } }) => group === 'growth');
  return [
    machineLine(machine, rounds),
    ...(compared.length > 0 ? ['', comparison(compared)] : []),
    ...(grown.length > 0 ? ['', growthTable(grown)] : []),
    '',
    '```sh',
    ...contests.flatMap(({ standings }) =>
      standings.filter(({ kind }) => kind !== 'floor').map(({ command }) => shellLine(command)),
    ),
    '```',
    '',
  ].join('\n');
}

function machineLine(
  { cpu, cores, memoryGigabytes, node, versions, gridsearch, date, load }: Machine,
  rounds: number,
): string {
  const packages = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const shared = load >= 0.5 ? `; ${load.toFixed(1)} other processes wanted a core when it began` : '';
  return (
    `gridsearch ${gridsearch}, ${date}. ${cpu}, ${cores} cores, ${memoryGigabytes.toFixed(0)} GB; ${[`Node ${node}`, ...packages].join(', ')}${shared}. ` +
    `Whole processes, in turns, ${rounds} round${rounds === 1 ? '' : 's'} on the same file. × = seconds by gridsearch's in the same round: lowest / median / highest.`
  );
}

function comparison(contests: readonly Contest[]): string {
  const lines = contests.flatMap(({ case: { about, promise }, standings, missing }) => [
    ...standings.map((standing, at) => [
      at === 0 ? about : '',
      standing.label,
      figure(median(standing.rounds.map(({ seconds }) => seconds))),
      figure(cpuOf(standing)),
      megabytes(standing),
      at === 0 ? '' : spread(standing.ratios),
      at === 0 ? '' : figure(cpuOf(standing) / cpuOf(standings[0])),
      standing.kind === 'peer' && promise !== undefined && standing === standings.find(({ kind }) => kind === 'peer')
        ? `≥ ${promise}`
        : '',
      standing.difference === undefined ? '' : standing.difference === 0 ? 'none' : standing.difference.toPrecision(1),
    ]),
    ...missing.map((label) => ['', label, 'not installed', '', '', '', '', '', '']),
  ]);
  return tableOf(['case', 'by', 'seconds', 'CPU s', 'peak MB', '×', '× CPU', 'aim', 'scores differ by'], lines);
}

function growthTable(contests: readonly Contest[]): string {
  const lines = contests.map(({ case: { name, about, units = { count: 1, of: 'run' } }, standings: [standing] }) => {
    const seconds = median(standing.rounds.map((round) => round.seconds));
    const cpu = cpuOf(standing);
    const each = [cpu, peakOf(standing) / 1e6].map((value) => figure(value / units.count));
    return [name, about, figure(seconds), figure(cpu), megabytes(standing), `a ${units.of}`, ...each];
  });
  return tableOf(['growth of', 'shape', 'seconds', 'CPU s', 'peak MB', 'each', 'CPU s', 'MB'], lines);
}

function tableOf(header: readonly string[], lines: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [row(header), `|${header.map((_, at) => (at < 2 ? '---|' : '--:|')).join('')}`, ...lines.map(row)].join('\n');
}

function megabytes(standing: Standing): string {
  const peak = peakOf(standing);
  return Number.isFinite(peak) ? (peak / 1e6).toFixed(0) : '–';
}

/** The most of all rounds; NaN where it was not measured. */
function peakOf({ rounds }: Standing): number {
  const peaks = rounds.flatMap(({ peakBytes }) => (peakBytes === undefined ? [] : [peakBytes]));
  return peaks.length === 0 ? Number.NaN : Math.max(...peaks);
}

function cpuOf({ rounds }: Standing): number {
  return median(rounds.map(({ cpuSeconds }) => cpuSeconds ?? Number.NaN));
}

/** Three digits. */
function figure(value: number): string {
  if (!Number.isFinite(value)) return '–';
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

function shellLine(command: readonly string[]): string {
  return command.map((word) => (/^[\w./=,:@+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ');
}
