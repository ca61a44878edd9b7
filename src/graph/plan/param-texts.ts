// Canonical texts of params and what follows from them, made once per object: the same candidates' params come up on
// every split.

import { canonicalText } from '../../base/canonical-text.js';
import type { JsonValue } from '../../base/json.js';
import type { Fitter } from '../../contracts/fitter.js';
import type { Params } from '../../contracts/params.js';
import { digestOf } from './key.js';

/** Params of an estimator with some names left out. Equal ones are one object. */
export interface PartialParams {
  readonly params: Params;
}

/**
 * Which names are left out: apply params (what a fit reads), or also those that may differ within a batch (what a group
 * shares).
 */
export type Part = 'fit' | 'group';

/** By estimator, then by params: two estimators may come to one object of params. */
function newParts(): WeakMap<Fitter, WeakMap<Params, PartialParams>> {
  return new WeakMap();
}

export class ParamTexts {
  private readonly whole = new WeakMap<Params, string>();
  private readonly parts = { fit: newParts(), group: newParts() };
  private readonly interned = new Map<string, PartialParams>();
  private readonly digests = new WeakMap<object, string>();

  /** Canonical text of all params. */
  of(params: Params): string {
    let text = this.whole.get(params);
    if (text === undefined) {
      text = canonicalText(params);
      this.whole.set(params, text);
    }
    return text;
  }

  /**
   * Digest of an object, for keys. @param parts what of it tells it from others; default: all of it, where it is params
   */
  digest(object: Params): string;
  digest<T extends object>(object: T, parts: (object: T) => JsonValue): string;
  digest(object: object, parts: (object: never) => JsonValue = (params: Params) => params): string {
    let digest = this.digests.get(object);
    if (digest === undefined) {
      digest = digestOf(parts(object as never));
      this.digests.set(object, digest);
    }
    return digest;
  }

  /** The params of `estimator` that a fit reads, or that all members of a group have in common. */
  part(part: Part, estimator: Fitter, params: Params): PartialParams {
    let parts = this.parts[part].get(estimator);
    if (parts === undefined) {
      parts = new WeakMap();
      this.parts[part].set(estimator, parts);
    }
    const before = parts.get(params);
    if (before !== undefined) return before;
    const { name, applyParams = [], batch = [] } = estimator;
    const left = Object.entries(params).filter(
      ([name]) => !applyParams.includes(name) && !(part === 'group' && batch.includes(name)),
    );
    const partial = left.length === Object.keys(params).length ? params : Object.fromEntries(left);
    const text = `${part} ${name} ${this.of(partial)}`;
    const interned = this.interned.get(text) ?? { params: partial };
    this.interned.set(text, interned);
    parts.set(params, interned);
    return interned;
  }
}
