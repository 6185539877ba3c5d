/** Why the gateway can't start with this store. */
export class StoreError extends Error {
  override readonly name = 'StoreError';

  constructor(where: string, reason: string, cause?: unknown) {
    super(`The store at ${where} cannot be used: ${reason}.`, { cause });
  }
}
