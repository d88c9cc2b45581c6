import './node-guard.js';
import { run } from './cli/run.js';
import { explain } from './platform/process/lifecycle.js';

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  process.exitCode = explain(error, null);
}
