#!/usr/bin/env node
// Registers tsx in this very process: a wrapper process would outlive, or be outlived by, the real one.
import { register } from "tsx/esm/api";

register();
await import("../src/main.ts");
