import type { TransfersView } from "../../app/(pages)/transfers/search-params.ts";
import { ViewLink } from "../address/view-link.tsx";
import { Card } from "../design/card.tsx";
import { CodeBlock } from "../design/code-block.tsx";
import { EmptyState } from "../design/empty-state.tsx";

/** Nothing to list: either there is nothing yet, or nothing that fits. */
export function NoTransfers({ view, href, onShowAll }: { view: TransfersView; href: string; onShowAll: () => void }) {
  const isFiltered = view.q !== "" || view.vendor !== "" || view.within !== "" || view.label !== null;
  return (
    <Card className="mt-5">
      {isFiltered || view.view === "running" || view.view === "complete" ? (
        <EmptyState title="No transfer fits">
          <ViewLink href={href} onShow={onShowAll} className="text-accent underline underline-offset-2">
            Show all transfers
          </ViewLink>
        </EmptyState>
      ) : view.view === "attention" ? (
        <EmptyState title="Nobody has to act">Every file is either here or on its way.</EmptyState>
      ) : (
        <EmptyState title="No transfers yet">
          <p>A transfer brings everything under a prefix of a laboratory’s bucket into one of yours. On a terminal:</p>
          <CodeBlock label="Command">npx s3mirror transfers create s3://laboratory/run-1/ s3://ours/run-1/</CodeBlock>
          <p className="mt-3">
            Laboratories’ own systems start transfers over the{" "}
            <a href="/docs" className="text-accent underline underline-offset-2">
              API
            </a>
            .
          </p>
        </EmptyState>
      )}
    </Card>
  );
}
