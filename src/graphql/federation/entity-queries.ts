/** `Query._entities` and `Query._service`. Entities pass the checks, loaders and limits of the root field of their type. */
import type { GraphQLResolveInfo } from 'graphql';
import { assetQueries } from '../../asset/asset-resolvers.js';
import type { Context } from '../operation/context.js';
import { SDL } from '../schema/generated/sdl.js';
import { readById } from '../schema/node-query.js';
import { subgraphSdl } from './federation-sdl.js';
import type { Representation } from './representation.js';

interface EntitiesArgs {
  representations: readonly Representation[];
}

export const entityQueries = {
  _service: () => ({ sdl: subgraphSdl(SDL) }),

  _entities: (_: unknown, { representations }: EntitiesArgs, context: Context, info: GraphQLResolveInfo) => {
    const read = new Map<string, Promise<object | null>>();
    // Promises, and not one of all: an entity that fails must not affect the others.
    return representations.map((each) => {
      const key = JSON.stringify(each);
      const entity = read.get(key) ?? readEntity(each, context, info);
      read.set(key, entity);
      return entity;
    });
  },
};

async function readEntity(
  { __typename, id = '', asset, network }: Representation,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<object | null> {
  if (__typename !== 'AssetNetwork') return readById(__typename, id, context, info);
  const [row] = await assetQueries.assetNetworks(undefined, { asset, network }, context);
  return row ? { ...row, __typename } : null;
}
