import { constants, setPriority } from 'node:os';
import { AuditHeads } from '../platform/audit/audit-heads.js';
import { auditKey } from '../platform/audit/audit-row.js';
import { AuditSealer } from '../platform/audit/audit-sealer.js';
import { drainMs, loadConfig } from '../platform/config.js';
import { Jobs } from '../platform/jobs/jobs.js';
import { createLogger } from '../platform/logging.js';
import { runProcess } from '../platform/process/lifecycle.js';
import { applicationUrl, openGround } from '../server/ground.js';
import { defineJobs } from '../server/jobs.js';
import { buildServices } from '../server/services.js';

await runProcess(async onLogger => {
  // Nobody waits for what a worker does as people wait for the API, which may well run on the same machine.
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  const config = loadConfig();
  const logger = createLogger({ level: config.logLevel, name: 'worker' });
  onLogger(logger);
  const ground = await openGround({ config, logger, name: 'practice-crm worker' });
  const services = buildServices(ground);
  const jobs = new Jobs({ url: applicationUrl(config), database: ground.database, logger });
  defineJobs(jobs, services);
  await jobs.work();
  services.mailEventApplying.start();
  const key = auditKey(config.blindIndexKey);
  const sealer = new AuditSealer({ ...ground, key, heads: new AuditHeads(config.dataDir, key) });
  sealer.start();
  services.mailSender.start();
  logger.info('working');
  const stop = async () => {
    // Each ends what it began, and begins nothing.
    await Promise.all([services.mailSender.stop(), services.mailEventApplying.stop(), jobs.stop()]);
    await sealer.stop();
    await ground.database.close();
  };
  // A call that is under way is waited for, as its messages would be UNKNOWN otherwise.
  return { stop, patienceMs: drainMs(config) };
});
