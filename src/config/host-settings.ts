/** Reads the host names that requests may use. */
import { parseHostName } from '../common/host-names.js';
import type { ConfigReader } from './config-reader.js';

const isPattern = (text: string): boolean =>
  text === '*' || parseHostName(text.startsWith('*.') ? text.slice('*.'.length) : text) !== undefined;

/** @returns undefined for the default, which depends on `HOST`. */
export function readAllowedHosts(reader: ConfigReader): readonly string[] | undefined {
  const hosts = reader.list('ALLOWED_HOSTS');
  const bad = hosts?.filter((host) => !isPattern(host)) ?? [];
  if (hosts?.length === 0 || bad.length > 0) {
    reader.problem(
      'ALLOWED_HOSTS must be host names without a scheme, such as gw.example.com, *.example.com or gw.example.com:8443; ' +
        'or * if a proxy checks the Host header.',
    );
  }
  return hosts;
}
