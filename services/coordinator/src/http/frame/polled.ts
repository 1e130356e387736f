import type { TransferRecord } from "@s3mirror/core/store/reads/transfers";
import type { Context, TypedResponse } from "hono";
import { findTransfer } from "../transfers/find-transfer.ts";
import type { ApiDeps } from "./api-deps.ts";
import type { ApiEnv } from "./api-env.ts";
import { entityTag } from "./entity-tag.ts";
import { Snapshots } from "./snapshots.ts";

/** A transfer as it was read last, and what was told of it since. */
type TransferSnapshot = { transfer: TransferRecord; views: Snapshots };

/**
 * The answers to what pages poll: the ledger is asked once a second for each, however many ask. What is told of a
 * transfer (files, causes …) is kept only as long as the transfer itself, so it is never older than what that said.
 */
export class Polled {
  readonly #deps: ApiDeps;
  readonly #views: Snapshots;
  readonly #transfers: Snapshots;

  constructor(deps: ApiDeps) {
    this.#deps = deps;
    this.#views = this.#open(deps.settings.snapshots.viewSeconds);
    this.#transfers = this.#open(deps.settings.snapshots.viewSeconds);
  }

  /** Answers with what `read` gives, of all transfers that the caller may see. */
  answer<View extends object>(c: Context<ApiEnv>, read: () => Promise<View>): Promise<Polled200<View>> {
    return answer(c, this.#views, c.var.caller.vendorId, read);
  }

  /**
   * Answers with what `read` gives of a transfer.
   * @throws ApiError transfer_not_found, for another vendor's too
   */
  async answerOf<View extends object>(
    c: Context<ApiEnv>,
    id: string,
    read: (transfer: TransferRecord) => View | Promise<View>,
  ): Promise<Polled200<View>> {
    const { caller } = c.var;
    const { transfer, views } = await this.#transfers.take<TransferSnapshot>(`${caller.vendorId} ${id}`, async () => ({
      transfer: await findTransfer(this.#deps, caller, id),
      views: this.#open(Number.POSITIVE_INFINITY),
    }));
    return await answer(c, views, null, async () => await read(transfer));
  }

  /** Something was changed: whoever asks from now on sees it. */
  forget(): void {
    this.#views.forget();
    this.#transfers.forget();
  }

  #open(keepSeconds: number): Snapshots {
    return new Snapshots({ keepMs: keepSeconds * 1_000, nowMs: () => this.#deps.now().getTime() });
  }
}

type Polled200<View> = Response & TypedResponse<View, 200, "json">;

async function answer<View extends object>(
  c: Context<ApiEnv>,
  views: Snapshots,
  vendorId: string | null,
  read: () => Promise<View>,
): Promise<Polled200<View>> {
  const { pathname, search } = new URL(c.req.url);
  const { text, etag } = await views.take(`${vendorId} ${pathname}${search}`, async () => {
    const view = await read();
    return { text: JSON.stringify(view), etag: entityTag(view) };
  });
  // Written as text once for all; the type says what the text holds.
  return c.body(text, 200, { "Content-Type": "application/json", ETag: etag }) as unknown as Polled200<View>;
}
