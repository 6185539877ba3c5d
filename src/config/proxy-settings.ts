/** The part of the environment that says by which proxy the REST API and key sets are reached. */

import type { ProxySettings } from '../rest/transport/pools.js';
import type { ConfigReader } from './config-reader.js';

/** In lower case, as curl knows them, or in upper case. @returns undefined where there is no proxy. */
export function readProxy(reader: ConfigReader): ProxySettings | undefined {
  const httpProxy = proxyOf(reader, 'HTTP_PROXY');
  const httpsProxy = proxyOf(reader, 'HTTPS_PROXY');
  const noProxy = textOf(reader, 'NO_PROXY');
  if (httpProxy === undefined && httpsProxy === undefined) return undefined;
  return {
    ...(httpProxy !== undefined && { httpProxy }),
    ...(httpsProxy !== undefined && { httpsProxy }),
    ...(noProxy !== undefined && { noProxy }),
  };
}

const textOf = (reader: ConfigReader, name: string): string | undefined =>
  reader.text(name.toLowerCase()) ?? reader.text(name);

function proxyOf(reader: ConfigReader, name: string): string | undefined {
  const text = textOf(reader, name);
  if (text === undefined || (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol))) return text;
  reader.problem(`${name} must be an http or https address, such as http://proxy.example.com:3128.`);
  return undefined;
}
