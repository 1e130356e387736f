"use client";

import { PageError } from "../src/frame/page-error.tsx";
import "./design.css";

/** Where not even the frame of all pages could be made. */
export default function GlobalError({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <html lang="en">
      <head>
        <title>S3Mirror</title>
      </head>
      <body>
        <PageError error={error} retry={retry} />
      </body>
    </html>
  );
}
