import { fileURLToPath } from 'node:url';
import type { CodegenConfig } from '@graphql-codegen/cli';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const config: CodegenConfig = {
  schema: here('../../schema/schema.graphql'),
  documents: here('src/**/*.{ts,tsx}'),
  generates: {
    [here('src/generated/')]: {
      preset: 'client',
      presetConfig: { persistedDocuments: true, fragmentMasking: { unmaskFunctionName: 'getFragmentData' } },
      config: {
        strictScalars: true,
        enumsAsTypes: true,
        useTypeImports: true,
        // A Decimal is a text, since a float would lose digits.
        scalars: { Decimal: 'string', DateTime: 'string', JSONObject: 'Record<string, unknown>' },
      },
    },
  },
};

export default config;
