import DataLoader from 'dataloader';
import type { Directory } from '../directory/directory.js';
import type { CustomerProfile } from '../directory/facts.js';

export interface CustomerLoaders {
  /** By customer's id; null if the profile is unknown. Makes no call. */
  profile: DataLoader<string, CustomerProfile | null>;
}

export function createCustomerLoaders(directory: Directory): CustomerLoaders {
  return {
    profile: new DataLoader(async (ids) => Promise.all(ids.map(async (id) => (await directory.customer(id)) ?? null))),
  };
}
