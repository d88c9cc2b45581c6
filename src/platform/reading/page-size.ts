/** Rows of a page unless the caller says otherwise, and at most. */
export const defaultPageSize = 25;
export const maxPageSize = 100;
