// Tables whose cells stand between runs of blanks: each run becomes one tab, those at both ends of a line go. What
// stands in double quotes is left as it is.

const [TAB, LINE_FEED, CARRIAGE_RETURN, SPACE, QUOTE] = [9, 10, 13, 32, 34];

/** A class because a quoted cell may go on from one chunk of lines to the next. */
export class Blanks {
  #quoted = false;

  /** Rewrites bytes [0, end) where they lie; returns their new end. */
  narrow(bytes: Uint8Array, end: number): number {
    let to = 0;
    let pending = false;
    for (let from = 0; from < end; from++) {
      const byte = bytes[from];
      if (byte === QUOTE) this.#quoted = !this.#quoted;
      if (!this.#quoted && (byte === SPACE || byte === TAB)) {
        pending = true;
        continue;
      }
      const atStart = to === 0 || bytes[to - 1] === LINE_FEED;
      const atEnd = byte === LINE_FEED || byte === CARRIAGE_RETURN;
      if (pending && !atStart && !(atEnd && !this.#quoted)) bytes[to++] = TAB;
      pending = false;
      bytes[to++] = byte;
    }
    return to;
  }
}
