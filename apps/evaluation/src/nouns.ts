/** The nouns of the service, one a line. */
export { FigureService } from './figures/figure.service.js';
export { WorkItemService } from './work-items/work-item.service.js';
