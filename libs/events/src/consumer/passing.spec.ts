import { expect, it } from '@jest/globals';
import { failure } from '@doorstep/domain';
import { mongo } from 'mongoose';
import { passes } from './passing.js';

const labelled = (label: string): mongo.MongoServerError => {
  const error = new mongo.MongoServerError({ message: 'write conflict' });
  error.addErrorLabel(label);
  return error;
};

it.each([
  [
    'a peer that does not answer',
    failure('UNAVAILABLE', 'PEER_UNAVAILABLE', '不可用', 'unavailable', { zh: '改', en: 'mend it' })(),
    true,
  ],
  ['a connection that broke', new mongo.MongoNetworkError('reset'), true],
  ['a transaction that another one crossed', labelled('TransientTransactionError'), true],
  ['a primary that stepped down', labelled('RetryableWriteError'), true],
  [
    'a rule that refuses',
    failure('FAILED_PRECONDITION', 'WRONG_STATE', '状态不符', 'wrong state', { zh: '改', en: 'mend it' })(),
    false,
  ],
  ['a broken index', new mongo.MongoServerError({ message: 'E11000', code: 11000 }), false],
  ['a defect of ours', new TypeError('undefined'), false],
])('knows whether %s passes by itself', (_, error, want) => {
  expect(passes(error)).toBe(want);
});
