import { existsSync, readFileSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);
const root = new URL('../../../', import.meta.url).href;
const tests = `${root}tests/`;
const globalsModule = new URL('globals.mjs', import.meta.url).href;

const transformOptions = {
  isInternalModule: false,
  supportsDynamicImport: true,
  supportsExportNamespaceFrom: true,
  supportsStaticESM: true,
  supportsTopLevelAwait: true,
};

/** Where Jest keeps what holds for one test file. */
const handlers = Symbol.for('EVENT_HANDLERS');
const timeout = Symbol.for('TEST_TIMEOUT_SYMBOL');
/** Where globals.mjs finds the one of the test file that is being run; there is one at a time in a process. */
const current = Symbol.for('practice-crm.tests');
let files = 0;

/**
 * Loads with Node's own loader instead of a context of `node:vm` for each test file: the packages and src/ are
 * loaded once in a worker, which would otherwise be most of what a test file costs. What lies in tests/ is loaded
 * anew for each test file, by a query in its URL, so that no file sees what another one's support has kept.
 */
export default class Runtime {
  #transformer;
  #query = `?file=${++files}`;
  #sourceMaps = new Map();
  #options;
  globals = {};

  constructor(_config, _environment, _resolver, transformer, _cacheFS, coverageOptions) {
    this.#transformer = transformer;
    this.#options = { ...transformOptions, ...coverageOptions };
    globalThis[current] = this;
  }

  unstable_shouldLoadAsEsm() {
    return true;
  }

  async unstable_importModule(path) {
    return import(pathToFileURL(path).href + this.#query);
  }

  requireModule(path) {
    return require(path);
  }

  /** Jest's own part begins anew for each test file, as it counts on. */
  requireInternalModule(path) {
    delete globalThis[handlers];
    delete globalThis[timeout];
    delete require.cache[path];
    return require(path);
  }

  setGlobalsForRuntime(globals) {
    this.globals = { ...globals, jest: { setTimeout: milliseconds => (globalThis[timeout] = milliseconds) } };
  }

  getSourceMaps() {
    return this.#sourceMaps;
  }

  getAllCoverageInfoCopy() {
    return undefined;
  }

  enterTestCode() {}

  leaveTestCode() {}

  teardown() {}

  compiled(url) {
    const path = fileURLToPath(url);
    const { code, sourceMapPath } = this.#transformer.transform(path, this.#options, readFileSync(path, 'utf8'));
    if (sourceMapPath) this.#sourceMaps.set(url, sourceMapPath);
    return code;
  }
}

/** The source of what is imported as `./name.js`. */
function sourceOf(specifier, parent) {
  if (!/^\.{1,2}\/.*\.js$/.test(specifier) || !parent?.startsWith(root) || parent.includes('/node_modules/'))
    return null;
  const url = new URL(specifier.replace(/js$/, 'ts'), parent);
  return existsSync(url) ? url.href : null;
}

registerHooks({
  resolve(specifier, context, next) {
    const query = context.parentURL?.match(/\?file=\d+$/)?.[0];
    if (query && specifier === '@jest/globals') {
      return { url: globalsModule + query, format: 'module', shortCircuit: true };
    }
    const source = sourceOf(specifier, context.parentURL);
    const resolved = source ? { url: source, format: 'module', shortCircuit: true } : next(specifier, context);
    return query && resolved.url.startsWith(tests) ? { ...resolved, url: resolved.url + query } : resolved;
  },
  load(url, context, next) {
    if (!/\.ts(\?|$)/.test(url) || url.includes('/node_modules/')) return next(url, context);
    return { format: 'module', source: globalThis[current].compiled(url), shortCircuit: true };
  },
});
