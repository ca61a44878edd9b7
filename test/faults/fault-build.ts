// The test build, for tests in TypeScript.

import { bundleFaults } from './bundle-faults.mjs';

export interface FaultBuild {
  /** A program to run with node in the place of bin/gridsearch.js. */
  readonly program: string;
  readonly remove: () => void;
}

export const faultBuild = (): Promise<FaultBuild> => bundleFaults();
