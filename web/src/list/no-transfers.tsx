import Link from "next/link";
import { Card } from "../design/card.tsx";
import { CodeBlock } from "../design/code-block.tsx";
import { EmptyState } from "../design/empty-state.tsx";
import type { Filters } from "./filters.ts";

/** Nothing to list: either there is nothing yet, or nothing that fits. */
export function NoTransfers({ filters }: { filters: Filters }) {
  const isFiltered = filters.q !== "" || filters.vendor !== "" || filters.within !== "" || filters.label !== null;
  return (
    <Card className="mt-5">
      {isFiltered || filters.view === "running" || filters.view === "complete" ? (
        <EmptyState title="No transfer fits">
          <Link href="/" className="text-accent underline underline-offset-2">
            Show all transfers
          </Link>
        </EmptyState>
      ) : filters.view === "attention" ? (
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
