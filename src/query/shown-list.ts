/** A connection as its field shows it. */
import { type GraphQLError, type GraphQLResolveInfo, locatedError, responsePathAsArray } from 'graphql';
import { GatewayError } from '../errors.js';
import type { Connection } from './connection.js';

/**
 * Reports entries that are left out at the list's own path, beside the list.
 *
 * @throws {GatewayError} `NOT_FOUND` where the REST API has no such list: a null without an error would pass for nothing to show.
 */
export async function shown<Node extends { id: string }>(
  reading: Promise<Connection<Node> | null>,
  { partialErrors }: { partialErrors: GraphQLError[] },
  { fieldNodes, path }: GraphQLResolveInfo,
): Promise<Connection<Node>> {
  const connection = await reading;
  if (!connection) throw new GatewayError('NOT_FOUND');
  for (const error of connection.errors) {
    partialErrors.push(locatedError(error, fieldNodes, responsePathAsArray(path)));
  }
  return connection;
}
