/** Answers that come compressed although the gateway asks for none: some proxies don't heed `accept-encoding`. */
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';

type Decompress = (body: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

const inflateEither: Decompress = (body, options) =>
  promisify(inflate)(body, options).catch((error: NodeJS.ErrnoException) => {
    // Many servers leave the zlib header out, against RFC 9110, 8.4.1.2.
    if (error.code === 'Z_DATA_ERROR') return promisify(inflateRaw)(body, options);
    throw error;
  });

const DECOMPRESS: Readonly<Record<string, Decompress>> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: inflateEither,
  br: promisify(brotliDecompress),
};

/** The body was longer than is read. */
export class TooLargeError extends Error {
  override readonly name = 'TooLargeError';
}

/**
 * @param encoding Value of `content-encoding`: one or several, in the order in which they were applied.
 * @param maxBytes Longest body that is read.
 * @returns the body as it came where it can't be decoded: it makes no sense then, which its reader finds.
 * @throws {TooLargeError}
 */
export async function decodeBody(body: Buffer, encoding: string, maxBytes: number): Promise<Buffer> {
  let decoded = body;
  for (const name of encoding.toLowerCase().split(',').reverse()) {
    const decompress = DECOMPRESS[name.trim()];
    if (!decompress) continue;
    try {
      decoded = await decompress(decoded, { maxOutputLength: maxBytes });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw new TooLargeError('too large');
      return body;
    }
  }
  return decoded;
}
