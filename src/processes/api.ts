import { loadConfig } from '../platform/config.js';
import { createLogger } from '../platform/logging.js';
import { runProcess } from '../platform/process/lifecycle.js';
import { startServer } from '../server/app.js';
import { openGround } from '../server/ground.js';
import { buildServices } from '../server/services.js';

await runProcess(async onLogger => {
  const config = loadConfig();
  const logger = createLogger({ level: config.logLevel, name: 'api' });
  onLogger(logger);
  const ground = await openGround({ config, logger, name: 'practice-crm api' });
  const services = buildServices(ground);
  const server = await startServer({ services });
  logger.info({ url: server.url }, 'serving');
  const stop = async () => {
    await server.close();
    await ground.database.close();
  };
  return { ready: { url: server.url }, stop };
});
