import { Compound_Kind as Kind } from '@doorstep/contracts/stations/v1/compound.js';
import { Location_Datum as Datum } from '@doorstep/contracts/places/v1/location.js';
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
  { field: 'location.longitude', names: ['经度', '东经'], type: 'number', example: '111.155268' },
  { field: 'location.latitude', names: ['纬度', '北纬'], type: 'number', example: '39.385213' },
  {
    field: 'location.datum',
    names: ['坐标系', '坐标系统', '坐标类型'],
    type: 'choice',
    choices: {
      ...{
        国测局坐标: Datum.GCJ_02,
        GCJ02: Datum.GCJ_02,
        高德: Datum.GCJ_02,
        腾讯: Datum.GCJ_02,
        火星坐标: Datum.GCJ_02,
      },
      ...{
        世界大地坐标: Datum.WGS_84,
        WGS84: Datum.WGS_84,
        GPS: Datum.WGS_84,
        CGCS2000: Datum.WGS_84,
        国家2000: Datum.WGS_84,
      },
    },
  },
  { field: 'effectiveTime', names: ['登记日期', '日期', '摸排日期', '填报日期'], type: 'day', time: '09:00:00' },
]);
