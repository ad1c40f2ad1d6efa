// What an agent sends to `pay`, as the text of its arguments: plain payments, and payments that a lenient reader takes for others.

/** Payments that everybody reads alike, so that each of them has to go through. */
export function plain(count) {
  return Array.from({ length: count }, (_, i) => {
    const amount = [1, 2.5, 10, 0.1, 20, 7][i % 6];
    return `{"amount":${amount},"vendor_id":${i % 2 ? 1001 + i : `"${1001 + i}"`}}`;
  });
}

const twins = [
  // another name that some reader takes for a declared one, before it and after it
  ...['Vendor_ID', 'VENDOR_ID', 'vendorId', 'vendorid', 'VendorId', 'vendor-id', 'vendor.id', 'vendor id', 'vendor_ıd', 'vendor_İd',
    'ｖendor_id', 'vendor_i\\u0064\\u0301', 've\\u200bndor_id', 'vendor_id\\u0000', 'vendor[id', '__proto__'].flatMap((name) => [
    `{"vendor_id":"7","amount":1,"${name}":"1001"}`,
    `{"${name}":"1001","vendor_id":"7","amount":1}`,
    `{"${name}":"1001","amount":1}`,
  ]),
  ...['AMOUNT', 'Amount', 'aMount', 'amoun\\u0074\\u0301', 'ａmount', 'amount ', 'a_mount', 'Amoünt'].flatMap((name) => [
    `{"vendor_id":"7","amount":1,"${name}":99999}`,
    `{"${name}":99999,"vendor_id":"7","amount":1}`,
    `{"vendor_id":"7","${name}":99999}`,
  ]),
  '{"vendor_id":"7","amount":1,"Vendor_ID":"1001","AMOUNT":99999}',
  // one name twice
  '{"vendor_id":"7","vendor_id":"1001","amount":1}',
  '{"vendor_id":"7","amount":1,"amount":99999}',
  '{"vendor_id":"7","vendor\\u005fid":"1001","amount":1}',
  // one vendor in several spellings
  ...['01001', '+1001', '1_001', '1001 ', ' 1001', '١٠٠١', '１００１', '1001.0', '1e3', '0x3e9', '1,001', '-1001', '1001\\u0000', '1001\\u200b', ''].map(
    (id) => `{"vendor_id":"${id}","amount":2}`),
  ...['1001.0', '1.001e3', '1001.5', '9007199254740993', '-0', '1e400', 'true', 'null', '[1001]', '[[1001]]', '{"value":1001}', '[]'].map(
    (id) => `{"vendor_id":${id},"amount":2}`),
  // one amount in several spellings
  ...['"1"', '" 1"', '"1_000"', '"١٠"', '"1e3"', '"0x10"', '"NaN"', '"Infinity"', '1e0', '1.0', '1E2', '1e-7', '9007199254740993', '-5', '-0.0',
    'null', 'true', '[5]', '{"value":5}', '"1,5"', '"1.5 "', '""'].map((amount) => `{"vendor_id":"55","amount":${amount}}`),
  // what nobody declares
  '{"vendor_id":"7","amount":1,"memo":"for 1001"}',
  '{"vendor_id":"7","amount":1,"data":{"vendor_id":"1001"}}',
  '{"vendor_id":"7","amount":1,"constructor":{"prototype":{"vendor_id":"1001"}}}',
  '{"vendor_id":{"vendor_id":"1001"},"amount":1}',
  '[{"vendor_id":"1001","amount":1}]',
  '{}',
];

/** Payments that some reader takes for another than another reader does. */
export const lenient = twins;
