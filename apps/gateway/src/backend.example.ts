import { NeedServiceService } from '@doorstep/contracts/matching/v1/need.js';
import { RecordsServiceService, type NoteExportRequest } from '@doorstep/contracts/records/v1/records.js';
import { DomainError } from '@doorstep/domain';
import { statusOf } from '@doorstep/runtime';
import {
  Server,
  ServerCredentials,
  type handleUnaryCall,
  type Metadata,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';

/** A call as a service saw it. */
export interface Seen {
  readonly method: string;
  readonly request: object;
  readonly metadata: Metadata;
  cancelled: boolean;
}

/** An answer that is made of the request. */
type Made = (request: object) => object;

/** A stand-in for the matching service, made from the generated definition; says what it is told to. */
export class Backend {
  readonly seen: Seen[] = [];
  /** What every call answers: a message, a refusal, a bare status, or nothing at all while undefined; or what makes it of the request. */
  answer: object | Made | undefined;
  /** Notes of exports that it kept. */
  readonly noted: NoteExportRequest[] = [];
  /** Why it keeps none; it does while undefined. */
  forgetful: DomainError | undefined;
  private readonly server = new Server();

  async start(): Promise<number> {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    this.server.addService(NeedServiceService, this.implementation());
    this.server.addService(RecordsServiceService, { noteExport: this.noteExport });
    this.server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve(port),
    );
    return promise;
  }

  stop(): void {
    this.server.forceShutdown();
  }

  last(): Seen {
    const seen = this.seen.at(-1);
    if (seen === undefined) throw new Error('the service was not called');
    return seen;
  }

  private readonly noteExport: handleUnaryCall<NoteExportRequest, object> = ({ request }, callback) => {
    if (this.forgetful) return callback(statusOf(this.forgetful));
    this.noted.push(request);
    callback(null, {});
  };

  private implementation(): UntypedServiceImplementation {
    const handler =
      (method: string): handleUnaryCall<object, object> =>
      (call, callback) => {
        const seen: Seen = { method, request: call.request, metadata: call.metadata, cancelled: false };
        this.seen.push(seen);
        call.on('cancelled', () => (seen.cancelled = true));
        const answer = typeof this.answer === 'function' ? (this.answer as Made)(call.request) : this.answer;
        if (answer === undefined) return;
        if (answer instanceof DomainError) callback(statusOf(answer));
        else if (answer instanceof Error) callback(answer);
        else callback(null, answer);
      };
    return Object.fromEntries(Object.keys(NeedServiceService).map((method) => [method, handler(method)]));
  }
}
