// Which sources decide a result: the durable cache is keyed by them. All of src/ but the rooms that only talk, so that
// a room that comes to be counts.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Rooms that print, or are told what to do: no number of a result is made there. */
const ONLY_TALK = ['cli', 'init', 'output', 'report', 'start'];

/** Paths in `root`/src of every source that decides a result, in a fixed order. */
export function decidingSources(root) {
  return readdirSync(join(root, 'src'), { recursive: true })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts') && !ONLY_TALK.includes(path.split('/')[0]))
    .sort();
}
