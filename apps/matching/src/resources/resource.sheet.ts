import { sheet } from '@doorstep/sheets/intake';
import { resources } from './resource.store.js';

/** What townships call the columns of their list of resources. */
export const resourceSheet = sheet(resources, [
  {
    field: 'division',
    names: ['区划代码', '服务范围代码', '社区代码', '小区代码', '代码'],
    type: 'code',
    required: true,
  },
  { field: 'title', names: ['资源名称', '名称', '资源', '服务项目'], type: 'text', required: true },
  { field: 'ownerName', names: ['提供单位', '单位名称', '单位', '驻区单位', '资源单位'], type: 'text', required: true },
  {
    field: 'categories',
    names: ['资源类别', '类别', '服务类别', '资源类型', '可满足需求'],
    type: 'words',
    required: true,
    vocabulary: true,
  },
  { field: 'capacity', names: ['容量', '数量', '可提供数量', '服务能力', '人数'], type: 'number', required: true },
  { field: 'openFrom', names: ['开放时间', '开始日期', '起始日期', '开始时间'], type: 'day', time: '00:00:00' },
  {
    field: 'openUntil',
    names: ['截止日期', '有效期至', '开放截止', '结束日期', '结束时间', '截止时间'],
    type: 'day',
    time: '23:59:59',
    required: true,
  },
  { field: 'effectiveTime', names: ['登记日期', '填报日期', '日期'], type: 'day', time: '09:00:00' },
]);
