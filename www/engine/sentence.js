/** What is said of something that was thrown: an Error's own sentence. @param {unknown} error */
export const sentenceOf = (error) => (error instanceof Error ? error.message : String(error));
