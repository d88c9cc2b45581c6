// Makes a checkout ready: packages, compiled code, generated types. Runs before any package is installed and on
// older versions of Node, so it uses nothing but what both have.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const at = (...parts) => join(root, ...parts);
const wants = new Set(process.argv.slice(2));
const isQuiet = wants.has('--quiet');

function say(text) {
  if (!isQuiet) process.stderr.write(`${text}\n`);
}

function fail(text) {
  process.stderr.write(`${text}\n`);
  process.exit(1);
}

function hash(...texts) {
  const sum = createHash('sha256');
  for (const text of texts) sum.update(text).update('\0');
  return sum.digest('hex');
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

/** Path, size and time of every file below: content that changed has another time. */
function traces(folder) {
  return readdirSync(at(folder), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(entry => {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return traces(path);
      const { size, mtimeMs } = statSync(at(path));
      return [`${path} ${size} ${mtimeMs}`];
    });
}

function wait(milliseconds) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

/** One of several commands started at once prepares; the others wait for it and then find all fresh. */
function exclusively(name, isFresh, work) {
  if (isFresh()) return;
  const lock = at(`.${name}.lock`);
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') fail(`${root} can't be written to: ${error.message}`);
    }
    if (isHeld(lock)) wait(100);
    else rmSync(lock, { force: true });
  }
  const release = () => rmSync(lock, { force: true });
  process.once('exit', release);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  if (!isFresh()) work();
  release();
}

/** A lock outlives its process when that was killed; its number may then belong to another one. */
function isHeld(lock) {
  try {
    if (Date.now() - statSync(lock).mtimeMs > 900000) return false;
    const pid = Number(read(lock));
    // Empty while it is being written.
    if (pid) process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function run(command, args, label) {
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', isQuiet ? 'pipe' : 2, isQuiet ? 'pipe' : 2],
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (result.status === 0) return;
  if (isQuiet) process.stderr.write(`${result.stdout ?? ''}${result.stderr ?? ''}`);
  fail(`${label} failed${result.error ? `: ${result.error.message}` : ''}.`);
}

const [major, minor] = process.versions.node.split('.').map(Number);
const isOwnNodeEnough = major > 24 || (major === 24 && minor >= 9);
/** The Node that the packages bring, or, on a platform for which they bring none, the one that runs this file. */
const broughtNode = at('node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
const nodeThere = () => existsSync(broughtNode) || isOwnNodeEnough;
const node = () => (existsSync(broughtNode) ? broughtNode : process.execPath);

function install() {
  const stamp = at('node_modules', '.prepared');
  const record = at('node_modules', '.package-lock.json');
  const wanted = () => hash(read(at('package-lock.json')));
  // npm's own record, written last, is newer than the lock file after an installation by hand.
  const isFresh = () =>
    nodeThere() &&
    existsSync(record) &&
    (read(stamp) === wanted() || statSync(record).mtimeMs >= statSync(at('package-lock.json')).mtimeMs);
  exclusively('install', isFresh, () => {
    say('Installing packages (once)...');
    // Not `npm ci`: it refuses a lock file that lacks other platforms' packages, as one made from a partial mirror
    // does. Versions and checksums are the lock file's all the same. The compiler is a development package.
    const options = ['--no-save', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
    run('npm', ['install', ...options], 'npm install');
    if (existsSync(record)) writeFileSync(stamp, wanted());
    // The scripts of package.json say `exec`, so that signals sent to npm reach the server and no shell in between.
    if (process.platform === 'win32') writeFileSync(at('node_modules', '.bin', 'exec.cmd'), '@%*\r\n');
  });
  if (!nodeThere())
    fail(
      `There is no Node 24 for ${process.platform}-${process.arch} among the packages; install Node 24.9 or newer and start again.`,
    );
}

function build() {
  const stamp = at('dist', '.prepared');
  // The scripts of pages know the browser and not Node, so they are a program of their own.
  const programs = ['tsconfig.build.json', 'tsconfig.pages.json'];
  const wanted = () => hash(traces('src').join('\n'), ...['tsconfig.json', ...programs].map(file => read(at(file))));
  const isFresh = () => read(stamp) === wanted();
  exclusively('build', isFresh, () => {
    say('Building...');
    const built = wanted();
    rmSync(stamp, { force: true });
    const compiler = at('node_modules', 'typescript', 'bin', 'tsc');
    for (const program of programs) run(node(), [compiler, '-p', program], 'The build');
    mkdirSync(at('dist'), { recursive: true });
    writeFileSync(stamp, built);
  });
}

function codegen() {
  const output = at('tests', 'generated');
  const stamp = join(output, '.prepared');
  if (!existsSync(at('codegen.yml')) || !existsSync(at('schema', 'schema.graphql'))) return;
  const wanted = () =>
    hash(read(at('codegen.yml')), read(at('schema', 'schema.graphql')), traces('tests/operations').join('\n'));
  exclusively(
    'codegen',
    () => read(stamp) === wanted(),
    () => {
      say('Generating typed operations...');
      run(
        node(),
        [at('node_modules', '@graphql-codegen', 'cli', 'cjs', 'bin.js'), '--config', 'codegen.yml'],
        'Code generation',
      );
      writeFileSync(stamp, wanted());
    },
  );
}

install();
if (wants.has('--build')) build();
if (wants.has('--codegen')) codegen();
