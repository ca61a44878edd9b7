// Warnings and errors of candidates in the order of the document: by candidate, then split (the refit last), then code.

import type { CandidateIssue } from './result-document.js';

/** Sorts issues so that the order in which tasks finished does not show. */
export function sortIssues(issues: readonly CandidateIssue[]): CandidateIssue[] {
  return [...issues].sort(
    (a, b) =>
      a.candidate - b.candidate ||
      (a.split ?? Number.POSITIVE_INFINITY) - (b.split ?? Number.POSITIVE_INFINITY) ||
      compareText(a.code, b.code) ||
      compareText(a.message, b.message),
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
