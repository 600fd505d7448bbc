import { AsyncLocalStorage } from 'node:async_hooks';
import type { Document } from '../mapping/document.js';

/** Takes the document that a create of a collection would insert. */
export type Take = (collection: string, document: Document) => void;

const current = new AsyncLocalStorage<Take>();

/** Runs work whose creates insert nothing: what they would insert is taken. */
export const draftingInto = <R>(take: Take, work: () => R): R => current.run(take, work);

/** What takes documents from the work under way; undefined where creates insert them. */
export const drafting = (): Take | undefined => current.getStore();
