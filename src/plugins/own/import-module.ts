// Node's own import(), in a file of its own: it stays a module beside the bundles, because a script that comes out of
// V8's code cache has none.

/** Loads the module at a URL. */
export function importModule(url: string): Promise<Readonly<Record<string, unknown>>> {
  return import(url);
}
