import type { IncomingMessage } from "node:http";

/** So much of a refused body is read and thrown away, and for so long. */
export const DISCARDED = { bytes: 32_000_000, ms: 10_000 };

/**
 * Reads what is left of a refused request's body and throws it away, before the answer is sent: many clients read an answer
 * only after they have sent everything, and to them a connection that is closed before looks like a broken one. What is
 * larger or slower than `DISCARDED` is answered at once, and its connection closed.
 * @returns whether the body was read to its end
 */
export async function discardRest(incoming: IncomingMessage): Promise<boolean> {
  const declared = Number(incoming.headers["content-length"] ?? 0);
  const hasBody = declared > 0 || incoming.headers["transfer-encoding"] !== undefined;
  if (!hasBody || incoming.readableEnded || incoming.readableDidRead) return true;
  if (declared > DISCARDED.bytes) return false;
  return await new Promise<boolean>((resolve) => {
    let bytes = 0;
    const done = (isWhole: boolean) => {
      clearTimeout(patience);
      incoming.off("data", onData).off("end", onEnd).off("close", onClose).off("error", onClose).pause();
      resolve(isWhole);
    };
    const onData = (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > DISCARDED.bytes) done(false);
    };
    const onEnd = () => done(true);
    const onClose = () => done(false);
    const patience = setTimeout(onClose, DISCARDED.ms);
    incoming.on("data", onData).on("end", onEnd).on("close", onClose).on("error", onClose);
  });
}
