// Where the cache of a user lies when nobody says: the place that each system has for such files.

import { homedir } from 'node:os';
import { join } from 'node:path';

/** The user's own cache directory. @param environment  variables of the process, given so that tests can give others */
export function userCacheDirectory(environment: Readonly<Record<string, string | undefined>>, platform: NodeJS.Platform): string {
  const home = environment.HOME || environment.USERPROFILE || homedir();
  if (platform === 'win32') return join(environment.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'gridsearch', 'Cache');
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'gridsearch');
  return join(environment.XDG_CACHE_HOME || join(home, '.cache'), 'gridsearch');
}
