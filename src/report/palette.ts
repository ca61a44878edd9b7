// Colour for stderr. chalk guesses from the process and ignores NO_COLOR, so the level is decided here and given to it.

import { Chalk, type ChalkInstance, type ColorSupportLevel } from 'chalk';

export type ColorChoice = 'auto' | 'always' | 'never';
export type Palette = ChalkInstance;

/**
 * Decides the colour level of a stream: the flag wins, then NO_COLOR, FORCE_COLOR, TERM=dumb, then whether it is a
 * terminal. GitHub's log viewer shows colours although its stream is no terminal.
 * @returns 0 (no colour) to 3 (16 million)
 */
export function colorLevel(
  choice: ColorChoice,
  environment: Readonly<Record<string, string | undefined>>,
  isTerminal: boolean,
): number {
  const wish = environment.FORCE_COLOR;
  const forced =
    wish === undefined || wish === '' || wish === 'true'
      ? 1
      : wish === 'false'
        ? 0
        : Math.min(3, Math.max(0, Number.parseInt(wish, 10) || 0));
  if (choice === 'never') return 0;
  if (choice === 'always') return Math.max(1, forced);
  if (environment.NO_COLOR !== undefined && environment.NO_COLOR !== '') return 0;
  if (wish !== undefined && wish !== '') return forced;
  if (environment.TERM === 'dumb') return 0;
  return isTerminal || environment.GITHUB_ACTIONS === 'true' ? 1 : 0;
}

/** Makes a palette of that level; level 0 leaves text as it is. */
export function createPalette(level: number): Palette {
  return new Chalk({ level: level as ColorSupportLevel });
}
