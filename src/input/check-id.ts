/** Ids as clients send them. */
import { badUserInput } from '../common/gateway-error.js';
import { isId } from '../rest/contract/contract.js';

export { isId };

/** @throws {GatewayError} `BAD_USER_INPUT` where no id of the REST API can look like this. */
export function checkId(id: string, argument = 'id'): string {
  if (!isId(id)) throw badUserInput(`"${argument}" is not a valid id.`);
  return id;
}
