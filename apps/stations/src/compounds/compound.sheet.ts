import { sheet } from '@doorstep/sheets/intake';
import { compounds } from './compound.store.js';

/** What townships call the columns of their list of compounds. */
export const compoundSheet = sheet(compounds, [
  { field: 'division', names: ['区划代码', '小区代码', '小区编码', '代码', '编码'], type: 'code', required: true },
  { field: 'effectiveTime', names: ['登记日期', '日期', '摸排日期', '填报日期'], type: 'day', time: '09:00:00' },
]);
