// `npm run bench -- reads [--rows N] …`: makes the checkout and the bench's own packages ready, then runs one bench.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = join(root, 'bench');
const [name, ...args] = process.argv.slice(2);

const benches = readdirSync(folder).flatMap(file => /^([a-z]+)\.bench\.mjs$/.exec(file)?.[1] ?? []);
if (!benches.includes(name)) {
  process.stderr.write(`Usage: npm run bench -- ${benches.join('|')} [options]\n`);
  process.exit(2);
}

function run(command, given, cwd = root) {
  const { status } = spawnSync(command, given, { cwd, stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) process.exit(status ?? 1);
}

run(process.execPath, [join(root, 'scripts', 'prepare.mjs'), '--build']);
if (!existsSync(join(folder, 'node_modules', '.package-lock.json'))) {
  process.stderr.write('Installing the bench packages (once)...\n');
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], folder);
}
const node = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
run(existsSync(node) ? node : process.execPath, [join(folder, `${name}.bench.mjs`), ...args]);
