import { registry } from '@doorstep/access';
import { image } from '@doorstep/contracts/image.js';
import { NeedServiceService } from '@doorstep/contracts/matching/v1/need.js';
import { createFileRegistry, fromBinary, fromJson, type DescMethod, type JsonObject } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { describe, expect, it } from '@jest/globals';
import { faultsOf, methodsOf } from './contract.js';
import { compileRules } from './validation.js';

/** Descriptors of a file that is no part of the contract, beside those that are. */
function beside(file: JsonObject) {
  const set = fromBinary(FileDescriptorSetSchema, image);
  const whole = { name: 'probe.proto', syntax: 'proto3', package: 'probe', dependency: [], ...file };
  set.file.push(fromJson(FileDescriptorProtoSchema, whole, { registry }));
  return createFileRegistry(set);
}

/** An RPC whose input has these fields. */
function rpc(options: JsonObject, ...fields: string[]): DescMethod {
  const field = fields.map((name, index) => ({
    name,
    number: index + 1,
    type: 'TYPE_STRING',
    label: 'LABEL_OPTIONAL',
  }));
  const method = { name: 'Call', inputType: '.probe.Input', outputType: '.probe.Input', options };
  const probe = beside({ messageType: [{ name: 'Input', field }], service: [{ name: 'Service', method: [method] }] });
  const found = probe.getService('probe.Service')?.methods[0];
  if (found === undefined) throw new Error('the probe is not there');
  return found;
}

const access = { '[doorstep.options.v1.access]': { division: ['ROLE_COUNTY'] } };
const http = (rule: JsonObject): JsonObject => ({ ...access, '[google.api.http]': rule });

describe('contract', () => {
  it('is read of a service that keeps it', () => {
    const update = methodsOf(NeedServiceService).find(({ name }) => name.endsWith('/UpdateNeed'));
    expect(update).toMatchObject({
      name: 'doorstep.matching.v1.NeedService/UpdateNeed',
      bound: ['need.name'],
      mutating: true,
    });
  });

  it.each<{ what: string; options: JsonObject; fields: string[]; faults: string[] }>([
    { what: 'no access rule', options: {}, fields: [], faults: ['has no access rule'] },
    { what: 'a read', options: http({ get: '/v1/{name=x/*}' }), fields: ['name'], faults: [] },
    { what: 'a call between services', options: access, fields: [], faults: [] },
    { what: 'a whole create', options: http({ post: '/v1/x' }), fields: ['request_id'], faults: [] },
    {
      what: 'a create',
      options: http({ post: '/v1/x' }),
      fields: [],
      faults: ['changes something and has no request_id'],
    },
    { what: 'a whole step', options: http({ post: '/v1/{name=x/*}:do' }), fields: ['request_id', 'etag'], faults: [] },
    {
      what: 'a step',
      options: http({ post: '/v1/{name=x/*}:do' }),
      fields: ['request_id'],
      faults: ['changes a record and has no etag'],
    },
    {
      what: 'an update',
      options: http({ patch: '/v1/{x.name=x/*}' }),
      fields: ['request_id'],
      faults: ['changes a record and has no etag'],
    },
    {
      what: 'a delete',
      options: http({ delete: '/v1/{name=x/*}' }),
      fields: ['name'],
      faults: ['changes something and has no request_id', 'changes a record and has no etag'],
    },
  ])('of $what: $faults', ({ options, fields, faults }) => {
    expect(faultsOf(rpc(options, ...fields))).toEqual(faults);
  });

  it.each([
    { where: 'the message', type: 'probe.Inner' },
    { where: 'a message within', type: 'probe.Outer' },
  ])('whose rule on $where does not compile stops the boot', ({ type }) => {
    const cel = [{ id: 'x', message: 'x', expression: 'this.nothing > 1' }];
    const inner = { name: 'inner', number: 1, type: 'TYPE_MESSAGE', label: 'LABEL_OPTIONAL', typeName: '.probe.Inner' };
    const probe = beside({
      messageType: [
        { name: 'Inner', options: { '[buf.validate.message]': { cel } } },
        { name: 'Outer', field: [inner] },
      ],
    });
    const message = probe.getMessage(type);
    expect(() => message && compileRules(message)).toThrow('a rule of probe.Inner does not compile');
  });
});
