/** The most pages of a List that are read for one page of a connection. */
export const mostPagesOfList = 5;
