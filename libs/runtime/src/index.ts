export { boot, serve, type Create, type RunningService } from './boot.js';
export { openClock, type Now } from './clock.js';
export { longestCallMs, ownCaller } from './wire/caller.js';
export { holdsNumberOfPerson, isPersonId, isPurpose, mayHoldNumberOfPerson } from './wire/identifiers.js';
export { addressKey, commonKeys, Config, parseEnvironment, peerAddresses, serviceConfig } from './config.js';
export { endOnSignal } from './end-on-signal.js';
export { Health, lookWithinMs, told } from './health/health.js';
export { HealthModule } from './health/health.module.js';
export { peersIndicator } from './health/peers-indicator.js';
export { redisIndicator } from './health/redis-indicator.js';
export { openOperations } from './health/operations.js';
export { Openings } from './openings.js';
export { idleLimits } from './idle.js';
export { Log, nestLogger } from './log.js';
export { everyPeer, failed, peer, peerUnavailable, unary } from './peers/peers.js';
export { ReadCache, readCache, withReadCache } from './peers/read-cache.js';
export { Handlers, Records, type RecordView } from './peers/records.js';
export { Services } from './peers/services.js';
export {
  Repositories,
  ownerOf,
  Serves,
  serviceName,
  type ClientOf,
  type Rpc,
  type ServiceDefinition,
  type Steps,
} from './contract/serves.js';
export { pathOf, standardMethod } from './contract/standard.js';
export { grantsOfReads, recordingBeside, stepsOf } from './contract/steps.js';
export { detailsKey, refusalIn, statusOf } from './wire/status.js';
export { catalogue, type MetricSpec } from './telemetry/catalogue.js';
export { Metrics, unmetered } from './telemetry/metrics.js';
export { telemetryOf, type TelemetryConfig } from './telemetry/telemetry.config.js';
export { openTracing } from './telemetry/open-tracing.js';
export { Tracing, untraced } from './telemetry/tracing.js';
export { assertIssuer, assertMemory } from './surroundings.js';
export { exchangeStreams, receiveStream, sendStream, type Calling } from './wire/streaming.js';
export { invalid, malformed, validateMessage } from './contract/validation.js';
export { overAt } from './revocation/register.js';
export { Revocations, unlessRevoked, type Verifier } from './revocation/revocations.js';
export { redisTls } from './tls/redis-options.js';
export { assertHttps, assertProtected, tlsKeys, tlsOf, type TlsConfig } from './tls/tls.config.js';
