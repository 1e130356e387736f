import type { IncomingMessage, ServerResponse } from "node:http";
import type { Context, TypedResponse } from "hono";
import type { ApiDeps } from "../frame/api-deps.ts";
import type { ApiEnv } from "../frame/api-env.ts";
import { ApiError } from "../frame/problem.ts";

/** Who takes nothing for so long is let go: nobody's memory waits for somebody who left without a word. */
const STALL_MS = 120_000;
/** How many downloads one key or person may have at once of one coordinator. */
const AT_ONCE = 4;

export type Download = {
  /** What is sent, piece by piece; a piece is made when the client has taken the one before. */
  pieces: () => AsyncGenerator<string, void, undefined>;
  contentType: string;
  fileName: string;
};

/**
 * Sends something of any length in flat memory. What goes wrong before the first piece is a problem as everywhere; later
 * the connection is reset, so that no short download looks whole.
 */
export class Downloads {
  readonly #deps: Pick<ApiDeps, "log">;
  readonly #underWay = new Map<string, number>();

  constructor(deps: Pick<ApiDeps, "log">) {
    this.#deps = deps;
  }

  /** @throws ApiError too_many_requests, and what making the first piece throws */
  async answer<Type>(c: Context<ApiEnv>, download: Download): Promise<Type> {
    const { contentType, fileName } = download;
    const headers = { "Content-Type": contentType, "Content-Disposition": disposition(fileName) };
    if (c.req.method === "HEAD") return c.body(null, 200, headers) as unknown as Type;
    const letGo = this.#admit(c.var.caller.id);
    try {
      const pieces = download.pieces();
      const first = await pieces.next();
      const body = this.#stream(c, first, pieces, letGo);
      return c.body(body, 200, headers) as unknown as Response & TypedResponse as Type;
    } catch (error) {
      letGo();
      throw error;
    }
  }

  #admit(caller: string): () => void {
    const count = this.#underWay.get(caller) ?? 0;
    if (count >= AT_ONCE) throw tooMany();
    this.#underWay.set(caller, count + 1);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      const left = (this.#underWay.get(caller) ?? 1) - 1;
      if (left === 0) this.#underWay.delete(caller);
      else this.#underWay.set(caller, left);
    };
  }

  #stream(
    c: Context<ApiEnv>,
    first: IteratorResult<string, void>,
    pieces: AsyncGenerator<string, void, undefined>,
    letGo: () => void,
  ): ReadableStream<Uint8Array> {
    const encoder = new TextEncoder();
    const { log } = this.#deps;
    const request = c.var.requestId;
    let ready: IteratorResult<string, void> | null = first;
    let stall: NodeJS.Timeout | undefined;
    const end = () => {
      clearTimeout(stall);
      letGo();
    };
    const breakOff = (controller: ReadableStreamDefaultController, error: unknown, why: string) => {
      end();
      log.warn({ err: error, request }, why);
      const { outgoing } = c.env as { outgoing?: ServerResponse<IncomingMessage> };
      if (outgoing === undefined) return controller.error(error);
      // A reset and no mere end, which HTTP/1.0 takes for the body's own.
      outgoing.socket?.resetAndDestroy();
      controller.close();
    };
    return new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          clearTimeout(stall);
          try {
            const { done, value } = ready ?? (await pieces.next());
            ready = null;
            if (done) {
              end();
              return controller.close();
            }
            controller.enqueue(encoder.encode(value));
            stall = setTimeout(() => {
              void pieces.return();
              breakOff(controller, null, "a download was let go: nobody takes it");
            }, STALL_MS);
          } catch (error) {
            breakOff(controller, error, "a download broke off");
          }
        },
        async cancel() {
          end();
          await pieces.return();
        },
      },
      // Nothing is read ahead of what the client takes.
      { highWaterMark: 0 },
    );
  }
}

/** RFC 6266: a name in ASCII, and the same with all its letters for who reads that. */
function disposition(fileName: string): string {
  const [ascii, whole] = [clean(fileName, /[^A-Za-z0-9._-]+/g), clean(fileName, /[^\p{L}\p{N}._-]+/gu)];
  const also = whole === ascii ? "" : `; filename*=UTF-8''${encodeURIComponent(whole)}`;
  return `attachment; filename="${ascii}"${also}`;
}

function clean(name: string, strange: RegExp): string {
  return name
    .normalize("NFC")
    .replace(strange, "-")
    .replace(/-{2,}/g, "-")
    .replace(/^[.-]+/, "");
}

function tooMany(): ApiError {
  return new ApiError("too_many_requests", `More than ${AT_ONCE} downloads at once.`, {
    errors: [
      {
        pointer: "/header/authorization",
        message: `This key or person has ${AT_ONCE} downloads under way.`,
        remedy: "Wait until one of them is whole, or break one off.",
      },
    ],
    headers: { "Retry-After": "10" },
  });
}
