export function bundleFaults(): Promise<{ readonly program: string; readonly remove: () => void }>;
