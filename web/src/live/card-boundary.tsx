"use client";

import { Component, type ReactNode, useEffect, useState } from "react";
import { CardTrouble } from "./card-trouble.tsx";
import { isLostChunk, reloadOnce } from "./lost-chunk.ts";

type Props = { name: string; children: ReactNode };

/**
 * A fault inside stays inside: it is told in the card's place, and the other cards live on. `name` is the card's. A class,
 * because React has nothing else that catches; Next's own would bring its whole error page to every page.
 */
export class CardBoundary extends Component<Props, { fault: { error: unknown } | null }> {
  override state: { fault: { error: unknown } | null } = { fault: null };

  static getDerivedStateFromError(error: unknown) {
    return { fault: { error } };
  }

  override render(): ReactNode {
    const { fault } = this.state;
    if (fault === null) return this.props.children;
    return <BrokenCard name={this.props.name} error={fault.error} retry={() => this.setState({ fault: null })} />;
  }
}

function BrokenCard({ name, error, retry }: { name: string; error: unknown; retry: () => void }) {
  const isLost = isLostChunk(error);
  const [isReloading, setIsReloading] = useState(isLost);
  useEffect(() => {
    if (isLost) setIsReloading(reloadOnce());
  }, [isLost]);
  if (isReloading) return null;
  return isLost ? (
    <CardTrouble name={name} button="Reload" onPress={() => window.location.reload()}>
      This part of the page is not there: S3Mirror may just be changed for a newer version. The rest goes on.
    </CardTrouble>
  ) : (
    <CardTrouble name={name} button="Try again" onPress={retry}>
      A fault of the page’s own: this part of it could not be drawn. The rest goes on, and so do transfers.
    </CardTrouble>
  );
}
