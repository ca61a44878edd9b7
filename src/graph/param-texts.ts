// Canonical texts of params, made once per params object: the same candidates' params come up on every split.

import { canonicalText } from '../base/canonical-text.js';
import type { Fitter } from '../base/contracts.js';
import type { Params } from '../base/params.js';

/** Params with some names left out, and their text. */
export interface PartialParams {
  readonly params: Params;
  readonly text: string;
}

/** Which names are left out: late ones (what a fit reads), or also those that may differ within a batch (what a group shares). */
export type Part = 'fit' | 'group';

export class ParamTexts {
  private readonly whole = new WeakMap<Params, string>();
  private readonly parts = { fit: new WeakMap<Params, PartialParams>(), group: new WeakMap<Params, PartialParams>() };

  /** Canonical text of all params. */
  of(params: Params): string {
    let text = this.whole.get(params);
    if (text === undefined) {
      text = canonicalText(params);
      this.whole.set(params, text);
    }
    return text;
  }

  /** The params of `estimator` that a fit reads, or that all members of a group have in common. */
  part(part: Part, { late = [], batch = [] }: Fitter, params: Params): PartialParams {
    const known = this.parts[part].get(params);
    if (known !== undefined) return known;
    const left = Object.entries(params).filter(([name]) => !late.includes(name) && !(part === 'group' && batch.includes(name)));
    const partial = left.length === Object.keys(params).length ? params : Object.fromEntries(left);
    const made = { params: partial, text: this.of(partial) };
    this.parts[part].set(params, made);
    return made;
  }
}
