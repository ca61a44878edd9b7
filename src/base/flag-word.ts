// A name as it is typed behind a flag such as --drop: quoted for the list that the flag takes, and for the shell.

/** `--drop km`, `--drop 'distance in km'`, `--drop '"distance, km"'`. */
export function flagWord(flag: string, name: string): string {
  return `--${flag} ${shellWord(listWord(name))}`;
}

/** A list has commas between its names; a name that holds one stands in double quotes. */
export function listWord(name: string): string {
  return /[,"]/.test(name) || name !== name.trim() ? `"${name.replaceAll('"', '""')}"` : name;
}

function shellWord(word: string): string {
  return /^[\p{L}\p{N}_.%+@:/-]+$/u.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
