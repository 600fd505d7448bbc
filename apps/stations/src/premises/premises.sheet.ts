import { Premises_Source as Source } from '@doorstep/contracts/stations/v1/premises.js';
import { sheet } from '@doorstep/sheets/intake';
import { premises } from './premises.store.js';

/** What townships call the columns of their list of premises. */
export const premisesSheet = sheet(premises, [
  { field: 'division', names: ['区划代码', '小区代码', '小区编码', '代码'], type: 'code', required: true },
  { field: 'displayName', names: ['场所名称', '名称', '用房名称'], type: 'text', required: true },
  {
    field: 'source',
    names: ['来源', '场所来源', '用房来源', '类型'],
    type: 'choice',
    required: true,
    choices: {
      闲置公共用房: Source.IDLE_PUBLIC_ROOM,
      闲置用房: Source.IDLE_PUBLIC_ROOM,
      物业用房: Source.PROPERTY_OFFICE,
      物业办公用房: Source.PROPERTY_OFFICE,
      驻区单位: Source.RESIDENT_UNIT,
      驻区单位用房: Source.RESIDENT_UNIT,
    },
  },
  { field: 'areaM2', names: ['面积', '建筑面积', '使用面积', '平方米'], type: 'number', required: true },
  { field: 'agreementExpiry', names: ['协议到期日', '到期日', '协议期限', '到期时间'], type: 'day', required: true },
  { field: 'effectiveTime', names: ['登记日期', '填报日期'], type: 'day', time: '09:00:00' },
]);
