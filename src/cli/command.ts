/** One command of `npm run crm -- …`: gives back the exit code. */
export interface Command {
  usage: string;
  summary: string;
  run(args: string[]): Promise<number>;
}

/** The command line can't be read. */
export class UsageError extends Error {}
