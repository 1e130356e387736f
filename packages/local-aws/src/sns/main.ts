import { runStandIn } from "../stand-in-process.ts";
import { snsConfig } from "./config.ts";
import { startSns } from "./server.ts";

await runStandIn(snsConfig, startSns);
