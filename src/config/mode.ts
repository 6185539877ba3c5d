/** The part of the environment that says whether real people are served, and by which REST API. */
import type { ConfigReader } from './config-reader.js';

/** Whether the safe defaults hold: a real REST API is served as in production, unless `NODE_ENV` says otherwise. */
export function isInProduction(reader: ConfigReader): boolean {
  const mode = reader.text('NODE_ENV');
  if (mode === undefined) return reader.text('UPSTREAM_URL') !== undefined;
  if (mode !== 'production' && mode.toLowerCase().startsWith('prod'))
    reader.problem(`NODE_ENV is ${mode}. Write production, or another word if it is none.`);
  return mode === 'production';
}

/** @returns undefined where the simulator is the REST API, which in production must be asked for: its money is not real. */
export function readUpstreamUrl(reader: ConfigReader, isProduction: boolean): URL | undefined {
  const url = reader.httpUrl('UPSTREAM_URL');
  const isGiven = reader.text('UPSTREAM_URL') !== undefined;
  const simulator = reader.oneOf('SIMULATOR', ['on', 'off']);
  if (isGiven && simulator === 'on')
    reader.problem('UPSTREAM_URL and SIMULATOR=on exclude each other. Remove one of them.');
  if (isGiven) return url;
  if (reader.text('UPSTREAM_AUTHORIZATION') !== undefined)
    reader.problem('UPSTREAM_AUTHORIZATION needs UPSTREAM_URL, the address of the REST API that it is for.');
  else if (simulator === 'off' || (isProduction && reader.text('SIMULATOR') === undefined))
    reader.problem(
      'UPSTREAM_URL must be the address of the REST API. To serve the embedded simulator instead, whose money is not real, set SIMULATOR=on.',
    );
  return undefined;
}
