/** A connection as its field shows it. */
import { type GraphQLError, type GraphQLResolveInfo, locatedError, responsePathAsArray } from 'graphql';
import { GatewayError } from '../common/gateway-error.js';
import { Connection, type ConnectionArgs, type Pageable } from './connection.js';

/**
 * Reads a page of a list, and reports entries that are left out at the list's own path, beside the list.
 *
 * @throws {GatewayError} `BAD_USER_INPUT` as {@link Connection}, and `NOT_FOUND` where the REST API has no such list: a null without an error would pass for nothing to show.
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
