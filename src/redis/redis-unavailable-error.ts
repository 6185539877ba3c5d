/** Redis did not carry out a command, or did not say so in time. */
export class RedisUnavailableError extends Error {
  override readonly name = 'RedisUnavailableError';
  /** Whether the command may have been sent: then it may have been carried out, or still will be once Redis goes on. */
  readonly mayHappen: boolean;

  constructor(reason: string, mayHappen: boolean) {
    super(`Redis is unavailable: ${reason}.`);
    this.mayHappen = mayHappen;
  }
}
