/** What a chart draws: read from the table that stands beneath it, so that both say the same. */

export interface Series {
  name: string;
  unit: string;
  values: (number | null)[];
  /** as people read them */
  said: string[];
}

export interface Drawn {
  labels: string[];
  /** where a click on a row leads */
  links: (string | null)[];
  series: Series[];
}

const text = (cell: Element | undefined): string => cell?.textContent?.trim() ?? "";

export function readTable(table: HTMLTableElement, most = Number.POSITIVE_INFINITY): Drawn {
  const heads = [...table.querySelectorAll<HTMLElement>("thead th")];
  const rows = [...table.querySelectorAll("tbody tr")].slice(0, most);
  const series: Series[] = [];
  heads.forEach((head, column) => {
    if (!("drawn" in head.dataset)) return;
    const cells = rows.map((row) => row.children[column]);
    series.push({
      name: text(head),
      unit: head.dataset.unit ?? "",
      values: cells.map((cell) => {
        const value = cell instanceof HTMLElement ? (cell.dataset.value ?? "") : "";
        return value === "" ? null : Number(value);
      }),
      said: cells.map(text),
    });
  });
  return {
    labels: rows.map((row) => text(row.children[0])),
    links: rows.map((row) => row.querySelector<HTMLAnchorElement>("th a")?.href ?? null),
    series,
  };
}
