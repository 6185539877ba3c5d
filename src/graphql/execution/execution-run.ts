/** One execution of one operation. */
import type { FieldNode, GraphQLError, GraphQLResolveInfo } from 'graphql';

export interface Run
  extends Pick<GraphQLResolveInfo, 'schema' | 'fragments' | 'operation' | 'rootValue' | 'variableValues'> {
  readonly contextValue: unknown;
  /** Of what became null, in the order in which it happened. */
  readonly errors: GraphQLError[];
  /** The arguments that don't differ from call to call. */
  readonly argumentsOf: Map<FieldNode, Readonly<Record<string, unknown>>>;
}
