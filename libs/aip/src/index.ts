export { filterMalformed, parseFilter, type Condition } from './filter.js';
export { maskFields, maskUnknown } from './mask.js';
export { collectionOf, idOf, nameMalformed, nameOf } from './names.js';
export { orderMalformed, parseOrder, type Order } from './order.js';
export { pageSize, pageTokenForeign, pageTokens, type Page, type PageRequest } from './page.js';
