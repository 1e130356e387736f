import { runStandIn } from "../stand-in-process.ts";
import { s3ConfigSchema } from "./config.ts";
import { startS3 } from "./server.ts";

await runStandIn(s3ConfigSchema, startS3);
