// Columns that the first line has no name for: the index that pandas writes, the row names that R writes, the empty
// cells that a spreadsheet puts behind each line. They get names, and are no features where they say nothing.

import { isRowNumber } from './row-number.js';
import type { Table, TableColumn } from './table.js';

/** Names for all columns; those without one are called as pandas calls them. */
export function namedAll(names: readonly string[]): string[] {
  const taken = new Set(names);
  return names.map((name, column) => {
    if (name !== '') return name;
    let given = `Unnamed: ${column}`;
    for (let i = 1; taken.has(given); i++) given = `Unnamed: ${column}_${i}`;
    taken.add(given);
    return given;
  });
}

/** The table with the nameless columns marked that say nothing, and what to tell of all of them. */
export function resolveNameless(
  table: Table,
  nameless: ReadonlySet<number>,
  rowNames: boolean,
): Pick<Table, 'columns' | 'notes'> {
  if (nameless.size === 0) return table;
  const idle = new Map<number, string>();
  for (const index of nameless) {
    const reason = idleReason(table, index, rowNames && index === 0);
    if (reason !== undefined) idle.set(index, reason);
  }
  const columns = table.columns.map((column, index): TableColumn => {
    const leftOut = idle.get(index);
    return leftOut === undefined ? column : { ...column, leftOut };
  });
  return { columns, notes: [...table.notes, ...notesOf(table, nameless, idle)] };
}

function idleReason(table: Table, index: number, isRowName: boolean): string | undefined {
  const column = table.columns[index];
  if (column.missing === table.rows) return 'no values';
  if (isRowName) return 'the names of the rows';
  return isRowNumber(table, index, 2) ? 'the number of the row' : undefined;
}

function notesOf(table: Table, nameless: ReadonlySet<number>, idle: ReadonlyMap<number, string>): string[] {
  const shown = (index: number) => JSON.stringify(table.columns[index].name);
  const empty = [...idle].filter(([, reason]) => reason === 'no values').map(([index]) => index + 1);
  return [
    ...(empty.length === 0
      ? []
      : [
          empty.length === 1
            ? `column ${empty[0]} has neither name nor values: left out`
            : `${empty.length} columns have neither name nor values (the first is column ${empty[0]}): left out`,
        ]),
    ...[...nameless].flatMap((index) => {
      const reason = idle.get(index);
      if (reason === 'no values') return [];
      return reason === undefined
        ? [`column ${index + 1} has no name: it is called ${shown(index)}`]
        : [`column ${index + 1} has no name and is ${reason}: left out (called ${shown(index)})`];
    }),
  ];
}
