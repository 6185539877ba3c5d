/** Where in the store each fact stands. */
export const keyOf = {
  customer: (id: string) => `customer:${id}`,
  externalRef: (externalRef: string) => `external-ref:${externalRef}`,
  wallet: (id: string) => `wallet:${id}`,
  order: (id: string) => `order:${id}`,
  payment: (orderId: string) => `payment:${orderId}`,
  idempotency: (hash: string) => `idempotency:${hash}`,
};

/** What a customer is called as the owner of something, such as an idempotency key. */
export const customerAsOwner = (customerId: string): string => `customer:${customerId}`;
