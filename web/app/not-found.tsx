import Link from "next/link";
import { buttonClass } from "../src/design/button.tsx";

export default function NotFound() {
  return (
    <main id="main" className="mx-auto max-w-lg px-4 py-24 text-center">
      <h1 className="text-xl font-semibold">There is nothing here</h1>
      <p className="mt-2 text-ink-soft">
        The address is not complete, or what it named is not yours to see. A transfer never disappears from the list.
      </p>
      <p className="mt-6">
        <Link href="/" className={buttonClass("primary")}>
          All transfers
        </Link>
      </p>
    </main>
  );
}
