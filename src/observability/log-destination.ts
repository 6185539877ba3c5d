/**
 * The lines of the log on their way to standard error. A collector that does not read must not stop the gateway, so lines are written in the background, and
 * those beyond a bound are dropped. Lines of the access log are gathered, since a write for each would cost a tenth of the CPU of a small query.
 */
import pino from 'pino';

/** Maximum time that a line of the access log is held back, in milliseconds. */
const MAX_WAIT_MS = 100;
/** Length of the gathered lines at which they are written, in characters. */
const MAX_GATHERED = 64 * 1024;
/** Maximum length of lines that are being written, in characters. */
const MAX_UNWRITTEN = 8 * 1024 * 1024;

export class LogDestination {
  /** Makes pino set `lastObj` before each line. */
  readonly [pino.symbols.needsMetadataGsym] = true;
  lastObj: { component?: unknown } = {};
  readonly #write: (lines: string) => void;
  #gathered = '';
  #timer: NodeJS.Timeout | undefined;

  /** @param write Writes lines in the background. */
  constructor(write: (lines: string) => void) {
    this.#write = write;
  }

  write(line: string): void {
    if (this.lastObj.component !== 'access') {
      this.#flush();
      this.#write(line);
      return;
    }
    this.#gathered += line;
    if (this.#gathered.length >= MAX_GATHERED) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), MAX_WAIT_MS);
  }

  /** Removes the gathered lines, which the caller must write. */
  take(): string {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const lines = this.#gathered;
    this.#gathered = '';
    return lines;
  }

  #flush(): void {
    const lines = this.take();
    if (lines !== '') this.#write(lines);
  }
}

/** @returns the destination on standard error. When the process exits, what is gathered is written. */
export function logOnStandardError(): LogDestination {
  const writer = pino.destination({ dest: 2, sync: false, maxLength: MAX_UNWRITTEN });
  // A log that cannot be written, for example to a full disk, must not end the process.
  writer.on('error', () => {});
  const destination = new LogDestination((lines) => void writer.write(lines));
  process.once('exit', () => {
    try {
      writer.flushSync();
      // The asynchronous writer would begin a write that the exit does not wait for.
      const lines = destination.take();
      if (lines !== '') pino.destination({ dest: 2, sync: true }).write(lines);
    } catch {
      // As above.
    }
  });
  return destination;
}
