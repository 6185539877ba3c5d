/** Checks ids that clients send. */
import { badUserInput } from '../common/gateway-error.js';
import { isId } from '../rest/contract/contract.js';

export { isId };

/** @throws {GatewayError} `BAD_USER_INPUT` if the text cannot be an id of the REST API. */
export function checkId(id: string, argument = 'id'): string {
  if (!isId(id)) throw badUserInput(`"${argument}" is not a valid id.`);
  return id;
}
