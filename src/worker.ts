import './node-guard.js';
import { loadConfig } from './platform/config.js';
import { Jobs } from './platform/jobs/jobs.js';
import { createLogger } from './platform/logging.js';
import { runProcess } from './platform/process/lifecycle.js';
import { applicationUrl, openGround } from './server/ground.js';
import { defineJobs } from './server/jobs.js';
import { buildServices } from './server/services.js';

await runProcess(async onLogger => {
  const config = loadConfig();
  const logger = createLogger({ level: config.logLevel, name: 'worker' });
  onLogger(logger);
  const ground = await openGround({ config, logger, name: 'practice-crm worker' });
  const services = buildServices(ground);
  const jobs = new Jobs({ url: applicationUrl(config), database: ground.database, logger });
  defineJobs(jobs, services);
  await jobs.work();
  logger.info('working');
  const stop = async () => {
    await jobs.stop();
    await ground.database.close();
  };
  return { stop };
});
