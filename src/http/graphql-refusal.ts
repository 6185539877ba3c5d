/** Refusals on `/graphql` that come from before GraphQL. */
import type { FastifyReply, FastifyRequest } from 'fastify';

const GRAPHQL_RESPONSE = 'application/graphql-response+json';

/** Sends `{"errors":[…]}`, in the type that clients of GraphQL over HTTP read whatever the status, where they accept it. */
export function refuseGraphQL(
  { headers }: FastifyRequest,
  reply: FastifyReply,
  status: number,
  code: string,
  message: string,
): FastifyReply {
  const type = headers.accept?.includes(GRAPHQL_RESPONSE) ? GRAPHQL_RESPONSE : 'application/json';
  return reply
    .code(status)
    .type(`${type}; charset=utf-8`)
    .send(JSON.stringify({ errors: [{ message, extensions: { code } }] }));
}
