import { runStandIn } from "../stand-in-process.ts";
import { iamConfig } from "./config.ts";
import { startIam } from "./server.ts";

await runStandIn(iamConfig, startIam);
