// `--set pipeline.step.param=value`: one param of one step, wherever it stands; in a union
// `pipeline.union.branch.step.param`.

import { GridsearchError } from '../base/errors.js';
import { isMap } from '../base/json.js';
import { didYouMean } from '../base/suggest.js';
import { type GridDocument, type GridPath, isList, type Setting, valueAt, withValue } from './grid-document.js';
import { spellStep, stepPath } from './read-pipeline.js';
import { isUnion } from './read-union.js';
import { UNION } from './spec.js';

/** Steps side by side in a list, the path of each, what they are the steps of, and the names of one and its param. */
interface Steps {
  readonly names: readonly string[];
  readonly paths: readonly GridPath[];
  readonly of: string;
}

/**
 * Fixes a param of a step: the step is first written out in its longest spelling.
 * @param names  of the step and the param; of a union, a branch, a step of it and the param
 * @throws GRID_UNKNOWN_STEP, GRID_SET
 */
export function setStepParam(document: GridDocument, names: readonly string[], setting: Setting): GridDocument {
  const { pipeline, estimator } = document.value;
  const count = isList(pipeline) ? pipeline.length : estimator === undefined ? 0 : 1;
  return setIn(
    document,
    { paths: Array.from({ length: count }, (_, i) => stepPath(document.value, i)), of: 'the pipeline', names },
    setting,
  );
}

/** Puts another estimator in the place of a step: `--set pipeline.model=Ridge`. @throws GRID_UNKNOWN_STEP */
export function setStep(document: GridDocument, name: string, { value, origin }: Setting): GridDocument {
  const { pipeline, estimator } = document.value;
  const count = isList(pipeline) ? pipeline.length : estimator === undefined ? 0 : 1;
  const paths = Array.from({ length: count }, (_, i) => stepPath(document.value, i));
  const names = paths.map((path) => spellStep(valueAt(document.value, path) ?? null)?.name);
  const index = names.indexOf(name);
  if (index < 0) throw unknown({ lacks: 'the pipeline has no step', name }, names, { value, origin });
  return withValue(document, paths[index], { value: { [name]: value }, origin });
}

function setIn(document: GridDocument, { paths, of, names: [name, ...names] }: Steps, setting: Setting): GridDocument {
  const spelled = paths.map((path) => spellStep(valueAt(document.value, path) ?? null));
  const steps = spelled.map((step) => step?.name);
  const index = steps.indexOf(name);
  if (index < 0) throw unknown({ lacks: `${of} has no step`, name }, steps, setting);
  const path = paths[index];
  const written = spelled[index]?.estimator ?? null;
  if (isUnion(written)) return setInBranch(document, { union: [...path, name, UNION], names }, setting);
  if (names.length !== 1)
    throw wrongDepth(`${JSON.stringify(name)} is no union: behind its name stands one param`, setting);
  const estimator = typeof written === 'string' ? { [written]: {} } : written;
  const classes = isMap(estimator) ? Object.keys(estimator) : [];
  if (classes.length !== 1) return document; // Not a step: the structure check will say so at the file's own place.
  const long = withValue(document, path, { value: { [name]: estimator }, origin: document.locate(path) });
  return withValue(long, [...path, name, classes[0], names[0]], setting);
}

/** @param union  path of the branches */
function setInBranch(
  document: GridDocument,
  { union, names }: { readonly union: GridPath; readonly names: readonly string[] },
  setting: Setting,
): GridDocument {
  const name = String(union.at(-2));
  const [branch, ...rest] = names;
  if (rest.length < 2)
    throw wrongDepth(`${JSON.stringify(name)} is a union: pipeline.${name}.BRANCH.STEP.PARAM`, setting);
  const written = valueAt(document.value, union);
  const branches = (isList(written) ? written : []).map((entry) => (isMap(entry) ? Object.keys(entry)[0] : undefined));
  const index = branches.indexOf(branch);
  if (index < 0)
    throw unknown({ lacks: `union ${JSON.stringify(name)} has no branch`, name: branch }, branches, setting);
  const at = [...union, index, branch, 'steps'];
  const steps = valueAt(document.value, at);
  const paths = (isList(steps) ? steps : []).map((_, i) => [...at, i]);
  return setIn(document, { paths, of: `branch ${JSON.stringify(branch)}`, names: rest }, setting);
}

function unknown(
  { lacks, name }: { readonly lacks: string; readonly name: string },
  there: readonly (string | undefined)[],
  { origin }: Setting,
): GridsearchError {
  const names = there.filter((each) => each !== undefined);
  const where = { ...origin, note: didYouMean(name, names) };
  return new GridsearchError('GRID_UNKNOWN_STEP', `${lacks} ${JSON.stringify(name)}`, {
    where,
    help: `there: ${names.join(', ')}`,
  });
}

function wrongDepth(message: string, { origin }: Setting): GridsearchError {
  return new GridsearchError('GRID_SET', message, {
    where: origin,
    help: 'one name for each level, with dots between them',
  });
}
