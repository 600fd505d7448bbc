import { nouns } from '@doorstep/access';
import { IntakeServiceService, LinesRequest } from '@doorstep/contracts/sheets/v1/intake.js';
import type { Import } from '@doorstep/contracts/stations/v1/import.js';
import type { Caller } from '@doorstep/domain';
import { Config, ownCaller, ownerOf, Services, type ClientOf } from '@doorstep/runtime';
import { refuse } from '@doorstep/sheets';
import { Injectable } from '@nestjs/common';

export type Intake = ClientOf<typeof IntakeServiceService>;

/** How long the work on one sheet may take. */
const patienceMs = 600_000;
const pieceBytes = 256 * 1024;

/** The services that take lines of sheets in, each what it owns. */
@Injectable()
export class Intakes {
  private readonly clients = new Map<string, Intake>();

  constructor(
    private readonly services: Services,
    private readonly config: Config,
  ) {}

  /** The services within reach that own a noun. */
  get owners(): ReadonlySet<string> {
    const owners = [...nouns.values()].map(({ typeName }) => ownerOf(typeName));
    return new Set(owners.filter((service) => this.services.reaches(service)));
  }

  /** Who takes an import's steps and calls its intake. */
  get caller(): Caller {
    return ownCaller(this.config.service, 'imports', patienceMs);
  }

  /** The intake of the service that owns a noun. Throws NOUN_NOT_IN_SHEETS. */
  of(noun: string): Intake {
    const service = this.ownerOf(noun);
    if (!this.services.reaches(service)) throw refuse.NOUN_NOT_IN_SHEETS({ field: 'noun', noun });
    const client = this.clients.get(service) ?? this.services.client(IntakeServiceService, service);
    this.clients.set(service, client);
    return client;
  }

  ownerOf(noun: string): string {
    return ownerOf(nouns.get(noun)?.typeName ?? '');
  }
}

/** A sheet as it is sent to an intake. */
export async function* piecesOf(
  { noun, name, importedBy: subject, roles, divisions }: Import,
  file: AsyncIterable<Uint8Array>,
): AsyncGenerator<LinesRequest> {
  yield LinesRequest.fromPartial({ noun, import: name, importer: { subject, roles, divisions } });
  for await (const chunk of file) {
    for (let at = 0; at < chunk.length; at += pieceBytes)
      yield LinesRequest.fromPartial({ content: Buffer.from(chunk.subarray(at, at + pieceBytes)) });
  }
  yield LinesRequest.fromPartial({ last: true });
}
