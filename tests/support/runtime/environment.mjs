/** No world of its own for each test file: see runtime.mjs. */
export default class Environment {
  /** What Jest writes here, no test reads. */
  global = {};

  getVmContext() {
    return null;
  }

  async setup() {}

  async teardown() {}
}
