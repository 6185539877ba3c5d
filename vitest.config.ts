import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Vite would take graphql's ES modules and Node its CommonJS ones: two copies, each refusing the other's schema.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    // Two cores: more processes than that only make each other slow.
    maxWorkers: 2,
    // A machine that stood still for a moment must not stop a release; what is broken fails twice.
    retry: process.env.CI ? 1 : 0,
  },
});
