/** Reads whether the gateway is in production, and the address of the REST API. */
import type { ConfigReader } from './config-reader.js';

/** Whether the safe defaults hold. With a real REST API they do, unless `NODE_ENV` names another mode. */
export function isInProduction(reader: ConfigReader): boolean {
  const mode = reader.text('NODE_ENV');
  if (mode === undefined) return reader.text('UPSTREAM_URL') !== undefined;
  if (mode !== 'production' && mode.toLowerCase().startsWith('prod'))
    reader.problem(`NODE_ENV is ${mode}. Write production, or a word that does not begin with prod.`);
  return mode === 'production';
}

/** @returns undefined for the simulator. Production must ask for it with `SIMULATOR=on`, since its money is not real. */
export function readUpstreamUrl(reader: ConfigReader, isProduction: boolean): URL | undefined {
  const url = reader.httpUrl('UPSTREAM_URL');
  const isGiven = reader.text('UPSTREAM_URL') !== undefined;
  const simulator = reader.oneOf('SIMULATOR', ['on', 'off']);
  if (isGiven && simulator === 'on')
    reader.problem('UPSTREAM_URL and SIMULATOR=on exclude each other. Remove one of them.');
  if (isGiven) return url;
  if (reader.text('UPSTREAM_AUTHORIZATION') !== undefined)
    reader.problem('UPSTREAM_AUTHORIZATION requires UPSTREAM_URL, the address of the REST API that receives it.');
  else if (simulator === 'off' || (isProduction && reader.text('SIMULATOR') === undefined))
    reader.problem(
      'UPSTREAM_URL must be the address of the REST API. To serve the embedded simulator instead, whose money is not real, set SIMULATOR=on.',
    );
  return undefined;
}
