export { boot, serve, type Create, type RunningService } from './boot.js';
export { headerMalformed, ownCaller } from './caller.js';
export { commonKeys, Config, parseEnvironment, peerAddresses, serviceConfig } from './config.js';
export { Log, nestLogger, type Fields } from './log.js';
export { peer, peerUnavailable, unary, type Peer } from './peers.js';
export { Serves, serviceName, type Rpc, type ServiceDefinition } from './serves.js';
export { refusalIn, statusOf } from './status.js';
export { invalid, malformed, validateMessage } from './validation.js';
