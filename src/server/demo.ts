import type { Logger } from 'pino';
import type { Config } from '../platform/config.js';
import { createDemoAccounts, type DemoPractice, demoEmail, demoPassword } from './demo/accounts.js';
import { tellDemoStory } from './demo/story.js';
import { openGround } from './ground.js';
import { buildServices, type Services } from './services.js';

/** Makes the demo practice over the database of the settings; gives back what its visitor must know. */
export async function demoPractice(config: Config, logger: Logger): Promise<string> {
  const ground = await openGround({ config, logger, name: 'practice-crm demo' });
  try {
    await loadDemo(buildServices(ground), demoPassword(config));
    const password = config.demoPassword ? 'the one in DEMO_PASSWORD' : demoPassword(config);
    return `  Accounts   ${demoEmail('OWNER')}, clinician@…, intake@…, marketing@…, billing@…, auditor@…\n  Password   ${password}`;
  } finally {
    await ground.database.close();
  }
}

/** Fills an empty database with the demo practice: its accounts, and people who ask it for care. */
export async function loadDemo(services: Services, password: string): Promise<DemoPractice> {
  const practice = await createDemoAccounts(services, password);
  await tellDemoStory(services.ground, practice);
  return practice;
}
