import type { CustomerProfile } from '../directory/facts.js';

/** A customer by id; the profile is the directory's, which may not have been told. */
export interface Customer {
  id: string;
  profile?: CustomerProfile;
}
