import { sheet } from '@doorstep/sheets/intake';
import { grids } from './grid.store.js';

/** What townships call the columns of their list of grids. */
export const gridSheet = sheet(grids, [
  {
    field: 'division',
    names: ['区划代码', '小区代码', '所属小区代码', '社区代码', '代码'],
    type: 'code',
    required: true,
  },
  { field: 'displayName', names: ['网格名称', '名称', '网格'], type: 'text', required: true },
  { field: 'workerName', names: ['网格员', '网格员姓名', '网格长', '负责人'], type: 'text' },
  {
    field: 'effectiveTime',
    names: ['划定日期', '成立日期', '成立时间', '登记日期', '日期'],
    type: 'day',
    time: '09:00:00',
  },
]);
