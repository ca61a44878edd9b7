// A worker, thread or process, that says more than it should. The name of a task tells what it says of it, words in their order:
//   right           the answer (its seconds: the digit in the task's key)
//   again           the answer to the task before
//   other           an answer to a task that nobody gave it
//   older           an answer to an earlier attempt at this task
//   garbage         what no worker says
//   unreadable      an answer without an outcome
//   leaves          its end
const { writeFileSync } = require('node:fs');
const { parentPort, workerData } = require('node:worker_threads');

const say = (message) => (parentPort === null ? process.send(message) : parentPort.postMessage(message));
const doneIn = (seconds) => ({ status: 'done', seconds, items: [{ ok: true, warnings: [] }] });
const secondsOf = ({ key }) => Number(/\d/.exec(key)[0]);
let before = { key: 'nothing 0', attempt: 0 };

const SAY = {
  right: (order) => say({ answer: order, outcome: doneIn(secondsOf(order)) }),
  again: () => say({ answer: before, outcome: doneIn(secondsOf(before)) }),
  other: (order) => say({ answer: { ...order, key: 'other 9' }, outcome: doneIn(9) }),
  older: (order) => say({ answer: { ...order, attempt: order.attempt - 1 }, outcome: doneIn(9) }),
  garbage: () => {
    for (const message of [7, 'x', null, [], { answer: 1 }]) say(message);
  },
  unreadable: (order) => say({ answer: order }),
  leaves: () => (parentPort === null ? process.exit(3) : setImmediate(() => process.exit(3))),
};

function hear({ task, order = { key: task?.key, attempt: 0 } }) {
  if (task === undefined) return;
  for (const word of task.name.split(' ')) SAY[word](order);
  before = order;
  // Whoever waits without hearing anything sees it here.
  if (workerData?.flag !== undefined) {
    Atomics.store(workerData.flag, 0, 1);
    Atomics.notify(workerData.flag, 0);
  }
  if (parentPort === null) writeFileSync(`${process.argv[2]}/answered`, '');
}

if (parentPort === null) {
  process.on('message', hear);
  process.on('disconnect', () => process.exit());
} else parentPort.on('message', hear);
say({ hello: true });
