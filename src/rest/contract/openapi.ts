/** The REST contract as OpenAPI 3.1, for people and tools that don't read TypeScript. */
import * as contract from './contract.js';
import { type Endpoint, endpoints } from './endpoints.js';

const json = (schema: unknown) => ({ 'application/json': { schema } });

export function toOpenApi(): object {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const endpoint of endpoints) {
    paths[endpoint.path] = { ...paths[endpoint.path], [endpoint.method.toLowerCase()]: toOperation(endpoint) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'REST API for stablecoin wallets',
      version: '1',
      description:
        'What the gateway expects of the REST API. Made from src/rest/contract/contract.ts by `npm run codegen`; do not edit.',
    },
    paths,
    webhooks: {
      'topup.status': {
        post: {
          operationId: 'topupStatus',
          summary: 'Top-up status webhook',
          requestBody: { required: true, content: json(contract.TopupStatusEvent) },
          responses: { 200: { description: 'Received', content: json(contract.Received) } },
        },
      },
    },
  };
}

function toOperation({ name, summary, path, query = [], body, data, extra, failures = [] }: Endpoint) {
  const parameters = [
    ...[...path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => ({
      name: parameter,
      in: 'path',
      required: true,
      schema: { type: 'string', pattern: contract.ID_PATTERN },
    })),
    ...query.map((parameter) => ({ name: parameter, in: 'query', schema: { type: 'string' } })),
  ];
  return {
    operationId: name,
    summary,
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: { required: true, content: json(body) } }),
    responses: {
      200: {
        description: 'Success, or a failure with status "-1"',
        content: json({ anyOf: [contract.success(data, extra), contract.Failure] }),
      },
      400: {
        description: failures.length > 0 ? `Failure: ${failures.join('; ')}` : 'Failure',
        content: json(contract.Failure),
      },
    },
  };
}
