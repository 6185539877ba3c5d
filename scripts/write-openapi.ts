import { writeFileSync } from 'node:fs';
import { toOpenApi } from '../src/rest/contract/openapi.js';

writeFileSync(new URL('../schema/openapi.json', import.meta.url), `${JSON.stringify(toOpenApi(), null, 2)}\n`);
