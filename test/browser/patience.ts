/** How long a browser test waits before it fails: the page may have to be built first, and the machine may be busy. */
export const PATIENCE_MS = 400_000;
