// The rows of a series as a list that begins at its end, and what stands there while it has none.
import { html } from "../vendor/preact.js";
import { List } from "./list.js";

/**
 * @template {{number: number}} Row
 * @param {object} props
 * @param {string} props.label
 * @param {import("../series.js").Series<Row>} props.series
 * @param {import("./list.js").Column<Row>[]} props.columns
 * @param {(row: Row) => void} props.open
 * @param {string} props.chosen the number of the row that is open; empty for none
 * @param {unknown} props.nothing what stands there where the series has no row
 */
export function SeriesList({ label, series, columns, open, chosen, nothing }) {
  const rows = series.rows.value;
  if (series.error.value) return html`<p class="nothing" role="alert">${series.error.value}</p>`;
  if (rows === null) return html`<p class="nothing">Asking…</p>`;
  if (rows.length === 0) return nothing;
  return html`<${List}
    label=${label}
    rows=${rows}
    columns=${columns}
    keyOf=${(/** @type {Row} */ one) => String(one.number)}
    open=${open}
    chosen=${chosen || null}
    atEnd
    reached=${() => void series.older()}
  />`;
}
