/** Whoever waits for an answer on behalf of an operation, and is told when there is no more waiting. */
export interface Abandonable {
  abandon(reason: Error): void;
}
