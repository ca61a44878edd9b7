// `gridsearch schema`: the JSON Schema of a file format, for editors and for checks in other programs.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GridsearchError } from '../base/errors.js';
import { didYouMean } from '../base/suggest.js';
import { checkOut, deliver } from './delivery.js';
import type { Command } from './flag.js';
import { COLOR, OUT } from './flags.js';
import { packageRoot } from './package-root.js';

const ENDING = '.schema.json';

export const schema: Command = {
  name: 'schema',
  usage: '<name>',
  about:
    'Prints a JSON Schema (draft-7). In a YAML grid, the first line "# yaml-language-server: $schema=grid.schema.json" makes editors use it.',
  positionals: [{ name: 'name', about: 'which format: grid, result, model or events' }],
  flags: [OUT, COLOR],
  examples: [
    ['gridsearch schema grid', 'prints the schema of grid files'],
    ['gridsearch schema grid --out grid.schema.json', 'writes it beside your grid, for the editor'],
    ['gridsearch schema grid | jq .properties.cv', 'what a key accepts'],
  ],
  async run(invocation, surroundings) {
    checkOut(invocation, []);
    const folder = join(packageRoot(), 'schema');
    const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith(ENDING)) : [];
    const names = files.map((file) => file.slice(0, -ENDING.length)).sort();
    const [name] = invocation.positionals;
    if (!names.includes(name)) {
      const help = [didYouMean(name, names), `schemas: ${names.join(', ')}`]
        .filter((line) => line !== undefined)
        .join('\n');
      throw new GridsearchError('SCHEMA_UNKNOWN', `there is no schema ${JSON.stringify(name)}`, { help });
    }
    return deliver([readFileSync(join(folder, `${name}${ENDING}`), 'utf8')], invocation, surroundings);
  },
};
