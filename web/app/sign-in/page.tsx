import type { Metadata } from "next";
import { SignIn } from "../../src/sign-in/sign-in.tsx";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignInPage({ searchParams }: { searchParams: Promise<{ from?: string | string[] }> }) {
  const { from } = await searchParams;
  return (
    <main id="main" className="mx-auto grid min-h-dvh max-w-md content-center px-4 py-12">
      <SignIn from={ownPath(from)} />
    </main>
  );
}

/** Only a path of this very site: "//elsewhere" and "/\elsewhere" are other sites to a browser. */
function ownPath(from: string | string[] | undefined): string {
  return typeof from === "string" && /^\/(?![/\\])/.test(from) ? from : "/";
}
