export type { CallContext, Failure, Incoming } from './call.js';
export { deadlineIn, msUntil } from './deadline.js';
export { plaintext, transportOf, type TlsFiles, type Transport } from './transport.js';
export { Lane, LaneFailure } from './lane.js';
export { LaneServer, type Serving } from './lane-server.js';
export { Lanes } from './lanes.js';
export { reconnecting } from './reconnecting.js';
