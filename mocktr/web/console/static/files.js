// Documents to and from files of the person's machine.

/**
 * Let the browser save a document.
 * @param {string} name
 * @param {unknown} document_
 */
export function save(name, document_) {
  const text = `${JSON.stringify(document_, null, 2)}\n`;
  const link = document.createElement("a");
  link.download = name;
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/**
 * What a JSON file says; an error that says why it is none.
 * @param {File} file
 * @returns {Promise<Record<string, unknown>>}
 */
export async function read(file) {
  const text = await file.text();
  try {
    const found = JSON.parse(text);
    if (found !== null && typeof found === "object" && !Array.isArray(found)) return found;
  } catch {
    // Told below, as what is no object.
  }
  throw new TypeError(`${file.name}: expected a JSON object`);
}
