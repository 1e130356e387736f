import type { Command } from "commander";
import type { Context } from "../context.ts";

/** `s3mirror demo`: placeholder of the four scenes. */
export function addDemo(program: Command, _context: Context): void {
  program.command("demo").description("watch the fleet move a realistic batch on this machine, in four scenes");
}
