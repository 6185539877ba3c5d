import type { Directory } from '../directory/directory.js';
import type { CustomerProfile, JsonObject } from '../directory/facts.js';
import type { RestClient } from '../rest/client.js';
import { createCustomer } from '../rest/contract/endpoints.js';
import type { TimeZone } from '../rest/decoding/time-zone.js';
import { readable, type WriteAnswer } from '../rest/decoding/write-answer.js';
import type { WritePermit } from '../rest/transport/write-permit.js';

export interface NewCustomer {
  externalRef: string;
  name: string;
  email: string;
  metadata?: JsonObject;
}

export class CustomerApi {
  readonly #rest: RestClient;
  readonly #directory: Directory;
  readonly #timezone: TimeZone;

  constructor(rest: RestClient, directory: Directory, timezone: TimeZone) {
    this.#rest = rest;
    this.#directory = directory;
    this.#timezone = timezone;
  }

  /**
   * *Create a customer*. Resolves when the directory has saved the profile, which the REST API does not return again.
   *
   * @returns the profile. A member that cannot be read is an error, which GraphQL reports at its own field.
   * @throws {RestError} `OUTCOME_UNKNOWN` if the answer names a customer who is known as another.
   */
  async create(customer: NewCustomer, permit: WritePermit): Promise<CustomerProfile> {
    const profile = await this.#rest.write(createCustomer, customer, permit, (answer) =>
      this.#decode(answer, customer),
    );
    // The REST API took these as they were sent, whatever its answer repeats of them.
    const kept = { ...customer, ...readable(profile), id: profile.id };
    if (!(await this.#directory.saveCustomer(kept))) throw this.#rest.contradiction(createCustomer, permit.calls);
    return profile;
  }

  #decode(answer: WriteAnswer, { metadata }: NewCustomer): CustomerProfile {
    return {
      id: answer.pathId('customerId'),
      externalRef: answer.text('externalRef') as string,
      name: answer.text('name') as string,
      email: answer.text('email') as string,
      createdAt: answer.timestamp('createdAt', this.#timezone) as string,
      ...(metadata && { metadata }),
    };
  }
}
