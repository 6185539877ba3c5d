import type { CodegenConfig } from '@graphql-codegen/cli';

const config: CodegenConfig = {
  schema: 'schema/*.graphql',
  generates: {
    'src/graphql/schema/generated/resolvers.ts': {
      plugins: [
        { add: { content: '/* Made by `npm run codegen` from schema/; do not edit. */' } },
        'typescript',
        'typescript-resolvers',
      ],
      config: {
        useTypeImports: true,
        enumsAsTypes: true,
        emitLegacyCommonJSImports: false,
        importExtension: '.js',
        contextType: '../../operation/context.js#Context',
        resolverTypeWrapperSignature: 'Promise<T> | T',
        inputMaybeValue: 'T | null | undefined',
        defaultScalarType: 'unknown',
        strictScalars: true,
        scalars: {
          ID: { input: 'string', output: 'string' },
          Decimal: 'string',
          DateTime: 'string',
          JSONObject: 'Record<string, unknown>',
        },
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
