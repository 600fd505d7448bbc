import { image } from '@doorstep/contracts/image.js';
import { create, createFileRegistry, fromBinary, fromJson, type DescMessage, type JsonValue } from '@bufbuild/protobuf';
import {
  FieldDescriptorProto_Type,
  FieldOptionsSchema,
  FileDescriptorProtoSchema,
  FileDescriptorSetSchema,
} from '@bufbuild/protobuf/wkt';
import { createValidator } from '@bufbuild/protovalidate';
import { describe, expect, it } from '@jest/globals';
import { textOf } from './violation-texts.js';

const rules = ['division', 'phone', 'identity_number', 'category', 'request_id', 'day', 'birth_day'] as const;

/** A message with one field a rule, so that rules are tried that no noun uses yet. */
function probe(): { descriptor: DescMessage; registry: ReturnType<typeof createFileRegistry> } {
  const set = fromBinary(FileDescriptorSetSchema, image);
  const known = createFileRegistry(set);
  const options = (rule: string): JsonValue => ({
    '[buf.validate.field]': { string: { [`[doorstep.options.v1.${rule}]`]: true } },
  });
  const field = rules.map((rule, index) => ({
    ...{ name: rule, number: index + 1, type: FieldDescriptorProto_Type.STRING },
    options: fromJson(FieldOptionsSchema, options(rule), { registry: known }),
  }));
  const dependency = ['buf/validate/validate.proto', 'doorstep/options/v1/rules.proto'];
  const file = {
    name: 'probe.proto',
    syntax: 'proto3',
    package: 'probe',
    dependency,
    messageType: [{ name: 'Probe', field }],
  };
  set.file.push(create(FileDescriptorProtoSchema, file));
  const registry = createFileRegistry(set);
  const descriptor = registry.getMessage('probe.Probe');
  if (descriptor === undefined) throw new Error('the probe is not there');
  return { descriptor, registry };
}

const { descriptor, registry } = probe();
const validator = createValidator({ registry });

/** Ids of the rules that a value breaks. */
function broken(rule: (typeof rules)[number], value: string): string[] {
  const field = descriptor.fields.find(({ name }) => name === rule);
  const { violations, error } = validator.validate(descriptor, create(descriptor, { [field?.localName ?? '']: value }));
  if (violations === undefined && error !== undefined) throw error;
  return (violations ?? []).map(({ ruleId }) => ruleId);
}

describe('field rules of our own', () => {
  it.each<{ rule: (typeof rules)[number]; good: string[]; bad: string[] }>([
    {
      rule: 'division',
      good: ['', '140930', '140930100', '140930100001', '1409301000010001'],
      bad: ['14093', '040930', '1409301', '14093010000100011', '14093x', '140930\n'],
    },
    {
      rule: 'phone',
      good: ['', '13800000000', '03501234567', '0350-1234567'],
      bad: ['12800000000', '1380000000', '+8613800000000'],
    },
    {
      rule: 'identity_number',
      good: ['', '11010519491231002X', '440308199901101512'],
      bad: ['110105194912310021', '44030819990110151X', '11010519491231002x', '110105194913310027', '440308990110151'],
    },
    {
      rule: 'category',
      good: ['', 'parking', 'elder-care-2'],
      bad: ['Parking', 'elder--care', '-parking', 'a'.repeat(41)],
    },
    {
      rule: 'request_id',
      good: ['', 'request-1', crypto.randomUUID()],
      bad: ['short', 'a b c d e f', 'x'.repeat(65), '请求号请求号请求号'],
    },
    {
      rule: 'day',
      good: ['', '2025-03-04', '2024-02-29', '2000-02-29', '2099-12-31'],
      bad: ['2025-02-29', '2025-04-31', '2025-13-01', '2025-3-4', '1999-12-31', '2025-03-04T00:00:00Z', '2025-01-00'],
    },
    {
      rule: 'birth_day',
      good: ['', '1949-10-01', '1904-02-29', '2000-02-29', '2016-02-29'],
      bad: ['2016-02-31', '1900-02-29', '2015-02-29', '2099-01-01', '1899-12-31', '2016-13-01', '2016-2-1'],
    },
  ])('$rule', ({ rule, good, bad }) => {
    expect(good.filter((value) => broken(rule, value).length > 0)).toEqual([]);
    expect(bad.filter((value) => broken(rule, value)[0] !== `string.${rule}`)).toEqual([]);
  });

  it('takes the check digit of every body of an identity number, and no other', () => {
    const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const bodies = Array.from({ length: 50 }, (_, n) => `1409301985010${String(1000 + n * 37).slice(0, 4)}`);
    for (const body of bodies) {
      const sum = weights.reduce((total, weight, place) => total + weight * Number(body[place]), 0);
      const digits = '0 1 2 3 4 5 6 7 8 9 X'
        .split(' ')
        .filter((digit) => broken('identity_number', body + digit).length === 0);
      expect(digits).toEqual(['10X98765432'[sum % 11]]);
    }
  });
});

describe('sentences', () => {
  it.each([
    {
      rule: 'string.max_len',
      message: 'must be at most 60 characters',
      zh: '太长，最多字数（60）',
      en: 'must be at most 60 characters',
    },
    {
      rule: 'int32.gte_lte',
      message: 'must be greater than or equal to 1 and less than or equal to 1000',
      zh: '必须在范围之内（1、1000）',
    },
    { rule: 'required', message: 'value is required', zh: '此项必填', en: 'a value is required' },
    {
      rule: 'need.own',
      message: '开始须早于结束 / must end after it begins',
      zh: '开始须早于结束',
      en: 'must end after it begins',
    },
    {
      rule: 'need.window',
      message: 'open_from must be before open_until',
      zh: '不符合规则 need.window',
      en: 'open_from must be before open_until',
    },
  ])('of $rule', ({ rule, message, zh, en = message }) => {
    expect(textOf(rule, message)).toEqual({ zh, en });
  });
});
