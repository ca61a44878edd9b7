import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/base/dataset.js';
import { createKernels } from '../../src/kernels/index.js';
import { readCsv } from '../../src/table/csv/read-csv.js';
import { type DatasetOptions, toDataset } from '../../src/table/to-dataset.js';
import { csv, problem } from './csv/csv.js';

const dataset = async (text: string, options: DatasetOptions = {}) => toDataset(await csv(text), options).dataset;
const rowsOf = ({ X }: Dataset, rows: readonly number[]) => {
  const out = new Float64Array(rows.length * X.cols);
  X.copy(Int32Array.from(rows), out);
  return [...out];
};
const namesOf = ({ columns }: Dataset) => columns.map(({ name }) => name);
const names = (width: number) => Array.from({ length: width }, (_, j) => `c${j}`).join(',');
const row = (i: number, width: number) => Array.from({ length: width }, (_, j) => (i + j) % 10).join(',');
const notes = async (text: string, options: DatasetOptions = {}) => toDataset(await csv(text), options).notes;
const said = (text: string, options: DatasetOptions = {}) => problem(dataset(text, options));

const THREE = 'a,b,y\n1,2,u\n3,4,v\n5,6,u\n';

describe('toDataset chooses columns', () => {
  it('takes the last column as target and says so', async () => {
    const { dataset: made, notes: told } = toDataset(await csv(THREE));
    expect(made.targetName).toBe('y');
    expect(namesOf(made)).toEqual(['a', 'b']);
    expect(rowsOf(made, [0, 1, 2])).toEqual([1, 2, 3, 4, 5, 6]);
    expect(told).toEqual([
      'target: "y", the last column (--target NAME chooses another)',
      'task: classification ("y" is text)',
    ]);
  });

  it('says nothing when target and task are given', async () => {
    expect(await notes(THREE, { target: 'y', task: 'classification' })).toEqual([]);
  });

  it('takes the last column that is not dropped, an id or a fold', async () => {
    const made = await dataset('a,y,fold,id\n1,0,1,7\n2,1,2,8\n3,0,1,9\n4,1,2,10\n', { fold: 'fold', id: ['id'] });
    expect([made.targetName, namesOf(made)]).toEqual(['y', ['a']]);
  });

  it('leaves dropped columns out, by name or pattern', async () => {
    const text = 'pix_1,pix_2,name,y\n1,2,q,0\n3,4,r,1\n';
    expect(namesOf(await dataset(text, { drop: ['name'], task: 'classification' }))).toEqual(['pix_1', 'pix_2']);
    expect(
      await dataset(text, { drop: ['pix_?', 'name'], features: {}, target: 'y', task: 'regression' }).catch(
        (e) => e.code,
      ),
    ).toBe('DATA_NO_FEATURES');
  });

  it('includes and excludes features by pattern, in the order of the file', async () => {
    const text = 'a1,b1,a2,b2,y\n1,2,3,4,0\n5,6,7,8,1\n';
    const options = { target: 'y', task: 'classification' } as const;
    expect(namesOf(await dataset(text, { ...options, features: { include: ['b*', 'a1'] } }))).toEqual([
      'a1',
      'b1',
      'b2',
    ]);
    expect(namesOf(await dataset(text, { ...options, features: { exclude: ['*2'] } }))).toEqual(['a1', 'b1']);
  });

  it('takes no excluded column for the target that nobody named', async () => {
    expect((await dataset('a,y,note\n1,0,2\n3,1,4\n', { features: { exclude: ['note'] } })).targetName).toBe('y');
  });

  it('takes brackets, dots and slashes in names for what they are', async () => {
    const text = 'price (€),km/h,a.b,[x],y\n1,2,3,4,0\n5,6,7,8,1\n';
    expect(namesOf(await dataset(text, { target: 'y', features: { include: ['price (*', 'km*', '[x]'] } }))).toEqual([
      'price (€)',
      'km/h',
      '[x]',
    ]);
  });

  it('suggests the nearest name for one that is not there', async () => {
    expect(await said(THREE.replace('y', 'species'), { target: 'speceis' })).toBe(
      'DATA_UNKNOWN_COLUMN 1:- target: there is no column "speceis" | did you mean "species"?',
    );
    expect(await said(THREE, { drop: ['quux'] })).toBe(
      'DATA_UNKNOWN_COLUMN 1:- drop: there is no column "quux" | columns: "a", "b", "y"',
    );
    expect(await said(THREE, { features: { include: ['z*'] } })).toMatch(
      /^DATA_UNKNOWN_COLUMN .*no column matches "z\*"/,
    );
  });

  it('refuses one column in two parts, and a target that is alone', async () => {
    expect(await said(THREE, { target: 'y', drop: ['y'] })).toMatch(
      /^DATA_COLUMN_ROLES .*column "y" is named both as drop and as target/,
    );
    expect(await said('y\n1\n2\n')).toMatch(/^DATA_NO_FEATURES .*the target "y" is the only column/);
  });

  it('copies the rows of X that are asked for, in the order in which they are', async () => {
    expect(rowsOf(await dataset(THREE), [2, 0])).toEqual([5, 6, 1, 2]);
  });

  it.each([2, 40])(
    'copies %i features that lie side by side, and others, from every block of rows',
    async (features) => {
      const [rows, width] = [2 ** 20 / (features + 2) + 3, features + 2].map(Math.floor);
      const table = await csv(`${names(width)}\n${Array.from({ length: rows }, (_, i) => row(i, width)).join('\n')}\n`);
      for (const drop of [['c0'], ['c1']]) {
        const { dataset: made } = toDataset(table, { drop, task: 'regression' });
        const kept = Array.from({ length: width - 1 }, (_, j) => j).filter((j) => `c${j}` !== drop[0]);
        expect(rowsOf(made, [rows - 1, 1])).toEqual([rows - 1, 1].flatMap((i) => kept.map((j) => (i + j) % 10)));
      }
    },
  );

  it('gives the memory of the numbers back', async () => {
    const table = await csv(THREE);
    toDataset(table).dataset.X.free();
    expect(table.blocks.map(({ buffer }) => buffer.byteLength)).toEqual([0]);
  });
});

describe('toDataset understands the target', () => {
  const column = (values: readonly (string | number)[]) =>
    `x,y\n${values.map((value, i) => `${i},${value}`).join('\n')}\n`;

  it('sorts numeric labels by value and codes rows by them', async () => {
    const { target, task } = await dataset(column([10, 9, 10, 9, -1, -1]));
    expect(task).toBe('classification');
    expect(target).toEqual({ kind: 'classes', codes: Int32Array.of(2, 1, 2, 1, 0, 0), classes: [-1, 9, 10] });
  });

  it('sorts text labels by code unit, numbers among them included', async () => {
    const { target } = await dataset(column(['b', 'B', '10', '9', 'é']));
    expect(target.kind === 'classes' && target.classes).toEqual(['10', '9', 'B', 'b', 'é']);
  });

  it('keeps 1, 1.0 and "true" apart or together as the contract says', async () => {
    const same = await dataset(column(['1', '1.0', '0', '0.0']));
    expect(same.target).toMatchObject({ classes: [0, 1] });
    const text = await dataset(column(['1', '1.0', 'true', 'true']));
    expect(text.target).toMatchObject({ classes: ['1', '1.0', 'true'] });
  });

  it.each([
    ['20 integers twice each', Array.from({ length: 40 }, (_, i) => i % 20), 'classification'],
    ['21 integers', Array.from({ length: 210 }, (_, i) => i % 21), 'regression'],
    ['integers that hardly repeat', [1, 2, 3, 4, 4], 'regression'],
    ['fractions', [0.5, 0.5, 1, 1], 'regression'],
    ['booleans', ['true', 'false', 'true'], 'classification'],
  ] as const)('infers the task from %s', async (_, values, task) => {
    expect((await dataset(column(values))).task).toBe(task);
  });

  it('follows the task that is given', async () => {
    expect((await dataset(column([1, 2, 1, 2]), { task: 'regression' })).target).toEqual({
      kind: 'values',
      values: Float64Array.of(1, 2, 1, 2),
    });
    expect((await dataset(column([0.5, 1.5, 0.5]), { task: 'classification' })).target).toMatchObject({
      classes: [0.5, 1.5],
    });
  });

  it('refuses missing targets, text in a regression, and a single class', async () => {
    expect(await said(column([1, '', 1, 'NA']))).toBe(
      'DATA_TARGET_MISSING 3:3 the target "y" has 2 missing values | --drop-missing-target leaves these rows out (data: {drop_missing_target: true})',
    );
    expect(await said(column([1.5, 'abc']), { task: 'regression' })).toMatch(
      /^DATA_TARGET_TEXT 3:3 the target "y" of a regression is not a number: "abc"/,
    );
    expect(await said(column(['a', 'a']))).toMatch(/^DATA_ONE_CLASS .*one class only: "a"/);
  });

  it('notes labels that differ only in case or spaces, and a constant target', async () => {
    expect((await notes(column(['Yes', 'yes', 'no'])))[2]).toBe(
      'labels "Yes" and "yes" differ only in case or spaces: two classes',
    );
    expect((await notes(column([2.5, 2.5]), { task: 'regression', target: 'y' }))[0]).toMatch(
      /same value in every row/,
    );
  });
});

describe('toDataset understands features', () => {
  const all = (made: Dataset) =>
    rowsOf(
      made,
      Array.from({ length: made.rows }, (_, row) => row),
    );

  it('makes codes of text, by code unit, and keeps numbers among them', async () => {
    const made = await dataset('city,x,y\nRome,1,0\nÅlesund,2,1\nOslo,3,0\nRome,4,1\n');
    expect(made.columns).toEqual([
      { name: 'city', kind: 'categorical', dictionary: ['Oslo', 'Rome', 'Ålesund'], missing: false },
      { name: 'x', kind: 'numeric', dictionary: [], missing: false },
    ]);
    expect(all(made)).toEqual([1, 1, 2, 2, 0, 3, 1, 4]);
  });

  it('takes 7, 7.0 and " 7" for one category, and blanks around a text for nothing', async () => {
    const [doors] = (await dataset('doors,y\n7,0\nmany,1\n7.0,0\n 7,1\n many ,0\nfew,1\n2,0\nfew,1\n')).columns;
    expect(doors.dictionary).toEqual(['2', '7', 'few', 'many']);
  });

  it('makes 1 and 0 of true and false, however they are capitalised', async () => {
    const made = await dataset('on,y\nTrue,0\nFALSE,1\n,0\ntrue,1\n');
    expect(made.columns).toEqual([{ name: 'on', kind: 'boolean', dictionary: [], missing: true }]);
    expect(all(made)).toEqual([1, 0, Number.NaN, 1]);
  });

  it('keeps missing cells of numbers and text as NaN', async () => {
    const made = await dataset('a,b,y\n1,u,0\n,NA,1\n3,v,0\n');
    expect(made.columns.map(({ missing }) => missing)).toEqual([true, true]);
    expect(all(made)).toEqual([1, 0, Number.NaN, Number.NaN, 3, 1]);
  });

  it('leaves out columns without values and texts that only name their row, and says so', async () => {
    const text = `key,empty,x,y\n${Array.from({ length: 30 }, (_, i) => `row ${i},,${i},${i % 2}`).join('\n')}\n`;
    const { dataset: made, notes: told } = toDataset(await csv(text), { target: 'y', task: 'classification' });
    expect(namesOf(made)).toEqual(['x']);
    expect(told).toEqual([
      'column "key": every row has a text of its own: taken for an id and left out (data.types can say that it is categorical)',
      'column "empty" has no values: left out',
      'column "x" is the number of the row: what is learnt from it is the order of the file (--drop x leaves it out)',
    ]);
  });

  it('refuses dates in any common spelling', async () => {
    for (const dates of [
      ['2020-01-31', '2021-02-01T10:00:00Z'],
      ['31.12.1999', '1.2.2000'],
      ['Jun 12 1998', 'July 1, 2000'],
      ['12-Jun-98', '1 May 2001'],
    ]) {
      const rows = dates.map((date, i) => `"${date}",${i}`).join('\n');
      expect(await said(`when,y\n${rows}\n`)).toMatch(/^DATA_TEXT_FEATURE 2:1 column "when" holds dates/);
    }
  });

  it('names the first bad cell of a numeric column and counts the others', async () => {
    const rows = Array.from({ length: 50 }, (_, i) => `${i === 17 ? '"1,234"' : i === 30 ? 'n.a.' : i},${i % 2}`).join(
      '\n',
    );
    expect(await said(`x,y\n${rows}\n`)).toBe(
      'DATA_TEXT_FEATURE 19:1 column "x": not a number: "1,234": thousands separators are not supported; write 1234.5 (and 1 more cell) | correct the file, or --drop x; data.types can say that it is categorical',
    );
  });

  it('says that an overflowing number is too large', async () => {
    expect(await said('x,y\n1,0\n2,0\n1e999,1\n3,1\n')).toMatch(
      /^DATA_TEXT_FEATURE 4:1 .*"1e999": it is too large for a double/,
    );
  });

  it('takes more missing tokens when told', async () => {
    const { columns } = toDataset(await csv('x,y\n1,0\n?,1\n2,0\n', { naValues: ['?'] }));
    expect(columns.map(({ info }) => info)).toEqual([{ name: 'x', kind: 'numeric', dictionary: [], missing: true }]);
  });
});

describe('toDataset does as it is told of columns', () => {
  const kinds = ({ columns }: Dataset) => columns.map(({ name, kind }) => `${name}: ${kind}`);
  const MIXED = `zip,on,n1,n2,key,y\n${Array.from({ length: 24 }, (_, i) => `${i % 3},${i % 2},${i},${i},k${i},${i % 2}`).join('\n')}\n`;

  it('by name and by pattern, a name before any pattern', async () => {
    const types = {
      'n*': 'categorical',
      zip: 'categorical',
      n2: 'numeric',
      on: 'boolean',
      key: 'categorical',
    } as const;
    const made = await dataset(MIXED, { types });
    expect(kinds(made)).toEqual([
      'zip: categorical',
      'on: boolean',
      'n1: categorical',
      'n2: numeric',
      'key: categorical',
    ]);
    expect(made.columns[0].dictionary).toEqual(['0', '1', '2']);
    expect(rowsOf(made, [4, 11])).toEqual([1, 0, 18, 4, 18, 2, 1, 3, 11, 3]);
  });

  it('leaves ids and ignored columns out, also where one would be the target', async () => {
    const made = await dataset('a,b,y,k\n1,2,0,3\n4,5,1,6\n', { types: { k: 'id', b: 'ignored' } });
    expect([made.targetName, kinds(made)]).toEqual(['y', ['a: numeric']]);
  });

  it('and refuses what the cells contradict', async () => {
    expect(await said('a,b,y\n1,2,0\nx,3,1\n', { types: { a: 'numeric' } })).toMatch(
      /^DATA_TEXT_FEATURE 3:1 column "a": not a number: "x"/,
    );
    expect(await said('a,b,y\n1,2,0\n2,3,1\n', { types: { a: 'boolean' } })).toMatch(
      /^DATA_TYPE .*"a" is boolean, and "2" is neither/,
    );
    expect(await said('a,b,y\n1,2,0\n2,3,1\n', { types: { c: 'boolean' } })).toMatch(
      /^DATA_UNKNOWN_COLUMN .*types: there is no column "c"/,
    );
    expect(await said('a,b,y\n1,2,0\n2,3,1\n', { types: { y: 'id' }, target: 'y' })).toMatch(
      /^DATA_COLUMN_ROLES .*both as id and as target/,
    );
  });
});

describe('toDataset reads groups and weights', () => {
  const TEXT = 'g,w,x,y\nb,1,1,0\na,0,2,1\nb,2.5,3,0\n';

  it('and makes no features of them', async () => {
    const made = await dataset(TEXT, { group: 'g', weight: 'w' });
    expect([namesOf(made), made.groups, made.weights]).toEqual([
      ['x'],
      Int32Array.of(1, 0, 1),
      Float64Array.of(1, 0, 2.5),
    ]);
  });

  it('codes groups that are numbers by value, −1 like any other', async () => {
    expect((await dataset('g,x,y\n10,1,0\n-1,2,1\n9,3,0\n10,4,1\n', { group: 'g' })).groups).toEqual(
      Int32Array.of(2, 0, 1, 2),
    );
  });

  it('with weights in the digest, and groups not', async () => {
    const digest = async (text: string, options: DatasetOptions) =>
      (await dataset(text, { ...options, target: 'y' })).digest;
    const grouped = await digest(TEXT, { group: 'g', weight: 'w' });
    expect(await digest(TEXT.replace('a,', 'c,'), { group: 'g', weight: 'w' })).toBe(grouped);
    expect(await digest(TEXT.replace('2.5', '2'), { group: 'g', weight: 'w' })).not.toBe(grouped);
    expect(await digest(TEXT, { group: 'g', drop: ['w'] })).not.toBe(grouped);
  });

  it.each([
    ['1,,2', 'DATA_WEIGHT 3:3 the weight column "w" has missing values'],
    ['1,much,2', 'DATA_WEIGHT 3:3 the weight column "w" holds text: "much"'],
    ['1,0,-2', 'DATA_WEIGHT 4:- the weight column "w" holds a negative number: -2'],
    ['0,0,0', 'DATA_WEIGHT 1:- the weight column "w" holds zeros only'],
  ])('refusing the weights %s', async (weights, message) => {
    const rows = weights.split(',').map((weight, i) => `${i},${weight},${i % 2}`);
    expect(await said(`x,w,y\n${rows.join('\n')}\n`, { weight: 'w' })).toContain(message);
  });

  it('refusing rows without a group', async () => {
    expect(await said('x,g,y\n1,a,0\n2,,1\n', { group: 'g' })).toMatch(
      /^DATA_GROUP 3:3 the group column "g" has missing values/,
    );
  });
});

describe('toDataset reads folds', () => {
  const folded = async (folds: readonly string[]) => [
    ...((await dataset(`x,f,y\n${folds.map((fold, i) => `${i},${fold},${i % 2}`).join('\n')}\n`, { fold: 'f' }))
      .folds ?? []),
  ];

  it('codes numbers by value and keeps −1 for rows that are never tested', async () => {
    expect(await folded(['10', '2', '-1', '10'])).toEqual([1, 0, -1, 1]);
  });

  it('codes names by code unit', async () => {
    expect(await folded(['b', 'a', 'B', 'b'])).toEqual([2, 1, 0, 2]);
  });

  it('refuses missing and fractional folds', async () => {
    expect(await problem(folded(['1', '', '2', '1']))).toMatch(/^DATA_FOLD 3:3 .*missing/);
    expect(await problem(folded(['1', '1.5', '2', '1']))).toMatch(/^DATA_FOLD .*not integers/);
  });
});

describe('a table in the memory of kernels', () => {
  const kernels = createKernels();
  const TEXT = `w,a,t,id,b,y\n${Array.from({ length: 40 }, (_, i) => `${1 + (i % 3)},${i / 7},${'uvw'[i % 3]},k${i},${i % 5 ? i : ''},${i % 2}`).join('\n')}\n`;
  const readBoth = async (options: DatasetOptions) => {
    const read = (more: object) =>
      readCsv('-', { file: 'data.csv', stdin: pieces(), scanner: kernels.scanner(), bytes: TEXT.length, ...more });
    const [apart, settled] = [
      toDataset(await read({}), options),
      toDataset(await read({ heap: kernels.heap }), options),
    ];
    return { apart, settled };
  };
  async function* pieces() {
    yield Buffer.from(TEXT);
  }

  it.each([{}, { weight: 'w' }, { drop: ['a', 't'] }, { target: 'a', drop: ['y'] }])(
    'becomes the same dataset, told %o',
    async (options) => {
      const { apart, settled } = await readBoth({ target: 'y', ...options });
      const { X, ...rest } = settled.dataset;
      const { X: expected, ...others } = apart.dataset;
      expect(rest).toEqual(others);
      expect([settled.notes, X.cols]).toEqual([apart.notes, expected.cols]);
      const all = Array.from({ length: 40 }, (_, i) => i);
      expect(rowsOf(settled.dataset, all)).toEqual(rowsOf(apart.dataset, all));
      expect([...(X.inKernelMemory as Float64Array)]).toEqual(rowsOf(apart.dataset, all));
      expect(rowsOf(settled.dataset, [7, 3])).toEqual(rowsOf(apart.dataset, [7, 3]));
    },
  );

  it('gives its memory back', async () => {
    const scanner = kernels.scanner();
    const before = kernels.heap.liveBytes;
    const table = await readCsv('-', {
      file: 'data.csv',
      stdin: pieces(),
      scanner,
      bytes: TEXT.length,
      heap: kernels.heap,
    });
    const { X } = toDataset(table, { target: 'y' }).dataset;
    expect(kernels.heap.owns(X.inKernelMemory as Float64Array)).toBe(true);
    X.free();
    scanner.free();
    expect(kernels.heap.liveBytes).toBeLessThanOrEqual(before);
  });
});

describe('the digest', () => {
  const digest = async (text: string, options: DatasetOptions = {}) => (await dataset(text, options)).digest;

  it('is the same however the file spells the data', async () => {
    const plain = await digest('a,b,y\n1,2,u\n-0,4,v\n');
    expect(await digest('\ufeff a,"b",y\r\n1.0,2e0,u\r\n0, 4 ,"v"\r\n')).toBe(plain);
    expect(await digest('junk,a,b,y\nq,1,2,u\nr,0,4,v\n', { drop: ['junk'] })).toBe(plain);
  });

  it('changes with a value, a name, a label, the task, the order of rows, the folds', async () => {
    const text = 'a,b,y\n1,2,1\n3,4,2\n1,2,1\n3,5,2\n';
    const digests = await Promise.all([
      digest(text),
      digest(text.replace('5', '6')),
      digest(text.replace('a,', 'c,')),
      digest(text.replaceAll(',2\n', ',3\n')),
      digest(text, { task: 'regression' }),
      digest('a,b,y\n3,4,2\n1,2,1\n1,2,1\n3,5,2\n'),
      digest('a,b,f,y\n1,2,0,1\n3,4,1,2\n1,2,0,1\n3,5,1,2\n', { fold: 'f' }),
      digest('a,b,f,y\n1,2,0,1\n3,4,1,2\n1,2,1,1\n3,5,1,2\n', { fold: 'f' }),
    ]);
    expect(new Set(digests).size).toBe(digests.length);
  });

  it('changes with the kind and the categories of a column', async () => {
    const digests = await Promise.all([
      digest('a,y\n0,1\n1,2\n', { target: 'y' }),
      digest('a,y\nfalse,1\ntrue,2\n', { target: 'y' }),
      digest('a,y\nu,1\nv,2\n', { target: 'y' }),
      digest('a,y\nu,1\nw,2\n', { target: 'y' }),
    ]);
    expect(new Set(digests).size).toBe(digests.length);
  });

  it('is frozen: a change of the canonical bytes would silently empty every cache', async () => {
    const iris = toDataset(await readCsv(new URL('../../fixtures/iris.csv', import.meta.url).pathname)).dataset;
    expect([iris.rows, iris.X.cols, iris.target.kind === 'classes' && iris.target.classes]).toEqual([
      150,
      4,
      ['setosa', 'versicolor', 'virginica'],
    ]);
    expect(iris.digest).toBe('4ccb25f9a7124b985cec333e781a637fa56a5abb24c63c358cdb322e535d5abb');
  });
});
