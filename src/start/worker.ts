// What the worker bundle exports: the two kinds of worker, whose modules run when they are first asked for. (The
// bundler turns each call of `require` into one of its own.)

export const workerThread = (): typeof import('../worker/thread.js') => require('../worker/thread.js');
export const workerProcess = (): typeof import('../worker/process.js') => require('../worker/process.js');
