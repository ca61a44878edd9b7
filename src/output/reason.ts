// Why something could not be written, in words.

/** The words for what the operating system says; else its own. */
export function reason(error: unknown): string {
  return WORDS[codeOf(error) ?? ''] ?? (error instanceof Error ? error.message : String(error));
}

/** The code of an error of the operating system. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

const WORDS: Readonly<Record<string, string>> = {
  ENOSPC: 'no space left on the device',
  EDQUOT: 'the disk quota is used up',
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EROFS: 'the file system is read-only',
  EIO: 'the device reported an error',
  EFBIG: 'the file is too large',
  ENOENT: 'the directory is gone',
  EISDIR: 'a directory of that name is there',
  ENXIO: 'nobody reads that pipe',
  EPIPE: 'its reader went away',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'its symbolic links go round in a circle',
};
