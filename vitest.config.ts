import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Vite would take graphql's ES modules and Node its CommonJS ones: two copies, each refusing the other's schema.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    testTimeout: 20_000,
    hookTimeout: 20_000,
    // Two cores: more processes than that only make each other slow.
    maxWorkers: 2,
    // Files share their modules, since none keeps state: to load the gateway for each of them took 2 s of a core.
    isolate: false,
    // A machine that stood still for a moment must not stop a release; what is broken fails twice.
    retry: process.env.CI ? 1 : 0,
    globalSetup: ['test/support/remove-built.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'quick',
          include: ['test/**/*.test.ts'],
          exclude: ['test/soak/**', 'test/**/*.long.test.ts'],
          provide: { size: 'part' },
        },
      },
      {
        extends: true,
        test: {
          name: 'soak',
          include: ['test/soak/**/*.test.ts', 'test/**/*.{long,sized}.test.ts'],
          provide: { size: 'whole' },
          // Some replace timers for minutes: what another file has left running must not meet them.
          isolate: true,
        },
      },
    ],
  },
});
