// What tasks are expected to take, once some have been measured.

import { describe, expect, it } from 'vitest';
import type { Task } from '../../src/graph/plan/task.js';
import { Pace } from '../../src/schedule/pace.js';

const task = (name: string, seconds: number): Task =>
  ({ op: 'fit', key: name, name, inputs: [], seconds, bytes: 0 }) as Partial<Task> as Task;

describe('the pace of a search', () => {
  it('believes predictions until a task is measured', () => {
    const pace = new Pace();
    pace.expect([task('PCA', 2), task('Ridge', 3)]);
    expect([pace.secondsOf(task('PCA', 2)), pace.remainingSeconds()]).toEqual([2, 5]);
  });

  it('corrects each kind of task by the median of what its latest ones took', () => {
    const pace = new Pace();
    for (const ratio of [400, 2, 3, 2, 3]) pace.measure(task('PCA', 2), 2 * ratio);
    expect(pace.secondsOf(task('PCA', 10))).toBe(30);
  });

  it('forgets what is long past', () => {
    const pace = new Pace();
    for (let i = 0; i < 20; i++) pace.measure(task('PCA', 1), 10);
    for (let i = 0; i < 9; i++) pace.measure(task('PCA', 1), 2);
    expect(pace.secondsOf(task('PCA', 1))).toBe(2);
  });

  it('takes a kind that was never measured to be as far off as all that was', () => {
    const pace = new Pace();
    pace.measure(task('PCA', 1), 1);
    pace.measure(task('Ridge', 1), 5);
    expect(pace.secondsOf(task('GaussianNB', 1))).toBe(3);
  });

  it('counts the work that is left, kind by kind', () => {
    const pace = new Pace();
    pace.expect([task('PCA', 1), task('PCA', 1), task('Ridge', 1), task('Ridge', 1), task('Ridge', 1)]);
    pace.measure(task('PCA', 1), 4);
    pace.measure(task('Ridge', 1), 2);
    pace.drop(task('Ridge', 1));
    expect(pace.remainingSeconds()).toBe(4 + 2);
  });

  it('learns nothing from a task that was predicted to take no time', () => {
    const pace = new Pace();
    pace.measure(task('PCA', 0), 3);
    expect(pace.secondsOf(task('PCA', 1))).toBe(1);
  });
});
