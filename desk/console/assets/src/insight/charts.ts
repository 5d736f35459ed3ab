/** Draws the tables with ECharts; loaded only where a chart comes into view. */

import { BarChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { type EChartsType, init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { type Drawn, readTable } from "./tables";

use([BarChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

const MOST_BARS = 12;
const BAR = 30; // pixels a lying bar takes
const calm = matchMedia("(prefers-reduced-motion: reduce)");

interface Colours {
  text: string;
  soft: string;
  line: string;
  raised: string;
  series: string[];
  font: string;
}

function colours(): Colours {
  const style = getComputedStyle(document.body);
  const of = (name: string): string => style.getPropertyValue(name).trim();
  return {
    text: of("--text"),
    soft: of("--text-soft"),
    line: of("--line"),
    raised: of("--raised"),
    series: [of("--chart-1"), of("--chart-2"), of("--chart-3")],
    font: getComputedStyle(document.body).fontFamily,
  };
}

const short = (unit: string, value: number): string => {
  if (unit === "share") return `${Math.round(value * 100)}%`;
  if (unit === "fen") return `¥${Math.round(value / 100).toLocaleString("zh-CN")}`;
  return value >= 10_000 ? `${(value / 10_000).toFixed(1)} 万` : value.toLocaleString("zh-CN");
};

const day = (label: string): string => (/^\d{4}-\d\d-\d\d$/.test(label) ? label.slice(5) : label);

/** What all charts have in common. */
function common(drawn: Drawn, paint: Colours) {
  return {
    animation: !calm.matches,
    animationDuration: 350,
    color: paint.series,
    textStyle: { fontFamily: paint.font, color: paint.soft },
    tooltip: {
      trigger: "axis" as const,
      renderMode: "richText" as const,
      backgroundColor: paint.raised,
      borderColor: paint.line,
      textStyle: { color: paint.text, fontFamily: paint.font, fontSize: 13 },
      axisPointer: { type: "shadow" as const, shadowStyle: { color: paint.line, opacity: 0.35 } },
      formatter: (hovered: unknown): string => {
        const at = (Array.isArray(hovered) ? hovered[0] : hovered) as { dataIndex: number };
        const lines = drawn.series.map((one) => `${one.name}  ${one.said[at.dataIndex] ?? ""}`);
        return [drawn.labels[at.dataIndex] ?? "", ...lines].join("\n");
      },
    },
  };
}

/** Columns over time, one on the other. */
function overTime(drawn: Drawn, paint: Colours) {
  const several = drawn.series.length > 1;
  const last = drawn.series.length - 1;
  return {
    ...common(drawn, paint),
    grid: { left: 4, right: 8, top: several ? 36 : 12, bottom: 4, containLabel: true },
    ...(several
      ? {
          legend: {
            top: 0,
            left: 0,
            itemWidth: 12,
            itemHeight: 12,
            icon: "roundRect",
            textStyle: { color: paint.soft },
          },
        }
      : {}),
    xAxis: {
      type: "category" as const,
      data: drawn.labels.map(day),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: paint.line } },
      axisLabel: { color: paint.soft, hideOverlap: true },
    },
    yAxis: {
      type: "value" as const,
      minInterval: drawn.series[0]?.unit === "count" ? 1 : 0,
      splitNumber: 3,
      splitLine: { lineStyle: { color: paint.line, type: "dashed" as const } },
      axisLabel: {
        color: paint.soft,
        formatter: (value: number) => short(drawn.series[0]?.unit ?? "", value),
      },
    },
    series: drawn.series.map((one, number) => ({
      type: "bar" as const,
      name: one.name,
      data: one.values,
      stack: "all",
      barMaxWidth: 28,
      itemStyle: { borderRadius: number === last ? [3, 3, 0, 0] : 0 },
    })),
  };
}

/** Lying bars, the first row on top. */
function bars(drawn: Drawn, paint: Colours) {
  const unit = drawn.series[0]?.unit ?? "";
  return {
    ...common(drawn, paint),
    grid: { left: 4, right: 56, top: 4, bottom: 4, containLabel: true },
    xAxis: { type: "value" as const, show: false, min: 0, ...(unit === "share" ? { max: 1 } : {}) },
    yAxis: {
      type: "category" as const,
      inverse: true,
      data: drawn.labels,
      axisTick: { show: false },
      axisLine: { show: false },
      axisLabel: { color: paint.text, width: 112, overflow: "truncate" as const },
    },
    series: drawn.series.map((one) => ({
      type: "bar" as const,
      name: one.name,
      data: one.values,
      barMaxWidth: 16,
      itemStyle: { borderRadius: [0, 4, 4, 0] },
      showBackground: true,
      backgroundStyle: { color: paint.line, opacity: 0.3, borderRadius: [0, 4, 4, 0] },
      label: {
        show: true,
        position: "right" as const,
        color: paint.soft,
        formatter: ({ dataIndex }: { dataIndex: number }) => one.said[dataIndex] ?? "",
      },
    })),
  };
}

function options(place: HTMLElement, drawn: Drawn) {
  const paint = colours();
  return place.dataset.chart === "bars" ? bars(drawn, paint) : overTime(drawn, paint);
}

const drawnCharts = new Map<HTMLElement, { chart: EChartsType; drawn: Drawn }>();
const sizes = new ResizeObserver((seen) => {
  for (const { target } of seen) drawnCharts.get(target as HTMLElement)?.chart.resize();
});

export function draw(place: HTMLElement): void {
  const table = document.getElementById(place.dataset.table ?? "");
  if (!(table instanceof HTMLTableElement) || drawnCharts.has(place)) return;
  const lying = place.dataset.chart === "bars";
  const drawn = readTable(table, lying ? MOST_BARS : undefined);
  if (lying) place.style.height = `${drawn.labels.length * BAR + 8}px`;
  const chart = init(place, null, { renderer: "canvas" });
  chart.setOption(options(place, drawn));
  chart.on("click", (clicked) => {
    const link = drawn.links[clicked.dataIndex];
    if (link) location.assign(link);
  });
  drawnCharts.set(place, { chart, drawn });
  sizes.observe(place);
  place.dataset.drawn = "yes";
}

/** Those that are gone from the page hold a canvas and listeners. */
export function forgetGone(): void {
  for (const [place, { chart }] of drawnCharts) {
    if (place.isConnected) continue;
    sizes.unobserve(place);
    chart.dispose();
    drawnCharts.delete(place);
  }
}

function drawAnew(): void {
  for (const [place, { chart, drawn }] of drawnCharts) chart.setOption(options(place, drawn), true);
}

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAnew);
// Paper is narrower than a window, and white.
window.addEventListener("beforeprint", () => {
  for (const { chart } of drawnCharts.values()) chart.resize({ width: 640 });
});
window.addEventListener("afterprint", () => {
  for (const { chart } of drawnCharts.values()) chart.resize({ width: "auto" });
});
