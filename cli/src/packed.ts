#!/usr/bin/env node
import { fileURLToPath } from "node:url";

// Beside this bundle stand those of the services that `up` and `demo` start.
process.env.S3MIRROR_BUNDLES ??= fileURLToPath(new URL(".", import.meta.url));
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
await import("./main.ts");
