import { runStandIn } from "../stand-in-process.ts";
import { rdsDataConfig, startRdsData } from "./server.ts";

await runStandIn(rdsDataConfig, startRdsData);
