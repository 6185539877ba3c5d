import { readFileSync } from 'node:fs';
import { generate, loadCodegenConfig } from '@graphql-codegen/cli';
import { expect, it } from 'vitest';

it('the committed types are what codegen makes of schema/', async () => {
  const { config } = await loadCodegenConfig({ configFilePath: 'codegen.ts' });
  const files = await generate({ ...config, silent: true }, false);
  expect(files.map(({ filename }: { filename: string }) => filename).sort()).toEqual([
    'src/common/generated/schema-types.ts',
    'src/graphql/schema/generated/resolvers.ts',
  ]);
  for (const { filename, content } of files as { filename: string; content: string }[]) {
    expect(readFileSync(filename, 'utf8')).toBe(content);
  }
});
