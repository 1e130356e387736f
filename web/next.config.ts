import { fileURLToPath } from "node:url";
import type { NextConfig } from "next";

const root = fileURLToPath(new URL("..", import.meta.url));

// The pages' Content-Security-Policy carries a nonce, so proxy.ts sets it; these hold for every answer.
const everywhere = {
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "X-Frame-Options": "DENY",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
};

// What the build was made from (page-build.ts): one name for the same sources, another for others.
const version = process.env.PAGE_VERSION ?? "";

export default {
  // Next tells pages of another release by it, and loads them anew where it would navigate; static files carry it.
  ...(version !== "" && { deploymentId: version }),
  env: { PAGE_VERSION: version },
  output: "standalone",
  outputFileTracingRoot: root,
  turbopack: { root },
  transpilePackages: ["@s3mirror/core"],
  poweredByHeader: false,
  devIndicators: false,
  headers: async () => [
    { source: "/:path*", headers: Object.entries(everywhere).map(([key, value]) => ({ key, value })) },
  ],
} satisfies NextConfig;
