/** Bodies that are no answer, each with the status and type it comes with. All of them are sent by turns. */
export const GARBAGE: readonly { name: string; status: number; type: string; body: string | Buffer; breakOff?: boolean }[] = [
  { name: 'no JSON', status: 200, type: 'application/json', body: '{"result": tru' },
  { name: 'nothing', status: 200, type: 'application/json', body: '' },
  { name: 'an error page', status: 502, type: 'text/html', body: '<html><h1>502 Bad Gateway</h1></html>' },
  { name: 'nested without end', status: 200, type: 'application/json', body: '['.repeat(200_000) },
  { name: 'bytes that are no text', status: 200, type: 'application/json', body: Buffer.from([0xff, 0xfe, 0x00, 0x80, 0xc3, 0x28]) },
  { name: 'broken off', status: 200, type: 'application/json', body: '{"result": "half of', breakOff: true },
  { name: 'an announced packing that is none', status: 500, type: 'application/json', body: '\u0000\u0000' },
];
