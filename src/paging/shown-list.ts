/** Resolves a connection's field. */
import { type GraphQLError, type GraphQLResolveInfo, locatedError, responsePathAsArray } from 'graphql';
import { GatewayError } from '../common/gateway-error.js';
import { Connection, type ConnectionArgs, type Pageable } from './connection.js';

/**
 * Reads a page of a list. Entries that cannot be read are reported as errors at the list's path, beside its value.
 *
 * @throws {GatewayError} `BAD_USER_INPUT` as {@link Connection}, and `NOT_FOUND` if the list does not exist, since null without an error would look like an
 *   empty list.
 */
export async function shown<Node extends { id: string }>(
  args: ConnectionArgs,
  pageable: Pageable<Node>,
  { partialErrors }: { partialErrors: GraphQLError[] },
  { fieldNodes, path }: GraphQLResolveInfo,
): Promise<Connection<Node>> {
  const connection = new Connection(args, pageable);
  if (!(await connection.read())) throw new GatewayError('NOT_FOUND');
  for (const error of connection.errors) {
    partialErrors.push(locatedError(error, fieldNodes, responsePathAsArray(path)));
  }
  return connection;
}
