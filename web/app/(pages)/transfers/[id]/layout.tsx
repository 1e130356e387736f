import type { ReactNode } from "react";
import { readNeeded } from "../../../../src/api/read-for-page.ts";
import { serverApi } from "../../../../src/api/server-api.ts";
import { transferQuery } from "../../../../src/transfer/transfer-queries.ts";

type Props = { params: Promise<{ id: string }>; children: ReactNode };

/** Whether there is such a transfer is known before anything is sent: an answer that has begun cannot become "not found". */
export default async function TransferLayout({ params, children }: Props) {
  const [api, { id }] = [await serverApi(), await params];
  await readNeeded(transferQuery(api, id));
  return children;
}
