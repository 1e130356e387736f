#!/usr/bin/env node
// Registers tsx in this very process: a wrapper process would outlive, or be outlived by, the real one.
import { register } from "tsx/esm/api";

// The SDK says on every start that 2027's releases want a newer Node; ours are pinned.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
register();
await import("../src/main.ts");
