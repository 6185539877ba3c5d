/** Plain HTTP, as a client without a library speaks it. */

export interface HttpAnswer {
  status: number;
  /** Without parameters. */
  type: string;
  headers: Headers;
  text: string;
  /** The body where it is JSON. */
  json: unknown;
}

export const JSON_TYPE = { 'content-type': 'application/json' };

export async function ask(url: string, init: RequestInit = {}): Promise<HttpAnswer> {
  const response = await fetch(url, init);
  const { status, headers } = response;
  const text = await response.text();
  const type = headers.get('content-type')?.split(';')[0] ?? '';
  return { status, type, headers, text, json: /[/+]json$/.test(type) ? JSON.parse(text) : undefined };
}

/** @param body sent as it is where it is a string, else as JSON. */
export function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<HttpAnswer> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return ask(url, { method: 'POST', headers: { ...JSON_TYPE, ...headers }, body: text });
}

/** `url` with parameters as the GraphQL over HTTP specification has them. */
export function withQuery(url: string, parameters: Record<string, string>): string {
  return `${url}?${new URLSearchParams(parameters)}`;
}
