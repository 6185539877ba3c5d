/**
 * The REST side of the bench, a process of its own. It speaks HTTP by hand, which takes a third less CPU a call than `node:http`: it shares
 * the machine's cores with what is measured.
 */
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { answerOf, type OrderStatus } from './answers.js';

const NOT_FOUND = 'HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n';
const END = '\r\n\r\n';

let calls = 0;
let orderStatus: OrderStatus = 'TRANSFERRING';

export type RestMessage = { kind: 'calls' } | { kind: 'orders'; status: OrderStatus };

const server = createServer((socket: Socket) => {
  socket.setNoDelay(true);
  socket.setEncoding('latin1');
  // Who is stopped resets its connections.
  socket.on('error', () => socket.destroy());
  let received = '';
  socket.on('data', (chunk: string) => {
    received += chunk;
    let answers = '';
    for (let end = received.indexOf(END); end >= 0; end = received.indexOf(END)) {
      const path = received.slice(received.indexOf(' ') + 1, received.indexOf(' HTTP/1.1\r\n'));
      received = received.slice(end + END.length);
      calls += 1;
      answers += answerOf(path, orderStatus) ?? NOT_FOUND;
    }
    if (answers !== '') socket.write(answers, 'latin1');
  });
});

process.on('message', (message: RestMessage) => {
  if (message.kind === 'orders') orderStatus = message.status;
  process.send?.(calls);
});
process.once('disconnect', () => process.exit());
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
