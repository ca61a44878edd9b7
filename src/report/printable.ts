// The one door through which strings from files, flags and other processes reach a terminal.
// Control characters, C1, DEL and direction marks become visible escapes, so that no column name can move the cursor,
// recolour the screen or forge a line.

/**
 * C0, DEL, C1, line separators, bidi marks and overrides, zero-width characters, the byte order mark, lone surrogates.
 */
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/**
 * Returns `text` safe to print, at most `limit` characters wide (a cut is shown by "…").
 * Code units below 0x100 become `\xNN`, others `\u{…}`.
 */
export function printable(text: string, limit = 80): string {
  // No more than the head is looked at: a cell of 100 MB must not be copied to be cut.
  const head = text.length > limit * 2 ? text.slice(0, limit * 2) : text;
  const escaped = head.replace(UNSAFE, escapeUnit);
  const cut = escaped.length > limit || head.length < text.length;
  return cut ? `${wellFormed(escaped.slice(0, Math.max(0, limit - 1)))}…` : escaped;
}

function escapeUnit(unit: string): string {
  const code = unit.charCodeAt(0);
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
}

/** Drops half a surrogate pair at the end of a cut. */
function wellFormed(text: string): string {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last <= 0xdbff ? text.slice(0, -1) : text;
}
