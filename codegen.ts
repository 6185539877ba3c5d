import type { CodegenConfig } from '@graphql-codegen/cli';

const NOTICE = { add: { content: '/* Made by `npm run codegen` from schema/; do not edit. */' } };
const TYPES = {
  useTypeImports: true,
  enumsAsTypes: true,
  inputMaybeValue: 'T | null | undefined',
  defaultScalarType: 'unknown',
  strictScalars: true,
  scalars: {
    ID: { input: 'string', output: 'string' },
    Decimal: 'string',
    DateTime: 'string',
    JSONObject: 'Record<string, unknown>',
  },
};

const config: CodegenConfig = {
  schema: ['schema/*.graphql', '!schema/schema.graphql', '!schema/released.graphql', '!schema/subgraph.graphql'],
  generates: {
    // Arguments, inputs and enums. They stand below the nouns, which therefore import nothing of graphql/.
    'src/common/generated/schema-types.ts': { plugins: [NOTICE, 'typescript'], config: TYPES },
    'src/graphql/schema/generated/resolvers.ts': {
      plugins: [
        NOTICE,
        { add: { content: "import type * as Types from '../../../common/generated/schema-types.js';" } },
        'typescript-resolvers',
      ],
      config: {
        ...TYPES,
        namespacedImportName: 'Types',
        emitLegacyCommonJSImports: false,
        importExtension: '.js',
        contextType: '../../operation/context.js#Context',
        resolverTypeWrapperSignature: 'Promise<T> | T',
        mappers: {
          Customer: '../../../customer/customer.js#Customer as CustomerModel',
          Wallet: '../../../wallet/wallet.js#Wallet as WalletModel',
          Balance: '../../../wallet/balance.js#Balance as BalanceModel',
          Transaction: '../../../wallet/transaction.js#Transaction as TransactionModel',
          TopupOrder: '../../../topup/topup-order.js#TopupOrder as TopupOrderModel',
          TopupQuote: '../../../topup/topup-quote.js#TopupQuote as TopupQuoteModel',
          AssetNetwork: '../../../asset/asset-network.js#AssetNetwork as AssetNetworkModel',
        },
      },
    },
  },
};

export default config;
