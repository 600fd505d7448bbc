import { failure } from '@doorstep/domain';

/**
 * Whether a version is among those that a command names, joined by commas; none named means any.
 * Source: If-Match may list several, RFC 9110, 13.1.1.
 */
export const isFresh = (etag: string, version: number): boolean =>
  etag === '' || etag.split(',').includes(String(version));

export const staleEtag = failure(
  'ABORTED',
  'STALE_ETAG',
  '记录已被他人修改，请刷新后重试',
  'the record was changed by somebody else; read it again',
  {
    zh: '请重新读取记录，核对后用新的版本重试',
    en: 'read the record again, look at what changed, and repeat with its etag',
  },
);
export const requestReused = failure(
  'FAILED_PRECONDITION',
  'REQUEST_REUSED',
  '该请求编号已用于另一请求',
  'the request id was used for another request',
  { zh: '请为新的请求使用新的编号', en: 'use a new key for a new request' },
);
export const requestInFlight = failure(
  'ABORTED',
  'REQUEST_IN_FLIGHT',
  '同一请求正在处理，请稍后重试',
  'the same request is under way; try again soon',
  { zh: '请稍后用相同编号重试', en: 'repeat with the same key in a moment' },
);
export const effectiveInFuture = failure(
  'INVALID_ARGUMENT',
  'EFFECTIVE_IN_FUTURE',
  '发生时间不能晚于当前时间',
  'the effective time lies in the future',
  { zh: '请填写不晚于现在的时间', en: 'give a time that is not after now' },
);
export const effectiveBeforePrevious = failure(
  'FAILED_PRECONDITION',
  'EFFECTIVE_BEFORE_PREVIOUS',
  '发生时间不能早于上一步',
  'the effective time lies before the previous step',
  { zh: '请填写不早于上一步的时间', en: 'give a time that is not before the step before' },
);
export const outsideJurisdiction = failure(
  'PERMISSION_DENIED',
  'OUTSIDE_JURISDICTION',
  '不能在辖区外登记',
  'the record would lie outside your jurisdiction',
  { zh: '请填写您辖区内的区划', en: 'give a division within your jurisdiction' },
);
export const tooManyOwners = failure(
  'FAILED_PRECONDITION',
  'TOO_MANY_OWNERS',
  '一条记录最多关联 50 个人员或单位',
  'a record is of 50 persons and organisations at most',
  { zh: '请减少关联的人员或单位', en: 'name fewer persons and organisations' },
);
export const filterNotServed = failure(
  'INVALID_ARGUMENT',
  'FILTER_NOT_SERVED',
  '该列表不支持此过滤或排序组合',
  'the list does not serve this filter and order',
  {
    zh: '请使用该列表说明中列出的过滤与排序组合',
    en: 'use a filter and an order that the description of the list names',
  },
);
export const filterValue = failure(
  'INVALID_ARGUMENT',
  'FILTER_VALUE',
  '过滤值与字段类型不符',
  'the value does not fit the field',
  { zh: '请填写与字段类型相符的值', en: "give a value of the field's type" },
);
export const storeUnavailable = failure(
  'UNAVAILABLE',
  'STORE_UNAVAILABLE',
  '数据库暂时不可用，请稍后重试',
  'the database is not available; try again',
  { zh: '请稍后用相同编号重试', en: 'repeat later with the same key' },
);
export const outcomeUnknown = failure(
  'UNAVAILABLE',
  'OUTCOME_UNKNOWN',
  '写入结果未知，请用相同请求编号重试',
  'the outcome is unknown; repeat with the same request id',
  { zh: '请用相同编号重试，结果只生效一次', en: 'repeat with the same key; it takes effect once' },
);
export const contended = failure(
  'ABORTED',
  'CONTENDED',
  '记录正被频繁修改，请稍后重试',
  'the record is being changed by many; try again',
  { zh: '请稍后重试', en: 'repeat in a moment' },
);
