import type { Metadata } from "next";
import { cache } from "react";
import { readForPage, requireUser, serverApi } from "../../../../src/api/server-api.ts";
import { Page } from "../../../../src/frame/page.tsx";
import { unreadySamples } from "../../../../src/transfer/samples-page.ts";
import { TransferDetails } from "../../../../src/transfer/transfer-details.tsx";
import { nameOf } from "../../../../src/words/tell-transfer.ts";

type Props = { params: Promise<{ id: string }> };

const readTransfer = cache(async (id: string) => {
  const api = await serverApi();
  return await readForPage(api.GET("/v1/transfers/{id}", { params: { path: { id } } }));
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: nameOf(await readTransfer((await params).id)) };
}

export default async function TransferPage({ params }: Props) {
  const { id } = await params;
  const api = await serverApi();
  const path = { params: { path: { id } } };
  const [user, transfer, causes, samples] = await Promise.all([
    requireUser(),
    readTransfer(id),
    readForPage(api.GET("/v1/transfers/{id}/causes", path)),
    readForPage(api.GET("/v1/transfers/{id}/samples", { params: { path: { id }, query: unreadySamples } })),
  ]);
  return (
    <Page>
      <TransferDetails
        first={{ transfer, causes: causes.items, samples }}
        canTryAgain={user.role === "operator" || user.role === "admin"}
      />
    </Page>
  );
}
