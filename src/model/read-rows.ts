// Reading the rows that a model is to predict or to score: as those of its fit were read, but for what is said here.

import type { DeclaredKind } from '../base/dataset.js';
import { columnReader, defined, readingOf, type TableReading } from '../base/table-reading.js';
import { readTable } from '../input/read-table.js';
import type { ThreadKernels } from '../kernels/index.js';
import type { ModelDocument } from '../results/result-document.js';
import type { ReadOptions } from '../table/csv/read-csv.js';
import type { Table } from '../table/csv/table.js';
import { withTargets } from '../table/drop-rows.js';
import { columnNamed } from '../table/roles.js';
import { modelColumns } from './model-document.js';

/** How the file is laid out and spelled, where not as that of the fit; `score` alone drops rows. */
type Layout = Partial<Omit<TableReading, 'naValues' | 'onlyNa' | 'numbers'>>;

export interface RowsRequest extends Layout {
  /** Path of a model or a result, or `-`. */
  readonly model: string;
  /** Path of a CSV file, or `-`. */
  readonly data: string;
  /** Cells without a value, besides those of the fit. */
  readonly na?: readonly string[];
  /** Files whose plug-ins the model may use: they are code and are run, so a model alone never names them. */
  readonly extensions?: readonly string[];
  /** Told what the user should know. */
  readonly note?: (text: string) => void;
}

export interface RowsToRead {
  readonly request: RowsRequest;
  readonly document: ModelDocument;
  readonly kernels: ThreadKernels;
}

/** Rows to be scored: those without a target are left out where that was said, of the fit or here. */
export async function readScored(work: RowsToRead): Promise<Table> {
  const { request, document } = work;
  const read = await readRows(work, { spelled: [document.target] });
  const drops = request.dropMissingTarget ?? document.data?.drop_missing_target === true;
  if (!drops) return read;
  const { table, notes } = withTargets(read, columnNamed(read, document.target, 'target'));
  for (const note of notes) request.note?.(note);
  return table;
}

/** Reads rows as those of the fit were read; what the request says comes first, or on top. */
export function readRows(
  { request, document, kernels }: RowsToRead,
  { spelled = [], echoed = [] }: Pick<ReadOptions, 'spelled' | 'echoed'>,
): Promise<Table> {
  const { numbers, text = [], ...keys } = document.data ?? {};
  const { data, na = [], delimiter, header, comment, skipRows, skipFooter, decimal, thousands } = request;
  const base = readingOf(keys);
  const merged: TableReading = {
    ...base,
    ...defined({ delimiter, header, comment, skipRows, skipFooter, decimal, thousands }),
    naValues: [...base.naValues, ...na],
    ...(numbers === undefined ? {} : { numbers }),
  };
  const columnReading = columnReader(merged, typesIn(document, text));
  return readTable(data, { ...merged, columnReading, spelled, echoed }, { kernels: () => kernels });
}

/** What the model knows of columns: a number stays one where a new file's cells look like codes. */
function typesIn(document: ModelDocument, text: readonly string[]): Record<string, DeclaredKind> {
  const numeric = modelColumns(document).flatMap(({ name, kind }) => (kind === 'numeric' ? [name] : []));
  const isNumber = document.classes_ === undefined || typeof document.classes_[0] === 'number';
  return Object.fromEntries([
    ...text.map((name) => [name, 'categorical'] as const),
    ...[...numeric, ...(isNumber ? [document.target] : [])].map((name) => [name, 'numeric'] as const),
  ]);
}
