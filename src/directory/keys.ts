/** Where in the store each fact stands. */
export const keyOf = {
  customer: (id: string) => `customer:${id}`,
  externalRef: (externalRef: string) => `external-ref:${externalRef}`,
  wallet: (id: string) => `wallet:${id}`,
  order: (id: string) => `order:${id}`,
  payment: (orderId: string) => `payment:${orderId}`,
};
