// Sizes as people write them: 2g, 512 MiB, 1000000.

const POWERS: Readonly<Record<string, number>> = { '': 0, k: 10, m: 20, g: 30, t: 40 };

/** Bytes of `512m`, `2g`, `2GiB` or a plain number (powers of 1024); undefined where it is none of them. */
export function readBytes(text: string): number | undefined {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?$/i.exec(text.trim()) ?? [];
  if (digits === undefined) return undefined;
  const bytes = Math.floor(Number(digits) * 2 ** POWERS[unit.toLowerCase()]);
  return bytes >= 1 && Number.isSafeInteger(bytes) ? bytes : undefined;
}
