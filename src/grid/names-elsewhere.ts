// Names that other tools have for estimators, splitters and metrics: which of ours is meant, or what is done here in
// its place. Asked before any look-alike; look-alikes are of the same role.

import { nearestName } from '../base/suggest.js';
import type { Registries } from '../contracts/registries.js';
import type { ElsewhereRow } from './elsewhere-row.js';
import { ESTIMATORS_ELSEWHERE } from './estimators-elsewhere.js';
import { METRICS_ELSEWHERE, SPLITTERS_ELSEWHERE } from './measures-elsewhere.js';

/** What to say of a name that is none of ours. */
export interface NameAnswer {
  /** The name that is meant. */
  readonly near?: string | undefined;
  readonly help?: string | undefined;
}

type Noun = 'estimator' | 'splitter' | 'metric';

interface Looked {
  readonly noun: Noun;
  readonly registry: ReadonlyMap<string, { readonly role?: string }>;
}

/** The answer to a name that `registry` does not have. */
export function nameElsewhere(written: string, { noun, registry }: Looked, registries: Registries): NameAnswer {
  const name = bare(written);
  if (registry.has(name)) {
    const isCall = written.includes('(');
    return { near: name, help: isCall ? `params are a map: {name: {${name}: {param: value}}}` : undefined };
  }
  const row = TABLES[noun].get(squeezed(name));
  if (row !== undefined) {
    const [, use, help] = row;
    if (use === undefined) return { help };
    if (registry.has(use)) return { near: use, help };
  }
  const other = otherKind(name, noun, registries);
  if (other !== undefined) return { help: other };
  const role = roleOf(name);
  const alike = [...registry].filter(([, one]) => role === undefined || one.role === undefined || one.role === role);
  return {
    near: nearestName(
      name,
      alike.map(([each]) => each),
    ),
  };
}

/** A name as code has it, `sklearn.svm.SVC(C=1)`, without what stands around it. */
function bare(name: string): string {
  const plain = name.trim().replace(/\(.*$/s, '');
  return /^[\w.]+$/.test(plain) ? plain.slice(plain.lastIndexOf('.') + 1) : plain;
}

/** Spelling aside: `F1-Score`, `f1_score` and `f1score` are one. */
function squeezed(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

function tableOf(rows: readonly ElsewhereRow[]): ReadonlyMap<string, ElsewhereRow> {
  return new Map(rows.flatMap((row) => row[0].split(' ').map((name) => [squeezed(name), row] as const)));
}

const TABLES: Readonly<Record<Noun, ReadonlyMap<string, ElsewhereRow>>> = {
  estimator: tableOf(ESTIMATORS_ELSEWHERE),
  splitter: tableOf(SPLITTERS_ELSEWHERE),
  metric: tableOf(METRICS_ELSEWHERE),
};

/** Where a name belongs that is one of another kind. */
function otherKind(name: string, noun: Noun, { estimators, splitters, scorers }: Registries): string | undefined {
  if (noun !== 'estimator' && estimators.has(name)) return `${name} is an estimator: a step of the pipeline`;
  if (noun !== 'splitter' && splitters.has(name)) return `${name} is a splitter: write cv: ${name}`;
  return noun !== 'metric' && scorers.has(name) ? `${name} is a metric: write scoring: ${name}` : undefined;
}

/** What a name says of its role; undefined where it says nothing. */
function roleOf(name: string): string | undefined {
  if (/(Classifier|Clf|SVC|NB)$/i.test(name)) return 'classifier';
  if (/(Regressor|SVR|Reg)$/i.test(name)) return 'regressor';
  return /(Scaler|Encoder|Imputer|Transformer|Vectorizer|Discretizer|Normalizer)$/i.test(name)
    ? 'transformer'
    : undefined;
}

/** What `explain` says of a name of another tool; undefined where nobody knows it. */
export function elsewhereText(name: string, registries: Registries): string | undefined {
  for (const [noun, registry] of [
    ['estimator', registries.estimators],
    ['metric', registries.scorers],
    ['splitter', registries.splitters],
  ] as const) {
    const row = TABLES[noun].get(squeezed(bare(name)));
    if (row === undefined) continue;
    const [, use, help] = row;
    const here = use === undefined || !registry.has(use) ? [] : [`here: ${use} (gridsearch explain ${use})`];
    return `${name} is a name of another tool (${noun}): ${[...here, ...(help === undefined ? [] : [help])].join('; ')}\n`;
  }
  return undefined;
}
