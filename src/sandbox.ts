import './node-guard.js';

// Only now, as a whole program is linked before its first line runs.
await import('./processes/sandbox.js');
