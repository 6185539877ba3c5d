import type { CustomerProfile } from '../directory/facts.js';

/** A customer by id. The directory has the profile, if it is known. */
export interface Customer {
  id: string;
  profile?: CustomerProfile;
}
