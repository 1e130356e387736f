import { runStandIn } from "../stand-in-process.ts";
import { postgresConfig, startPostgres } from "./server.ts";

await runStandIn(postgresConfig, startPostgres);
