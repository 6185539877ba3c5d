/** Why the gateway can't start with this store. */
export class StoreError extends Error {
  override readonly name = 'StoreError';

  constructor(where: string, reason: string, cause?: unknown) {
    super(`The store at ${where} can’t be used: ${reason}.`, { cause });
  }
}

/** @returns an error like LevelDB's own for a file whose content is not what was written. */
export const damaged = (reason: string): Error => Object.assign(new Error(reason), { code: 'LEVEL_CORRUPTION' });
