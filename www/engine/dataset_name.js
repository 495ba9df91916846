/** The name of the dataset that the page comes with; no other has it. */
export const MNIST = 'MNIST';
