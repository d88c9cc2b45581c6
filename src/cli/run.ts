import { DomainError } from '../platform/errors/errors.js';
import { explain } from '../platform/process/lifecycle.js';
import { type Command, UsageError } from './command.js';

/** The command's module is loaded only when it is asked for: some need the whole house, some nothing. */
const commands: Record<string, () => Promise<{ command: Command }>> = {
  migrate: () => import('./migrate.js'),
  'practice create': () => import('./practice-create.js'),
  'demo load': () => import('./demo-load.js'),
  'import leads': () => import('./import-leads.js'),
  'import contacts': () => import('./import-contacts.js'),
  'export person': () => import('./export-person.js'),
  'keys generate': () => import('./keys-generate.js'),
  'keys rotate': () => import('./keys-rotate.js'),
  'mail sweep': () => import('./mail-sweep.js'),
  'audit verify': () => import('./audit-verify.js'),
  'database url': () => import('./database-url.js'),
  'schema emit': () => import('./schema-emit.js'),
};

/** Runs the command that the arguments name; gives back the exit code and throws nothing. */
export async function main(args: string[]): Promise<number> {
  try {
    return await run(args);
  } catch (error) {
    return explain(error, null);
  }
}

async function run(args: string[]): Promise<number> {
  for (const words of [2, 1]) {
    const load = commands[args.slice(0, words).join(' ')];
    if (load) return runCommand(await load(), args.slice(words));
  }
  const isHelp = args.length === 0 || ['help', '--help', '-h'].includes(args[0]!);
  (isHelp ? process.stdout : process.stderr).write(await help());
  return isHelp ? 0 : 2;
}

async function runCommand({ command }: { command: Command }, args: string[]): Promise<number> {
  try {
    return await command.run(args);
  } catch (error) {
    if (error instanceof UsageError || isBadOption(error)) {
      process.stderr.write(`${error.message}\nUsage: npm run crm -- ${command.usage}\n`);
      return 2;
    }
    if (!(error instanceof DomainError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}

const isBadOption = (error: unknown): error is Error =>
  error instanceof Error && String((error as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS');

async function help(): Promise<string> {
  const loaded = await Promise.all(Object.values(commands).map(async load => (await load()).command));
  return `npm run crm -- COMMAND\n\n${loaded.map(({ usage, summary }) => `  ${usage.padEnd(46)} ${summary}\n`).join('')}`;
}
