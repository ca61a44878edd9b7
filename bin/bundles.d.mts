import type { Plugin } from 'esbuild';

export function bundlePrograms(options: { root: string; folder: string; plugins?: Plugin[] }): Promise<void>;
