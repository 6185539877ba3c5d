/** The table of settings as text: for the documentation, for `.env.example` and for `--help`. */
import type { Setting } from './settings/setting.js';
import { GROUPS, SETTINGS } from './settings/settings.js';

/** The constant default as it would be set; empty if there is none. */
const fallbackOf = ({ fallback = '' }: Setting): string =>
  Array.isArray(fallback) ? fallback.join(',') : `${fallback}`;

/** The default as code, such as `4000`, or in words. */
function defaultOf(setting: Setting): string {
  const value = fallbackOf(setting);
  return setting.defaultText ?? (value === '' ? 'none' : `\`${value}\``);
}

function rangeOf(setting: Setting): string {
  return setting.type === 'integer' ? ` ${setting.min} to ${setting.max}.` : '';
}

const rowsOf = (group: string): [string, Setting][] =>
  Object.entries(SETTINGS).filter(([, setting]) => setting.group === group);

/** @returns one table a group, in Markdown. */
export function settingsAsMarkdown(): string {
  const tables = GROUPS.map(({ group, title }) => {
    const rows = rowsOf(group).map(
      ([name, setting]) => `| \`${name}\` | ${defaultOf(setting)} | ${setting.about}${rangeOf(setting)} |`,
    );
    return `## ${title}\n\n| Variable | Default | Description |\n| --- | --- | --- |\n${rows.join('\n')}\n`;
  });
  return tables.join('\n');
}

/** @returns a file for `node --env-file` and Docker Compose, in which every setting is commented out. */
export function settingsAsEnvFile(): string {
  const groups = GROUPS.map(({ group, title }) => {
    const lines = rowsOf(group).map(
      ([name, setting]) =>
        `# ${plain(setting.about)} Default: ${plain(defaultOf(setting))}.\n#${name}=${fallbackOf(setting)}\n`,
    );
    return `# --- ${title} ---\n\n${lines.join('\n')}`;
  });
  return groups.join('\n');
}

/** @returns the text of `--help`. */
export function settingsAsHelp(): string {
  const groups = GROUPS.map(({ group, title }) => {
    const lines = rowsOf(group).map(
      ([name, setting]) => `  ${name}\n      ${plain(setting.about)} Default: ${plain(defaultOf(setting))}.`,
    );
    return `${title}\n${lines.join('\n')}`;
  });
  return `${USAGE}\n\n${groups.join('\n\n')}\n`;
}

export const USAGE = `Usage: npm start [-- --help], or in the image: serve, simulator, doctor, idempotency, erase-customer, store, repair-store, send-webhook, token, healthcheck

Starts the Wallet Gateway. Environment variables configure it. <NAME>_FILE holds the path of a file with the value instead, for
${Object.entries(SETTINGS)
  .filter(([, { isSecret, mayBeFile }]) => isSecret || mayBeFile)
  .map(([name]) => name)
  .join(', ')}.`;

const plain = (markdown: string): string => markdown.replaceAll('`', '');
