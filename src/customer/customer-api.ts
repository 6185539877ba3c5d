import type { Directory } from '../directory/directory.js';
import type { CustomerProfile, JsonObject } from '../directory/facts.js';
import type { RestClient } from '../rest/client.js';
import { createCustomer } from '../rest/endpoints.js';
import { timestamp } from '../rest/member.js';
import type { CallCounts } from '../rest/operation.js';

export interface NewCustomer {
  externalRef: string;
  name: string;
  email: string;
  metadata?: JsonObject;
}

export class CustomerApi {
  readonly #rest: RestClient;
  readonly #directory: Directory;
  readonly #timezone: string;

  constructor(rest: RestClient, directory: Directory, timezone: string) {
    this.#rest = rest;
    this.#directory = directory;
    this.#timezone = timezone;
  }

  /** *Create a customer*. Resolves when the directory has kept the profile, which the REST API won't tell again. */
  async create(customer: NewCustomer, calls: CallCounts): Promise<CustomerProfile> {
    const profile = await this.#rest.write(createCustomer, customer, calls, (data) => ({
      id: data.customerId,
      externalRef: data.externalRef,
      name: data.name,
      email: data.email,
      createdAt: timestamp('createdAt', data.createdAt, this.#timezone),
      ...(customer.metadata && { metadata: customer.metadata }),
    }));
    await this.#directory.learnCustomer(profile);
    return profile;
  }
}
