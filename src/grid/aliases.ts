// What the aliases of a YAML document stand for, found in one walk: yaml itself walks the whole document for each.

import { type Alias, type Document, isAlias, type ParsedNode, visit } from 'yaml';

/** By alias; of an anchor that is set several times, the last before the alias counts. */
export type AliasTargets = ReadonlyMap<unknown, ParsedNode | undefined>;

export function aliasTargets(document: Document.Parsed): AliasTargets {
  const anchors = new Map<string, ParsedNode>();
  const targets = new Map<Alias, ParsedNode | undefined>();
  visit(document, {
    Node: (_key, node) => {
      if (isAlias(node)) targets.set(node, anchors.get(node.source));
      else if (node.anchor !== undefined) anchors.set(node.anchor, node as ParsedNode);
    },
  });
  return targets;
}
