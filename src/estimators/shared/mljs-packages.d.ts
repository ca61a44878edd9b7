// Types of the npm package ml-logistic-regression 2.0.0, which ships none.

declare module 'ml-logistic-regression' {
  import type { Matrix } from 'ml-matrix';

  interface BinaryModel {
    numSteps: number;
    learningRate: number;
    weights: number[][];
  }

  interface LogisticRegressionModel {
    name: 'LogisticRegression';
    numSteps: number;
    learningRate: number;
    numberClasses: number;
    classifiers: BinaryModel[];
  }

  class LogisticRegression {
    constructor(options?: { numSteps?: number; learningRate?: number });
    numberClasses: number;
    /** Classifier i tells class i (target 0) from the others (target 1): its scores are P(class ≠ i). */
    classifiers: { weights: Matrix; testScores(X: Matrix): number[] }[];
    train(X: Matrix, Y: Matrix): void;
    predict(X: Matrix): number[];
    /** Changes its argument. */
    static load(model: LogisticRegressionModel): LogisticRegression;
  }

  export = LogisticRegression;
}
