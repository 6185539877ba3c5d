/** One message at a time between the bench and a process of its own. */
import type { ChildProcess, Serializable } from 'node:child_process';

export function messageOf<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`a process ended with ${code}`));
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      resolve(message as T);
    });
  });
}

export function answerTo<T>(child: ChildProcess, message: Serializable): Promise<T> {
  const answer = messageOf<T>(child);
  child.send(message);
  return answer;
}
