import { runStandIn } from "../stand-in-process.ts";
import { sqsConfig } from "./config.ts";
import { startSqs } from "./server.ts";

await runStandIn(sqsConfig, startSqs);
