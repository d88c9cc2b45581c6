/** How many rows a page holds, through every door. */
export const defaultPageSize = 25;
export const maxPageSize = 100;
