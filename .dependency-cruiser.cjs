/** Imports run one way: main → gateway → http → graphql → live → nouns → query → directory → redis → rest → common. Type-only imports aside. */
const LAYERS = [
  ['main', '^src/(main\\.ts$|commands/)'],
  ['gateway', '^src/(gateway|services|state|redis-state|store-setup)\\.ts$'],
  ['http', '^src/http/'],
  ['graphql', '^src/graphql/'],
  ['live', '^src/live/'],
  ['a noun', '^src/(customer|wallet|topup|asset)/'],
  ['query', '^src/query/'],
  ['auth', '^src/auth/'],
  ['directory', '^src/directory/'],
  ['redis', '^src/redis/'],
  ['rest', '^src/rest/'],
  ['common', '^src/common/'],
];

const oneWay = LAYERS.slice(1).map(([name, path], index) => ({
  name: `${name.replace(' ', '-')}-imports-nothing-above-it`,
  severity: 'error',
  from: { path },
  to: {
    path: LAYERS.slice(0, index + 1).map(([, above]) => above),
    dependencyTypesNot: ['type-only'],
  },
}));

module.exports = {
  forbidden: [
    ...oneWay,
    ...['customer', 'wallet', 'topup', 'asset'].map((noun) => ({
      name: `${noun}-imports-no-other-noun`,
      comment: 'Nouns meet in the context.',
      severity: 'error',
      from: { path: `^src/${noun}/` },
      to: { path: '^src/(customer|wallet|topup|asset)/', pathNot: `^src/${noun}/`, dependencyTypesNot: ['type-only'] },
    })),
    {
      name: 'only-main-knows-the-simulator',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(main\\.ts$|simulator/)' },
      to: { path: '^src/simulator/' },
    },
    {
      name: 'the-simulator-knows-only-the-contract',
      severity: 'error',
      from: { path: '^src/simulator/' },
      to: { path: '^src/', pathNot: '^src/(simulator/|rest/(contract|endpoints)\\.ts$)' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, path: '^src/', pathNot: '^src/(main|simulator/main|commands/.*)\\.ts$' },
      to: {},
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'types', 'default'] },
  },
};
