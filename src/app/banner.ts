/** The text that a start prints for people. */
import type { SampleIds } from '../http/explorer/explorer-examples.js';
import type { Explorer } from '../http/explorer/explorer-routes.js';

export interface BannerOptions {
  url: string;
  explorer: Explorer;
  /** Undefined if metrics are off. */
  metricsUrl: string | undefined;
  upstreamUrl: string;
  /** Ids of the simulator's sample data. Absent with a real upstream. */
  sample?: SampleIds;
}

const NAMES = { local: 'Explorer      ', sandbox: 'Apollo Sandbox' };

export function banner({ url, explorer, metricsUrl, upstreamUrl, sample }: BannerOptions): string {
  const lines = [
    '',
    '  Wallet Gateway',
    `  GraphQL         ${url}/graphql`,
    ...(explorer === 'off' ? [] : [`  ${NAMES[explorer]}  ${url}/graphql (in a browser)`]),
    ...(metricsUrl === undefined ? [] : [`  Metrics         ${metricsUrl}`]),
    sample
      ? `  Simulator       ${new URL('_simulator', upstreamUrl)} (in a browser; its money is not real)`
      : `  REST API        ${upstreamUrl}`,
  ];
  if (sample) lines.push('', ...tryThis(sample));
  return `${lines.join('\n')}\n`;
}

function tryThis({ walletId, orderId }: SampleIds): string[] {
  return [
    '  A query to paste:',
    `    { wallet(id: "${walletId}") { asset balance { available } transactions(first: 3) { nodes { reason amount createdAt } } } }`,
    '  A subscription to paste:',
    `    subscription { topupStatus(orderId: "${orderId}") { status wallet { balance { available } } } }`,
  ];
}
