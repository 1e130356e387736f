const script = `
import { isMainThread } from "node:worker_threads";
if (isMainThread && !process.send) process.stdin.resume().once("end", () => process.exit(1));`;

/**
 * For `node --import`: makes a server that knows nothing of us end with its standard input, that is, when whoever started
 * it is gone. Its own workers are left to it.
 */
export const exitWithParent = `data:text/javascript,${encodeURIComponent(script)}`;
