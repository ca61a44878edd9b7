// What the worker bundle exports: the two kinds of worker.

export { serveProcess } from '../worker/main.js';
export { serveThread } from '../worker/thread.js';
