/** The text that a start prints for people. */

export interface BannerOptions {
  url: string;
  sandbox: boolean;
  /** Undefined if metrics are off. */
  metricsUrl: string | undefined;
  upstreamUrl: string;
  /** Ids of the simulator's sample data. Absent with a real upstream. */
  sample?: { walletId: string; orderId: string };
}

export function banner({ url, sandbox, metricsUrl, upstreamUrl, sample }: BannerOptions): string {
  const lines = [
    '',
    '  Wallet Gateway',
    `  GraphQL         ${url}/graphql`,
    ...(sandbox ? [`  Apollo Sandbox  ${url}/graphql (in a browser)`] : []),
    ...(metricsUrl === undefined ? [] : [`  Metrics         ${metricsUrl}`]),
    sample ? `  Simulator       ${upstreamUrl} (its money is not real)` : `  REST API        ${upstreamUrl}`,
  ];
  if (sample) lines.push('', ...tryThis(sample));
  return `${lines.join('\n')}\n`;
}

function tryThis({ walletId, orderId }: { walletId: string; orderId: string }): string[] {
  return [
    '  A query to paste:',
    `    { wallet(id: "${walletId}") { asset balance { available } transactions(first: 3) { nodes { reason amount createdAt } } } }`,
    '  A subscription to paste:',
    `    subscription { topupStatus(orderId: "${orderId}") { status wallet { balance { available } } } }`,
  ];
}
