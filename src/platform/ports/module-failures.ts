/** The module gave no answer that settles anything (refused connection, timeout, 5xx): the same call may be made again. */
export class ModuleDownError extends Error {
  constructor(
    readonly moduleName: string,
    readonly reason: string,
  ) {
    super(`${moduleName} is not available: ${reason}`);
  }
}

/** The module answered, and the answer is no: the same call would be refused again. */
export class ModuleRefusedError extends Error {
  constructor(
    readonly moduleName: string,
    readonly status: number,
    /** The module's own code, when it is a plain word; its sentences may hold protected values and are not kept. */
    readonly refusal: string,
  ) {
    super(`${moduleName} refused: ${refusal}`);
  }
}
