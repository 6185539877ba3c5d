/** Reads a response that is cut off. @returns what came before. @throws {Error} if it ends as it should. */
export async function textUntilCut({ body }: Response): Promise<string> {
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const read = await reader?.read().catch(() => undefined);
    if (!read) return text;
    if (read.done) throw new Error(`it ended as it should: ${text}`);
    text += read.value;
  }
}
