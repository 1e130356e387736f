import { spawn } from "node:child_process";

// Runs the command that its arguments name, as the leader of a process group of its own: when our standard input ends,
// because whoever started us is gone or wants no more of it, the command ends at once with everything it started.
const [command = "", ...args] = process.argv.slice(2);
process.stdin.resume().once("end", () => process.kill(-process.pid, "SIGKILL"));
spawn(command, args, { stdio: ["ignore", "inherit", "inherit"] })
  .once("error", (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  })
  .once("exit", (code) => process.exit(code ?? 1));
