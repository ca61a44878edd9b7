// What the program bundle exports: the command line, and the library for those who ask for it.

export { main, run } from '../cli/main.js';

/** The library; its modules run when it is first asked for. (The bundler turns the call into one of its own.) */
export const library = (): typeof import('../index.js') => require('../index.js');
