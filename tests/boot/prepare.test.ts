import { spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('../../', import.meta.url));
const checkout = mkdtempSync(join(tmpdir(), 'practice-crm-prepare-'));
const at = (...parts: string[]) => join(checkout, ...parts);

function write(path: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), text);
  chmodSync(at(path), mode);
}

/** Stands for npm: notes that it was called, and installs this checkout's own packages by name only. */
const npm = `#!/bin/sh
echo "$@" >> "${at('npm-calls')}"
mkdir -p "${at('node_modules', '.bin')}"
ln -s "${join(root, 'node_modules', 'typescript')}" "${at('node_modules', 'typescript')}"
ln -s "${process.execPath}" "${at('node_modules', '.bin', 'node')}"
touch "${at('node_modules', '.package-lock.json')}"
`;

beforeAll(() => {
  cpSync(join(root, 'scripts', 'prepare.mjs'), at('scripts', 'prepare.mjs'));
  write('package-lock.json', '{}');
  write('package.json', '{ "type": "module" }');
  write(
    'tsconfig.json',
    '{ "compilerOptions": { "rootDir": "src", "outDir": "dist", "module": "nodenext", "types": [] } }',
  );
  write('tsconfig.build.json', '{ "extends": "./tsconfig.json", "include": ["src"] }');
  write('tsconfig.pages.json', '{ "extends": "./tsconfig.json", "include": ["src/pages"] }');
  write('src/pages/start.ts', 'export const page = "start";\n');
  write('src/main.ts', 'export const answer: number = 1;\n');
  write('bin/npm', npm, 0o755);
});
afterAll(() => rmSync(checkout, { recursive: true, force: true }));

function prepare(): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, [at('scripts', 'prepare.mjs'), '--build'], {
    env: { PATH: `${at('bin')}:${process.env.PATH}` },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', chunk => {
      said += chunk;
    });
  }
  return new Promise(resolve => child.once('close', code => resolve({ code, said })));
}

const installs = () => readFileSync(at('npm-calls'), 'utf8').trim().split('\n').length;
const builtAt = () => statSync(at('dist', '.prepared')).mtimeMs;

test('several commands on a fresh checkout install and build once', async () => {
  const done = await Promise.all([prepare(), prepare(), prepare()]);
  expect(done.map(({ code }) => code)).toEqual([0, 0, 0]);
  expect(installs()).toBe(1);
  expect(done.filter(({ said }) => said.includes('Building')).length).toBe(1);
  expect(readFileSync(at('dist', 'main.js'), 'utf8')).toContain('answer = 1');
});

test('what is fresh is left alone', async () => {
  const before = builtAt();
  expect(await prepare()).toEqual({ code: 0, said: '' });
  expect(builtAt()).toBe(before);
});

test('changed sources are built again, and a mistake in them is told', async () => {
  write('src/main.ts', 'export const answer: number = 22;\n');
  expect((await prepare()).code).toBe(0);
  expect(readFileSync(at('dist', 'main.js'), 'utf8')).toContain('answer = 22');
  write('src/main.ts', "export const answer: number = 'many';\n");
  const broken = await prepare();
  expect(broken).toMatchObject({ code: 1, said: expect.stringContaining('src/main.ts(1,14)') });
});

test('a changed lock file is installed again', async () => {
  write('src/main.ts', 'export const answer: number = 1;\n');
  write('package-lock.json', '{ "changed": true }');
  const later = new Date(Date.now() + 60_000);
  utimesSync(at('package-lock.json'), later, later);
  rmSync(at('node_modules'), { recursive: true });
  expect((await prepare()).code).toBe(0);
  expect(installs()).toBe(2);
});

test('a lock left by a process that was killed does not hold anyone up', async () => {
  write('.build.lock', '999999999');
  write('src/main.ts', 'export const answer: number = 3;\n');
  expect((await prepare()).code).toBe(0);
  expect(existsSync(at('.build.lock'))).toBe(false);
});
