export { parseFilter, type Condition } from './filter.js';
export { maskFields } from './mask.js';
export { collectionOf, idOf, nameIn, nameOf } from './names.js';
export { parseOrder, type Order } from './order.js';
export { pageSize, pageTokens, type Page, type PageRequest } from './page.js';
