import { randomUUID } from 'node:crypto';
import { registry } from '@doorstep/access';
import { RecordsServiceService, type NoteExportRequest } from '@doorstep/contracts/records/v1/records.js';
import type { Log } from '@doorstep/runtime';
import { fromBinary, toJson } from '@bufbuild/protobuf';
import type { Route } from '../contract/routes.js';
import { Problem } from '../problem/problem.js';

/** The note of an export in the journal of the service whose list it is. */
export interface ExportNote {
  /** Before the first byte goes out. Throws where it cannot be kept: then nothing goes out. */
  begun(): Promise<void>;
  /** Pages of rows on their way, and when they end, how many rows there were. */
  counting<Row>(pages: AsyncGenerator<Row[]>): AsyncGenerator<Row[]>;
}

/** Where a page begins and how large it is says nothing of what is taken. */
const paging = ['pageSize', 'pageToken'];

const { path, requestSerialize } = RecordsServiceService.noteExport;

/** What is noted: the list, what was asked of it, and the form in which it leaves. */
function saidOf({ method: { input, parent, name } }: Route, request: Uint8Array, mediaType: string): NoteExportRequest {
  const asked = Object.entries(toJson(input, fromBinary(input, request), { registry }) as object);
  return {
    export: randomUUID(),
    list: `${parent.typeName}/${name}`,
    asked: JSON.stringify(Object.fromEntries(asked.filter(([field]) => !paging.includes(field)))),
    ...{ mediaType, ended: false, rows: 0, whole: false },
  };
}

/** The note of one export. @param request what was asked of the list. @param send one call, as the caller. */
export function exportNote(
  route: Route,
  request: Uint8Array,
  mediaType: string,
  send: (route: Route, request: Uint8Array) => Promise<unknown>,
  log: Log,
): ExportNote {
  const said = saidOf(route, request, mediaType);
  const tell = (more: Partial<NoteExportRequest> = {}): Promise<unknown> =>
    send({ ...route, rpc: path, repeatable: true }, requestSerialize({ ...said, ...more }));
  return {
    async begun() {
      await tell();
    },
    async *counting(pages) {
      let rows = 0;
      let whole = false;
      try {
        for await (const page of pages) {
          rows += page.length;
          yield page;
        }
        whole = true;
      } finally {
        // That it was begun is noted; whoever has the sheet has it.
        await tell({ ended: true, rows, whole }).catch((error: unknown) => {
          log.warn('export.unended', {
            route: route.path,
            reason: error instanceof Problem ? error.reason : 'INTERNAL',
          });
        });
      }
    },
  };
}
