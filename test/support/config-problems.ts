import { ConfigError, readConfig } from '../../src/config/config.js';

/** The problems of an environment, one a line; empty if there is none. */
export function problemsOf(env: Record<string, string>): string {
  try {
    readConfig(env);
    return '';
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
}
