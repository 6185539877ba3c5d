/** The SDL as a stranger has it. */
import { readFileSync } from 'node:fs';

export const readSdl = (): string => readFileSync(new URL('../../schema/schema.graphql', import.meta.url), 'utf8');
