/** Reads the proxies for the REST API and key sets. */
import type { ProxySettings } from '../rest/transport/pools.js';
import type { ConfigReader } from './config-reader.js';

/** @returns undefined if there is no proxy. */
export function readProxy(reader: ConfigReader): ProxySettings | undefined {
  const httpProxy = proxyOf(reader, 'HTTP_PROXY');
  const httpsProxy = proxyOf(reader, 'HTTPS_PROXY');
  const noProxy = reader.text('NO_PROXY');
  if (httpProxy === undefined && httpsProxy === undefined) return undefined;
  return {
    ...(httpProxy !== undefined && { httpProxy }),
    ...(httpsProxy !== undefined && { httpsProxy }),
    ...(noProxy !== undefined && { noProxy }),
  };
}

function proxyOf(reader: ConfigReader, name: 'HTTP_PROXY' | 'HTTPS_PROXY'): string | undefined {
  const text = reader.text(name);
  if (text === undefined || (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol))) return text;
  reader.problem(`${name} must be an http or https address, such as http://proxy.example.com:3128.`);
  return undefined;
}
