// Where the cache of a user lies when nobody says: the place that each system has for such files.

import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** The user's own cache directory, or why there is none: not every process has a home (containers, services). */
export type CachePlace = { readonly directory: string } | { readonly directory: undefined; readonly why: string };

/**
 * @param environment  variables of the process, given so that tests can give others
 * @param homeOfUser  the home that the system has for this user; throws where it has none
 */
export function userCacheDirectory(
  environment: Environment,
  platform: NodeJS.Platform,
  homeOfUser: () => string = homedir,
): CachePlace {
  const { join, isAbsolute } = platform === 'win32' ? win32 : posix;
  // What is not absolute names another directory wherever the program is run (and is to be ignored: XDG Base Directory
  // Specification).
  const cacheHome = platform === 'win32' ? environment.LOCALAPPDATA : environment.XDG_CACHE_HOME;
  if (platform !== 'darwin' && cacheHome !== undefined && isAbsolute(cacheHome)) {
    return { directory: platform === 'win32' ? join(cacheHome, 'gridsearch', 'Cache') : join(cacheHome, 'gridsearch') };
  }
  const home = homeOf(environment, platform, homeOfUser);
  if (home === undefined)
    return { directory: undefined, why: 'HOME is not set, and the system knows no home of this user' };
  if (!isAbsolute(home))
    return { directory: undefined, why: `HOME is ${JSON.stringify(home)}, which is no absolute path` };
  if (platform === 'win32') return { directory: join(home, 'AppData', 'Local', 'gridsearch', 'Cache') };
  return {
    directory:
      platform === 'darwin' ? join(home, 'Library', 'Caches', 'gridsearch') : join(home, '.cache', 'gridsearch'),
  };
}

function homeOf(
  { HOME, USERPROFILE }: Environment,
  platform: NodeJS.Platform,
  homeOfUser: () => string,
): string | undefined {
  const variable = platform === 'win32' ? HOME || USERPROFILE : HOME;
  if (variable !== undefined) return variable;
  try {
    return homeOfUser();
  } catch {
    // Neither a variable nor an entry in the list of users.
    return undefined;
  }
}
