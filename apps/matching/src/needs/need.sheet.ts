import { Need_Channel as Channel, Need_Urgency as Urgency } from '@doorstep/contracts/matching/v1/need.js';
import { sheet } from '@doorstep/sheets/intake';
import { needs } from './need.store.js';

/** What townships call the columns of their list of needs. */
export const needSheet = sheet(needs, [
  { field: 'division', names: ['区划代码', '小区代码', '所属小区代码', '小区编码', '社区代码', '代码'], type: 'code' },
  { field: 'station', names: ['服务站', '服务站编号', '所属服务站'], type: 'text' },
  { field: 'title', names: ['需求名称', '需求', '需求事项', '诉求', '事项', '标题'], type: 'text', required: true },
  {
    field: 'category',
    names: ['需求类别', '类别', '需求类型', '分类'],
    type: 'word',
    required: true,
    vocabulary: true,
  },
  {
    field: 'channel',
    names: ['需求来源', '来源', '来源渠道', '渠道'],
    type: 'choice',
    required: true,
    choices: {
      居民自报: Channel.RESIDENT,
      居民: Channel.RESIDENT,
      居民反映: Channel.RESIDENT,
      网格员: Channel.GRID_WORKER,
      网格员上报: Channel.GRID_WORKER,
      网格上报: Channel.GRID_WORKER,
      热线: Channel.HOTLINE,
      '12345': Channel.HOTLINE,
      '12345热线': Channel.HOTLINE,
      意见箱: Channel.BOX,
      入户走访: Channel.HOME_VISIT,
      走访: Channel.HOME_VISIT,
      入户: Channel.HOME_VISIT,
      部门转来: Channel.DEPARTMENT,
      部门转办: Channel.DEPARTMENT,
    },
  },
  {
    field: 'urgency',
    names: ['紧急程度', '缓急', '缓急程度'],
    type: 'choice',
    choices: {
      一般: Urgency.NORMAL,
      普通: Urgency.NORMAL,
      紧急: Urgency.URGENT,
      急: Urgency.URGENT,
      特急: Urgency.CRITICAL,
      非常紧急: Urgency.CRITICAL,
    },
  },
  { field: 'quantity', names: ['数量', '需求数量', '人数', '需求人数'], type: 'number', required: true },
  { field: 'openFrom', names: ['开始日期', '起始日期', '开始时间'], type: 'day', time: '00:00:00' },
  {
    field: 'openUntil',
    names: ['截止日期', '截止时间', '办理期限', '结束日期', '结束时间', '期望完成日期'],
    type: 'day',
    time: '23:59:59',
    required: true,
  },
  { field: 'statement', names: ['需求内容', '具体需求', '诉求内容', '情况说明'], type: 'text' },
  { field: 'contactName', names: ['联系人', '姓名', '居民姓名'], type: 'text' },
  { field: 'contactPhone', names: ['联系电话', '电话', '手机', '手机号', '联系方式'], type: 'code' },
  { field: 'place', names: ['详细地址', '地址', '地点', '楼栋门牌', '门牌号'], type: 'text' },
  { field: 'effectiveTime', names: ['登记日期', '填报日期', '日期', '收集日期'], type: 'day', time: '09:00:00' },
]);
