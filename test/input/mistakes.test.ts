import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { runHere as run } from '../cli/run-here.js';
import { FILES, MISTAKES } from './mistakes.js';
import { bench } from './program.js';

const { folder } = bench();
/** Lists of names grow with the program; the rest of a message does not. */
const withoutLists = (text: string) =>
  text.replace(/((?:commands|metrics|parameters of \w+): ).*/g, '$1…').replace(/lists all \d+/g, 'lists all …');
const page = withoutLists(readFileSync(fileURLToPath(new URL('../../docs/errors.md', import.meta.url)), 'utf8'));
/** The words with the files of the folder in full. */
const inFolder = (words: string) =>
  words.split(' ').map((word) => (/\.(csv|ya?ml|json)$/.test(word) ? join(folder, word) : word));

beforeAll(async () => {
  for (const [name, content] of Object.entries(FILES)) writeFileSync(join(folder, name), content);
  expect((await run(inFolder('fit data.csv -g grid.yaml --model model.json -q'))).code).toBe(0);
});

describe('docs/errors.md', () => {
  it.each(MISTAKES)('shows what is said to: gridsearch %s', async (words) => {
    const { code, stdout, stderr } = await run(inFolder(words));
    expect(stdout).toBe('');
    expect(code).toBe(words.includes('-o ') ? 5 : 2);
    const said = stderr.replaceAll(`${folder}/`, '').trimEnd();
    expect(said).toContain('error[');
    expect(said).toContain('help');
    expect(page).toContain(withoutLists(`$ gridsearch ${words}\n${said}\n`));
  });
});
