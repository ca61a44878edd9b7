// Files that are no tables as text, known by their first bytes: each is named, with the line to type that makes a CSV
// of it.

import { GridsearchError } from '../../base/errors.js';

interface Kind {
  readonly is: (bytes: Buffer, text: string) => boolean;
  readonly what: string;
  readonly code: string;
  /** @param name  the file as a shell and Python read it */
  readonly help: (name: string) => string;
}

const magic =
  (...bytes: readonly number[]) =>
  (found: Buffer): boolean =>
    bytes.every((byte, i) => found[i] === byte);

const pandas = (call: string) => (name: string) =>
  `python3 -c 'import pandas; pandas.${call}(${name}).to_csv("data.csv", index=False)'`;
const piped = (program: string) => (name: string) => `${program} -dc ${name} | gridsearch fit - --grid …`;

const KINDS: readonly Kind[] = [
  { is: magic(0x1f, 0x8b), what: 'compressed twice (gzip)', code: 'CSV_COMPRESSED', help: piped('gzip') },
  { is: magic(0x42, 0x5a, 0x68), what: 'compressed with bzip2', code: 'CSV_COMPRESSED', help: piped('bzip2') },
  { is: magic(0xfd, 0x37, 0x7a, 0x58, 0x5a), what: 'compressed with xz', code: 'CSV_COMPRESSED', help: piped('xz') },
  { is: magic(0x28, 0xb5, 0x2f, 0xfd), what: 'compressed with zstd', code: 'CSV_COMPRESSED', help: piped('zstd') },
  { is: magic(0x04, 0x22, 0x4d, 0x18), what: 'compressed with lz4', code: 'CSV_COMPRESSED', help: piped('lz4') },
  {
    is: magic(0x37, 0x7a, 0xbc, 0xaf),
    what: 'a 7-Zip archive',
    code: 'CSV_COMPRESSED',
    help: (name) => `7z x -so ${name} | gridsearch fit - --grid …`,
  },
  {
    is: (bytes, text) => magic(0x50, 0x4b, 3, 4)(bytes) && /\[Content_Types\]\.xml|xl\/|_rels\//.test(text),
    what: 'an Excel workbook (a zip archive of XML)',
    code: 'CSV_COMPRESSED',
    help: (name) => `${pandas('read_excel')(name)}, or save the sheet as CSV (UTF-8)`,
  },
  {
    is: magic(0x50, 0x4b, 3, 4),
    what: 'a zip archive',
    code: 'CSV_COMPRESSED',
    help: (name) => `unzip -p ${name} | gridsearch fit - --grid …`,
  },
  {
    is: magic(0xd0, 0xcf, 0x11, 0xe0),
    what: 'an old Excel workbook (.xls)',
    code: 'CSV_FORMAT',
    help: () => 'save the sheet as CSV (UTF-8)',
  },
  { is: magic(0x50, 0x41, 0x52, 0x31), what: 'a Parquet file', code: 'CSV_FORMAT', help: pandas('read_parquet') },
  {
    is: (_, text) => /^(?:ARROW1|FEA1)/.test(text),
    what: 'a Feather (Arrow) file',
    code: 'CSV_FORMAT',
    help: pandas('read_feather'),
  },
  { is: magic(0x89, 0x48, 0x44, 0x46), what: 'an HDF5 file', code: 'CSV_FORMAT', help: pandas('read_hdf') },
  {
    is: (_, text) => text.startsWith('\x93NUMPY'),
    what: 'a NumPy array',
    code: 'CSV_FORMAT',
    help: (name) =>
      `python3 -c 'import numpy, pandas; pandas.DataFrame(numpy.load(${name})).to_csv("data.csv", index=False)'`,
  },
  {
    is: (bytes) => bytes[0] === 0x80 && bytes[1] >= 2 && bytes[1] <= 5,
    what: 'a pickle of Python',
    code: 'CSV_FORMAT',
    help: pandas('read_pickle'),
  },
  {
    is: (_, text) => text.startsWith('SQLite format 3'),
    what: 'an SQLite database',
    code: 'CSV_FORMAT',
    help: (name) => `sqlite3 -header -csv ${name} 'select * from TABLE' > data.csv`,
  },
  {
    is: (_, text) => text.startsWith('%PDF'),
    what: 'a PDF',
    code: 'CSV_FORMAT',
    help: () => 'ask for the table as CSV',
  },
  {
    is: (_, text) => text.startsWith('version https://git-lfs'),
    what: 'a Git LFS pointer, not the file itself',
    code: 'CSV_FORMAT',
    help: (name) => `git lfs pull --include ${name}`,
  },
  {
    is: (_, text) => /^\s*<(?:!doctype|html|\?xml|!--|head|table)/i.test(text),
    what: 'HTML or XML: a page where the file was meant',
    code: 'CSV_FORMAT',
    help: () => 'download the file itself (behind the "raw" link): curl -L -o data.csv URL',
  },
  {
    is: (_, text) => /^\s*@relation\b/im.test(text.slice(0, 4096)) && /^\s*[%@]/.test(text),
    what: 'an ARFF file',
    code: 'CSV_FORMAT',
    help: (name) =>
      `python3 -c 'import pandas; from scipy.io import arff; pandas.DataFrame(arff.loadarff(${name})[0]).to_csv("data.csv", index=False)'`,
  },
  {
    is: (_, text) => /^\s*\{\s*"(?:[^"\\]|\\.)*"\s*:/.test(text) && /^[^\n]*\}\s*(?:\n\s*\{|$)/.test(text.trimStart()),
    what: 'JSON, an object in each line (NDJSON)',
    code: 'CSV_FORMAT',
    help: (name) => `jq -rs '(.[0]|keys_unsorted) as $k | $k, (.[]|[.[$k[]]]) | @csv' ${name} > data.csv`,
  },
  {
    is: (_, text) => /^\s*\[\s*\{\s*"/.test(text),
    what: 'JSON, a list of objects',
    code: 'CSV_FORMAT',
    help: (name) => `jq -r '(.[0]|keys_unsorted) as $k | $k, (.[]|[.[$k[]]]) | @csv' ${name} > data.csv`,
  },
  {
    is: (_, text) => /^\s*(?:\{\s*"(?:[^"\\]|\\.)*"\s*:|\[\s*\[)/.test(text),
    what: 'JSON',
    code: 'CSV_FORMAT',
    help: pandas('read_json'),
  },
];

/**
 * Turns away what is no table as text.
 * @throws CSV_COMPRESSED, CSV_FORMAT, CSV_ENCODING
 */
export function refuseForeign(beginning: Uint8Array, file: string): void {
  const bytes = Buffer.from(beginning.buffer, beginning.byteOffset, beginning.byteLength);
  const text = bytes
    .subarray(0, BYTES_TO_KNOW_BY)
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '');
  const name = JSON.stringify(file);
  const kind = KINDS.find(({ is }) => is(bytes, text));
  if (kind !== undefined) {
    throw new GridsearchError(kind.code, `${name} is no CSV file: it is ${kind.what}`, {
      where: { file },
      help: kind.help(name),
    });
  }
  if (magic(0xff, 0xfe)(bytes) || magic(0xfe, 0xff)(bytes) || looksLikeUtf16(bytes)) {
    throw new GridsearchError('CSV_ENCODING', `${name} looks like UTF-16; only UTF-8 is read`, {
      where: { file },
      help: `iconv -f UTF-16 -t UTF-8 ${name} > utf8.csv`,
    });
  }
}

const BYTES_TO_KNOW_BY = 1 << 14;

/** NUL at every other byte of the beginning: what UTF-16 without a mark makes of ASCII. */
function looksLikeUtf16(bytes: Buffer): boolean {
  const length = Math.min(bytes.length - (bytes.length % 2), 64);
  if (length < 4) return false;
  const zeros = [0, 0];
  for (let i = 0; i < length; i++) if (bytes[i] === 0) zeros[i % 2]++;
  return Math.max(zeros[0], zeros[1]) === length / 2;
}
