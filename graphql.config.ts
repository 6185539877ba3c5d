/** The schemas and documents of the repository, for editors and tools that read `graphql.config.ts` (graphql-config). */
const config = {
  projects: {
    gateway: { schema: 'schema/schema.graphql' },
    frontend: { schema: 'schema/schema.graphql', documents: 'examples/frontend/src/**/*.{ts,tsx}' },
  },
};

export default config;
