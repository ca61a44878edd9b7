// Plug-ins of the user's own: estimators and metrics in modules that the grid names.

export type { OwnPredictor, OwnScorer, OwnTransformer } from './check.js';
export { type ExtensionRef, extensionRef, loadExtensions } from './load.js';
export { extensionNames, parseExtensionName } from './names.js';
export { collectSlips, leaveOwnCode, takeSlip } from './process-guard.js';
export { tryFirst } from './try-first.js';
