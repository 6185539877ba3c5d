/** Says in a line what a schema found wrong. */
import type { TLocalizedValidationError } from 'typebox/error';

/** The first problem, by where it is: `/0/kind must be equal to one of the allowed values (latency, …)`. */
export function describeErrors(errors: readonly TLocalizedValidationError[]): string {
  // Each unknown member is first reported as "schema is false", which says nothing.
  const error = errors.find(({ keyword }) => keyword !== 'boolean');
  if (error === undefined) return 'invalid';
  const where = error.instancePath === '' ? 'body' : error.instancePath;
  const details = Object.values(error.params)
    .filter(Array.isArray)
    .flat()
    .map(String)
    .filter((detail) => !error.message.includes(detail));
  return `${where} ${error.message}${details.length > 0 ? ` (${details.join(', ')})` : ''}`;
}
