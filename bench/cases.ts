// The cases: which data, which grid, which peers, and what the project promises of each. `npm run bench -- --only
// NAME,…` picks some.

/** A way to do the same work: a Python script and its flags, and the package without which it cannot be run. */
export interface Peer {
  readonly label: string;
  readonly script: 'grid_search.py' | 'read_csv.py';
  readonly flags: readonly string[];
  readonly needs: string;
}

export interface Case {
  readonly name: string;
  readonly group: 'search' | 'reading' | 'start' | 'growth';
  readonly about: string;
  /** What make-data is told, or a file of the repository. */
  readonly data: readonly string[] | string;
  /** The same for --quick; undefined = left out there. */
  readonly quickData: readonly string[] | string | undefined;
  /** What of ours is run. */
  readonly command: 'fit' | 'plan' | '--version';
  /** Path in the repository. */
  readonly grid: string;
  /** `--set` of our command; only where no peer reads the grid. */
  readonly overrides?: readonly string[];
  readonly peers: readonly Peer[];
  /** Least ratio to the first peer that is promised for two cores. */
  readonly promise?: number;
  /** What seconds and bytes are divided by in the tables of growth. */
  readonly units?: { readonly count: number; readonly of: string };
}

const SKLEARN: Peer = {
  label: 'scikit-learn',
  script: 'grid_search.py',
  flags: ['--jobs', '2'],
  needs: 'scikit-learn',
};
const MEMORY: Peer = { ...SKLEARN, label: 'scikit-learn, memory=', flags: ['--jobs', '2', '--memory'] };
const DASK: Peer = { ...SKLEARN, label: 'dask-ml', flags: ['--jobs', '2', '--dask'], needs: 'dask-ml' };
const PANDAS: Peer = { label: 'pandas', script: 'read_csv.py', flags: [], needs: 'pandas' };

const STANDARD = ['--cols', '100', '--informative', '20', '--redundant', '30', '--standardise'];
const [TALL, SHORT] = ['10000', '1000'].map((rows) => ['--rows', rows, ...STANDARD]);

/** Every case by name, in the order of the tables. */
export const CASES: readonly Case[] = [
  {
    name: 'seed',
    group: 'search',
    command: 'fit',
    about: "the post's search: 10,000 × 500, PCA {50, 100, 250} → 6 logistic regressions (liblinear), 3 folds",
    data: ['seed'],
    quickData: ['--rows', '1000', '--cols', '500', '--redundant', '250'],
    grid: 'grids/post.json',
    peers: [SKLEARN, MEMORY, DASK],
    promise: 14,
  },
  {
    name: 'nothing-shared',
    group: 'search',
    command: 'fit',
    about: 'nothing to share: 10,000 × 100, 12 C × {l1, l2} (liblinear), 5 folds',
    data: TALL,
    quickData: SHORT,
    grid: 'bench/grids/nothing-shared.json',
    peers: [SKLEARN],
    promise: 20,
  },
  {
    name: 'nothing-shared-l2',
    group: 'search',
    command: 'fit',
    about: 'nothing to share: 10,000 × 100, 12 C, l2 (lbfgs), 5 folds',
    data: TALL,
    quickData: SHORT,
    grid: 'bench/grids/nothing-shared-l2.json',
    peers: [SKLEARN],
    promise: 6,
  },
  {
    name: 'select',
    group: 'search',
    command: 'fit',
    about: '10,000 × 100, StandardScaler → SelectKBest {10, 25, 50, 100} → 4 C, 5 folds',
    data: TALL,
    quickData: SHORT,
    grid: 'bench/grids/select.json',
    peers: [SKLEARN],
    promise: 6,
  },
  {
    name: 'many-rows',
    group: 'search',
    command: 'fit',
    about: '100,000 × 50, StandardScaler → PCA {5, 10, 20, 40} → 3 C, 5 folds',
    data: ['--rows', '100000', '--cols', '50', '--informative', '20', '--redundant', '10'],
    quickData: ['--rows', '10000', '--cols', '50', '--informative', '20', '--redundant', '10'],
    grid: 'bench/grids/many-rows.json',
    peers: [SKLEARN],
    promise: 10,
  },
  {
    name: 'neighbours',
    group: 'search',
    command: 'fit',
    about: 'one candidate, nothing to share: 10,000 × 100, 5 nearest neighbours, 5 folds',
    data: TALL,
    quickData: SHORT,
    grid: 'bench/grids/neighbours.json',
    peers: [SKLEARN],
  },
  {
    name: 'iris',
    group: 'start',
    command: 'fit',
    about: 'iris: 150 × 4, 24 candidates, 5 folds',
    data: 'fixtures/iris.csv',
    quickData: 'fixtures/iris.csv',
    grid: 'bench/grids/iris.json',
    peers: [SKLEARN],
  },
  {
    name: 'version',
    group: 'start',
    command: '--version',
    about: 'gridsearch --version',
    data: 'fixtures/iris.csv',
    quickData: 'fixtures/iris.csv',
    grid: 'bench/grids/iris.json',
    peers: [],
  },
  {
    name: 'reading',
    group: 'reading',
    command: 'plan',
    about: 'reading 10,000 × 500 numbers (98 MB)',
    data: ['seed'],
    quickData: ['--rows', '1000', '--cols', '500', '--redundant', '250'],
    grid: 'grids/post.json',
    peers: [PANDAS],
  },
  ...growth('rows', [10_000, 100_000, 1_000_000], (rows) => ({ rows, cols: 20 })),
  ...growth('columns', [50, 500, 2000], (cols) => ({ rows: 2000, cols })),
  ...growth('candidates', [10, 100, 1000, 10_000], (candidates) => ({ rows: 1000, cols: 20, candidates })),
];

interface Size {
  readonly rows: number;
  readonly cols: number;
  readonly candidates?: number;
}

/** One case per size; the smallest is enough for --quick. */
function growth(of: string, sizes: readonly number[], shapeOf: (size: number) => Size): Case[] {
  return sizes.map((size, at) => {
    const { rows, cols, candidates = 10 } = shapeOf(size);
    const data = ['--rows', String(rows), '--cols', String(cols), '--informative', '15', '--redundant', '5'];
    return {
      name: `${of}-${size}`,
      group: 'growth',
      command: 'fit',
      about: `${rows} × ${cols}, ${candidates} candidates, 5 folds`,
      data,
      quickData: at === 0 ? data : undefined,
      grid: 'bench/grids/growth.json',
      overrides: candidates === 10 ? [] : [`param_grid.logistic__C={logspace: [-2, 2, ${candidates / 2}]}`],
      peers: [],
      units:
        of === 'candidates'
          ? { count: candidates, of: 'candidate' }
          : { count: (rows * cols) / 1e6, of: 'million cells' },
    };
  });
}
