/** The REST calls of one operation, which `extensions.restCalls` reports, and the customer they are made for. */
export interface CallCounts {
  /** The id of the customer. Undefined for operators. */
  readonly viewer: string | undefined;
  /** Loads that fields requested. */
  asked: number;
  /** REST calls made by this operation. */
  made: number;
  /** Reads joined that another operation had in flight. */
  shared: number;
}
