export { StoreError } from '../../../common/store-error.js';

/** @returns an error like LevelDB's own for a file whose content is not what was written. */
export const damaged = (reason: string): Error => Object.assign(new Error(reason), { code: 'LEVEL_CORRUPTION' });
