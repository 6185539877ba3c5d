import type { Measured } from '../measure.js';
import type { Operation } from '../operations.js';

export interface Result extends Measured {
  name: string;
  title: string;
}

/** What was found on one operation. */
export interface Section {
  operation: Operation;
  /** Of the clients. */
  connections: number;
  results: readonly Result[];
  /** Who wasn't measured, by title, and why. */
  leftOut: ReadonlyMap<string, string>;
}

export const BASE = 'hand-written';
