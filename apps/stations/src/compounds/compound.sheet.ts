import { Compound_Kind as Kind } from '@doorstep/contracts/stations/v1/compound.js';
import { sheet } from '@doorstep/sheets/intake';
import { compounds } from './compound.store.js';

/** What townships call the columns of their list of compounds. */
export const compoundSheet = sheet(compounds, [
  { field: 'division', names: ['区划代码', '小区代码', '小区编码', '代码', '编码'], type: 'code', required: true },
  { field: 'displayName', names: ['小区名称', '名称', '小区'], type: 'text' },
  { field: 'households', names: ['户数', '总户数', '住户数'], type: 'number' },
  { field: 'residents', names: ['人口', '人口数', '居民数', '总人口', '常住人口'], type: 'number' },
  {
    field: 'kind',
    names: ['小区类型', '类型', '类别'],
    type: 'choice',
    choices: { 新建: Kind.NEW, 新小区: Kind.NEW, 老旧: Kind.OLD, 老小区: Kind.OLD, 既有: Kind.OLD },
  },
  { field: 'effectiveTime', names: ['登记日期', '日期', '摸排日期', '填报日期'], type: 'day', time: '09:00:00' },
]);
