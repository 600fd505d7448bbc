/** The nouns of the service, one a line. */
export { FigureService } from './figures/figure.service.js';
export { NoticeService } from './notices/notice.service.js';
export { WorkItemService } from './work-items/work-item.service.js';
