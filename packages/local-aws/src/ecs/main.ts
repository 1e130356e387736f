import { runStandIn } from "../stand-in-process.ts";
import { ecsConfig } from "./config.ts";
import { startEcs } from "./server.ts";

await runStandIn(ecsConfig, startEcs);
