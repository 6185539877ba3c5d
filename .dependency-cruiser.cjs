/** Imports, also of types alone, run one way: main → app → config → http → graphql → live → nouns → paging, input, idempotency → auth → directory → redis, rest → common → observability. */
const LAYERS = [
  ['main', '^src/(main\\.ts$|commands/)'],
  ['app', '^src/app/'],
  ['config', '^src/config/'],
  ['http', '^src/http/'],
  ['graphql', '^src/graphql/'],
  ['live', '^src/live/'],
  ['a noun', '^src/(customer|wallet|topup|asset)/'],
  ['what nouns share', '^src/(paging|input|idempotency)/'],
  ['auth', '^src/auth/'],
  ['directory', '^src/directory/'],
  ['redis and rest', '^src/(redis|rest)/'],
  ['common', '^src/common/'],
  ['observability', '^src/observability/'],
];

const oneWay = LAYERS.slice(1).map(([name, path], index) => ({
  name: `${name.replaceAll(' ', '-')}-imports-nothing-above-it`,
  severity: 'error',
  from: { path },
  to: {
    path: LAYERS.slice(0, index + 1).map(([, above]) => above),
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
      to: { path: '^src/(customer|wallet|topup|asset)/', pathNot: `^src/${noun}/` },
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
      to: { path: '^src/', pathNot: '^src/(simulator/|rest/contract/)' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, path: '^src/', pathNot: '^src/(main|simulator/run-simulator|commands/.*)\\.ts$' },
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
