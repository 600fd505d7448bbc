import { catalogueIn, suggestedFile } from '../../tools/categories/catalogue.ts';

/** The catalogue of the sample county: what residents lack and units offer. */
export const catalogue = catalogueIn(suggestedFile);

/** What residents lack, by the county's catalogue, with titles that name nobody. */
export const needTitles: Readonly<Record<string, readonly string[]>> = {
  'elder-care': ['为独居老人送餐', '老人陪诊', '为行动不便老人理发', '助浴上门服务'],
  health: ['量血压与用药咨询', '慢性病健康讲座', '中医义诊进小区'],
  'after-school-care': ['放学后作业辅导', '暑期看护', '青少年科普活动'],
  'facility-repair': ['楼道照明维修', '单元门禁损坏', '健身器材松动', '下水管道堵塞'],
  parking: ['增设停车位', '电动车充电桩', '消防通道占用'],
  security: ['监控系统升级', '夜间巡逻', '防诈骗宣传'],
  'legal-aid': ['邻里合同咨询', '遗产问题咨询', '劳动纠纷咨询'],
  culture: ['剪纸培训', '红歌传唱', '棋牌比赛', '图书角补充图书'],
  environment: ['楼前绿化补种', '垃圾分类投放点', '冬季扫雪'],
  employment: ['家政技能培训', '招聘信息进小区', '零工对接'],
  errand: ['社保认证代办', '医保缴费代办', '水电费代缴'],
};

/** What resident units offer, and to which categories it answers, the first before the others. */
export const offers: readonly { readonly title: string; readonly categories: readonly string[] }[] = [
  { title: '志愿者送餐队', categories: ['elder-care', 'errand'] },
  { title: '医护人员义诊', categories: ['health', 'elder-care'] },
  { title: '教师志愿辅导', categories: ['after-school-care', 'culture'] },
  { title: '水电维修服务队', categories: ['facility-repair'] },
  { title: '单位夜间停车场', categories: ['parking'] },
  { title: '监控设备与安装', categories: ['security', 'facility-repair'] },
  { title: '律师咨询时段', categories: ['legal-aid'] },
  { title: '文化活动场地', categories: ['culture', 'after-school-care'] },
  { title: '环卫与绿化力量', categories: ['environment'] },
  { title: '技能培训名额', categories: ['employment'] },
  { title: '窗口人员下沉代办', categories: ['errand', 'elder-care'] },
  { title: '治安巡逻力量', categories: ['security', 'parking'] },
];

/** 跨部门问题: what no department solves alone. */
export const crossDepartmentTitles: readonly { readonly title: string; readonly category: string }[] = [
  { title: '服务站用房产权移交', category: 'premises' },
  { title: '小区消防通道清障', category: 'security' },
  { title: '老旧小区充电桩电力增容', category: 'parking' },
  { title: '服务站工作人员配备', category: 'staffing' },
  { title: '小区内涝与排水管网改造', category: 'facility-repair' },
  { title: '小区周边停车位共享', category: 'parking' },
  { title: '社区食堂经营许可', category: 'elder-care' },
];

/** 1+6+N: the six parties of a project, and what each is called in a compound. */
export const sixParties: readonly { readonly party: string; readonly name: string }[] = [
  { party: 'COMMUNITY_PARTY_COMMITTEE', name: '社区大党委' },
  { party: 'COMPOUND_BRANCH', name: '小区党支部' },
  { party: 'OWNERS_COMMITTEE', name: '业主委员会' },
  { party: 'PROPERTY_COMPANY', name: '物业服务企业' },
  { party: 'RESIDENT_UNIT', name: '驻区单位' },
  { party: 'MEMBER_VOLUNTEERS', name: '党员志愿者' },
];
