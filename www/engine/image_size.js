/** An image's side in the files, and its bytes. */
export const SIDE = 28;
export const IMAGE = SIDE * SIDE;
