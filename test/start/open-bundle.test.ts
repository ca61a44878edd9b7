import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { openBundle } from '../../src/start/open-bundle.js';

const require = createRequire(import.meta.url);
const dist = fileURLToPath(new URL('../../dist', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'gridsearch-bundle-'));
const put = (digest: string, body: string): void =>
  writeFileSync(
    join(folder, 'worker.bundle.cjs'),
    `/*${digest}*/(function(exports,require,module,__filename,__bundleUrl){${body}\n})`,
  );
const open = () => openBundle('worker', folder, require);
const keepCode = ({ script, cacheFile }: ReturnType<typeof open>): void =>
  writeFileSync(cacheFile, script.createCachedData());

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a bundle', () => {
  it('runs where there is no code cache', () => {
    put('0123456789abcdef', "exports.name = require('node:path').basename(__filename); exports.url = __bundleUrl;");
    const { exports, script } = open();
    expect(exports).toEqual({ name: 'worker.bundle.cjs', url: expect.stringMatching(/^file:.*worker\.bundle\.cjs$/) });
    expect(script.cachedDataRejected).toBeUndefined();
  });

  it('is compiled from the code cache beside it', () => {
    put('0123456789abcdef', 'exports.answer = 42;');
    keepCode(open());
    const { exports, script } = open();
    expect(exports).toEqual({ answer: 42 });
    expect(script.cachedDataRejected).toBe(false);
  });

  it('does not run the code of another text of the same length', () => {
    put('0123456789abcdef', 'exports.answer = 42;');
    keepCode(open());
    put('fedcba9876543210', 'exports.answer = 43;');
    expect(open().exports).toEqual({ answer: 43 });
  });

  it('runs where the code cache is damaged', () => {
    put('0123456789abcdef', 'exports.answer = 44;');
    writeFileSync(open().cacheFile, 'no code');
    const { exports, script } = open();
    expect(exports).toEqual({ answer: 44 });
    expect(script.cachedDataRejected).toBe(true);
  });
});

describe('the build', () => {
  it.each(['program', 'worker'])('leaves code of the %s bundle that V8 accepts', (name) => {
    const script = `const { script } = require('./open-bundle.cjs').openBundle('${name}', process.cwd(), require);
      console.log(script.cachedDataRejected);`;
    expect(spawnSync(process.execPath, ['-e', script], { encoding: 'utf8', cwd: dist }).stdout).toBe('false\n');
  });
});
