/** The explorer's page and files, and the page at `/`. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { SampleIds } from './explorer-examples.js';
import { explorerFiles } from './explorer-files.js';
import { EXPLORER_PATH, EXPLORER_POLICY, explorerPage, START_SCRIPT, startScript } from './explorer-page.js';

/** What a browser gets at `/graphql` (`EXPLORER`). */
export type Explorer = 'local' | 'sandbox' | 'off';

/** How long a browser keeps a file, in seconds: an upgrade replaces some under the same name. */
const MAX_AGE_S = 600;

/** @returns answers a browser that opens `/graphql`; false if it is no such request. */
export type PageAnswer = (request: FastifyRequest, reply: FastifyReply) => boolean;

/** Registers the explorer's files. A page needs no token: it holds nothing but the examples. */
export async function registerExplorer(app: FastifyInstance, sample: SampleIds | undefined): Promise<PageAnswer> {
  const files = explorerFiles();
  const index = (await files.get('index.html')?.content())?.toString() ?? '';
  const page = explorerPage(index);
  const script = startScript(sample);
  app.get<{ Params: { '*': string } }>(`${EXPLORER_PATH}*`, async (request, reply) => {
    const name = request.params['*'];
    reply.header('cache-control', `private, max-age=${MAX_AGE_S}`);
    if (name === START_SCRIPT) return reply.type('text/javascript; charset=utf-8').send(script);
    const file = files.get(name);
    return file ? reply.type(file.type).send(await file.content()) : reply.callNotFound();
  });
  return (request, reply) => {
    if (!isOpenedByBrowser(request)) return false;
    reply.type('text/html; charset=utf-8').header('content-security-policy', EXPLORER_POLICY).send(page);
    return true;
  };
}

/** A query in the address is answered, whoever sends it. */
const isOpenedByBrowser = ({ method, headers: { accept = '' }, url }: FastifyRequest): boolean =>
  method === 'GET' && accept.includes('text/html') && !/[?&]query=/.test(url);
