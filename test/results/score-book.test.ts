// The score book: a score says itself where it belongs (candidate, split, metric), so that a wrong place shows.

import { describe, expect, it } from 'vitest';
import { type BookShape, ScoreBook, type Side, type SplitScore } from '../../src/results/score-book.js';

const ERROR = { code: 'INFEASIBLE_PARAMS', message: 'too few rows' } as const;
const WARNING = { code: 'NOT_CONVERGED', message: 'no' } as const;

function bookOf(candidates: number, shape: Partial<BookShape> = {}): ScoreBook {
  const book = new ScoreBook({ splits: 3, metrics: 2, trainScores: false, ...shape });
  book.grow(candidates);
  return book;
}

/** 100 × candidate + 10 × split + metric. */
const scoreAt = (candidate: number, split: number, metric: number): number => 100 * candidate + 10 * split + metric;

function scored(scores: readonly (number | null)[], more: Partial<SplitScore> = {}): SplitScore {
  return { fitSeconds: 2, scoreSeconds: 1, outcome: { ok: true, scores }, warnings: [], undefinedScores: [], ...more };
}

const FAILED: SplitScore = scored([], { outcome: { ok: false, error: ERROR } });

const enter = (book: ScoreBook, candidates: number[], split: number, score: SplitScore, side: Side = 'test') =>
  book.enter({ split, candidates, side }, score);

describe('the score book', () => {
  it('has no score where none was entered', () => {
    expect(bookOf(2).test).toEqual([Array(6).fill(Number.NaN), Array(6).fill(Number.NaN)]);
  });

  it('keeps each score at its candidate, split and metric', () => {
    const book = bookOf(2);
    for (const candidate of [1, 0])
      for (const split of [2, 0, 1])
        enter(book, [candidate], split, scored([0, 1].map((metric) => scoreAt(candidate, split, metric))));
    expect(book.test).toEqual([0, 1].map((metric) => [0, 10, 20, 100, 110, 120].map((place) => place + metric)));
  });

  it('enters the score of equal candidates for each of them', () => {
    const book = bookOf(3);
    enter(book, [0, 2], 1, scored([0.5, 0.25]));
    expect(book.test[0]).toEqual([Number.NaN, 0.5, Number.NaN, ...Array(4).fill(Number.NaN), 0.5, Number.NaN]);
  });

  it('tells which candidates a score was the last one of, and of none before', () => {
    const book = bookOf(2);
    expect(enter(book, [0, 1], 0, scored([1, 1]))).toEqual([]);
    expect(enter(book, [0, 1], 2, scored([1, 1]))).toEqual([]);
    expect(enter(book, [1], 1, scored([1, 1]))).toEqual([1]);
    expect([book.isComplete(0), book.isComplete(1)]).toEqual([false, true]);
    expect(enter(book, [0], 1, scored([1, 1]))).toEqual([0]);
  });

  it('waits for both sides of every split where train scores are asked for', () => {
    const book = bookOf(1, { splits: 2, trainScores: true });
    for (const split of [0, 1]) expect(enter(book, [0], split, scored([1, 1]), 'train')).toEqual([]);
    expect(enter(book, [0], 0, scored([1, 1]))).toEqual([]);
    expect(enter(book, [0], 1, scored([1, 1]))).toEqual([0]);
  });

  it('keeps train scores apart, and the seconds of the test rows alone', () => {
    const book = bookOf(1, { splits: 1, metrics: 1, trainScores: true });
    enter(book, [0], 0, scored([0.75], { fitSeconds: 3, scoreSeconds: 4 }));
    enter(book, [0], 0, scored([0.5], { fitSeconds: 30, scoreSeconds: 40 }), 'train');
    expect([book.test, book.train, book.fitSeconds, book.scoreSeconds]).toEqual([[[0.75]], [[0.5]], [3], [4]]);
  });

  it('counts a split that failed as done, with its error and its seconds and no score', () => {
    const book = bookOf(2, { splits: 1 });
    expect(enter(book, [1], 0, FAILED)).toEqual([1]);
    expect(book.errors).toEqual([{ candidate: 1, split: 0, ...ERROR }]);
    expect([book.test[0], book.fitSeconds]).toEqual([
      [Number.NaN, Number.NaN],
      [Number.NaN, 2],
    ]);
  });

  it('tells a failure once, though it is one of train and test rows', () => {
    const book = bookOf(1, { splits: 1, trainScores: true });
    enter(book, [0], 0, FAILED, 'train');
    enter(book, [0], 0, FAILED);
    expect(book.errors).toHaveLength(1);
  });

  it('takes an undefined score for an error of its metric: the others keep theirs', () => {
    const book = bookOf(1, { splits: 1 });
    const undefinedScores = [{ code: 'UNDEFINED_SCORE', message: 'one class' }] as const;
    enter(book, [0], 0, scored([null, 0.5], { undefinedScores }));
    expect([book.test, book.errors, book.warnings]).toEqual([
      [[Number.NaN], [0.5]],
      [{ candidate: 0, split: 0, code: 'UNDEFINED_SCORE', message: 'one class' }],
      [],
    ]);
  });

  it('notes what a fit warns of for each candidate and split that it stands for', () => {
    const book = bookOf(3);
    enter(book, [0, 2], 1, scored([1, 1], { warnings: [WARNING] }));
    expect(book.warnings).toEqual([0, 2].map((candidate) => ({ candidate, split: 1, ...WARNING })));
  });

  it('takes both sides of an impossible split for done', () => {
    const book = bookOf(2, { splits: 2, trainScores: true });
    expect(book.noteFailure({ split: 0, candidates: [0, 1], error: ERROR })).toEqual([]);
    expect(book.noteFailure({ split: 1, candidates: [1], error: ERROR })).toEqual([1]);
    expect(book.errors.map(({ candidate, split }) => [candidate, split])).toEqual([
      [0, 0],
      [1, 0],
      [1, 1],
    ]);
  });

  it('gains candidates and keeps what it has', () => {
    const book = bookOf(1, { splits: 1, metrics: 1 });
    enter(book, [0], 0, scored([0.5]));
    book.grow(3);
    book.grow(2);
    expect([book.candidates, book.test[0], book.isComplete(0), book.isComplete(2)]).toEqual([
      3,
      [0.5, Number.NaN, Number.NaN],
      true,
      false,
    ]);
  });
});
