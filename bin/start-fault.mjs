/** A reason not to start that a person can act on: printed as one line without a stack, exit 1. */
export class StartFault extends Error {
  /** @param {string} message @param {unknown} [cause] */
  constructor(message, cause) {
    super(message, { cause });
    this.name = 'StartFault';
  }
}
