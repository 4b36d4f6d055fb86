// Documents to and from files of the person's machine.

/**
 * Let the browser save a document.
 * @param {string} name
 * @param {unknown} document_
 */
export const save = (name, document_) =>
  saveText(name, `${JSON.stringify(document_, null, 2)}\n`, "application/json");

/**
 * Let the browser save rows as CSV, with a column for each name that one of them has.
 * @param {string} name
 * @param {Record<string, unknown>[]} rows
 */
export const saveTable = (name, rows) => saveText(name, tableOf(rows), "text/csv");

/**
 * Rows as CSV (RFC 4180). A spreadsheet takes no text of somebody else for a formula.
 * @param {Record<string, unknown>[]} rows
 */
export function tableOf(rows) {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const lines = rows.map((row) => names.map((one) => row[one]));
  return [names, ...lines].map((line) => `${line.map(cellOf).join(",")}\r\n`).join("");
}

/** @param {unknown} value */
function cellOf(value) {
  if (value === null || value === undefined) return "";
  const said = typeof value === "object" ? JSON.stringify(value) : String(value);
  const text = typeof value === "string" && /^[=+@\t\r-]/.test(said) ? `'${said}` : said;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * @param {string} name
 * @param {string} text
 * @param {string} type
 */
function saveText(name, text, type) {
  const link = document.createElement("a");
  link.download = name;
  link.href = URL.createObjectURL(new Blob([text], { type }));
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
