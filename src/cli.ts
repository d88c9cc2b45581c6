import './node-guard.js';

// Only now, as a whole program is linked before its first line runs.
const { main } = await import('./cli/run.js');
process.exitCode = await main(process.argv.slice(2));
