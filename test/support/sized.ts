/**
 * How much of a test is run: a part of it in `npm test`, all of it in `npm run test:soak`. Files that ask for it end with `.sized.test.ts`. Those that
 * `npm test` leaves out end with `.long.test.ts`.
 */
import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    size: 'part' | 'whole';
  }
}

export const sized = <T>(part: T, whole: T): T => (inject('size') === 'whole' ? whole : part);
