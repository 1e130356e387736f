import type { Command } from "commander";

const exitCodes = `
Exit codes: 0 done, 1 error, 2 usage, 3 files need attention, 4 not authorised,
5 not found, 124 wait timed out, 130 interrupted`;

const environment = `
Environment: S3MIRROR_API_URL and S3MIRROR_API_KEY of a deployed stage; without
them the local stack of --home or S3MIRROR_HOME (.s3mirror in this folder).
S3MIRROR_PORT is the first of a local stack's eight ports (4000).`;

/** What is said after the help and after a mistake, of this command and of all below it. */
export function addHelp(root: Command): void {
  root.helpCommand(false);
  root
    .command("help")
    .description("what a command does, such as: help transfers create")
    .argument("[command...]", "its words", (word: string, before: string[] = []) => [...before, word])
    .action((words: string[] | undefined) => findCommand(root, words ?? []).help());
  root.addHelpText("after", environment).addHelpText("afterAll", exitCodes);
  inherit(root, root.name());
}

function findCommand(root: Command, words: string[]): Command {
  return words.reduce((at, word) => {
    const found = at.commands.find((command) => command.name() === word);
    if (found === undefined) at.error(`error: unknown command '${word}'`);
    return found ?? at;
  }, root);
}

/** commander copies settings to subcommands only when they are made, and not to those below them. */
function inherit(command: Command, path: string): void {
  command.showHelpAfterError(`Usage: ${path} ${command.usage()}\n(${path} --help tells more)`);
  for (const child of command.commands) {
    child.copyInheritedSettings(command);
    inherit(child, `${path} ${child.name()}`);
  }
}
