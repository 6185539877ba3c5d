import { readFileSync, writeFileSync } from 'node:fs';
import { settingsAsEnvFile, settingsAsMarkdown } from '../src/config/settings-text.js';

const page = new URL('../docs/configuration.md', import.meta.url);
const [before, , after] = readFileSync(page, 'utf8').split(/<!-- settings -->\n/);
writeFileSync(page, [before, settingsAsMarkdown(), after].join('<!-- settings -->\n'));
writeFileSync(new URL('../.env.example', import.meta.url), settingsAsEnvFile());
