/** Enforces the rules of auth/rules.ts on every root field, so that no resolver can forget them. */
import { defaultFieldResolver, type GraphQLFieldResolver, type GraphQLSchema } from 'graphql';
import { checkRule, RULES } from '../../auth/rules.js';
import type { Context } from '../operation/context.js';

/** @throws {Error} if a root field has no rule. */
export function guardRootFields(schema: GraphQLSchema): void {
  for (const type of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]) {
    for (const field of Object.values(type?.getFields() ?? {})) {
      const name = `${type?.name}.${field.name}`;
      if (!RULES[name]) throw new Error(`${name} has no rule in auth/rules.ts`);
      if (field.subscribe) field.subscribe = guarded(name, field.subscribe);
      else field.resolve = guarded(name, field.resolve ?? defaultFieldResolver);
    }
  }
}

function guarded(
  name: string,
  resolve: GraphQLFieldResolver<unknown, Context>,
): GraphQLFieldResolver<unknown, Context> {
  const isMutation = name.startsWith('Mutation.');
  return (source, args, context, info) => {
    checkRule(name, context.viewer);
    if (isMutation) context.loaders.renew();
    return resolve(source, args, context, info);
  };
}
