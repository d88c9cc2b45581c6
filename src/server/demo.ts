import type { Logger } from 'pino';
import type { Config } from '../platform/config.js';
import { createDemoAccounts, type DemoPractice } from './demo/accounts.js';
import { demoEmail, demoPassword, writeCredentials } from './demo/credentials.js';
import { tellDemoStory } from './demo/story.js';
import { openGround } from './ground.js';
import { buildServices, type Services } from './services.js';

/** Makes the demo practice over the database of the settings; gives back what its visitor must know. */
export async function demoPractice(config: Config, logger: Logger): Promise<string> {
  const ground = await openGround({ config, logger, name: 'practice-crm demo' });
  try {
    const password = demoPassword(config);
    await loadDemo(buildServices(ground), password);
    writeCredentials(config, password, true);
    return `  Accounts   ${demoEmail('OWNER')}, clinician@…, intake@…, marketing@…, billing@…, auditor@…\n  Password   ${password === config.demoPassword ? 'the one in DEMO_PASSWORD' : password}`;
  } finally {
    await ground.database.close();
  }
}

/** Makes the demo practice: its accounts, and people who ask it for care; what is there already stays. */
export async function loadDemo(services: Services, password: string): Promise<DemoPractice> {
  const practice = await createDemoAccounts(services, password);
  const { rows } = await services.ground.database.query('select from leads where practice_id = $1 limit 1', [
    practice.practiceId,
  ]);
  if (rows.length === 0) await tellDemoStory(services.ground, practice);
  return practice;
}
