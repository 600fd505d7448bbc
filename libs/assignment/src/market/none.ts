/** No unit, no candidate, no resource. */
export const none = -1;
